import type { WorkerEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import { isStartedByHand } from "./by_hand.ts";
import type { Invariant } from "./invariant.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

const decisions: readonly WorkerEvent["type"][] = [
  "restart-scheduled",
  "restart-held",
  "cooldown-started",
  "gave-up",
  "escalated",
  "finished",
];

/** A worker that just is not there any more, without a word, is the worst of give-ups. */
export const giveUpOnce: Invariant = {
  name: "give-up-once",
  description:
    "Every give-up is announced exactly once: what comes of each end is told, and a worker given up stays so",
  check(trace) {
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: giveUpOnce.name, atMs, worker, message });
    /** The end of which nothing has come yet, by child, and how it was given up. */
    const open = new Map<RosterEntry, WorkerEvent>();
    const over = new Map<RosterEntry, WorkerEvent>();
    const close = (entry: RosterEntry) => {
      const end = open.get(entry);
      if (end === undefined) return;
      breach(end.atMs, end.worker, `nothing was told of what comes of the end of incarnation ${end.incarnation}`);
      open.delete(entry);
    };
    watch(trace, () => ({
      child: (event, _roster, entry) => {
        if (entry === undefined) return;
        const { type, worker, atMs } = event;
        if (decisions.includes(type)) {
          const before = over.get(entry);
          // Whoever was started by hand since may have had to wait for that.
          const isWanted = before !== undefined && isStartedByHand(trace, worker, before.atMs, atMs);
          if (before !== undefined && !isWanted) breach(atMs, worker, `"${type}" after "${before.type}"`);
          open.delete(entry);
        }
        if (type === "started") {
          close(entry);
          const before = over.get(entry);
          const isAnew = event.after === "first" || event.after === "manual";
          if (before !== undefined && !isAnew) {
            breach(atMs, worker, `started after "${event.after}", after "${before.type}"`);
          }
          over.delete(entry);
        }
        // What its group ordered to follow its end, its group does.
        if ((type === "crashed" || type === "completed") && entry.fate === "decide") open.set(entry, event);
        if (type === "gave-up" || type === "escalated") over.set(entry, event);
      },
    }));
    for (const entry of [...open.keys()]) close(entry);
    return found;
  },
};
