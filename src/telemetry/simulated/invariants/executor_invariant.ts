import type { Breach } from "../../../simulation/simulation_result.ts";
import type { ExecutorTrace, StoreAttempt } from "../executor_trace.ts";

/** Something that must hold in every run of an executor. */
export interface ExecutorInvariant {
  /** Its name, as breaches and reports give it. */
  readonly name: string;
  /** What must hold, as a sentence. */
  readonly description: string;
  /** Every place at which a run breaks it, as a time and a sentence. */
  check(trace: ExecutorTrace): Iterable<Finding>;
}

/** A place at which a run breaks an invariant. */
export type Finding = Pick<Breach, "atMs" | "message">;

/**
 * When nobody waited for a call any more: it was answered, its time was over, or a stop that ended had given it up. It is Infinity while that
 * lies ahead.
 */
export function waitedUntilMs(call: StoreAttempt, trace: ExecutorTrace): number {
  const stoppedAtMs = trace.stops.slice(call.afterStops).map(({ endedAtMs = Infinity }) => endedAtMs);
  return Math.min(heardOfAtMs(call), ...stoppedAtMs);
}

/** Whether the store has answered with success while somebody waited for it. */
export function isAcknowledged({ isStored, overdueAtMs }: StoreAttempt): boolean {
  return isStored === true && overdueAtMs === undefined;
}

/** Whether the records of a call were given up by a stop while it was under way: what comes of the call concerns nobody then. */
export function isGivenUp(call: StoreAttempt, trace: ExecutorTrace): boolean {
  const untilMs = heardOfAtMs(call);
  return trace.stops.slice(call.afterStops).some(({ endedAtMs = Infinity }) => endedAtMs <= untilMs);
}

/** When a call was answered, or its time was over, whatever came first; Infinity while both lie ahead. Both come late that fall into a stall. */
export function heardOfAtMs({ answeredAtMs = Infinity, overdueAtMs = Infinity }: StoreAttempt): number {
  return Math.min(answeredAtMs, overdueAtMs);
}

/** Whether a stop was asked for from one moment to another. */
export function isStopBetween(fromMs: number, toMs: number, { stops }: ExecutorTrace): boolean {
  return stops.some(({ atMs }) => fromMs <= atMs && atMs <= toMs);
}
