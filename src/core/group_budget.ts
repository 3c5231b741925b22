import { checkChoice, checkKeys, checkNumber } from "./option_check.ts";
import { type BudgetLimits, defaultBudgetLimits } from "./restart_budget.ts";
import { checkWindowLimits, type WindowRule } from "./restart_window.ts";

/** What happens when a group's budget is spent: the group fails, or it restarts nobody for a while. */
export type GroupExhaustionRule = "escalate" | "pause";

/** The group exhaustion rules there are. */
export const groupExhaustionRules = ["escalate", "pause"] as const satisfies readonly GroupExhaustionRule[];

/** The budget that all workers of a group share. What it leaves out is 5 restarts in 300,000 ms. */
export interface GroupBudget extends Partial<BudgetLimits> {
  /**
   * Which restarts are counted; see {@linkcode WindowRule}.
   * @default "sliding"
   */
  readonly window?: WindowRule;
  /**
   * What happens when the budget is spent. `"pause"`, as suture does: whoever fails waits until the pause is over, and a failure in
   * it begins the pause anew if the budget is still spent. Then all who wait restart, and nothing is counted any more.
   * @default "escalate"
   */
  readonly onExhausted?: GroupExhaustionRule;
  /**
   * How long a pause lasts, in milliseconds; for `onExhausted: "pause"` alone.
   * @default 15_000
   */
  readonly pauseMs?: number;
}

/** A group's budget with nothing left open. */
export type ResolvedGroupBudget = Required<GroupBudget>;

/**
 * Fills in what a group's budget leaves open, and checks every field. No options, no budget.
 *
 * @throws {RangeError} For a number that its field cannot hold.
 * @throws {TypeError} For an unknown option or word, and for a `pauseMs` without the pause.
 */
export function resolveGroupBudget(
  action: string,
  options: GroupBudget | undefined,
): ResolvedGroupBudget | undefined {
  if (options === undefined) return undefined;
  checkKeys(action, "budget", options, ["intensity", "periodMs", "window", "onExhausted", "pauseMs"]);
  const {
    intensity = defaultBudgetLimits.intensity,
    periodMs = defaultBudgetLimits.periodMs,
    window = "sliding",
    onExhausted = "escalate",
    pauseMs = 15_000,
  } = options;
  checkWindowLimits(action, "budget.", { intensity, periodMs, window });
  checkChoice(action, "budget.onExhausted", onExhausted, groupExhaustionRules);
  checkNumber(action, "budget.pauseMs", pauseMs, { min: 0 });
  if (onExhausted !== "pause" && options.pauseMs !== undefined) {
    throw new TypeError(
      `Cannot ${action}: "budget.pauseMs" needs "budget.onExhausted" to be "pause", and it is "${onExhausted}"`,
    );
  }
  return Object.freeze({ intensity, periodMs, window, onExhausted, pauseMs });
}
