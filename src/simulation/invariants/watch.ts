import type { GroupEvent, SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import { childrenByPath } from "./children.ts";
import { groupPath } from "./invariant.ts";
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
  for (const event of trace.events) {
    if ("worker" in event) {
      const roster = forest.get(children.get(event.worker)?.group ?? "");
      if (roster === undefined) continue;
      const entry = roster.entry(event.worker);
      entry?.notice(trace, event.atMs);
      watcher.child?.(event, roster, entry, before);
      roster.applyToChild(event);
    } else {
      const roster = forest.get(groupPath(event));
      if (roster === undefined) continue;
      watcher.group?.(event, roster, before);
      roster.applyToGroup(event);
    }
    before = event;
  }
  return forest;
}
