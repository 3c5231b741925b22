import { backoffCeiling, drawDelay } from "./backoff.ts";
import { classify, decide, type Decision, type EndClass, exhausted } from "./decision.ts";
import type { FinishedEvent, Rule, StartedEvent, WorkerEvent } from "./event.ts";
import { Failure } from "./failure.ts";
import type { GroupMember } from "./group_plan.ts";
import type { ResolvedPolicy } from "./policy.ts";
import type { WorkerReport } from "./report.ts";
import type { Surroundings } from "./surroundings.ts";
import { GiveUpError, QuickExitError, StartupTimeoutError } from "./supervision_error.ts";
import { WorkerHistory } from "./worker_history.ts";
import { hasEnded, isLoud, isUp, outcomes, type WorkerStatus } from "./worker_status.ts";

/** How an incarnation ended, as the one who ran it saw it: it returned (`undefined`), or it threw. */
export type Exit = Failure | undefined;

/** What is known of an incarnation that is not waited for any more. */
interface Abandoned {
  readonly sinceMs: number;
  /** Whether it is a group that ended by itself, and only something in it still runs. */
  readonly hasRemains: boolean;
  isGone: boolean;
}

/**
 * What becomes of a worker when its present incarnation is over: what its policy decides, or what was ordered meanwhile. Stop it for
 * good, hold it until its group starts it again, or start it at once.
 */
type Fate = "decide" | "stop" | "hold" | "restart";

/**
 * Zero-delay restarts happen at once, but after this many in a row, or this many milliseconds without a pause, the
 * next one is a wait of 0 ms: the rest of the program gets its turn.
 */
const restartsWithoutPause = 1_024;
const millisecondsWithoutPause = 5;

/**
 * The decision: what one worker does next, given what happened and when. It awaits nothing and reads no clock; the drivers and
 * the policy engine tell it what they saw (`onReady`, `onExit`, `onDue` …) and obey what it tells its surroundings. A group inside
 * a group is a worker like any other.
 *
 * Whenever {@linkcode dueMs} is finite, `onDue` must be called at that time. A deadline that has come is settled before whatever
 * else happens at the same instant, so that the decisions do not depend on which of the two is noticed first.
 */
export class Supervision {
  readonly member: GroupMember;
  /** Its name, with those of the groups that it is in before it: `db/writer`. */
  readonly path: string;
  /** The worker's place in its group, from 0; it moves up when others are removed. */
  index: number;
  /** What the one who obeys keeps for it. */
  seat: unknown = undefined;
  /** The group that it is in. */
  readonly around: Surroundings;
  #status: WorkerStatus = "idle";
  #incarnation = 0;
  /** None for never: who has no deadline is spared the box that a number costs. */
  #dueMs: number | undefined = undefined;
  #sinceMs = 0;
  #startedAtMs = 0;
  #runningMs = 0;
  #saidReady = false;
  #failsToStart = false;
  #abandoned: Abandoned | undefined = undefined;
  #fate: Fate = "decide";
  #after: StartedEvent["after"] = "first";
  #history: WorkerHistory | undefined = undefined;

  constructor(member: GroupMember, index: number, path: string, around: Surroundings) {
    this.member = member;
    this.index = index;
    this.path = path;
    this.around = around;
  }

  get name(): string {
    return this.member.name;
  }

  get policy(): ResolvedPolicy {
    return this.member.policy;
  }

  get status(): WorkerStatus {
    return this.#status;
  }

  /** The number of the latest incarnation; 0 before the first start. */
  get incarnation(): number {
    return this.#incarnation;
  }

  /** When `onDue` must be called, on the injected clock; Infinity for never. */
  get dueMs(): number {
    return this.#dueMs ?? Infinity;
  }

  /** Whether nothing but a healthy reset is due: nobody waits for it, so it may be noticed late. */
  get dueIsLazy(): boolean {
    return this.#status === "ready";
  }

