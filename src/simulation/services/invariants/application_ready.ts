import type { ApplicationStatus } from "../../../services/service_info.ts";
import { sameInstantMs } from "../../invariants/invariant.ts";
import type { Breach } from "../../simulation_result.ts";
import { lookOn, requiredPaths } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** Judged when an instant is over, until the application stops. */
export const applicationReady: ServiceInvariant = {
  name: "application-ready",
  description:
    "An application is ready exactly while all services are that it cannot do without, and its start-up has succeeded once they were",
  check(trace) {
    const { states, startUp, services } = trace;
    const found: Breach[] = [];
    const breach = (atMs: number, message: string) => found.push({ invariant: applicationReady.name, atMs, message });
    const required = new Set(requiredPaths(services));
    const unready = new Set(required);
    let wereReady = unready.size === 0;
    let hasBegun = false;
    let isStopping = false;
    let next = 0;
    let said: ApplicationStatus = "starting";
    lookOn(trace, {
      event: (event) => {
        hasBegun = true;
        if (event.type === "group-stopping" || event.type === "group-finished") {
          isStopping ||= event.group === undefined;
        }
        if (event.type !== "service-status" && event.type !== "service-readiness") return;
        if (!required.has(event.service)) return;
        if (event.ready) unready.delete(event.service);
        else unready.add(event.service);
        wereReady ||= unready.size === 0;
      },
      settled: (atMs) => {
        for (; next < states.length && states[next]!.atMs <= atMs + sameInstantMs; next++) said = states[next]!.status;
        if (!hasBegun || isStopping || said === "stopping" || said === "stopped") return;
        const expected = unready.size === 0 ? "ok" : wereReady ? "degraded" : "starting";
        if (said !== expected) {
          breach(atMs, `says "${said}", where ${unready.size} of ${required.size} services are not ready`);
        }
        if (expected === "ok" && (startUp === undefined || startUp.atMs > atMs)) {
          breach(atMs, "has all of its services ready, and its start-up is not over");
        }
        if (startUp?.outcome === "ready" && startUp.atMs <= atMs && !wereReady) {
          breach(startUp.atMs, "has started, and its services were never ready at once");
        }
      },
    });
    return found;
  },
};
