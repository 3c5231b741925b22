import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import { nameOf } from "../cast_group.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { isStoppedByHand } from "./by_hand.ts";
import { areDependent } from "./children.ts";
import type { Invariant } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** Judged when an instant is over: whatever a wait is for may come to pass and be over again within one. */
export const noIdleWait: Invariant = {
  name: "no-idle-wait",
  description:
    "No wait for others outlives its cause: it ends with a start as soon as all of them are ready, or for good with one of them, and only so",
  check(trace) {
    if (!areDependent(trace)) return [];
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: noIdleWait.name, atMs, worker, message });
    watch(trace, () => ({
      child: (event, roster, entry) => {
        const wrong = entry && wrongOf(event, roster, entry, trace);
        if (wrong !== undefined) breach(event.atMs, event.worker, wrong);
      },
      settled: (roster, touched, atMs) => {
        if (!roster.isOrdered || roster.status !== "running") return;
        for (const entry of concerned(roster, touched)) {
          const wrong = entry.isHeld(atMs) ? wrongOfWait(entry, roster, trace, atMs) : undefined;
          if (wrong !== undefined) breach(atMs, entry.child.path, wrong);
        }
      },
    }));
    return found;
  },
};

/** Those who may wait for others, of whom something was told, or of one of those others. */
function concerned(roster: Roster, touched: ReadonlySet<string>): ReadonlySet<RosterEntry> {
  const entries = new Set<RosterEntry>();
  for (const path of touched) {
    const own = roster.entry(path);
    if (own !== undefined && own.child.dependsOn.length > 0) entries.add(own);
    for (const dependent of roster.dependence.of(path)) entries.add(dependent);
  }
  return entries;
}

/** What is wrong with what is told of a wait. */
function wrongOf(
  event: WorkerEvent,
  roster: Roster,
  { child: { dependsOn } }: RosterEntry,
  trace: Trace,
): string | undefined {
  if (event.type === "start-held") {
    // Whether the hand came before or after within one instant is not told.
    if (dependsOn.some((path) => isStoppedByHand(trace, path, event.atMs))) return undefined;
    const awaited = dependsOn.filter((path) => !roster.entry(path)?.isThere).map(nameOf);
    if (awaited.length === 0) return "was told to wait for others, and all of them were ready";
    if (awaited.join() === event.dependencies.join()) return undefined;
    return `was told to wait for ${listed(event.dependencies)}, where it waits for ${listed(awaited)}`;
  }
  if (!endsInVain(event)) return undefined;
  const mayBeLost = dependsOn.some((path) => roster.entry(path)?.hasEndedForGood(trace, event.atMs) !== false);
  return mayBeLost ? undefined : "ended because of what it depends on, and none of that had ended for good";
}

function endsInVain(event: SupervisionEvent): boolean {
  return event.type === "finished" && event.rule === "dependency";
}

/** What is wrong with somebody who still waits. */
function wrongOfWait(
  { child: { dependsOn }, incarnation }: RosterEntry,
  roster: Roster,
  trace: Trace,
  nowMs: number,
): string | undefined {
  // A pause is one of restarts alone; who waits for its end waits for nothing else.
  if (roster.pausedUntilMs !== undefined && incarnation > 0) return undefined;
  const needed = dependsOn.map((path) => roster.entry(path));
  const lost = needed.findIndex((each) => each === undefined || each.hasEndedForGood(trace, nowMs) === true);
  if (lost >= 0) return `waits for "${dependsOn[lost]}", which has ended for good`;
  if (!needed.every((each) => each!.isThere)) return undefined;
  return "waits, and all that it depends on is ready";
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
