import { type Backoff, defaultBackoff, resolveBackoff } from "./backoff.ts";
import { type FailureRule, type FailureRules, resolveFailureRules } from "./failure_rule.ts";
import { checkChoice, checkKeys, checkNumber, shown } from "./option_check.ts";
import { type BudgetLimits, defaultBudgetLimits } from "./restart_budget.ts";
import { checkWindowLimits, type WindowRule } from "./restart_window.ts";

/** After which ends a worker is started again: after a crash, after any end, after none. */
export type RestartRule = "on-failure" | "always" | "never";

/** Erlang/OTP's words for the restart rules: `"always"`, `"on-failure"` and `"never"`, in this order. */
export type RestartWord = "permanent" | "transient" | "temporary";

/**
 * What happens when the budget is spent: wait and try again with a fresh budget, leave this worker dead, or fail the group.
 * The reference system's TRANSIENT, TEMPORARY and PERMANENT.
 */
export type ExhaustionRule = "cooldown" | "give-up" | "escalate";

/** What is charged to a worker's budget: its restarts, or its starts. */
export type BudgetUnit = "restarts" | "starts";

/** The delay of a worker that was healthy before it ended: as any other's, or none. */
export type HealthyRestart = "backoff" | "at-once";

/** The budget of one worker. */
export interface WorkerBudget extends BudgetLimits {
  /**
   * Which restarts are counted; see {@linkcode WindowRule}.
   * @default "sliding"
   */
  readonly window: WindowRule;
  /**
   * What is charged. `"restarts"`: each restart, when it is decided and before its delay. `"starts"`, as systemd does: each start, the
   * first one and manual ones too, when it happens, so that a restart is refused after its delay.
   * @default "restarts"
   */
  readonly counts: BudgetUnit;
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
   * After which ends the worker is started again. OTP's words mean the same: `"permanent"` is `"always"`, `"transient"` is
   * `"on-failure"`, `"temporary"` is `"never"`.
   * @default "on-failure"
   */
  readonly restart?: RestartRule | RestartWord;
  /** The delay before each restart; see {@linkcode Backoff} for its defaults. */
  readonly backoff?: Partial<Backoff>;
  /** How many restarts a window of time may hold: 5 in any 300,000 ms unless said otherwise. */
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
   * How long a worker must stay ready for its attempts and cooldowns to start over; at Infinity they never do. The default is the
   * backoff's `maxMs`.
   */
  readonly healthyAfterMs?: number;
  /**
   * What delays the restart of a worker that was healthy before it ended. `"at-once"`, as supervisord does: nothing, and the restart
   * is neither an attempt nor charged to the budget.
   * @default "backoff"
   */
  readonly restartHealthy?: HealthyRestart;
  /**
   * An incarnation that ends after less than this has crashed, even if it returned; supervisord's `startsecs`.
   * @default 0
   */
  readonly minUptimeMs?: number;
  /**
   * A worker that is not ready this long after its start has failed to start. Unless given it is taken as ready at its start; at
   * Infinity it must say that it is ready, and may take as long as it wants.
   */
  readonly startupTimeoutMs?: number;
  /**
   * How long a worker that was asked to stop may take before it is abandoned; at 0 it must obey at once, at Infinity it is waited for.
   * @default 10_000
   */
  readonly graceMs?: number;
  /** Failures that fail the whole group at once, whatever the other rules say. */
  readonly fatal?: FailureRule | FailureRules;
  /** Failures that no restart can mend: the exhaustion rule decides at once, and a cooldown becomes a give-up. */
  readonly nonRetryable?: FailureRule | FailureRules;
  /** Failures that are no crash but an orderly end with a reason, as if the worker had returned; OTP's `{shutdown, Reason}`. */
  readonly clean?: FailureRule | FailureRules;
}

/** A policy with nothing left open. */
export interface ResolvedPolicy extends
  Required<
    Omit<
      Policy,
      "restart" | "backoff" | "budget" | "healthyAfterMs" | "startupTimeoutMs" | "fatal" | "nonRetryable" | "clean"
    >
  > {
  /** After which ends the worker is started again, in our words. */
  readonly restart: RestartRule;
  /** The delay before each restart. */
  readonly backoff: Backoff;
  /** How many restarts a window of time may hold. */
  readonly budget: WorkerBudget;
  /** The backoff's `maxMs` if `undefined`. */
  readonly healthyAfterMs: number | undefined;
  /** Ready at its start if `undefined`. */
  readonly startupTimeoutMs: number | undefined;
  /** Failures that fail the group. */
  readonly fatal: FailureRules;
  /** Failures that no restart can mend. */
  readonly nonRetryable: FailureRules;
  /** Failures that are orderly ends. */
  readonly clean: FailureRules;
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
  "restartHealthy",
  "minUptimeMs",
  "startupTimeoutMs",
  "graceMs",
  "fatal",
  "nonRetryable",
  "clean",
] as const satisfies readonly (keyof Policy)[];

