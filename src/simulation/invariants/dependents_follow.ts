import type { Breach } from "../simulation_result.ts";
import { isStoppedByHand } from "./by_hand.ts";
import { areDependent } from "./children.ts";
import type { Invariant } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** Judged when an instant is over. That nobody else is stopped is for "crash-isolation" to see. */
export const dependentsFollow: Invariant = {
  name: "dependents-follow",
  description:
    "Who asked to be restarted with what it depends on never runs on when that is down, and only for that reason do dependents restart",
  check(trace) {
    if (!areDependent(trace)) return [];
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: dependentsFollow.name, atMs, worker, message });
    watch(trace, () => ({
      group: (event, roster) => {
        if (event.type !== "group-restarting" || event.strategy !== "dependents") return;
        const { trigger, atMs } = event;
        if (!roster.entry(trigger)?.isLive || isStoppedByHand(trace, trigger, atMs)) return;
        breach(atMs, trigger, "who depends on it was restarted, and it had neither failed nor been stopped by hand");
      },
      settled: (roster, touched, atMs) => {
        if (!roster.isOrdered || roster.status !== "running") return;
        const check = (entry: RosterEntry | undefined) => {
          const down = entry && downBelow(entry, roster);
          if (down === undefined) return;
          breach(atMs, entry!.child.path, `runs on while "${down}", which it is to be restarted with, is down`);
        };
        for (const path of touched) {
          check(roster.entry(path));
          for (const dependent of roster.dependence.of(path)) if (!touched.has(dependent.child.path)) check(dependent);
        }
      },
    }));
    return found;
  },
};

/** Somebody whom a child depends on, who is not up any more, or must end, and with whom it should have been stopped. */
function downBelow({ child, isUp, isAwaited }: RosterEntry, roster: Roster): string | undefined {
  if (!isUp || isAwaited || child.onDependencyFailure !== "restart") return undefined;
  return child.dependsOn.find((path) => {
    const needed = roster.entry(path);
    return needed?.phase !== "up" || needed.isAwaited;
  });
}
