import { type Backoff, defaultBackoff, resolveBackoff } from "./backoff.ts";
import { type FailureRule, type FailureRules, resolveFailureRules } from "./failure_rule.ts";
import { checkChoice, checkKeys, checkNumber, shown } from "./option_check.ts";
import { type BudgetLimits, checkBudgetLimits, defaultBudgetLimits } from "./restart_budget.ts";

/** After which ends a worker is started again: after a crash, after any end, after none. */
export type RestartRule = "on-failure" | "always" | "never";

/**
 * What happens when the budget is spent: wait and try again with a fresh budget, leave this worker dead, or fail the group.
 * The reference system's TRANSIENT, TEMPORARY and PERMANENT.
 */
export type ExhaustionRule = "cooldown" | "give-up" | "escalate";

/** The budget of one worker. */
export interface WorkerBudget extends BudgetLimits {
  /**
   * Whether a healthy worker's budget is emptied too. Without it only the window forgives, so that a worker that becomes
   * ready and dies every minute still exhausts its budget.
   * @default false
   */
  readonly resetWhenHealthy: boolean;
}

/** How one worker is supervised. Every field may be left out; all times are in milliseconds. */
export interface Policy {
  /**
   * After which ends the worker is started again.
   * @default "on-failure"
   */
  readonly restart?: RestartRule;
  /** The delay before each restart; see {@linkcode Backoff} for its defaults. */
  readonly backoff?: Partial<Backoff>;
  /** How many restarts a sliding window may hold: 5 in 300,000 ms unless said otherwise. */
  readonly budget?: Partial<WorkerBudget>;
  /**
   * What happens when the budget is spent.
   * @default "cooldown"
   */
  readonly onExhausted?: ExhaustionRule;
  /**
   * How long a cooldown lasts.
   * @default 300_000
   */
  readonly cooldownMs?: number;
  /**
   * How many cooldowns in a row before the worker is given up; 0 is no limit. A confirmed recovery starts the count over.
   * @default 0
   */
  readonly maxCooldowns?: number;
  /**
   * How long a worker must stay ready for its attempts and cooldowns to start over. The default is the backoff's `maxMs`.
   */
  readonly healthyAfterMs?: number;
  /** A worker that is not ready this long after its start has failed to start. No limit unless given. */
  readonly startupTimeoutMs?: number;
  /**
   * How long a worker that was asked to stop may take before it is abandoned; at 0 it must obey at once.
   * @default 10_000
   */
  readonly graceMs?: number;
  /** Failures that fail the whole group at once, whatever the other rules say. */
  readonly fatal?: FailureRule | FailureRules;
  /** Failures that no restart can mend: the exhaustion rule decides at once, and a cooldown becomes a give-up. */
  readonly nonRetryable?: FailureRule | FailureRules;
}

/** A policy with nothing left open. */
export interface ResolvedPolicy extends
  Required<
    Omit<Policy, "backoff" | "budget" | "healthyAfterMs" | "startupTimeoutMs" | "fatal" | "nonRetryable">
  > {
  /** The delay before each restart. */
  readonly backoff: Backoff;
  /** How many restarts a sliding window may hold. */
  readonly budget: WorkerBudget;
  /** The backoff's `maxMs` if `undefined`. */
  readonly healthyAfterMs: number | undefined;
  /** No limit if `undefined`. */
  readonly startupTimeoutMs: number | undefined;
  /** Failures that fail the group. */
  readonly fatal: FailureRules;
  /** Failures that no restart can mend. */
  readonly nonRetryable: FailureRules;
}

/** The names of all policy fields, in the order in which {@linkcode Policy} lists them. */
export const policyFields = [
  "restart",
  "backoff",
  "budget",
  "onExhausted",
  "cooldownMs",
  "maxCooldowns",
  "healthyAfterMs",
  "startupTimeoutMs",
  "graceMs",
  "fatal",
  "nonRetryable",
] as const satisfies readonly (keyof Policy)[];

/** The restart rules there are. */
export const restartRules = ["on-failure", "always", "never"] as const satisfies readonly RestartRule[];

