import { executorFaultKinds } from "../executor_chaos.ts";
import type { ExecutorSimulationResult } from "../simulate_executor.ts";
import type { ExecutorTrace } from "../executor_trace.ts";
import { heldOf } from "../held_records.ts";
import { executorFaultEffects } from "./executor_fault_effects.ts";

/** How full a queue is that is nearly full, as a share of its capacity. */
const nearlyFull = 0.75;

/** How often a run came to each place. A place that it did not come to counts 0. */
const points = {
  "retry": ({ attempts }) => repeated(attempts.filter(({ isPickUp }) => !isPickUp)),
  "store-failure": ({ events }) =>
    events.filter((event) => event.type === "attempt-failed" && event.why === "failed").length,
  "store-timeout": ({ events }) =>
    events.filter((event) => event.type === "attempt-failed" && event.why === "no-answer").length,
  "late-answer": ({ events }) => events.filter((event) => event.type === "answered" && event.isLate).length,
  "stored-though-failed": ({ attempts, rows }) =>
    attempts.filter(({ isStored, ids, answeredAtMs }) =>
      isStored === false && ids.some((id) => rows.get(id)?.atMs === answeredAtMs)
    ).length,
  "refused-row": ({ attempts }) => attempts.reduce((sum, { refused }) => sum + refused.length, 0),
  "stored-after-outage": (trace) => storedAfterOutages(trace),
  "batch-full": ({ attempts, cast: { executor: { batchSize } } }) =>
    attempts.filter(({ ids, isPickUp }) => !isPickUp && ids.length === batchSize).length,
  "nearly-full": ({ samples, cast: { executor: { capacity } } }) =>
    edges(samples.map((sample) => heldOf(sample) >= capacity * nearlyFull)),
  "overflow": (trace) => lost(trace).overflow,
  "exhausted": (trace) => lost(trace).exhausted,
  "no-session": (trace) => lost(trace).noSession,
  "lost-at-stop": (trace) => lost(trace).shutdown,
  "stop": ({ stops }) => stops.length,
  "stop-while-retrying": (trace) => stopsThat(trace, (counts) => counts.retrying > 0),
  "stop-while-writing": (trace) => stopsThat(trace, (counts) => counts.writing > 0),
  "stop-at-limit": ({ stops, cast: { executor: { stopMs } } }) =>
    stops.filter(({ atMs, endedAtMs }) => endedAtMs !== undefined && endedAtMs - atMs >= stopMs).length,
  "restart-after-stop": ({ stops }) => stops.filter(({ restartedAtMs }) => restartedAtMs !== undefined).length,
  "spilled": ({ spills }) => spills.length,
  "picked-up": ({ spills }) => spills.filter(({ removedAtMs }) => removedAtMs !== undefined).length,
  "pick-up-again": ({ attempts }) => repeated(attempts.filter(({ isPickUp }) => isPickUp)),
  "body-error": (trace) => statuses(trace).error,
  "body-timeout": (trace) => statuses(trace)["timed-out"],
  "body-cancelled": (trace) => statuses(trace).cancelled,
  "recovered": (_trace, { recovery }) => recovery?.recovered ? 1 : 0,
} as const satisfies Readonly<
  Record<string, (trace: ExecutorTrace, result: ExecutorSimulationResult) => number>
>;

/** All places that a run of an executor can come to; of a fault that is to have an effect, by {@linkcode executorFaultEffects}. */
export const executorCoveragePoints: readonly string[] = [
  ...Object.keys(points),
  ...executorFaultKinds.map((kind) => `fault:${kind}`),
];

/** The places that a run came to, each with how often. */
export function executorCoverage(trace: ExecutorTrace, result: ExecutorSimulationResult): Record<string, number> {
  const faults = Object.entries(executorFaultEffects(trace)).map(([kind, count]) => [`fault:${kind}`, count]);
  const counts = Object.entries(points).map(([name, count]) => [name, count(trace, result)] as const);
  return Object.fromEntries([...counts.filter(([, count]) => count > 0), ...faults]);
}

function lost({ samples }: ExecutorTrace) {
  return samples.at(-1)!.counts.dropped;
}

function statuses({ events }: ExecutorTrace) {
  const counts = { "success": 0, "error": 0, "cancelled": 0, "timed-out": 0 };
  for (const event of events) if (event.type === "executed") counts[event.status]++;
  return counts;
}

/** How many calls have a record that an earlier one of them had. */
function repeated(calls: ExecutorTrace["attempts"]): number {
  const seen = new Set<string>();
  return calls.filter(({ ids }) => {
    const isRepeated = ids.some((id) => seen.has(id));
    for (const id of ids) seen.add(id);
    return isRepeated;
  }).length;
}

/** How often a call was answered in time after one that was not, or failed. */
function storedAfterOutages({ events }: ExecutorTrace): number {
  let count = 0;
  let isOut = false;
  for (const event of events) {
    if (event.type === "attempt-failed") isOut = true;
    if (event.type !== "answered" || event.isLate) continue;
    if (isOut && event.stored > 0) count++;
    isOut = false;
  }
  return count;
}

/** How often something came to be true. */
function edges(states: readonly boolean[]): number {
  return states.filter((state, index) => state && !states[index - 1]).length;
}

/** How many stops began with such an account. */
function stopsThat(
  { stops, samples }: ExecutorTrace,
  is: (counts: ExecutorTrace["samples"][number]["counts"]) => boolean,
): number {
  return stops.filter(({ atMs }) => {
    const before = samples.findLast((sample) => sample.atMs < atMs);
    return before !== undefined && is(before.counts);
  }).length;
}
