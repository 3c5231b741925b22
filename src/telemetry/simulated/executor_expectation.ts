import { type Aggregate, aggregateOf } from "../../simulation/aggregate.ts";
import { keeps, readExpectation, refusedExpectation, shownFigure } from "../../simulation/expectation_text.ts";
import type { Unit } from "../../simulation/figure_limit.ts";
import type { ExpectationResult } from "../../simulation/simulation_result.ts";
import type { ExecutorMetrics, ExecutorTimes } from "./executor_metrics.ts";

/** The figures that an expectation can be about: how each is read, and in what unit it is compared. */
const figures = {
  "executions": { of: ({ executions }) => executions, unit: "" },
  "accepted": { of: ({ accepted }) => accepted, unit: "" },
  "stored": { of: ({ stored }) => stored, unit: "" },
  "stored-share": { of: ({ storedShare }) => storedShare, unit: "%" },
  "lost": { of: ({ lost }) => lost, unit: "" },
  "overflow": { of: ({ dropped }) => dropped.overflow, unit: "" },
  "exhausted": { of: ({ dropped }) => dropped.exhausted, unit: "" },
  "invalid": { of: ({ dropped }) => dropped.invalid, unit: "" },
  "no-session": { of: ({ dropped }) => dropped.noSession, unit: "" },
  "shutdown": { of: ({ dropped }) => dropped.shutdown, unit: "" },
  "spilled": { of: ({ spilled }) => spilled, unit: "" },
  "spilled-left": { of: ({ spilledLeft }) => spilledLeft, unit: "" },
  "held": { of: ({ held }) => held, unit: "" },
  "most-held": { of: ({ mostHeld }) => mostHeld, unit: "" },
  "attempts": { of: ({ attempts }) => attempts, unit: "" },
  "failed-attempts": { of: ({ failedAttempts }) => failedAttempts, unit: "" },
  "successes": { of: ({ statuses }) => statuses.success, unit: "" },
  "errors": { of: ({ statuses }) => statuses.error, unit: "" },
  "time-outs": { of: ({ statuses }) => statuses["timed-out"], unit: "" },
  "cancelled": { of: ({ statuses }) => statuses.cancelled, unit: "" },
  "longest-wait": { of: ({ longestWaitMs }) => longestWaitMs, unit: "ms" },
  "mean-wait": { of: ({ meanWaitMs }) => meanWaitMs, unit: "ms" },
  "longest-outage": { of: ({ longestOutageMs }) => longestOutageMs, unit: "ms" },
  "worst-recovery": { of: ({ worstRecoveryMs }) => worstRecoveryMs, unit: "ms" },
  "stop": { of: ({ stopMs }) => stopMs, unit: "ms" },
} as const satisfies Readonly<Record<string, { of: (metrics: ExecutorMetrics) => number | null; unit: Unit }>>;

/** What a run gives many values of. */
const samples = {
  "wait": { unit: "ms" },
  "outage": { unit: "ms" },
} as const satisfies Readonly<Partial<Record<keyof ExecutorTimes, { unit: Unit }>>>;

/** The name of a figure of which a run gives one value. */
export type ExecutorFigure = keyof typeof figures;
/** The name of what a run gives many values of. */
export type ExecutorSample = keyof typeof samples;

/** What an expectation about an executor may be about: figures of which a run gives one value. */
export const executorFigures = Object.keys(figures) as readonly ExecutorFigure[];
/** What an expectation about an executor may be about when it says what is made of many values, as in `p95(wait) < 10s`. */
export const executorSamples = Object.keys(samples) as readonly ExecutorSample[];

/** An expectation that was read. */
export interface ExecutorExpectation {
  readonly text: string;
  readonly figure: ExecutorFigure | ExecutorSample;
  /** What is made of many values; of a figure that a run gives one value of it is that value, in one run. */
  readonly aggregate: Aggregate | undefined;
  readonly comparison: string;
  /** In the figure's unit: percent, milliseconds, or a count. */
  readonly limit: number;
}

const example = '"lost == 0" or "longest-wait < 30s"';

/**
 * Reads an expectation: `figure comparison number[unit]`, such as `lost == 0`, `longest-wait < 30s`, `mean(lost) < 5` or `p95(wait) < 10s`.
 *
 * Of a wait or an outage, of which there may be many, an aggregate is expected: a percentile, `max`, `min`, `mean` or `total`. Over one run an
 * aggregate of any other figure is the figure.
 *
 * @throws {TypeError} For anything else. The message names the field and what is known in its place.
 */
export function parseExecutorExpectation(action: string, field: string, text: string): ExecutorExpectation {
  const { worker, argument, aggregate, figure, comparison, limit } = readExpectation(
    action,
    field,
    text,
    { figures, samples },
    example,
  );
  if (worker !== undefined) {
    throw refusedExpectation(action, field, text, "must not name anybody: it is about the whole executor");
  }
  if (argument !== undefined) {
    throw refusedExpectation(action, field, text, `must not give ${figure} anything in brackets`);
  }
  return { text, figure: figure as ExecutorFigure | ExecutorSample, aggregate, comparison, limit };
}

/** What a figure is counted in: percent, milliseconds, or nothing. */
export function executorUnitOf(figure: ExecutorFigure | ExecutorSample): Unit {
  return isExecutorSample(figure) ? samples[figure].unit : figures[figure].unit;
}

/** Whether a run gives many values of it. */
export function isExecutorSample(figure: ExecutorFigure | ExecutorSample): figure is ExecutorSample {
  return Object.hasOwn(samples, figure);
}

/** Whether what there is none of cannot be too slow: where nothing ever failed there is no outage, and no recovery. */
export function isVacuousFigure(figure: ExecutorFigure | ExecutorSample): boolean {
  return isExecutorSample(figure) || figure === "worst-recovery" || figure === "longest-outage";
}

/** A figure of a run in the unit in which expectations compare it: shares in percent, times in milliseconds. */
export function executorFigureIn(figure: ExecutorFigure, metrics: ExecutorMetrics): number | null {
  const { of, unit } = figures[figure];
  const raw = of(metrics);
  return raw !== null && unit === "%" ? raw * 100 : raw;
}

/** All figures of a run by their names, in the unit in which expectations compare them. */
export function executorFigureValues(metrics: ExecutorMetrics): Record<ExecutorFigure, number | null> {
  return Object.fromEntries(executorFigures.map((figure) => [figure, executorFigureIn(figure, metrics)])) as Record<
    ExecutorFigure,
    number | null
  >;
}

/** Compares an expectation with what came out. */
export function checkExecutorExpectation(
  expectation: ExecutorExpectation,
  metrics: ExecutorMetrics,
  times: ExecutorTimes,
): ExpectationResult {
  const { text, figure, aggregate = "mean" } = expectation;
  const value = isExecutorSample(figure) ? aggregateOf(aggregate, times[figure]) : executorFigureIn(figure, metrics);
  return {
    expectation: text,
    held: value === null ? isVacuousFigure(figure) : keeps(expectation, value),
    value,
    shown: shownFigure(value, executorUnitOf(figure)),
  };
}
