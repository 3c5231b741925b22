import type { ApplicationEvent } from "../../services/service_event.ts";
import type { ServiceInfo } from "../../services/service_info.ts";
import { sameInstantMs } from "../invariants/invariant.ts";
import type { Deed } from "./services_record.ts";
import type { ServicesTrace } from "./services_trace.ts";

/** What looks at a run of services, happening by happening. */
export interface Onlooker {
  /** Something was told. */
  event?(event: ApplicationEvent): void;
  /** A hook was called, or is over. */
  deed?(deed: Deed): void;
  /** An instant is over, in which something was told or done. */
  settled?(atMs: number): void;
}

/** Goes through all that was told and done, in order. A run that was cut off ends in the midst of an instant, which is not over then. */
export function lookOn({ told, deeds, endedAtMs }: ServicesTrace, onlooker: Onlooker): void {
  let next = 0;
  let nowMs = 0;
  const goOn = (atMs: number) => {
    if (atMs <= nowMs + sameInstantMs) return;
    onlooker.settled?.(nowMs);
    nowMs = atMs;
  };
  const doUpTo = (count: number) => {
    for (; next < deeds.length && deeds[next]!.told <= count; next++) {
      goOn(deeds[next]!.atMs);
      onlooker.deed?.(deeds[next]!);
    }
  };
  told.forEach((event, index) => {
    doUpTo(index);
    goOn(event.atMs);
    onlooker.event?.(event);
  });
  doUpTo(Infinity);
  goOn(endedAtMs);
}

/** All services, those that belong to others after these. */
export function allServices(services: readonly ServiceInfo[]): readonly ServiceInfo[] {
  return services.flatMap((service) => [service, ...allServices(service.children)]);
}

/** The paths of those services that the application cannot do without. */
export function requiredPaths(services: readonly ServiceInfo[]): readonly string[] {
  return services.filter(({ role }) => role === "required")
    .flatMap(({ path, children }) => [path, ...requiredPaths(children)]);
}

/** Whether one service belongs to another, be it by several steps. */
export function isBelow(path: string, parent: string): boolean {
  return path.startsWith(`${parent}/`);
}