/** The exhaustion rules there are. */
export const exhaustionRules = ["cooldown", "give-up", "escalate"] as const satisfies readonly ExhaustionRule[];

/** What an empty policy stands for. */
export const defaultPolicy: ResolvedPolicy = Object.freeze({
  restart: "on-failure",
  backoff: defaultBackoff,
  budget: Object.freeze({ ...defaultBudgetLimits, resetWhenHealthy: false }),
  onExhausted: "cooldown",
  cooldownMs: 300_000,
  maxCooldowns: 0,
  healthyAfterMs: undefined,
  startupTimeoutMs: undefined,
  graceMs: 10_000,
  fatal: Object.freeze([]),
  nonRetryable: Object.freeze([]),
});

/**
 * Fills in what a policy leaves open, and checks every field.
 *
 * The same `defaults` object comes back for a policy that says nothing, so that a hundred thousand alike workers share one.
 *
 * @param action What the error message says could not be done, such as `supervise worker "ingest"`.
 * @throws {RangeError} For a number that its field cannot hold. The message names the field and the value.
 * @throws {TypeError} For an unknown option or word.
 */
export function resolvePolicy(
  action: string,
  policy: Policy,
  defaults: ResolvedPolicy = defaultPolicy,
): ResolvedPolicy {
  if (policyFields.every((field) => policy[field] === undefined)) return defaults;
  const backoff = policy.backoff === undefined
    ? defaults.backoff
    : resolveBackoff(action, policy.backoff, defaults.backoff);
  const budget = policy.budget === undefined ? defaults.budget : resolveBudget(action, policy.budget, defaults.budget);
  const {
    restart = defaults.restart,
    onExhausted = defaults.onExhausted,
    cooldownMs = defaults.cooldownMs,
    maxCooldowns = defaults.maxCooldowns,
    healthyAfterMs = defaults.healthyAfterMs,
    startupTimeoutMs = defaults.startupTimeoutMs,
    graceMs = defaults.graceMs,
  } = policy;
  checkChoice(action, "restart", restart, restartRules);
  checkChoice(action, "onExhausted", onExhausted, exhaustionRules);
  checkNumber(action, "cooldownMs", cooldownMs, { min: 0 });
  checkNumber(action, "maxCooldowns", maxCooldowns, { min: 0, integer: true });
  if (healthyAfterMs !== undefined) checkNumber(action, "healthyAfterMs", healthyAfterMs, { min: 0 });
  if (startupTimeoutMs !== undefined) {
    checkNumber(action, "startupTimeoutMs", startupTimeoutMs, { min: 0, aboveMin: true });
  }
  checkNumber(action, "graceMs", graceMs, { min: 0 });
  return Object.freeze({
    restart,
    backoff,
    budget,
    onExhausted,
    cooldownMs,
    maxCooldowns,
    healthyAfterMs,
    startupTimeoutMs,
    graceMs,
    fatal: policy.fatal === undefined ? defaults.fatal : resolveFailureRules(action, "fatal", policy.fatal),
    nonRetryable: policy.nonRetryable === undefined
      ? defaults.nonRetryable
      : resolveFailureRules(action, "nonRetryable", policy.nonRetryable),
  });
}

function resolveBudget(action: string, options: Partial<WorkerBudget>, defaults: WorkerBudget): WorkerBudget {
  checkKeys(action, "budget", options, ["intensity", "periodMs", "resetWhenHealthy"]);
  const {
    intensity = defaults.intensity,
    periodMs = defaults.periodMs,
    resetWhenHealthy = defaults.resetWhenHealthy,
  } = options;
  checkBudgetLimits(action, "budget.", { intensity, periodMs });
  if (typeof resetWhenHealthy !== "boolean") {
    throw new TypeError(
      `Cannot ${action}: "budget.resetWhenHealthy" must be true or false, received ${shown(resetWhenHealthy)}`,
    );
  }
  return Object.freeze({ intensity, periodMs, resetWhenHealthy });
}
