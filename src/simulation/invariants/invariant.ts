import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { childrenOf } from "./children.ts";

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

/** Each trace is sorted by child once, not once for each invariant. */
const sorted = new WeakMap<Trace, ReadonlyMap<string, readonly WorkerEvent[]>>();

/** The events of each child of a run by its path, workers and groups, in order; a child without events has an empty list. */
export function eventsByPath(trace: Trace): ReadonlyMap<string, readonly WorkerEvent[]> {
  const known = sorted.get(trace);
  if (known !== undefined) return known;
  const byPath = new Map<string, WorkerEvent[]>();
  for (const { path } of childrenOf(trace)) byPath.set(path, []);
  for (const event of trace.events) if ("worker" in event) byPath.get(event.worker)?.push(event);
  sorted.set(trace, byPath);
  return byPath;
}

/** The path of the group that an event is about; `""` for the root. */
export function groupPath(event: Exclude<SupervisionEvent, WorkerEvent>): string {
  return event.group ?? "";
}
