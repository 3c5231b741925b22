import type { StoppingEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { isStoppedByHand } from "./by_hand.ts";
import { areDependent } from "./children.ts";
import { type Invariant, sameInstantMs } from "./invariant.ts";
import { latestMs } from "./lateness.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** The reverse of the order in which they start. Whether somebody is asked at all is for "group-goes-on" to see. */
export const dependencyStopOrder: Invariant = {
  name: "dependency-stop-order",
  description:
    "Of those who must end each is asked when all who depend on it are down, not before and not after; who is in nobody's way, at once",
  check(trace) {
    if (!areDependent(trace)) return [];
    const found: Breach[] = [];
    watch(trace, () => ({
      child: (event, roster, entry) => {
        if (event.type !== "stopping" || !entry?.isAwaited || !roster.isOrdered) return;
        const wrong = wrongOfStop(event, roster, entry, trace);
        if (wrong === undefined) return;
        found.push({ invariant: dependencyStopOrder.name, atMs: event.atMs, worker: event.worker, message: wrong });
      },
    }));
    return found;
  },
};

function wrongOfStop(event: StoppingEvent, roster: Roster, entry: RosterEntry, trace: Trace): string | undefined {
  const { worker, atMs } = event;
  // The end of all graces, a start that took too long, and somebody's hand while all stop wait for nobody.
  if (roster.graceEnded || entry.failsToStart) return undefined;
  if (roster.status === "stopping" && isStoppedByHand(trace, worker, atMs)) return undefined;
  const running = roster.dependence.inTheWayOf(worker);
  if (running !== undefined) {
    return `was asked to stop while "${running.child.path}", which depends on it, still ran`;
  }
  const lateMs = atMs - entry.freeSinceMs;
  return atMs <= latestMs(trace, entry.freeSinceMs) + sameInstantMs
    ? undefined
    : `was asked to stop ${lateMs} ms after nobody was in its way any more`;
}
