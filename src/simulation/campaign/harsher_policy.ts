import type { FailureRules } from "../../core/failure_rule.ts";
import type { ExhaustionRule, ResolvedPolicy } from "../../core/policy.ts";

const exhaustionRanks: Readonly<Record<ExhaustionRule, number>> = { cooldown: 0, "give-up": 1, escalate: 2 };

/** How much longer a delay may become by rounding. */
const rounding = 1.1;

/**
 * Whether a policy forgives less than another one in any respect: a shorter limit or grace, fewer restarts in a longer time, a harder end.
 * Delays may be rounded up, and lose their jitter; shorter ones spend a budget sooner, longer ones make recoveries longer.
 */
export function isHarsherPolicy(policy: ResolvedPolicy, than: ResolvedPolicy): boolean {
  return isHarsherBudget(policy, than) || hasOtherDelays(policy, than) || policy.restart !== than.restart ||
    policy.startupTimeoutMs !== undefined && policy.startupTimeoutMs < (than.startupTimeoutMs ?? Infinity) ||
    policy.startupTimeoutMs !== undefined && than.startupTimeoutMs === undefined ||
    policy.graceMs < than.graceMs || policy.minUptimeMs > than.minUptimeMs ||
    healthyAfter(policy) > rounding * healthyAfter(than) ||
    policy.restartHealthy === "backoff" && than.restartHealthy === "at-once" ||
    !includes(than.fatal, policy.fatal) || !includes(than.nonRetryable, policy.nonRetryable) ||
    !includes(policy.clean, than.clean);
}

function isHarsherBudget(policy: ResolvedPolicy, than: ResolvedPolicy): boolean {
  const { budget, onExhausted, cooldownMs, maxCooldowns } = policy;
  if (exhaustionRanks[onExhausted] > exhaustionRanks[than.onExhausted]) return true;
  if (budget.intensity === Infinity) return false;
  if (budget.intensity < than.budget.intensity || budget.periodMs > than.budget.periodMs) return true;
  if (budget.window !== than.budget.window || budget.counts !== than.budget.counts) return true;
  if (!budget.resetWhenHealthy && than.budget.resetWhenHealthy) return true;
  if (onExhausted !== "cooldown" || than.onExhausted !== "cooldown") return false;
  return cooldownMs > than.cooldownMs || (maxCooldowns || Infinity) < (than.maxCooldowns || Infinity);
}

function hasOtherDelays({ backoff }: ResolvedPolicy, { backoff: than }: ResolvedPolicy): boolean {
  const isOther = (ms: number, thanMs: number) => ms < thanMs || ms > rounding * thanMs;
  return isOther(backoff.baseMs, than.baseMs) || isOther(backoff.maxMs, than.maxMs) ||
    isOther(backoff.firstMs ?? 0, than.firstMs ?? 0) || backoff.multiplier !== than.multiplier ||
    backoff.curve !== than.curve ||
    backoff.jitter !== "none" && (backoff.jitter !== than.jitter || backoff.jitterFactor !== than.jitterFactor);
}

function healthyAfter({ healthyAfterMs, backoff }: ResolvedPolicy): number {
  return healthyAfterMs ?? backoff.maxMs;
}

function includes(all: FailureRules, some: FailureRules): boolean {
  return some.every((rule) => all.includes(rule));
}
