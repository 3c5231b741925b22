import type { Breach } from "../../simulation_result.ts";
import { isBelow, lookOn } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** Judged by the hooks that were called; the loop is one of them. */
export const nothingOutlives: ServiceInvariant = {
  name: "nothing-outlives",
  description:
    "When a run begins, or is told to have ended, nothing of the service and of those that belong to it runs",
  check(trace) {
    const found: Breach[] = [];
    /** How many hooks of each service are under way. */
    const open = new Map<string, number>();
    lookOn(trace, {
      deed: ({ service, is }) => {
        const count = (open.get(service) ?? 0) + (is === "called" ? 1 : -1);
        if (count === 0) open.delete(service);
        else open.set(service, count);
      },
      event: (event) => {
        const { type, atMs } = event;
        if (type !== "started" && type !== "crashed" && type !== "completed" && type !== "stopped") return;
        const { worker, incarnation } = event;
        for (const path of open.keys()) {
          if (path !== worker && !isBelow(path, worker)) continue;
          const message = `incarnation ${incarnation} ${
            type === "started" ? "started" : "was told to have ended"
          } while ${path === worker ? "a hook of it" : `"${path}"`} was under way`;
          found.push({ invariant: nothingOutlives.name, atMs, worker, message });
          break;
        }
      },
    });
    return found;
  },
};
