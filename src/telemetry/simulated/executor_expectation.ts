import { shown } from "../../core/option_check.ts";
import { comparisons, limitUnits, type Unit } from "../../simulation/figure_limit.ts";
import type { ExpectationResult } from "../../simulation/simulation_result.ts";
import type { ExecutorMetrics } from "./executor_metrics.ts";

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

/** What an expectation about an executor may be about. */
export const executorFigures: readonly string[] = Object.keys(figures);

/** An expectation that was read. */
export interface ExecutorExpectation {
  readonly text: string;
  readonly figure: keyof typeof figures;
  readonly comparison: string;
  /** In the figure's unit: percent, milliseconds, or a count. */
  readonly limit: number;
}

/**
 * Reads an expectation: `figure comparison number[unit]`, such as `lost == 0` or `longest-wait < 30s`.
 *
 * @throws {TypeError} For anything else. The message names the field and what is known in its place.
 */
export function parseExecutorExpectation(action: string, field: string, text: string): ExecutorExpectation {
  const refuse = (why: string) => new TypeError(`Cannot ${action}: "${field}" ${why}, received ${shown(text)}`);
  const parts = typeof text === "string"
    ? /^([a-z-]+)\s*(>=|<=|==|<|>)\s*(\d[\d._]*)\s*(%|ms|s|m|h|)$/.exec(text.trim())
    : null;
  if (parts === null) throw refuse('must read like "lost == 0" or "longest-wait < 30s"');
  const [, figure = "", comparison = "", number = "", suffix = ""] = parts;
  if (!Object.hasOwn(figures, figure)) throw refuse(`must be about one of ${executorFigures.join(", ")}`);
  const known = figures[figure as keyof typeof figures];
  const { unit, factor } = limitUnits[suffix]!;
  const limit = Number(number.replaceAll("_", "")) * factor;
  if (!Number.isFinite(limit)) throw refuse("must end in a number");
  if (unit !== known.unit) {
    const names = { "%": "percent (%)", "ms": "ms, s, m or h", "": "no unit" };
    throw refuse(`must give ${figure} in ${names[known.unit]}`);
  }
  return { text, figure: figure as keyof typeof figures, comparison, limit };
}

/** Compares an expectation with what came out. */
export function checkExecutorExpectation(
  { text, figure, comparison, limit }: ExecutorExpectation,
  metrics: ExecutorMetrics,
): ExpectationResult {
  const { of, unit } = figures[figure];
  const raw = of(metrics);
  const value = raw !== null && unit === "%" ? raw * 100 : raw;
  // Where nothing ever failed there is no outage, and no recovery to be too slow.
  const isVacuous = value === null && (figure === "worst-recovery" || figure === "longest-outage");
  return {
    expectation: text,
    held: isVacuous || (value !== null && comparisons[comparison]!(value, limit)),
    value,
    shown: value === null
      ? "none"
      : `${Math.round(value * 1_000) / 1_000}${unit === "" ? "" : unit === "%" ? "%" : " ms"}`,
  };
}
