import type { Rule, StartedEvent, StoppingEvent, WorkerEvent } from "../../core/event.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import { QuickExitError } from "../../core/supervision_error.ts";
import type { Trace } from "../trace.ts";
import { type GroupLedger, isCharged, WorkerLedger } from "./budget_ledger.ts";
import { isStartedByHand, isStoppedByHand } from "./by_hand.ts";
import type { Child } from "./children.ts";
import { classOfEnd } from "./end_class.ts";
import { sameInstantMs } from "./invariant.ts";
import { isOnTime, latestMs } from "./lateness.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { wrongGrace } from "./stop_grace.ts";
import { type Verdict, verdictOn, withoutRestart } from "./verdict.ts";

/** A decision on what follows an end, or a wait. */
type DecisionEvent = Extract<WorkerEvent, { readonly rule: Rule }>;

/** Judges what was decided on one child, by its policy and by the rules of its group. */
export class WorkerJudge {
  readonly #path: string;
  readonly #policy: ResolvedPolicy;
  readonly #trace: Trace;
  readonly #ledger: WorkerLedger;
  #cooldowns = 0;
  #startingSinceMs: number | undefined;
  #readySinceMs: number | undefined;
  #stopping: StoppingEvent | undefined;
  /** What its latest end must lead to, until that is told. */
  #verdict: Verdict | "open" | undefined;
  /** What must be told next of somebody who was abandoned. */
  #mustEscalate: Rule | undefined;

  constructor({ path, policy }: Child, trace: Trace) {
    this.#path = path;
    this.#policy = policy;
    this.#trace = trace;
    this.#ledger = new WorkerLedger(policy.budget, trace);
  }

