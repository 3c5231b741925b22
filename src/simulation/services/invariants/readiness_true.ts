import type { ServiceStatus } from "../../../services/service_status.ts";
import type { Breach } from "../../simulation_result.ts";
import { allServices, lookOn } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** What was told of one service: by its supervision, and by itself. */
interface Readiness {
  isSupervised: boolean;
  isTold: boolean;
  status: ServiceStatus;
}

/** Judged when an instant is over. */
export const readinessTrue: ServiceInvariant = {
  name: "readiness-true",
  description: "A service is told to be ready exactly while it is running and its supervision takes it for ready",
  check(trace) {
    const found: Breach[] = [];
    const known = new Map<string, Readiness>();
    const touched = new Set<string>();
    const of = (path: string): Readiness => {
      let readiness = known.get(path);
      if (readiness === undefined) {
        known.set(path, readiness = { isSupervised: false, isTold: false, status: "not-started" });
      }
      touched.add(path);
      return readiness;
    };
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: readinessTrue.name, atMs, worker, message });
    lookOn(trace, {
      event: (event) => {
        switch (event.type) {
          case "service-status":
            of(event.service).status = event.status;
            of(event.service).isTold = event.ready;
            return;
          case "service-readiness":
            of(event.service).isTold = event.ready;
            return;
          case "started":
            of(event.worker).isSupervised = event.ready;
            return;
          case "ready":
            of(event.worker).isSupervised = true;
            return;
          case "not-ready":
          case "crashed":
          case "completed":
          case "stopped":
          case "abandoned":
            of(event.worker).isSupervised = false;
        }
      },
      settled: (atMs) => {
        for (const path of touched) {
          const { isSupervised, isTold, status } = known.get(path)!;
          if (isTold === (isSupervised && status === "running")) continue;
          breach(
            atMs,
            path,
            `was told to be ${isTold ? "" : "not "}ready, where it is "${status}" and ${
              isSupervised ? "" : "not "
            }ready for its supervision`,
          );
        }
        touched.clear();
      },
    });
    for (const { path, ready } of allServices(trace.services)) {
      if (ready === (known.get(path)?.isTold ?? false)) continue;
      breach(trace.endedAtMs, path, `is ${ready ? "" : "not "}ready, and was told otherwise`);
    }
    return found;
  },
};
