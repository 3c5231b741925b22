import type { EndClass } from "../../core/decision.ts";
import type { CompletedEvent, CrashedEvent } from "../../core/event.ts";
import type { Failure } from "../../core/failure.ts";
import type { FailureRules } from "../../core/failure_rule.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import { DoNotRestartError, ShutdownError, TerminateTreeError } from "../../core/sentinel.ts";
import { EscalationError } from "../../core/supervision_error.ts";

/**
 * What kind of end was told, judged anew by what was thrown and by the policy. `undefined` where a predicate among the rules decides:
 * it may answer otherwise when it is asked again.
 */
export function classOfEnd(event: CrashedEvent | CompletedEvent, policy: ResolvedPolicy): EndClass | undefined {
  const failure = event.type === "crashed" ? event.error : event.reason;
  if (failure === undefined) return "completed";
  const own = saidBy(failure.thrown, 0);
  if (own !== undefined) return own;
  const { fatal, nonRetryable, clean } = policy;
  if (fatal.some(isPredicate) || nonRetryable.some(isPredicate) || clean.some(isPredicate)) return undefined;
  if (isAmong(fatal, failure)) return "fatal";
  if (isAmong(nonRetryable, failure)) return "non-retryable";
  return isAmong(clean, failure) ? "shutdown" : "retryable";
}

/** Whether an end was told that terminates the tree. */
export function terminatesTree(event: CrashedEvent | CompletedEvent): boolean {
  const failure = event.type === "crashed" ? event.error : event.reason;
  return failure !== undefined && saidBy(failure.thrown, 0) === "terminate-tree";
}

/** What an error says of itself, or the first of its causes that says anything. */
function saidBy(thrown: unknown, depth: number): EndClass | undefined {
  if (!(thrown instanceof Error) || depth === 16) return undefined;
  if (thrown instanceof ShutdownError) return "shutdown";
  if (thrown instanceof DoNotRestartError) return "do-not-restart";
  if (thrown instanceof TerminateTreeError) return "terminate-tree";
  // Of all that ends a group only what is to climb climbs.
  if (thrown instanceof EscalationError) return thrown.rule === "terminate-tree" ? "terminate-tree" : undefined;
  return saidBy(thrown.cause, depth + 1);
}

function isPredicate(rule: FailureRules[number]): boolean {
  return typeof rule === "function" && rule !== Error && !(rule.prototype instanceof Error);
}

function isAmong(rules: FailureRules, { name, thrown }: Failure): boolean {
  return rules.some((rule) =>
    typeof rule === "string"
      ? rule === name || rule === (thrown as { constructor?: { name?: unknown } } | null | undefined)?.constructor?.name
      : thrown instanceof rule
  );
}