  /**
   * What is wrong with what was told of the child.
   *
   * @param group The budget of its group.
   */
  judge(
    event: WorkerEvent,
    roster: Roster,
    entry: RosterEntry,
    group: GroupLedger | undefined,
  ): readonly string[] {
    // Who must end when others have has no deadline any more.
    if (roster.isOrdered && entry.isAwaited) this.#startingSinceMs = undefined;
    const wrongs: string[] = [...this.#lateness(event), ...this.#silence(event)];
    const wrong = this.#wrongOf(event, roster, entry, group);
    if (wrong !== undefined) wrongs.push(wrong);
    this.#ledger.note(event);
    return wrongs;
  }

  /** What is wrong when nothing more is told. */
  close(isAwaited: boolean): { readonly atMs: number; readonly message: string } | undefined {
    const { endedAtMs } = this.#trace;
    if (isAwaited) this.#startingSinceMs = undefined;
    const [silence] = this.#silence(undefined);
    if (silence !== undefined) return { atMs: endedAtMs, message: silence };
    const dueMs = this.#startupDueMs;
    if (latestMs(this.#trace, dueMs) >= endedAtMs - sameInstantMs) return undefined;
    return { atMs: dueMs, message: "was not ready in time, and nothing was told of it" };
  }

  get #startupDueMs(): number {
    return (this.#startingSinceMs ?? Infinity) + (this.#policy.startupTimeoutMs ?? Infinity);
  }

  #lateness({ type, atMs }: WorkerEvent): readonly string[] {
    const dueMs = this.#startupDueMs;
    if (type === "startup-timeout" || atMs <= latestMs(this.#trace, dueMs) + sameInstantMs) return [];
    const sinceMs = this.#startingSinceMs;
    this.#startingSinceMs = undefined;
    return [`starts since ${sinceMs} ms and was not told to be too late at ${dueMs} ms`];
  }

  #silence(next: WorkerEvent | undefined): readonly string[] {
    const rule = this.#mustEscalate;
    this.#mustEscalate = undefined;
    if (rule === undefined || next?.type === "escalated") return [];
    return [`was abandoned (${rule}), and did not escalate, where the policy says "escalate"`];
  }

  #wrongOf(
    event: WorkerEvent,
    roster: Roster,
    entry: RosterEntry,
    group: GroupLedger | undefined,
  ): string | undefined {
    const { startupTimeoutMs } = this.#policy;
    const { atMs } = event;
    switch (event.type) {
      case "started":
        return this.#start(event, roster, entry);
      case "ready":
        this.#startingSinceMs = undefined;
        this.#readySinceMs = atMs;
        return undefined;
      case "not-ready":
        this.#readySinceMs = undefined;
        return undefined;
      case "startup-timeout": {
        const dueMs = this.#startupDueMs;
        this.#startingSinceMs = undefined;
        if (isOnTime(this.#trace, atMs, dueMs) && event.startupTimeoutMs === startupTimeoutMs) return undefined;
        return `was told to be too late, where ${dueMs} ms was due`;
      }
      case "healthy":
        this.#cooldowns = 0;
        return undefined;
      case "crashed":
      case "completed":
        this.#startingSinceMs = undefined;
        return this.#end(event, roster, entry, group);
      case "stopped":
        this.#startingSinceMs = undefined;
        return undefined;
      case "stopping":
        this.#startingSinceMs = undefined;
        this.#stopping = event;
        if (roster.graceEnded && event.graceMs === 0) return undefined;
        return wrongGrace(event, roster, entry, isStoppedByHand(this.#trace, this.#path, atMs));
      case "abandoned":
        this.#startingSinceMs = undefined;
        return this.#abandon(atMs, roster, entry);
      case "restart-scheduled":
      case "restart-held":
      case "cooldown-started":
      case "gave-up":
      case "escalated":
      case "finished":
        return this.#decide(event, entry);
      case "late-exit":
      case "start-held":
      case "rule-failed":
      case "added":
      case "removed":
        return undefined;
      default:
        return event satisfies never;
    }
  }

  #start(event: StartedEvent, { pausedUntilMs }: Roster, { phase, incarnation }: RosterEntry): string | undefined {
    const { ready, after, atMs } = event;
    this.#startingSinceMs = ready ? undefined : atMs;
    this.#readySinceMs = ready ? atMs : undefined;
    this.#stopping = undefined;
    this.#verdict = undefined;
    if (ready !== (this.#policy.startupTimeoutMs === undefined)) {
      return "was taken as ready, or not, against its policy";
    }
    if (after === "first" && phase !== "idle" && (phase !== "held" || incarnation > 0)) {
      return "is started for the first time again";
    }
    if (after === "group-restart" && this.#policy.restart === "never") {
      return "is restarted with its group against its rule";
    }
    if (after === "manual" && !isStartedByHand(this.#trace, this.#path, 0, atMs)) {
      return "is started by hand, and nobody had asked for that";
    }
    // A pause is one of restarts alone.
    const isFree = after === "first" || after === "manual";
    return pausedUntilMs === undefined || isFree ? undefined : "is started while its group pauses";
  }

  #end(
    event: Extract<WorkerEvent, { readonly type: "crashed" | "completed" }>,
    roster: Roster,
    entry: RosterEntry,
    group: GroupLedger | undefined,
  ): string | undefined {
    const { atMs, ranMs } = event;
    const readyMs = entry.phase === "up" && this.#readySinceMs !== undefined ? atMs - this.#readySinceMs : 0;
    this.#verdict = undefined;
    if (entry.fate === "hold") {
      // A group that restarts goes on with that, unless the end of this one is the end of the group.
      const own = classOfEnd(event, this.#policy);
      if (own === "fatal") this.#verdict = { type: "escalated", rule: "fatal" };
      else if (own === undefined || own === "terminate-tree") this.#verdict = "open";
    }
    // What its group, or somebody's hand, ordered to follow is not for the policy to say.
    if (entry.fate !== "decide") return undefined;
    const { minUptimeMs } = this.#policy;
    const isUnready = entry.phase === "starting" || entry.failsToStart;
    const told = classOfEnd(event, this.#policy);
    // An orderly end before it was up is a start that failed.
    const end = told === "shutdown" && isUnready ? "retryable" : told;
    this.#verdict = "open";
    if (end === undefined) return undefined;
    const isOrderly = end === "completed" || end === "shutdown" || end === "do-not-restart";
    this.#verdict = verdictOn(end, {
      policy: this.#policy,
      entry,
      roster,
      own: this.#ledger,
      group,
      cooldowns: this.#cooldowns,
      readyMs,
      isUnready,
      atMs,
    });
    if (isOrderly !== (event.type === "completed")) return `was told to have "${event.type}", and its end was ${end}`;
    const isQuick = event.type === "crashed" && event.error.thrown instanceof QuickExitError;
    if (
      isQuick ? ranMs >= minUptimeMs : event.type === "completed" && event.reason === undefined && ranMs < minUptimeMs
    ) {
      return `was told to have "${event.type}" after ${ranMs} ms, where ${minUptimeMs} ms are asked for`;
    }
    return undefined;
  }

  #abandon(
    atMs: number,
    { graceEnded }: Roster,
    { child: { isGroup }, phase, fate, failsToStart }: RosterEntry,
  ): string | undefined {
    const rule = failsToStart ? "startup-timeout" : phase === "stopping" ? undefined : "remains";
    if (fate === "decide" && rule !== undefined && this.#policy.onExhausted === "escalate") this.#mustEscalate = rule;
    if (this.#stopping === undefined) return isGroup ? undefined : "was abandoned, and was not asked to stop";
    const dueMs = this.#stopping.atMs + (this.#stopping.graceMs ?? Infinity);
    if (atMs > latestMs(this.#trace, dueMs) + sameInstantMs) return "was abandoned after its grace";
    // A group is abandoned as soon as all others in it are down.
    return isGroup || graceEnded || atMs >= dueMs - sameInstantMs
      ? undefined
      : "was abandoned before the end of its grace";
  }

  #decide(event: DecisionEvent, entry: RosterEntry): string | undefined {
    const { type, rule, atMs } = event;
    const verdict = this.#verdict ?? this.#verdictWithoutEnd(event, entry);
    this.#verdict = undefined;
    // Who is over already is for "give-up-once" to see.
    if (entry.phase === "over") return undefined;
    // Who is charged for what its group ordered is for "charged-once" to see.
    if (entry.fate === "hold" && isCharged(event)) return undefined;
    if (type === "cooldown-started" && ++this.#cooldowns !== event.cycle) {
      return `told of cooldown ${event.cycle} in a row, which was number ${this.#cooldowns}`;
    }
    if (verdict === "open") return undefined;
    // More restarts than the budget allows are for "budget-window" to see.
    const isRestart = type === "restart-scheduled" || type === "restart-held";
    if (isRestart && isBudget(verdict.rule)) return undefined;
    if (type !== verdict.type || rule !== verdict.rule) {
      const used = isBudget(rule)
        ? `, with ${this.#ledger.count.count(atMs)} of ${this.#policy.budget.intensity} restarts used`
        : "";
      return `"${type}" (${rule}), where "${verdict.type}" (${verdict.rule}) is what it agreed to${used}`;
    }
    if (type === "restart-scheduled" && (event.attempt === 0) !== (verdict.isAtOnce === true)) {
      return verdict.isAtOnce
        ? "waits, where it was healthy and restarts at once"
        : "restarts at once, where it was not healthy";
    }
    return undefined;
  }

  /** What is due of a child whose incarnation has not ended just now, or not by itself. */
  #verdictWithoutEnd({ type, rule, atMs }: DecisionEvent, { phase, failsToStart }: RosterEntry): Verdict {
    const { budget } = this.#policy;
    const isRefused = (rule === "worker-budget" || rule === "max-cooldowns") && budget.counts === "starts";
    if (isRefused && (phase === "waiting" || phase === "held") && !this.#ledger.count.hasRoom(atMs)) {
      return withoutRestart("worker-budget", { policy: this.#policy, cooldowns: this.#cooldowns });
    }
    if (phase === "abandoned" && type === "escalated") {
      return { type: "escalated", rule: failsToStart ? "startup-timeout" : "remains" };
    }
    // Whether that has ended is for "no-idle-wait" to see.
    if (rule === "dependency") return { type: "finished", rule };
    return { type: "finished", rule: "stop-requested" };
  }
}

function isBudget(rule: Rule): boolean {
  return rule === "worker-budget" || rule === "max-cooldowns" || rule === "group-budget";
}
