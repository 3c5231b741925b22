import type { Order, Strategy } from "./group_plan.ts";
import { checkChoice } from "./option_check.ts";
import type { GroupBudget } from "./group_budget.ts";
import type { Policy } from "./policy.ts";

/** The supervisors that a group can be made to behave like. */
export type DialectName = "otp" | "suture" | "systemd" | "kubernetes" | "akka" | "supervisord";

/** The options of a group that behaves like another supervisor does, to be spread into the group's own. */
export interface Dialect {
  /** The policy of every worker that says nothing else. */
  readonly defaults: Policy;
  /** The budget that all workers share. */
  readonly budget?: GroupBudget;
  /** Whom the crash of one worker restarts. */
  readonly strategy?: Strategy;
  /** Whether each worker is waited for before the next one starts. */
  readonly startOrder?: Order;
  /** Whether each worker is waited for before the next one is stopped. */
  readonly stopOrder?: Order;
  /** Whether a failure in the first start is a crash like any other, or fails the group. */
  readonly onStartFailure?: "restart" | "fail";
  /** Whether the group lives on when every worker has ended. */
  readonly keepAlive?: boolean;
}

/** No delay, and no healthy time either: there is nothing that it could start over. */
const noBackoff: Policy = {
  backoff: { baseMs: 0, maxMs: 0, jitter: "none" },
  healthyAfterMs: Infinity,
};

/** The policies that have no worker budget still have a window: nothing is ever refused by it. */
const noBudget: Policy = { budget: { intensity: Infinity } };

const dialects: Readonly<Record<DialectName, Dialect>> = frozen({
  otp: {
    defaults: {
      ...noBackoff,
      ...noBudget,
      restart: "always",
      onExhausted: "escalate",
      graceMs: 5_000,
      // A supervisor that is past its budget exits with reason `shutdown`, which a transient entry takes as orderly.
      clean: ["EscalationError"],
    },
    budget: { intensity: 1, periodMs: 5_000, window: "whole-seconds", onExhausted: "escalate" },
    strategy: "one-for-one",
    startOrder: "sequential",
    stopOrder: "sequential",
    onStartFailure: "fail",
    keepAlive: true,
  },
  suture: {
    defaults: { ...noBackoff, ...noBudget, restart: "always", graceMs: 10_000 },
    budget: { intensity: 5, periodMs: 30_000, window: "decay", onExhausted: "pause", pauseMs: 15_000 },
    startOrder: "parallel",
    stopOrder: "parallel",
    keepAlive: true,
  },
  systemd: {
    defaults: {
      restart: "on-failure",
      backoff: { baseMs: 100, multiplier: 1, maxMs: 100, jitter: "none" },
      budget: { intensity: 5, periodMs: 10_000, window: "tumbling", counts: "starts" },
      onExhausted: "give-up",
      healthyAfterMs: Infinity,
      graceMs: 90_000,
    },
    stopOrder: "parallel",
  },
  kubernetes: {
    defaults: {
      ...noBudget,
      restart: "always",
      backoff: { baseMs: 10_000, multiplier: 2, maxMs: 300_000, jitter: "none", firstMs: 0 },
      // Only a run of more than ten minutes counts: the next time that there is.
      healthyAfterMs: 600_000 + 1 / 1_024,
      graceMs: 30_000,
    },
    stopOrder: "parallel",
  },
  akka: {
    defaults: {
      ...noBudget,
      restart: "on-failure",
      backoff: { baseMs: 3_000, multiplier: 2, maxMs: 30_000, jitter: "proportional", jitterFactor: 0.2 },
      healthyAfterMs: 16_500,
      // Stopping an actor has no deadline.
      graceMs: Infinity,
    },
    stopOrder: "parallel",
  },
  supervisord: {
    defaults: {
      restart: "on-failure",
      // There is no cap: what ends the series is the budget.
      backoff: { baseMs: 1_000, maxMs: Number.MAX_SAFE_INTEGER, curve: "linear", jitter: "none" },
      budget: { intensity: 3, window: "in-a-row", resetWhenHealthy: true },
      onExhausted: "give-up",
      healthyAfterMs: 1_000,
      restartHealthy: "at-once",
      minUptimeMs: 1_000,
      graceMs: 10_000,
    },
  },
});

/** The dialects there are. */
export const dialectNames = Object.freeze(Object.keys(dialects)) as readonly DialectName[];

/**
 * The group options that make a group behave like another supervisor with its defaults; what is spread after them refines them.
 *
 * - `"otp"`: Erlang/OTP's `supervisor`: no delays, 1 restart of anyone in 5 whole seconds, one at a time in start and stop. A worker
 *   that ends with an `EscalationError` (a group past its budget) has ended in good order.
 * - `"suture"`: Go's suture v4: no delays, and a pause of 15 s for the whole group when the decaying count of failures exceeds 5. The
 *   pause has no jitter here.
 * - `"systemd"`: services with `Restart=on-failure`: 100 ms before each restart, 5 starts in a window of 10 s, then given up.
 * - `"kubernetes"`: containers with `restartPolicy: Always`: 0, 10, 20, 40 … 300 s, over again after a run of more than 600 s.
 * - `"akka"`: `restartWithBackoff(3.seconds, 30.seconds, 0.2)`: 3, 6, 12, 24, 30 s and up to a fifth more, over again 16.5 s after a restart.
 * - `"supervisord"`: `autorestart=unexpected`: 1, 2, 3 s after an end within the first second, then given up; at once after a later crash.
 *
 * @throws {TypeError} For a name that is not one of these.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dialect } from "@mainstay/supervisor";
 *
 * const options = { ...dialect("systemd"), signals: false };
 * assertEquals(options.defaults.budget, { intensity: 5, periodMs: 10_000, window: "tumbling", counts: "starts" });
 * ```
 */
export function dialect(name: DialectName): Dialect {
  checkChoice("choose a dialect", "name", name, dialectNames);
  return dialects[name];
}

/** The same object, with all that it holds, which nobody can change any more. */
function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
