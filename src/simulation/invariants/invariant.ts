import type { WorkerEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";

/** Something that must hold in every run. */
export interface Invariant {
  /** Its name, as breaches and reports give it. */
  readonly name: string;
  /** What must hold, as a sentence. */
  readonly description: string;
  /** Every place at which a run breaks it. */
  check(trace: Trace): Breach[];
}

/** Sums of fractions do not always come out even: times this close together, in milliseconds, are one. */
export const sameInstantMs = 1e-6;

/** Each trace is sorted by worker once, not once for each invariant. */
const sorted = new WeakMap<Trace, ReadonlyMap<string, readonly WorkerEvent[]>>();

/** The events of each worker of a run, in order; a worker without events has an empty list. */
export function eventsByWorker(trace: Trace): ReadonlyMap<string, readonly WorkerEvent[]> {
  const known = sorted.get(trace);
  if (known !== undefined) return known;
  const byWorker = new Map<string, WorkerEvent[]>(trace.members.map(({ name }) => [name, []]));
  for (const event of trace.events) if ("worker" in event) byWorker.get(event.worker)?.push(event);
  sorted.set(trace, byWorker);
  return byWorker;
}

/**
 * For each event of one worker the next start after it, by its place in the list; `undefined` where none follows.
 */
export function nextStarts(events: readonly WorkerEvent[]): readonly (WorkerEvent | undefined)[] {
  const next: (WorkerEvent | undefined)[] = new Array(events.length);
  let start: WorkerEvent | undefined;
  for (let i = events.length - 1; i >= 0; i--) {
    next[i] = start;
    if (events[i]!.type === "started") start = events[i];
  }
  return next;
}

/** When the group was asked to stop; Infinity if it was not. */
export function stopTimeMs(trace: Trace): number {
  return trace.events.find((event) => event.type === "group-stopping")?.atMs ?? Infinity;
}