/** The restart rules there are. */
export const restartRules = ["on-failure", "always", "never"] as const satisfies readonly RestartRule[];

const ruleOfWord: Readonly<Record<RestartWord, RestartRule>> = {
  permanent: "always",
  transient: "on-failure",
  temporary: "never",
};

/** OTP's words for the restart rules. */
export const restartWords = Object.freeze(Object.keys(ruleOfWord)) as readonly RestartWord[];

const restartChoices: readonly string[] = [...restartRules, ...restartWords];
const orInfinity = { min: 0, orInfinity: true };

/** The units of a budget there are. */
export const budgetUnits = ["restarts", "starts"] as const satisfies readonly BudgetUnit[];

/** The ways to restart a healthy worker there are. */
export const healthyRestarts = ["backoff", "at-once"] as const satisfies readonly HealthyRestart[];

/** The exhaustion rules there are. */
export const exhaustionRules = ["cooldown", "give-up", "escalate"] as const satisfies readonly ExhaustionRule[];

/** What an empty policy stands for. */
export const defaultPolicy: ResolvedPolicy = Object.freeze({
  restart: "on-failure",
  backoff: defaultBackoff,
  budget: Object.freeze({ ...defaultBudgetLimits, window: "sliding", counts: "restarts", resetWhenHealthy: false }),
  onExhausted: "cooldown",
  cooldownMs: 300_000,
  maxCooldowns: 0,
  healthyAfterMs: undefined,
  restartHealthy: "backoff",
  minUptimeMs: 0,
  startupTimeoutMs: undefined,
  graceMs: 10_000,
  fatal: Object.freeze([]),
  nonRetryable: Object.freeze([]),
  clean: Object.freeze([]),
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
    restartHealthy = defaults.restartHealthy,
    minUptimeMs = defaults.minUptimeMs,
    startupTimeoutMs = defaults.startupTimeoutMs,
    graceMs = defaults.graceMs,
  } = policy;
  checkChoice(action, "restart", restart, restartChoices);
  checkChoice(action, "onExhausted", onExhausted, exhaustionRules);
  checkNumber(action, "cooldownMs", cooldownMs, { min: 0 });
  checkNumber(action, "maxCooldowns", maxCooldowns, { min: 0, integer: true });
  if (healthyAfterMs !== undefined) checkNumber(action, "healthyAfterMs", healthyAfterMs, orInfinity);
  checkChoice(action, "restartHealthy", restartHealthy, healthyRestarts);
  checkNumber(action, "minUptimeMs", minUptimeMs, { min: 0 });
  if (startupTimeoutMs !== undefined) {
    checkNumber(action, "startupTimeoutMs", startupTimeoutMs, { min: 0, aboveMin: true, orInfinity: true });
  }
  checkNumber(action, "graceMs", graceMs, orInfinity);
  const rulesOf = (field: "fatal" | "nonRetryable" | "clean") =>
    policy[field] === undefined ? defaults[field] : resolveFailureRules(action, field, policy[field]);
  return Object.freeze({
    restart: isWord(restart) ? ruleOfWord[restart] : restart,
    backoff,
    budget,
    onExhausted,
    cooldownMs,
    maxCooldowns,
    healthyAfterMs,
    restartHealthy,
    minUptimeMs,
    startupTimeoutMs,
    graceMs,
    fatal: rulesOf("fatal"),
    nonRetryable: rulesOf("nonRetryable"),
    clean: rulesOf("clean"),
  });
}

function isWord(restart: RestartRule | RestartWord): restart is RestartWord {
  return (restartWords as readonly string[]).includes(restart);
}

function resolveBudget(action: string, options: Partial<WorkerBudget>, defaults: WorkerBudget): WorkerBudget {
  checkKeys(action, "budget", options, ["intensity", "periodMs", "window", "counts", "resetWhenHealthy"]);
  const {
    intensity = defaults.intensity,
    periodMs = defaults.periodMs,
    window = defaults.window,
    counts = defaults.counts,
    resetWhenHealthy = defaults.resetWhenHealthy,
  } = options;
  checkWindowLimits(action, "budget.", { intensity, periodMs, window });
  checkChoice(action, "budget.counts", counts, budgetUnits);
  if (typeof resetWhenHealthy !== "boolean") {
    throw new TypeError(
      `Cannot ${action}: "budget.resetWhenHealthy" must be true or false, received ${shown(resetWhenHealthy)}`,
    );
  }
  return Object.freeze({ intensity, periodMs, window, counts, resetWhenHealthy });
}
