import type { WorkerEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import { isStartedByHand } from "./by_hand.ts";
import type { Child } from "./children.ts";
import { groupPath, sameInstantMs } from "./invariant.ts";
import { latestMs } from "./lateness.ts";

/** What puts an end to a wait. */
const ends: readonly WorkerEvent["type"][] = [
  "started",
  "finished",
  "gave-up",
  "escalated",
  "cooldown-started",
  "removed",
  "start-held",
];

/**
 * How long a child was waited for, wait by wait. It starts exactly when its wait is over, or, if its group restarts as a whole or pauses,
 * not before; or it is told then to wait for others. A start by hand and the stop of its group put an end to every wait.
 */
export class Waits {
  readonly #trace: Trace;
  readonly #times: GroupTimes;
  /** For each event of the child the next one after it that ends a wait. */
  readonly #ends: readonly (WorkerEvent | undefined)[];

  /** All waits of a child, by all that was told of it. */
  constructor(trace: Trace, { group }: Child, events: readonly WorkerEvent[]) {
    this.#trace = trace;
    this.#times = timesOf(trace, group);
    this.#ends = endsAfter(events);
  }

  /** What is wrong with the end of the wait that this event begins, by its place among the events; nothing if it is as it should be. */
  wrongEnd(index: number, { atMs }: WorkerEvent, dueMs: number): string | undefined {
    const { strategy, pauses, stopsAtMs } = this.#times;
    const lastMs = latestMs(this.#trace, dueMs);
    const isExact = strategy === "one-for-one" &&
      !pauses.some(({ fromMs, toMs }) => fromMs - sameInstantMs <= lastMs && dueMs <= toMs + sameInstantMs);
    const end = this.#ends[index];
    if (end === undefined) {
      const stopMs = stopsAtMs.find((stopMs) => stopMs >= atMs) ?? Infinity;
      return isExact && lastMs < Math.min(stopMs, this.#trace.endedAtMs) ? "never" : undefined;
    }
    if (end.type === "start-held") {
      // Who was to be started by hand may have to wait for others at any time.
      if (isStartedByHand(this.#trace, end.worker, atMs, end.atMs)) return undefined;
    } else if (end.type !== "started" || (end.after !== "restart" && end.after !== "cooldown")) return undefined;
    return end.atMs < dueMs - sameInstantMs || (isExact && end.atMs > lastMs + sameInstantMs)
      ? `at ${end.atMs} ms`
      : undefined;
  }
}

function endsAfter(events: readonly WorkerEvent[]): readonly (WorkerEvent | undefined)[] {
  const next: (WorkerEvent | undefined)[] = new Array(events.length);
  let end: WorkerEvent | undefined;
  for (let i = events.length - 1; i >= 0; i--) {
    next[i] = end;
    if (ends.includes(events[i]!.type)) end = events[i];
  }
  return next;
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
