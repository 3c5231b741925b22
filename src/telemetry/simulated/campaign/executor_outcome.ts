import { curveBins, type RunFailure, type RunOutcome, type RunVerdict } from "../../../simulation/campaign/subject.ts";
import { executorFigureValues, parseExecutorExpectation } from "../executor_expectation.ts";
import { executorTimes } from "../executor_metrics.ts";
import type { ExecutorTrace } from "../executor_trace.ts";
import { heldOf } from "../held_records.ts";
import type { ExecutorSimulationResult } from "../simulate_executor.ts";
import { executorCoverage } from "./executor_coverage.ts";
import { executorFaultCounts } from "./executor_fault_counts.ts";

/** The end of a failure's name that misses an expectation because the run has no such figure. */
const ofNothing = " (none)";

/** Whether a failure misses an expectation because the run has no such figure. */
export function isOfNothing({ name }: RunFailure): boolean {
  return name.endsWith(ofNothing);
}

/** The expectation that a failure misses. */
export function missedExpectation(failure: RunFailure): string {
  const { name } = failure;
  return isOfNothing(failure) ? name.slice(0, -ofNothing.length) : name;
}

/** What is kept of a run of an executor. */
export function executorOutcome(result: ExecutorSimulationResult, trace: ExecutorTrace): RunOutcome {
  const { seed, cutOffBy, hash, endedAtMs, events, metrics } = result;
  const { wait, outage } = executorTimes(trace);
  const failures = failuresOf(result);
  return {
    seed,
    verdict: verdictOf(failures, cutOffBy !== undefined),
    failures,
    cutOffBy,
    hash,
    endedAtMs,
    eventCount: events.length,
    faults: executorFaultCounts(trace.cast.scenario),
    coverage: executorCoverage(trace, result),
    figures: executorFigureValues(metrics),
    samples: { wait, outage },
    upCurve: settledCurve(trace),
  };
}

/**
 * A run that was cut off says nothing of expectations and of the recovery; what broke until then is broken. What is expected of all runs together
 * cannot fail in one.
 */
function failuresOf({ breaches, recovery, expectations, cutOffBy }: ExecutorSimulationResult): RunFailure[] {
  return [
    ...breaches.map(({ invariant, message, atMs }) => ({ name: invariant, kind: "invariant" as const, message, atMs })),
    ...(recovery === undefined || recovery.recovered ? [] : [{
      name: "recovery",
      kind: "recovery" as const,
      message: `${recovery.dueAtMs - recovery.healedAtMs} ms after all faults had healed ${recovery.waiting} records ` +
        `wait to be written, and ${recovery.lateCalls} calls come later`,
      atMs: recovery.dueAtMs,
    }]),
    ...(cutOffBy === undefined ? expectations : []).filter(({ held, expectation }) => !held && isOfEachRun(expectation))
      .map(({ expectation, value, shown }) => ({
        // A run in which there is nothing to compare is no smaller case of one in which there is too much.
        name: value === null ? `${expectation}${ofNothing}` : expectation,
        kind: "expectation" as const,
        message: `${expectation}, but it is ${shown}`,
        atMs: 0,
      })),
  ];
}

function isOfEachRun(expectation: string): boolean {
  return parseExecutorExpectation("judge", "expect", expectation).aggregate === undefined;
}

const verdicts = {
  invariant: "broken",
  determinism: "nondeterministic",
  recovery: "not-recovered",
  expectation: "missed",
} as const satisfies Readonly<Record<RunFailure["kind"], RunVerdict>>;

/** The worst comes first. */
function verdictOf([worst]: readonly RunFailure[], isCutOff: boolean): RunVerdict {
  if (worst !== undefined) return verdicts[worst.kind];
  return isCutOff ? "limited" : "held";
}

/**
 * For each part of the horizon: which share of the records that were there in it, those held at its beginning included, did not wait any more at
 * its end, for they were stored, spilled or lost. 1 where there was none: nothing waited.
 */
function settledCurve({ samples, cast: { scenario: { horizonMs } } }: ExecutorTrace): number[] {
  let place = 0;
  let before = samples[0];
  return Array.from({ length: curveBins }, (_, bin) => {
    const untilMs = (bin + 1) * horizonMs / curveBins;
    while (place < samples.length && samples[place]!.atMs < untilMs) place++;
    const last = samples[place - 1] ?? before;
    const held = heldOf(last);
    const there = heldOf(before) + (last?.counts.accepted ?? 0) - (before?.counts.accepted ?? 0);
    before = last;
    return there <= 0 ? 1 : 1 - Math.min(1, held / there);
  });
}
