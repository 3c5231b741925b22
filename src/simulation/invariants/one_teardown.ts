import type { SupervisionEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { groupPath, type Invariant } from "./invariant.ts";

/** One incarnation of a group on its way down. */
interface Teardown {
  reason: string | undefined;
  isOver: boolean;
  graceEnded: boolean;
}

/** That each incarnation of a worker ends no more than once is for "starts-and-ends" to see. */
export const oneTeardown: Invariant = {
  name: "one-teardown",
  description:
    "What ends is torn down once: each incarnation is asked to stop at most once, and a group stops for its first reason, then is over",
  check(trace) {
    const found: Breach[] = [];
    const breach = ({ atMs }: SupervisionEvent, path: string, message: string) =>
      found.push({ invariant: oneTeardown.name, atMs, ...(path === "" ? {} : { worker: path }), message });
    const asked = new Map<string, number>();
    const groups = new Map<string, Teardown>();
    for (const event of trace.events) {
      if (event.type === "stopping") {
        const { worker, incarnation } = event;
        if (asked.get(worker) === incarnation) {
          breach(event, worker, `incarnation ${incarnation} was asked to stop twice`);
        }
        asked.set(worker, incarnation);
      }
      if ("worker" in event) continue;
      const path = groupPath(event);
      if (event.type === "group-started") {
        groups.set(path, { reason: undefined, isOver: false, graceEnded: false });
        continue;
      }
      const group = groups.get(path);
      const wrong = group && wrongOf(event, group);
      if (wrong !== undefined) breach(event, path, wrong);
    }
    return [...found, ...wrongReport(trace, groups.get("")?.reason)];
  },
};

/** What is wrong with what is told of a group, and takes notice of that. */
function wrongOf(event: Exclude<SupervisionEvent, { worker: string }>, group: Teardown): string | undefined {
  if (group.isOver) return `"${event.type}" after it was over`;
  switch (event.type) {
    case "group-stopping":
      if (group.reason !== undefined) {
        return `stops with reason "${event.reason}", and stopped with "${group.reason}" already`;
      }
      group.reason = event.reason;
      return undefined;
    case "grace-ended":
      if (group.graceEnded) return "ended the grace of all twice";
      group.graceEnded = true;
      return undefined;
    case "group-finished":
      group.isOver = true;
      return undefined;
    default:
      return undefined;
  }
}

/** The report gives the first reason too. */
function wrongReport({ report, endedAtMs: atMs }: Trace, reason = "none"): Breach[] {
  const reported = report?.stopReason ?? "none";
  if (report === undefined || reported === reason) return [];
  const message = `is reported to have stopped with reason "${reported}", and was told to with "${reason}"`;
  return [{ invariant: oneTeardown.name, atMs, message }];
}
