import type { GroupEvent, StoppingEvent, SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import { groupPathOf } from "../cast_group.ts";
import { childrenByPath } from "./children.ts";
import { groupPath, sameInstantMs } from "./invariant.ts";
import { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";

/** All groups of a run, as far as they were told when an event comes. */
export type Forest = ReadonlyMap<string, Roster>;

/** What looks at a run event by event: each time before the roster takes notice of it. */
export interface Watcher {
  /** Something was told of a group itself. */
  group?(event: GroupEvent, roster: Roster, before: SupervisionEvent | undefined): void;
  /** Something was told of a child; no entry for who left, or is not known. */
  child?(
    event: WorkerEvent,
    roster: Roster,
    entry: RosterEntry | undefined,
    before: SupervisionEvent | undefined,
  ): void;
  /** An instant is over in which something was told of a group, or of these of its children. */
  settled?(roster: Roster, touched: ReadonlySet<string>, atMs: number): void;
}

/** A group that is asked to stop as a child has its children stop within the same limit. */
function askGroup(inside: Roster | undefined, { atMs, graceMs = Infinity }: StoppingEvent): void {
  if (inside !== undefined) inside.stopsUntilMs = atMs + graceMs;
}

/**
 * Goes through all that was told, with what is known of each group at that time.
 *
 * @returns What is known in the end.
 */
export function watch(trace: Trace, watcherOf: (forest: Forest) => Watcher): Forest {
  const children = childrenByPath(trace);
  const forest = new Map(trace.groups.map((group) => [group.path, new Roster(group, trace, children)]));
  const watcher = watcherOf(forest);
  let before: SupervisionEvent | undefined;
  const touched = new Map<Roster, Set<string>>();
  const touch = (roster: Roster, path?: string) => {
    if (watcher.settled === undefined) return;
    let paths = touched.get(roster);
    if (paths === undefined) touched.set(roster, paths = new Set());
    if (path !== undefined) paths.add(path);
  };
  const { operations } = trace;
  let hands = 0;
  const applyHands = (untilMs: number) => {
    for (; hands < operations.length && operations[hands]!.atMs <= untilMs; hands++) {
      forest.get(groupPathOf(operations[hands]!.path))?.applyHand(operations[hands]!);
    }
  };
  const goOn = (nowMs: number) => {
    if (before === undefined || nowMs <= before.atMs + sameInstantMs) return;
    applyHands(before.atMs + sameInstantMs);
    for (const [roster, paths] of touched) watcher.settled!(roster, paths, before.atMs);
    touched.clear();
    applyHands(nowMs - sameInstantMs);
  };
  for (const event of trace.events) {
    goOn(event.atMs);
    if ("worker" in event) {
      const roster = forest.get(children.get(event.worker)?.group ?? "");
      if (roster === undefined) continue;
      const entry = roster.entry(event.worker);
      entry?.notice(trace, event.atMs);
      watcher.child?.(event, roster, entry, before);
      roster.applyToChild(event);
      touch(roster, event.worker);
      if (event.type === "stopping") askGroup(forest.get(event.worker), event);
    } else {
      const roster = forest.get(groupPath(event));
      if (roster === undefined) continue;
      watcher.group?.(event, roster, before);
      roster.applyToGroup(event);
      touch(roster);
      // The end of a pause concerns all.
      if (event.type === "group-resumed") { for (const path of roster.paths) touch(roster, path); }
    }
    before = event;
  }
  goOn(trace.endedAtMs);
  return forest;
}
