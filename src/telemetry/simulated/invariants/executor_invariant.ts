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
  const untilMs = Math.min(call.answeredAtMs ?? Infinity, lastMs(call, trace), ...stoppedAtMs);
  return untilMs <= trace.endedAtMs ? untilMs : Infinity;
}

/** Whether the store has answered with success while somebody waited for it. */
export function isAcknowledged(call: StoreAttempt, trace: ExecutorTrace): boolean {
  return call.isStored === true && call.answeredAtMs! <= lastMs(call, trace);
}

/** Whether the records of a call were given up by a stop while it was under way: what comes of the call concerns nobody then. */
export function isGivenUp(call: StoreAttempt, trace: ExecutorTrace): boolean {
  const untilMs = Math.min(call.answeredAtMs ?? Infinity, lastMs(call, trace));
  return trace.stops.slice(call.afterStops).some(({ endedAtMs = Infinity }) => endedAtMs <= untilMs);
}

/** When the time of a call is over. */
function lastMs({ atMs }: StoreAttempt, { cast }: ExecutorTrace): number {
  return atMs + cast.executor.storeTimeoutMs;
}

/** Whether a stop was asked for from one moment to another. */
export function isStopBetween(fromMs: number, toMs: number, { stops }: ExecutorTrace): boolean {
  return stops.some(({ atMs }) => fromMs <= atMs && atMs <= toMs);
}
