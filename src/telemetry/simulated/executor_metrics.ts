import type { ExecutionStatus } from "../execution_record.ts";
import type { DropCounts } from "../record_queue.ts";
import type { ExecutorTrace } from "./executor_trace.ts";
import { heldOf } from "./held_records.ts";

/** The figures of a run of an executor. Times are milliseconds; `null` where a run gives none. */
export interface ExecutorMetrics {
  /** Executions that are over. */
  readonly executions: number;
  /** How these ended. */
  readonly statuses: Readonly<Record<ExecutionStatus, number>>;
  /** Records that were handed over. */
  readonly accepted: number;
  /** Records that count as stored. */
  readonly stored: number;
  /** Which share (0 to 1) of the executions that are over the store has. */
  readonly storedShare: number | null;
  /** Records that count as lost. */
  readonly lost: number;
  /** The same by cause. */
  readonly dropped: DropCounts;
  /** Records that were left in the spill folder. */
  readonly spilled: number;
  /** Records that are still there. */
  readonly spilledLeft: number;
  /** Records that are held at the end. */
  readonly held: number;
  /** The most records that were held at once. */
  readonly mostHeld: number;
  /** Calls of the store. */
  readonly attempts: number;
  /** Those that failed, or were not answered in time. */
  readonly failedAttempts: number;
  /** The longest time from the end of an execution until the store had it. */
  readonly longestWaitMs: number | null;
  /** The mean of these times. */
  readonly meanWaitMs: number | null;
  /** The longest time from a call of the store that failed to the next one that did not. */
  readonly longestOutageMs: number | null;
  /** The longest time from the end of a fault until no record waited for another try. */
  readonly worstRecoveryMs: number | null;
  /** How long the stop took. */
  readonly stopMs: number | null;
}

/** What a run comes to in figures. */
export function measureExecutor(trace: ExecutorTrace): ExecutorMetrics {
  const { executions, samples, spills, attempts } = trace;
  const { accepted, stored, dropped, spilled } = samples.at(-1)!.counts;
  const over = executions.filter(({ overAtMs }) => overAtMs !== undefined);
  const { wait: waits, outage: outages, stop: stopsOver } = executorTimes(trace);
  const left = spills.filter(({ removedAtMs }) => removedAtMs === undefined);
  return {
    executions: over.length,
    statuses: statusesOf(trace),
    accepted,
    stored,
    storedShare: over.length === 0 ? null : waits.length / over.length,
    lost: Object.values(dropped).reduce((sum, count) => sum + count, 0),
    dropped,
    spilled,
    spilledLeft: left.reduce((sum, { records }) => sum + records.length, 0),
    held: heldOf(samples.at(-1)),
    mostHeld: samples.reduce((most, sample) => Math.max(most, heldOf(sample)), 0),
    attempts: attempts.length,
    failedAttempts: trace.events.filter(({ type }) => type === "attempt-failed").length,
    longestWaitMs: longest(waits),
    meanWaitMs: waits.length === 0 ? null : waits.reduce((sum, ms) => sum + ms, 0) / waits.length,
    longestOutageMs: longest(outages),
    worstRecoveryMs: worstRecovery(trace),
    stopMs: longest(stopsOver),
  };
}

function longest(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((most, ms) => Math.max(most, ms), 0);
}

function statusesOf({ events }: ExecutorTrace): Record<ExecutionStatus, number> {
  const statuses = { "success": 0, "error": 0, "cancelled": 0, "timed-out": 0 };
  for (const event of events) if (event.type === "executed") statuses[event.status]++;
  return statuses;
}

/** Times of which one run gives many, in milliseconds. */
export interface ExecutorTimes {
  /** From the end of each execution until the store had it. */
  readonly wait: readonly number[];
  /** From each call of the store that failed to the next one that did not; one that the run's end cuts off counts up to there. */
  readonly outage: readonly number[];
  /** How long each stop took. */
  readonly stop: readonly number[];
}

/** The times of a run of an executor. */
export function executorTimes({ executions, rows, events, stops, endedAtMs }: ExecutorTrace): ExecutorTimes {
  const outage: number[] = [];
  let sinceMs: number | undefined;
  for (const event of events) {
    if (event.type === "attempt-failed") sinceMs ??= event.atMs;
    if (event.type !== "answered" || event.isLate || sinceMs === undefined) continue;
    outage.push(event.atMs - sinceMs);
    sinceMs = undefined;
  }
  if (sinceMs !== undefined) outage.push(endedAtMs - sinceMs);
  return {
    wait: executions.flatMap(({ id, overAtMs }) =>
      overAtMs !== undefined && rows.has(id) ? [rows.get(id)!.atMs - overAtMs] : []
    ),
    outage,
    stop: stops.flatMap((stop) => stop.endedAtMs === undefined ? [] : [stop.endedAtMs - stop.atMs]),
  };
}

function worstRecovery({ cast: { faults }, samples, endedAtMs }: ExecutorTrace): number | null {
  const ended = faults.filter(({ toMs }) => toMs <= endedAtMs);
  return longest(ended.map(({ toMs }) => {
    const isCalm = ({ counts }: typeof samples[number]) => counts.retrying === 0 && counts.writing === 0;
    const first = samples.findIndex(({ atMs }) => atMs >= toMs);
    const before = first === -1 ? samples.at(-1) : samples[first - 1];
    if (before === undefined || isCalm(before)) return 0;
    const calm = first === -1 ? undefined : samples.slice(first).find(isCalm);
    return (calm?.atMs ?? endedAtMs) - toMs;
  }));
}
