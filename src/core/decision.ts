import type { Rule } from "./event.ts";
import type { Failure } from "./failure.ts";
import { failureMatches } from "./failure_rule.ts";
import type { ResolvedPolicy } from "./policy.ts";
import type { RestartWindow } from "./restart_window.ts";
import type { WorkerHistory } from "./worker_history.ts";

/** What kind of end an incarnation had: it returned, or it failed in one of three ways. */
export type EndClass = "completed" | "retryable" | "non-retryable" | "fatal";

/** What becomes of a worker whose incarnation has ended by itself, and which step said so. */
export type Decision =
  | { readonly kind: "finish"; readonly rule: Rule }
  | { readonly kind: "restart"; readonly rule: "backoff" }
  | { readonly kind: "cool-down"; readonly rule: Rule }
  | { readonly kind: "give-up"; readonly rule: Rule }
  | { readonly kind: "escalate"; readonly rule: Rule };

const restart: Decision = Object.freeze({ kind: "restart", rule: "backoff" });

/**
 * Classifies an end: fatal beats non-retryable beats retryable.
 *
 * @param report Told what a rule threw, which then does not match.
 */
export function classify(
  policy: ResolvedPolicy,
  failure: Failure | undefined,
  report: (option: "fatal" | "nonRetryable", thrown: unknown) => void,
): EndClass {
  if (failure === undefined) return "completed";
  if (failureMatches(policy.fatal, failure, (thrown) => report("fatal", thrown))) return "fatal";
  if (failureMatches(policy.nonRetryable, failure, (thrown) => report("nonRetryable", thrown))) return "non-retryable";
  return "retryable";
}

/**
 * Decides in the fixed order: classify → restart rule → budget (the worker's, then the group's) → delay. It charges nothing:
 * whoever obeys does.
 */
export function decide(
  policy: ResolvedPolicy,
  end: EndClass,
  history: WorkerHistory,
  groupWindow: RestartWindow | undefined,
  nowMs: number,
): Decision {
  if (end === "fatal") return { kind: "escalate", rule: "fatal" };
  if (end === "non-retryable") return exhausted(policy, history, "non-retryable");
  if (policy.restart === "never" || (policy.restart === "on-failure" && end === "completed")) {
    return { kind: end === "completed" ? "finish" : "give-up", rule: "restart-rule" };
  }
  if (history.window.isExhausted(nowMs)) return exhausted(policy, history, "worker-budget");
  if (groupWindow?.isExhausted(nowMs)) return { kind: "escalate", rule: "group-budget" };
  return restart;
}

function exhausted(policy: ResolvedPolicy, history: WorkerHistory, rule: "non-retryable" | "worker-budget"): Decision {
  const { onExhausted, maxCooldowns } = policy;
  if (onExhausted === "escalate") return { kind: "escalate", rule };
  // What no restart can mend no cooldown can mend either.
  if (onExhausted === "give-up" || rule === "non-retryable") return { kind: "give-up", rule };
  if (maxCooldowns > 0 && history.cooldownsInARow >= maxCooldowns) return { kind: "give-up", rule: "max-cooldowns" };
  return { kind: "cool-down", rule };
}