  /** Whether an incarnation is up or on its way. */
  get isUp(): boolean {
    return isUp(this.#status);
  }

  /** Whether an incarnation that was abandoned still runs. */
  get isLeftBehind(): boolean {
    return this.#abandoned !== undefined && !this.#abandoned.isGone;
  }

  /** Whether its supervision has come to an end. */
  get hasEnded(): boolean {
    return hasEnded(this.#status);
  }

  /** Whether its present incarnation has to end and nothing is to follow. */
  get stopsForGood(): boolean {
    return this.isGoingDown && this.#fate === "stop";
  }

  /** Whether it is to be held when its present incarnation has ended. */
  get isToBeHeld(): boolean {
    return this.#fate === "hold";
  }

  /** Whether its present incarnation has to end, asked to already or not. */
  get isGoingDown(): boolean {
    return this.#status === "stopping" || (this.#fate !== "decide" && isUp(this.#status));
  }

  /** Whether it was abandoned, and is to be supervised again should it end after all. */
  get mayComeBack(): boolean {
    return this.isLeftBehind && (this.#fate === "hold" || this.#fate === "restart" || this.#endsByItself);
  }

  /** Whether its next start is one that its policy decided, as opposed to the first one, or to one by hand. */
  get startsAgain(): boolean {
    return this.#after !== "first" && this.#after !== "manual";
  }

  /** Whether it ended by itself, as opposed to having been stopped, or never having been up. */
  get endedByItself(): boolean {
    return this.#status === "gave-up" || (this.#status === "completed" && this.#history?.rule !== "declined");
  }

  /** How many restarts were decided. */
  get restarts(): number {
    return this.#history?.restarts ?? 0;
  }

  /** How much of its budget is used now. */
  budgetUsed(nowMs: number): number {
    return this.#history?.window.count(nowMs) ?? 0;
  }

  /** What the latest incarnation that ended by itself threw. */
  get endedBy(): Failure | undefined {
    return this.#history?.endedBy;
  }

  /** Whether the incarnation of this number is up or on its way. */
  isRunning(incarnation: number): boolean {
    return incarnation === this.#incarnation && isUp(this.#status);
  }

  /** Numbers incarnations from the one after this. */
  countFrom(incarnation: number): void {
    this.#incarnation = incarnation;
  }

  /**
   * Starts the first incarnation.
   *
   * @param after "manual" when somebody started it by hand.
   */
  begin(nowMs: number, after: "first" | "manual" = "first"): void {
    this.#start(after, nowMs);
  }

  /** Instead of beginning it waits until its group starts it. */
  hold(after: "first" | "manual", nowMs: number): void {
    this.#after = after;
    this.#move("held", nowMs, Infinity);
  }

  /** Says whom it waits for. */
  waitFor(dependencies: readonly string[], nowMs: number): void {
    const { path: worker, incarnation } = this;
    this.#tell({ type: "start-held", atMs: nowMs, worker, incarnation, dependencies, rule: "dependency" });
  }

  /** What it waited for has ended: it waits no longer, and is not started. */
  waitInVain(nowMs: number): void {
    if (this.#status === "held") this.#finish("stopped", "dependency", nowMs);
  }

  /** Starts a worker that was held. */
  resume(nowMs: number): void {
    if (this.#status === "held" && !this.#isRefused(this.#after, nowMs)) this.#start(this.#after, nowMs);
  }

  /**
   * The worker says that it is ready. The first time that an incarnation says so its healthy time starts over, even if it was
   * taken as ready before; said again while it is ready, said by an old incarnation or by one that was asked to stop, it is
   * ignored.
   */
  onReady(incarnation: number, reason: string | undefined, nowMs: number): void {
    if (!this.isRunning(incarnation)) return;
    this.#settle(nowMs);
    if (!this.isRunning(incarnation) || (this.#status === "ready" && this.#saidReady)) return;
    this.#saidReady = true;
    this.#tell({ type: "ready", atMs: nowMs, worker: this.path, incarnation, reason });
    this.#becomeReady(nowMs);
  }

  /** The worker says that it is ready no longer. Ignored like {@linkcode onReady}, and when it was not ready. */
  onNotReady(incarnation: number, reason: string | undefined, nowMs: number): void {
    if (!this.isRunning(incarnation)) return;
    this.#settle(nowMs);
    if (incarnation !== this.#incarnation || this.#status !== "ready") return;
    this.#move("unready", nowMs, Infinity);
    this.#tell({ type: "not-ready", atMs: nowMs, worker: this.path, incarnation, reason });
  }

  /** An incarnation ended. */
  onExit(incarnation: number, exit: Exit, nowMs: number): void {
    if (incarnation !== this.#incarnation) return;
    // Who is seen to end before the end of its grace was noticed has kept it.
    if (this.#status !== "stopping") this.#settle(nowMs);
    const failure = this.#failsToStart ? this.#startupFailure(exit) : exit ?? this.#quickExit(nowMs);
    // The rules may be the user's own functions, and those may ask the group to stop: they are asked before anything changes.
    const end = this.#endsByItself ? this.#classify(failure, nowMs) : undefined;
    if (this.isLeftBehind) {
      this.#tell({ type: "late-exit", atMs: nowMs, worker: this.path, incarnation, error: exit });
      this.#comeBack(end, failure, nowMs);
    } else if (end !== undefined && this.#endsByItself) {
      this.#endedByItself(end, failure, nowMs);
    } else if (isUp(this.#status)) {
      // A group that restarts goes on with that, unless the end of this one is the end of the group.
      const own = this.#fate === "hold" ? this.#classify(exit, nowMs) : undefined;
      this.#tellOfEnd(exit, undefined, nowMs);
      if (this.#fate === "hold" && (own === "fatal" || own === "terminate-tree")) return this.#escalate(own, nowMs);
      this.#meetFate(nowMs, exit === undefined);
    } else if (this.#status === "stopping") {
      const ranMs = nowMs - this.#startedAtMs;
      this.#tell({ type: "stopped", atMs: nowMs, worker: this.path, incarnation, ranMs, error: exit });
      this.#meetFate(nowMs, false);
    }
  }

  /** A group ended, and something in it still runs that was abandoned: it is not over before that is. */
  onRemains(incarnation: number, nowMs: number): void {
    if (incarnation !== this.#incarnation) return;
    if (this.#status === "stopping") return this.#abandon(nowMs);
    if (!isUp(this.#status)) return;
    this.#sinceMs = nowMs;
    this.#abandon(nowMs, this.#fate === "decide");
  }

  /** The time is {@linkcode dueMs} or later. */
  onDue(nowMs: number): void {
    switch (this.#status) {
      case "ready":
        this.#becomeHealthy(nowMs);
        break;
      case "starting":
        // Who must end anyway, once others have, has no deadline any more.
        if (this.#fate !== "decide" && this.around.asksLater(this, nowMs)) {
          this.#dueMs = undefined;
          break;
        }
        this.#tell({
          type: "startup-timeout",
          atMs: nowMs,
          worker: this.path,
          incarnation: this.#incarnation,
          startupTimeoutMs: this.policy.startupTimeoutMs!,
        });
        this.#failsToStart = true;
        this.askToStop(nowMs);
        break;
      case "waiting":
        this.#history!.restartsSincePause = 0;
        this.#history!.pausedAtMs = nowMs;
        this.#startAgain("restart", nowMs);
        break;
      case "cooling":
        this.#forgive();
        this.#startAgain("cooldown", nowMs);
        break;
      case "stopping":
        this.abandon(nowMs);
        break;
      case "idle":
      case "unready":
      case "held":
      case "abandoned":
      case "completed":
      case "stopped":
      case "gave-up":
      case "escalated":
        break;
      default:
        this.#status satisfies never;
    }
  }

  /** Asks the worker to stop for good: a running incarnation gets its grace, a waiting one is not started again. */
  stop(nowMs: number): void {
    if (this.doom("stop", nowMs) && isUp(this.#status) && !this.around.asksLater(this, nowMs)) this.askToStop(nowMs);
  }

  /**
   * Settles what becomes of the worker without asking a running incarnation to stop yet: whoever is down is stopped, or held, at once.
   *
   * A worker that is held is started again by its group, unless its restart rule is "never": then it is stopped.
   *
   * @returns Whether its incarnation still has to end.
   */
  doom(fate: "stop" | "hold", nowMs: number): boolean {
    const stops = fate === "stop" || this.policy.restart === "never";
    if (isUp(this.#status) || this.#status === "stopping") {
      this.#failsToStart = false;
      if (stops || this.#fate !== "stop") this.#fate = stops ? "stop" : "hold";
      return true;
    }
    if (this.#status === "abandoned") {
      if (fate === "stop") this.#fate = "stop";
    } else if (fate === "stop") {
      if (!hasEnded(this.#status)) this.#finish("stopped", "stop-requested", nowMs);
    } else if (!stops && (this.#status === "completed" || this.#status === "stopped") && this.around.revives(this)) {
      this.#after = "group-restart";
      this.#move("held", nowMs, Infinity);
    }
    return false;
  }

  /**
   * Starts the worker again, free of charge: whoever runs is stopped first, whoever waits waits no longer. Who had ended or cools down finds
   * a fresh budget. Who is being stopped by its group is left to that.
   */
  restart(nowMs: number): void {
    if (this.around.awaits(this)) return;
    if (isUp(this.#status)) {
      this.#fate = "restart";
      if (!this.around.asksLater(this, nowMs)) this.askToStop(nowMs);
    } else if (this.#status === "stopping") {
      this.#failsToStart = false;
      this.#fate = "restart";
    } else if (this.#status === "waiting" || this.#status === "cooling") {
      if (this.#status === "cooling") this.#forgive();
      this.#startAgain("manual", nowMs);
    } else if (this.#status === "held") {
      if (this.around.admits(this, true)) this.#start("manual", nowMs);
    } else if (hasEnded(this.#status) && !this.isLeftBehind && this.around.revives(this)) {
      this.#forgive();
      this.#startAgain("manual", nowMs);
    }
  }

  /** Asks the running incarnation to stop. */
  askToStop(nowMs: number, graceMs: number = this.policy.graceMs): void {
    this.#move("stopping", nowMs, nowMs + graceMs);
    const limit = graceMs === Infinity ? undefined : graceMs;
    this.#tell({ type: "stopping", atMs: nowMs, worker: this.path, incarnation: this.#incarnation, graceMs: limit });
    this.around.askedToStop(this, nowMs);
  }

  /** Ends the grace of an incarnation that was asked to stop: it is waited for no longer. */
  abandon(nowMs: number): void {
    if (this.#status !== "stopping") return;
    this.#dueMs = undefined;
    if (!this.around.endsAtOnce(this, nowMs)) this.#abandon(nowMs);
  }

  /** What became of the worker. */
  report(): WorkerReport {
    const history = this.#history;
    const outcome = outcomes[this.#status];
    const rule = history?.rule ?? "stop-requested";
    const lastErrors = history?.lastErrors ?? [];
    return {
      name: this.name,
      outcome,
      rule,
      starts: this.#incarnation,
      restarts: history?.restarts ?? 0,
      cooldowns: history?.cooldowns ?? 0,
      crashes: history?.crashes ?? 0,
      runningMs: this.#runningMs,
      waitingMs: history?.waitingMs ?? 0,
      coolingMs: history?.coolingMs ?? 0,
      lastErrors,
      ...(isLoud(outcome, rule) ? { error: new GiveUpError(this.path, rule, lastErrors) } : {}),
      ...(this.#abandoned === undefined ? {} : { abandonedSinceMs: this.#abandoned.sinceMs }),
    };
  }

  #start(after: StartedEvent["after"], nowMs: number): void {
    const { startupTimeoutMs, budget } = this.policy;
    const ready = startupTimeoutMs === undefined;
    const incarnation = ++this.#incarnation;
    if (budget.counts === "starts") this.#remember(nowMs).window.record(nowMs);
    this.#after = after;
    this.#fate = "decide";
    this.#abandoned = undefined;
    this.#saidReady = false;
    this.#failsToStart = false;
    this.#startedAtMs = nowMs;
    this.#move("starting", nowMs, ready ? Infinity : nowMs + startupTimeoutMs);
    this.#tell({ type: "started", atMs: nowMs, worker: this.path, incarnation, ready, after });
    if (ready) this.#becomeReady(nowMs);
    this.around.started(this, nowMs);
  }

  /** The delay or the cooldown is over, or somebody put an end to it. */
  #startAgain(after: StartedEvent["after"], nowMs: number): void {
    if (this.#isRefused(after, nowMs)) return;
    if (this.around.admits(this, after === "manual")) return this.#start(after, nowMs);
    this.#after = after;
    this.#move("held", nowMs, Infinity);
    this.around.held(this, nowMs);
  }

  /** Asks a budget that counts starts, now that one is due; if it is spent, what follows from that is done. */
  #isRefused(after: StartedEvent["after"], nowMs: number): boolean {
    const history = this.#history;
    if (after !== "restart" || this.policy.budget.counts !== "starts" || !history?.window.isExhausted(nowMs)) {
      return false;
    }
    this.#obey(exhausted(this.policy, history, "worker-budget"), nowMs);
    return true;
  }

  #becomeReady(nowMs: number): void {
    const history = this.#history;
    const forgives = history !== undefined &&
      (history.attempts > 0 || history.cooldownsInARow > 0 ||
        (this.policy.budget.resetWhenHealthy && history.window.count(nowMs) > 0));
    const { healthyAfterMs, backoff } = this.policy;
    this.#move("ready", nowMs, forgives ? nowMs + (healthyAfterMs ?? backoff.maxMs) : Infinity);
    this.#settle(nowMs);
    this.around.up(this, nowMs);
  }

  #becomeHealthy(nowMs: number): void {
    const history = this.#history!;
    const { attempts, cooldownsInARow } = history;
    history.forgiveAttempts();
    history.cooldownsInARow = 0;
    if (this.policy.budget.resetWhenHealthy) history.window.reset();
    this.#dueMs = undefined;
    this.#tell({
      type: "healthy",
      atMs: nowMs,
      worker: this.path,
      incarnation: this.#incarnation,
      attempts,
      cooldowns: cooldownsInARow,
    });
  }

  /** Whether an end now is for the policy to judge: nobody asked the worker to stop, or only because it failed to start. */
  get #endsByItself(): boolean {
    if (this.#fate !== "decide") return false;
    if (this.#status === "stopping") return this.#failsToStart;
    return isUp(this.#status) || (this.#status === "abandoned" && (this.#failsToStart || this.#abandoned!.hasRemains));
  }

  #endedByItself(end: EndClass, failure: Failure | undefined, nowMs: number): void {
    const { policy } = this;
    const { rules, groupWindow } = this.around;
    const isUnready = this.#status === "starting" || this.#failsToStart;
    const readyMs = this.#status === "ready" ? nowMs - this.#sinceMs : 0;
    // An orderly end before the worker was up is a start that failed.
    const ended = end === "shutdown" && isUnready ? "retryable" : end;
    const history = this.#tellOfEnd(failure, ended, nowMs);
    if (isUnready && ended === "do-not-restart") return this.#finish("completed", "declined", nowMs);
    if (isUnready && rules.onStartFailure === "fail" && ended !== "terminate-tree") {
      if (this.#after === "first") return this.#escalate("start-failure", nowMs);
      if (this.#after === "manual") return this.#finish("stopped", "start-failure", nowMs);
    }
    const groupPauses = rules.budget?.onExhausted === "pause";
    const isFree = policy.restartHealthy === "at-once" && readyMs >= (policy.healthyAfterMs ?? policy.backoff.maxMs);
    this.#obey(decide(policy, ended, history, groupWindow, nowMs, groupPauses, isFree), nowMs);
  }

  #obey(decision: Decision, nowMs: number): void {
    const history = this.#history!;
    switch (decision.kind) {
      case "restart":
        return this.#scheduleRestart(history, nowMs);
      case "restart-at-once":
        return this.#restartAfter(0, history, nowMs);
      case "pause":
        if (this.policy.budget.counts === "restarts") history.window.record(nowMs);
        this.around.groupWindow!.record(nowMs);
        this.around.pauses(this, nowMs);
        return this.#waitForPause(history, nowMs);
      case "cool-down":
        return this.#coolDown(history, decision.rule, nowMs);
      case "give-up":
        return this.#giveUp(decision.rule, nowMs);
      case "escalate":
        return this.#escalate(decision.rule, nowMs);
      case "finish":
        return this.#finish("completed", decision.rule, nowMs);
      default:
        decision satisfies never;
    }
  }

  /** The incarnation is over, and what follows was settled before. */
  #meetFate(nowMs: number, completed: boolean): void {
    const fate = this.#fate;
    this.#fate = "decide";
    if (fate === "hold") {
      this.#after = "group-restart";
      this.#move("held", nowMs, Infinity);
      this.around.held(this, nowMs);
    } else if (fate === "restart") {
      this.around.down(this, nowMs);
      this.#startAgain("manual", nowMs);
    } else {
      this.#finish(completed ? "completed" : "stopped", "stop-requested", nowMs);
    }
  }

  /** An abandoned incarnation ended after all: its worker is supervised again if that was what its end should have led to. */
  #comeBack(end: EndClass | undefined, failure: Failure | undefined, nowMs: number): void {
    this.#abandoned!.isGone = true;
    const isWanted = this.#status === "abandoned" &&
      (end === undefined ? this.#fate === "hold" || this.#fate === "restart" : this.#endsByItself);
    if (!isWanted || !this.around.revives(this)) return this.around.gone(this, nowMs);
    this.#abandoned = undefined;
    if (end === undefined) this.#startAgain(this.#fate === "hold" ? "group-restart" : "manual", nowMs);
    else this.#endedByItself(end, failure, nowMs);
  }

  #tellOfEnd(failure: Failure | undefined, end: EndClass | undefined, nowMs: number): WorkerHistory {
    const history = this.#remember(nowMs);
    const ranMs = nowMs - this.#startedAtMs;
    const { path: worker } = this;
    const incarnation = this.#incarnation;
    history.endedBy = failure;
    if (failure === undefined) {
      this.#tell({ type: "completed", atMs: nowMs, worker, incarnation, ranMs });
    } else if (end === "shutdown" || end === "do-not-restart") {
      this.#tell({ type: "completed", atMs: nowMs, worker, incarnation, ranMs, reason: failure });
    } else {
      history.crash(failure);
      this.#tell({ type: "crashed", atMs: nowMs, worker, incarnation, error: failure, ranMs });
    }
    return history;
  }

  #scheduleRestart(history: WorkerHistory, nowMs: number): void {
    const { backoff, budget } = this.policy;
    if (budget.counts === "restarts") history.window.record(nowMs);
    this.around.groupWindow?.record(nowMs);
    if (this.around.isPaused) return this.#waitForPause(history, nowMs);
    history.attempts++;
    this.#restartAfter(drawDelay(backoff, history.attempts, this.#random, history.delayMs), history, nowMs);
  }

  #restartAfter(delayMs: number, history: WorkerHistory, nowMs: number): void {
    history.delayMs = delayMs;
    history.restarts++;
    this.#move("waiting", nowMs, nowMs + delayMs);
    this.#tell({
      type: "restart-scheduled",
      atMs: nowMs,
      worker: this.path,
      incarnation: this.#incarnation,
      attempt: history.attempts,
      delayMs,
      ceilingMs: history.attempts === 0 ? 0 : backoffCeiling(this.policy.backoff, history.attempts),
      budgetUsed: history.window.count(nowMs),
      rule: "backoff",
    });
    this.around.restarts(this, nowMs);
    if (delayMs > 0) return;
    if (
      ++history.restartsSincePause <= restartsWithoutPause && nowMs - history.pausedAtMs < millisecondsWithoutPause
    ) {
      this.#startAgain("restart", nowMs);
    }
  }

  #waitForPause(history: WorkerHistory, nowMs: number): void {
    history.attempts++;
    history.restarts++;
    this.#after = "restart";
    this.#move("held", nowMs, Infinity);
    this.#tell({
      type: "restart-held",
      atMs: nowMs,
      worker: this.path,
      incarnation: this.#incarnation,
      attempt: history.attempts,
      rule: "group-budget",
    });
    this.around.restarts(this, nowMs);
  }

  #coolDown(history: WorkerHistory, rule: Rule, nowMs: number): void {
    const { cooldownMs } = this.policy;
    const cycle = ++history.cooldownsInARow;
    history.cooldowns++;
    this.#move("cooling", nowMs, nowMs + cooldownMs);
    this.#tell({
      type: "cooldown-started",
      atMs: nowMs,
      worker: this.path,
      incarnation: this.#incarnation,
      cycle,
      cooldownMs,
      retryAtMs: nowMs + cooldownMs,
      rule,
    });
    this.around.restarts(this, nowMs);
  }

  #giveUp(rule: Rule, nowMs: number): void {
    this.#remember(nowMs).rule = rule;
    this.#move("gave-up", nowMs, Infinity);
    const error = this.#history?.endedBy;
    this.#tell({ type: "gave-up", atMs: nowMs, worker: this.path, incarnation: this.#incarnation, rule, error });
    this.around.ended(this, nowMs);
  }

  #escalate(rule: Rule, nowMs: number): void {
    this.#remember(nowMs).rule = rule;
    this.#move("escalated", nowMs, Infinity);
    const error = this.#history?.endedBy;
    this.#tell({ type: "escalated", atMs: nowMs, worker: this.path, incarnation: this.#incarnation, rule, error });
    this.around.failed(this, rule, nowMs);
    this.around.ended(this, nowMs);
  }

  #finish(outcome: FinishedEvent["outcome"], rule: Rule, nowMs: number): void {
    this.#bindBy(rule, nowMs);
    this.#move(outcome, nowMs, Infinity);
    this.#tell({ type: "finished", atMs: nowMs, worker: this.path, incarnation: this.#incarnation, outcome, rule });
    this.around.ended(this, nowMs);
  }

  #abandon(nowMs: number, hasRemains = false): void {
    const sinceMs = this.#sinceMs;
    this.#abandoned = { sinceMs, hasRemains, isGone: false };
    const rule = this.#failsToStart ? "startup-timeout" : hasRemains ? "remains" : "stop-requested";
    this.#bindBy(rule, nowMs);
    this.#move("abandoned", nowMs, Infinity);
    this.#tell({ type: "abandoned", atMs: nowMs, worker: this.path, incarnation: this.#incarnation, sinceMs });
    // It cannot be started again while it lives: a worker that the group must not lose is lost now.
    if (rule !== "stop-requested" && this.policy.onExhausted === "escalate") return this.#escalate(rule, nowMs);
    this.around.ended(this, nowMs);
  }

  #startupFailure(exit: Exit): Failure {
    return new Failure(new StartupTimeoutError(this.path, this.policy.startupTimeoutMs!, exit?.thrown));
  }

  #quickExit(nowMs: number): Failure | undefined {
    const { minUptimeMs } = this.policy;
    if (minUptimeMs === 0 || nowMs - this.#startedAtMs >= minUptimeMs) return undefined;
    return new Failure(new QuickExitError(this.path, nowMs - this.#startedAtMs, minUptimeMs));
  }

  #classify(failure: Failure | undefined, nowMs: number): EndClass {
    return classify(this.policy, failure, (option, thrown) =>
      this.#tell({
        type: "rule-failed",
        atMs: nowMs,
        worker: this.path,
        incarnation: this.#incarnation,
        option,
        error: new Failure(thrown),
      }));
  }

  /** Somebody, or a cooldown, gives the worker a new chance. */
  #forgive(): void {
    this.#history?.window.reset();
    this.#history?.forgiveAttempts();
  }

  /** Who was never anything but asked to stop needs no history for that. */
  #bindBy(rule: Rule, nowMs: number): void {
    if (rule !== "stop-requested" || this.#history !== undefined) this.#remember(nowMs).rule = rule;
  }

  #remember(nowMs: number): WorkerHistory {
    return this.#history ??= new WorkerHistory(this.policy, nowMs);
  }

  get #random(): () => number {
    return this.member.random;
  }

  #settle(nowMs: number): void {
    if (this.#dueMs !== undefined && nowMs >= this.#dueMs) this.onDue(nowMs);
  }

  #move(status: WorkerStatus, nowMs: number, dueMs: number): void {
    const spentMs = nowMs - this.#sinceMs;
    if (this.#status === "waiting") this.#history!.waitingMs += spentMs;
    else if (this.#status === "cooling") this.#history!.coolingMs += spentMs;
    else if (isUp(this.#status) || this.#status === "stopping") this.#runningMs += spentMs;
    this.#status = status;
    this.#sinceMs = nowMs;
    this.#dueMs = dueMs === Infinity ? undefined : dueMs;
  }

  #tell(event: WorkerEvent): void {
    this.around.tell(event, this);
  }
}
