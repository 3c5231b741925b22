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

/** The events of each worker of a run, in order; a worker without events has an empty list. */
export function eventsByWorker(trace: Trace): ReadonlyMap<string, readonly WorkerEvent[]> {
  const byWorker = new Map<string, WorkerEvent[]>(trace.members.map(({ name }) => [name, []]));
  for (const event of trace.events) if ("worker" in event) byWorker.get(event.worker)?.push(event);
  return byWorker;
}

/** When the group was asked to stop; Infinity if it was not. */
export function stopTimeMs(trace: Trace): number {
  return trace.events.find((event) => event.type === "group-stopping")?.atMs ?? Infinity;
}
