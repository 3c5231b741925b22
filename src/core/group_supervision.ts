import type { GroupOutcome, Rule, StopReason, SupervisionEvent } from "./event.ts";
import { Outbox, type Told } from "./outbox.ts";
import type { ResolvedPolicy } from "./policy.ts";
import type { GroupReport } from "./report.ts";
import type { BudgetLimits } from "./restart_budget.ts";
import { RestartWindow } from "./restart_window.ts";
import { Supervision, type Surroundings } from "./supervision.ts";

/** One worker as its group's decision core knows it. */
export interface GroupMember {
  readonly name: string;
  readonly policy: ResolvedPolicy;
  readonly random: () => number;
}

/** How a group is supervised. */
export interface GroupRules {
  /** The budget that all workers share; none unless given. */
  readonly budget: BudgetLimits | undefined;
  /** Whether the group stays when every worker has ended, until it is asked to stop. */
  readonly keepAlive: boolean;
  /** Whether the group's own events are told; one worker on its own has no group to tell of. */
  readonly tellsOfItself: boolean;
}

/**
 * The decisions of a group: its workers' {@linkcode Supervision}s, the budget they share, and how they stop. Pure like them.
 *
 * Nothing is told while a decision is being made: events are kept, and handed out by {@linkcode drain} afterwards, in order. So
 * an observer that calls back finds the group in one piece.
 */
export class GroupSupervision implements Surroundings {
  readonly workers: readonly Supervision[];
  readonly groupWindow: RestartWindow | undefined;
  readonly #rules: GroupRules;
  readonly #outbox = new Outbox();
  #live: number;
  #startedAtMs = 0;
  #finishedAtMs = 0;
  #status: "idle" | "running" | "stopping" | "finished" = "idle";
  #stopReason: StopReason | undefined;
  #culprit: Supervision | undefined;

  constructor(members: readonly GroupMember[], rules: GroupRules) {
    this.workers = members.map(({ name, policy, random }, index) => this.supervise(name, index, policy, random));
    this.#live = members.length;
    this.#rules = rules;
    this.groupWindow = rules.budget && new RestartWindow(rules.budget.intensity, rules.budget.periodMs);
  }

  /** Makes the decision core of one worker. */
  protected supervise(name: string, index: number, policy: ResolvedPolicy, random: () => number): Supervision {
    return new Supervision(name, index, policy, random, this);
  }

  /** Whether the group is over. */
  get isFinished(): boolean {
    return this.#status === "finished";
  }

  /** Whether stop was requested, by whomever, so that nothing may be started. */
  get isStopping(): boolean {
    return this.#status === "stopping" || this.#status === "finished";
  }

  /** The worker whose failure failed the group. */
  get culprit(): Supervision | undefined {
    return this.#culprit;
  }

  /** Starts every worker, in order; an empty group is over at once. */
  begin(nowMs: number): void {
    if (this.#status !== "idle") return;
    this.#startedAtMs = nowMs;
    this.#status = "running";
    this.#tellOfGroup({ type: "group-started", atMs: nowMs, workers: this.workers.length });
    for (const worker of this.workers) {
      if (this.#status === "running") worker.begin(nowMs);
    }
    this.#finishIfDone(nowMs);
  }

  /** Asks every worker to stop, the last one first. The first reason stays. Before {@linkcode begin} nothing is started at all. */
  requestStop(reason: StopReason, nowMs: number): void {
    if (this.isStopping) return;
    if (this.#status === "idle") {
      this.#startedAtMs = nowMs;
      this.#tellOfGroup({ type: "group-started", atMs: nowMs, workers: this.workers.length });
    }
    this.#status = "stopping";
    this.#stopReason = reason;
    this.#tellOfGroup({ type: "group-stopping", atMs: nowMs, reason });
    for (let i = this.workers.length - 1; i >= 0; i--) this.workers[i]!.stop(nowMs);
    this.#finishIfDone(nowMs);
  }

  /** Ends the grace of all that are still stopping: they are abandoned now. */
  endGrace(nowMs: number): void {
    if (this.#status !== "stopping") return;
    this.#tellOfGroup({ type: "grace-ended", atMs: nowMs });
    for (let i = this.workers.length - 1; i >= 0; i--) this.workers[i]!.abandon(nowMs);
  }

  /**
   * Hands out what has been kept, oldest first, until nothing is left. Called again from within `told` it returns at once: the
   * outer call goes on with whatever came to pass.
   *
   * @returns Whether this was the outer call.
   */
  drain(told: Told): boolean {
    return this.#outbox.drain(told);
  }

  /** What became of the group and of each worker. */
  report(): GroupReport {
    const workers = this.workers.map((worker) => worker.report());
    return {
      outcome: this.#outcome(),
      ...(this.#stopReason === undefined ? {} : { stopReason: this.#stopReason }),
      durationMs: this.#finishedAtMs - this.#startedAtMs,
      workers,
      abandoned: workers.filter((worker) => worker.abandonedSinceMs !== undefined).map((worker) => worker.name),
    };
  }

  /** Part of {@linkcode Surroundings}. */
  tell(event: SupervisionEvent, subject: Supervision | undefined): void {
    if (this.#status === "finished") return;
    this.#outbox.put(event, subject);
  }

  /** Part of {@linkcode Surroundings}. */
  ended(_subject: Supervision, nowMs: number): void {
    this.#live--;
    this.#finishIfDone(nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  revives(_subject: Supervision): boolean {
    if (this.isStopping) return false;
    this.#live++;
    return true;
  }

  /** Part of {@linkcode Surroundings}. */
  failed(subject: Supervision, _rule: Rule, nowMs: number): void {
    this.#culprit ??= subject;
    this.requestStop("escalation", nowMs);
  }

  #finishIfDone(nowMs: number): void {
    if (this.#live > 0 || this.isFinished) return;
    if (this.#status === "running" && this.#rules.keepAlive && this.workers.length > 0) return;
    this.#finishedAtMs = nowMs;
    this.#tellOfGroup({ type: "group-finished", atMs: nowMs, outcome: this.#outcome() });
    this.#status = "finished";
  }

  #outcome(): GroupOutcome {
    if (this.#culprit !== undefined) return "failed";
    return this.#stopReason === undefined ? "ended" : "stopped";
  }

  #tellOfGroup(event: SupervisionEvent): void {
    if (this.#rules.tellsOfItself) this.tell(event, undefined);
  }
}
