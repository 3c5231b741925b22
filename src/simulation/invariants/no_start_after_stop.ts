import { groupPathOf } from "../cast_group.ts";
import { groupPath, type Invariant } from "./invariant.ts";
import type { Breach } from "../simulation_result.ts";

/** In the order of the trace: at the very moment of the stop, too. A group that is started anew may start its children. */
export const noStartAfterStop: Invariant = {
  name: "no-start-after-stop",
  description: "Nothing starts in a group after its stop was requested",
  check({ events }) {
    const found: Breach[] = [];
    const stoppingSinceMs = new Map<string, number>();
    for (const event of events) {
      if (event.type === "group-stopping") stoppingSinceMs.set(groupPath(event), event.atMs);
      // What starts after the end is for "no-orphan" to see.
      else if (event.type === "group-finished") stoppingSinceMs.delete(groupPath(event));
      if (event.type !== "started" || stoppingSinceMs.size === 0) continue;
      const { worker, incarnation, atMs } = event;
      const sinceMs = stoppingSinceMs.get(groupPathOf(worker));
      if (sinceMs === undefined) continue;
      const message = `incarnation ${incarnation} started ${atMs - sinceMs} ms after the stop`;
      found.push({ invariant: noStartAfterStop.name, atMs, worker, message });
    }
    return found;
  },
};
