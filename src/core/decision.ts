import type { Rule } from "./event.ts";
import type { Failure } from "./failure.ts";
import { failureMatches } from "./failure_rule.ts";
import { sentinelOf } from "./sentinel.ts";
import type { ResolvedPolicy } from "./policy.ts";
import type { RestartWindow } from "./restart_window.ts";
import type { WorkerHistory } from "./worker_history.ts";

/**
 * What kind of end an incarnation had: it returned, it ended in good order by throwing ("shutdown", "do-not-restart"), or it failed in
 * one of four ways.
 */
export type EndClass =
  | "completed"
  | "shutdown"
  | "do-not-restart"
  | "retryable"
  | "non-retryable"
  | "fatal"
  | "terminate-tree";

/** What becomes of a worker whose incarnation has ended by itself, and which step said so. */
export type Decision =
  | { readonly kind: "finish"; readonly rule: Rule }
  | { readonly kind: "restart" | "restart-at-once"; readonly rule: "backoff" }
  | { readonly kind: "pause"; readonly rule: "group-budget" }
  | { readonly kind: "cool-down"; readonly rule: Rule }
  | { readonly kind: "give-up"; readonly rule: Rule }
  | { readonly kind: "escalate"; readonly rule: Rule };

const restart: Decision = Object.freeze({ kind: "restart", rule: "backoff" });
const restartAtOnce: Decision = Object.freeze({ kind: "restart-at-once", rule: "backoff" });

/**
 * Classifies an end: what the worker said itself, by throwing an error made for that, beats fatal beats non-retryable beats clean beats
 * retryable.
 *
 * @param report Told what a rule threw, which then does not match.
 */
export function classify(
  policy: ResolvedPolicy,
  failure: Failure | undefined,
  report: (option: "fatal" | "nonRetryable" | "clean", thrown: unknown) => void,
): EndClass {
  if (failure === undefined) return "completed";
  const sentinel = sentinelOf(failure.thrown);
  if (sentinel !== undefined) return sentinel;
  if (failureMatches(policy.fatal, failure, (thrown) => report("fatal", thrown))) return "fatal";
  if (failureMatches(policy.nonRetryable, failure, (thrown) => report("nonRetryable", thrown))) return "non-retryable";
  if (failureMatches(policy.clean, failure, (thrown) => report("clean", thrown))) return "shutdown";
  return "retryable";
}

/**
 * Decides in the fixed order: classify → restart rule → budget (the worker's, then the group's) → delay. It charges nothing:
 * whoever obeys does.
 *
 * @param groupPauses Whether a group whose budget is spent pauses, instead of failing.
 * @param isFree Whether a restart asks no budget, because the worker was healthy.
 */
export function decide(
  policy: ResolvedPolicy,
  end: EndClass,
  history: WorkerHistory,
  groupWindow: RestartWindow | undefined,
  nowMs: number,
  groupPauses = false,
  isFree = false,
): Decision {
  if (end === "terminate-tree" || end === "fatal") return { kind: "escalate", rule: end };
  if (end === "do-not-restart") return { kind: "finish", rule: "do-not-restart" };
  if (end === "non-retryable") return exhausted(policy, history, "non-retryable");
  const isOrderly = end === "completed" || end === "shutdown";
  if (policy.restart === "never" || (policy.restart === "on-failure" && isOrderly)) {
    return { kind: isOrderly ? "finish" : "give-up", rule: "restart-rule" };
  }
  if (isFree) return restartAtOnce;
  if (policy.budget.counts === "restarts" && history.window.isExhausted(nowMs)) {
    return exhausted(policy, history, "worker-budget");
  }
  if (groupWindow?.isExhausted(nowMs)) return { kind: groupPauses ? "pause" : "escalate", rule: "group-budget" };
  return restart;
}

/** Decides what becomes of a worker that no restart is left for. */
export function exhausted(
  policy: ResolvedPolicy,
  history: WorkerHistory,
  rule: "non-retryable" | "worker-budget",
): Decision {
  const { onExhausted, maxCooldowns } = policy;
  if (onExhausted === "escalate") return { kind: "escalate", rule };
  // What no restart can mend no cooldown can mend either.
  if (onExhausted === "give-up" || rule === "non-retryable") return { kind: "give-up", rule };
  if (maxCooldowns > 0 && history.cooldownsInARow >= maxCooldowns) return { kind: "give-up", rule: "max-cooldowns" };
  return { kind: "cool-down", rule };
}
