import { DecayingCount } from "./decaying_count.ts";
import { checkChoice, checkNumber } from "./option_check.ts";
import { type BudgetLimits, checkBudgetLimits } from "./restart_budget.ts";
import { RowCount } from "./row_count.ts";
import { SlidingWindow } from "./sliding_window.ts";
import { TumblingWindow } from "./tumbling_window.ts";
import { WholeSecondWindow } from "./whole_second_window.ts";

/**
 * Which restarts a budget still counts.
 *
 * - `"sliding"`: those younger than the period.
 * - `"whole-seconds"`: those at most a period old, in whole seconds, as Erlang/OTP counts.
 * - `"tumbling"`: those of the window that the first one opened, which lasts a period, its end included, as systemd counts.
 * - `"decay"`: all, but what was counted halves with each period, and one more must not lift it above the intensity, which may have a
 *   fraction; as suture counts.
 * - `"in-a-row"`: all since the count was last reset; the period is of no effect. A worker's row ends with a cooldown, and if
 *   `resetWhenHealthy` is set with each healthy time.
 */
export type WindowRule = "sliding" | "whole-seconds" | "tumbling" | "decay" | "in-a-row";

/** The window rules there are. */
export const windowRules = [
  "sliding",
  "whole-seconds",
  "tumbling",
  "decay",
  "in-a-row",
] as const satisfies readonly WindowRule[];

/** A budget's limits, with the rule that they are meant by. */
export type WindowLimits = BudgetLimits & {
  /**
   * Which restarts are counted.
   * @default "sliding"
   */
  readonly window?: WindowRule;
};

/**
 * Remembers restarts for as long as a budget must count them, in memory that `intensity` bounds.
 *
 * Pure: the time is a parameter, in milliseconds, and never goes back. An intensity of Infinity is no limit: nothing is ever
 * exhausted, and whether `count` then answers 0 or how many there were is left open.
 */
export interface RestartWindow {
  /** How many restarts are allowed. */
  readonly intensity: number;
  /** The length of the window; what it means depends on the rule. */
  readonly periodMs: number;
  /** Counts one restart at `nowMs`. It does not ask whether the budget allows it. */
  record(nowMs: number): void;
  /** How much is counted at `nowMs`; a whole number of at most `intensity`, except for `"decay"`. */
  count(nowMs: number): number;
  /** Whether a restart at `nowMs` must be refused. */
  isExhausted(nowMs: number): boolean;
  /** Forgets every restart. */
  reset(): void;
}

/** A window of which nothing is used. The limits must have been checked. */
export function makeWindow({ intensity, periodMs, window = "sliding" }: WindowLimits): RestartWindow {
  switch (window) {
    case "sliding":
      return new SlidingWindow(intensity, periodMs);
    case "whole-seconds":
      return new WholeSecondWindow(intensity, periodMs);
    case "tumbling":
      return new TumblingWindow(intensity, periodMs);
    case "decay":
      return new DecayingCount(intensity, periodMs);
    case "in-a-row":
      return new RowCount(intensity, periodMs);
    default:
      return window satisfies never;
  }
}

/**
 * Throws unless the limits can be kept by their rule.
 *
 * @throws {RangeError} For an intensity that is not Infinity or a whole number of at least 0 (`"decay"`: a number), a period that is
 * not finite and above 0.
 * @throws {TypeError} For an unknown rule.
 */
export function checkWindowLimits(action: string, prefix: string, limits: WindowLimits): void {
  const { intensity, periodMs, window = "sliding" } = limits;
  checkChoice(action, `${prefix}window`, window, windowRules);
  if (window === "decay") checkNumber(action, `${prefix}intensity`, intensity, { min: 0, orInfinity: true });
  checkBudgetLimits(action, prefix, { intensity: window === "decay" ? 0 : intensity, periodMs });
}
