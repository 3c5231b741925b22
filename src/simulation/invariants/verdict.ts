import type { EndClass } from "../../core/decision.ts";
import type { Rule, WorkerEvent } from "../../core/event.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import type { GroupLedger, WorkerLedger } from "./budget_ledger.ts";

/** What must follow the end of an incarnation, and which step of the decision says so. */
export interface Verdict {
  readonly type: WorkerEvent["type"];
  readonly rule: Rule;
  /** Whether a restart is free and without delay, because the worker was healthy. */
  readonly isAtOnce?: boolean;
}

/** What a verdict is based on. */
export interface Grounds {
  readonly policy: ResolvedPolicy;
  readonly entry: RosterEntry;
  readonly roster: Roster;
  readonly own: WorkerLedger;
  readonly group: GroupLedger | undefined;
  /** How many cooldowns in a row it had. */
  readonly cooldowns: number;
  /** How long it had been ready when it ended. */
  readonly readyMs: number;
  /** Whether it had not come up yet. */
  readonly isUnready: boolean;
  readonly atMs: number;
}

/**
 * The decision that the policy and the group's rules ask for, in the order that is written down: start-up, class of the end, restart rule,
 * healthy time, the worker's budget, the group's. `"open"` where a decaying count is too close to tell, and for what terminates the tree, which is
 * for "escalation-path" to judge.
 */
export function verdictOn(end: EndClass, grounds: Grounds): Verdict | "open" {
  const { policy, entry, roster, own, group, readyMs, isUnready, atMs } = grounds;
  const { rules } = roster.group;
  if (end === "terminate-tree") return "open";
  if (end === "do-not-restart") return { type: "finished", rule: isUnready ? "declined" : "do-not-restart" };
  if (isUnready && rules.onStartFailure === "fail") {
    if (entry.after === "first") return { type: "escalated", rule: "start-failure" };
    if (entry.after === "manual") return { type: "finished", rule: "start-failure" };
  }
  if (end === "fatal") return { type: "escalated", rule: "fatal" };
  if (end === "non-retryable") return withoutRestart("non-retryable", grounds);
  const isOrderly = end === "completed" || end === "shutdown";
  if (policy.restart === "never" || (policy.restart === "on-failure" && isOrderly)) {
    return { type: isOrderly ? "finished" : "gave-up", rule: "restart-rule" };
  }
  if (policy.restartHealthy === "at-once" && readyMs >= (policy.healthyAfterMs ?? policy.backoff.maxMs)) {
    return { type: "restart-scheduled", rule: "backoff", isAtOnce: true };
  }
  if (policy.budget.counts === "restarts" && !own.count.hasRoom(atMs)) {
    return own.count.isSpent(atMs) ? withoutRestart("worker-budget", grounds) : "open";
  }
  if (group !== undefined && !group.count.hasRoom(atMs)) {
    if (!group.count.isSpent(atMs)) return "open";
    return { type: group.budget.onExhausted === "pause" ? "restart-held" : "escalated", rule: "group-budget" };
  }
  if (roster.pausedUntilMs !== undefined) return { type: "restart-held", rule: "group-budget" };
  return { type: "restart-scheduled", rule: "backoff" };
}

/** The decision on a worker that no restart is left for. */
export function withoutRestart(
  rule: "non-retryable" | "worker-budget",
  { policy: { onExhausted, maxCooldowns }, cooldowns }: Pick<Grounds, "policy" | "cooldowns">,
): Verdict {
  if (onExhausted === "escalate") return { type: "escalated", rule };
  if (onExhausted === "give-up" || rule === "non-retryable") return { type: "gave-up", rule };
  if (maxCooldowns > 0 && cooldowns >= maxCooldowns) return { type: "gave-up", rule: "max-cooldowns" };
  return { type: "cooldown-started", rule };
}
