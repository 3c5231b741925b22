import type { CooldownStartedEvent, RestartScheduledEvent, WorkerEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import type { Child } from "./children.ts";
import { groupPath, sameInstantMs } from "./invariant.ts";

/** What puts an end to a wait. */
const ends: readonly WorkerEvent["type"][] = [
  "started",
  "finished",
  "gave-up",
  "escalated",
  "cooldown-started",
  "removed",
];

/**
 * For each event of one child the next one after it that ends a wait, by its place in the list; `undefined` where none follows.
 */
export function endsOfWaits(events: readonly WorkerEvent[]): readonly (WorkerEvent | undefined)[] {
  const next: (WorkerEvent | undefined)[] = new Array(events.length);
  let end: WorkerEvent | undefined;
  for (let i = events.length - 1; i >= 0; i--) {
    next[i] = end;
    if (ends.includes(events[i]!.type)) end = events[i];
  }
  return next;
}

/**
 * What is wrong with how long a child was waited for. It starts exactly when its wait is over, or, if its group restarts as a whole or
 * pauses, not before. A start by hand and the stop of its group put an end to every wait.
 *
 * @param end What put an end to it, as {@linkcode endsOfWaits} says.
 */
export function wrongOfWait(
  trace: Trace,
  { group }: Child,
  event: RestartScheduledEvent | CooldownStartedEvent,
  dueMs: number,
  end: WorkerEvent | undefined,
): string | undefined {
  const { strategy, pauses, stopsAtMs } = timesOf(trace, group);
  const isExact = strategy === "one-for-one" &&
    !pauses.some(({ fromMs, toMs }) => fromMs - sameInstantMs <= dueMs && dueMs <= toMs + sameInstantMs);
  if (end === undefined) {
    const stopMs = stopsAtMs.find((atMs) => atMs >= event.atMs) ?? Infinity;
    return isExact && dueMs < Math.min(stopMs, trace.endedAtMs) ? "never" : undefined;
  }
  if (end.type !== "started" || (end.after !== "restart" && end.after !== "cooldown")) return undefined;
  const lateMs = end.atMs - dueMs;
  return lateMs < -sameInstantMs || (isExact && lateMs > sameInstantMs) ? `at ${end.atMs} ms` : undefined;
}

/** What a group does that changes the waits of its children. */
interface GroupTimes {
  readonly strategy: string;
  readonly pauses: { readonly fromMs: number; toMs: number }[];
  readonly stopsAtMs: number[];
}

const known = new WeakMap<Trace, ReadonlyMap<string, GroupTimes>>();

function timesOf(trace: Trace, path: string): GroupTimes {
  let times = known.get(trace);
  if (times === undefined) known.set(trace, times = collected(trace));
  return times.get(path)!;
}

function collected({ groups, events }: Trace): ReadonlyMap<string, GroupTimes> {
  const byPath = new Map(groups.map(({ path, rules: { strategy } }): [string, GroupTimes] => [
    path,
    { strategy, pauses: [], stopsAtMs: [] },
  ]));
  for (const event of events) {
    if (event.type === "group-paused") {
      byPath.get(groupPath(event))?.pauses.push({ fromMs: event.atMs, toMs: Infinity });
    }
    if (event.type === "group-resumed") {
      for (const pause of byPath.get(groupPath(event))?.pauses ?? []) pause.toMs = Math.min(pause.toMs, event.atMs);
    }
    if (event.type === "group-stopping") byPath.get(groupPath(event))?.stopsAtMs.push(event.atMs);
  }
  return byPath;
}
