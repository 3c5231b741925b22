import { backoffCeiling, drawDelay } from "./backoff.ts";
import { classify, decide, type EndClass } from "./decision.ts";
import type { FinishedEvent, Rule, WorkerEvent } from "./event.ts";
import { Failure } from "./failure.ts";
import type { ResolvedPolicy } from "./policy.ts";
import type { WorkerOutcome, WorkerReport } from "./report.ts";
import type { RestartWindow } from "./restart_window.ts";
import { GiveUpError, StartupTimeoutError } from "./supervision_error.ts";
import { WorkerHistory } from "./worker_history.ts";

/** Where a worker is. The last five are ends; an abandoned worker may come back to life as long as its group lives. */
export type WorkerStatus =
  | "idle"
  | "starting"
  | "ready"
  | "unready"
  | "waiting"
  | "cooling"
  | "stopping"
  | "abandoned"
  | "completed"
  | "stopped"
  | "gave-up"
  | "escalated";

/** How an incarnation ended, as the one who ran it saw it: it returned (`undefined`), or it threw. */
export type Exit = Failure | undefined;

/** What a worker's supervision needs of the group around it. */
export interface Surroundings {
  /** The budget that all workers of the group share. */
  readonly groupWindow: RestartWindow | undefined;
  /** Called for each event, in order; it must not call back into the supervision. */
  tell(event: WorkerEvent, subject: Supervision): void;
  /** Called once the worker has come to an end. */
  ended(subject: Supervision, nowMs: number): void;
  /** Called when an abandoned worker has ended after all; answers whether it may be supervised again. */
  revives(subject: Supervision): boolean;
  /** Called when the worker's failure fails the group. */
  failed(subject: Supervision, rule: Rule, nowMs: number): void;
}

/**
 * Zero-delay restarts happen at once, but after this many in a row, or this many milliseconds without a pause, the
 * next one is a wait of 0 ms: the rest of the program gets its turn.
 */
const restartsWithoutPause = 1_024;
const millisecondsWithoutPause = 5;

/**
 * The decision: what one worker does next, given what happened and when. It awaits nothing and reads no clock; the drivers and
 * the policy engine tell it what they saw (`onReady`, `onExit`, `onDue` …) and obey what it tells its surroundings.
 *
 * Whenever {@linkcode dueMs} is finite, `onDue` must be called at that time. A deadline that has come is settled before whatever
 * else happens at the same instant, so that the decisions do not depend on which of the two is noticed first.
 */
export class Supervision {
  readonly name: string;
  /** The worker's place in its group, from 0. */
  readonly index: number;
  readonly policy: ResolvedPolicy;
  readonly #random: () => number;
  readonly #around: Surroundings;
  #status: WorkerStatus = "idle";
  #incarnation = 0;
  #dueMs = Infinity;
  #sinceMs = 0;
  #startedAtMs = 0;
  #runningMs = 0;
  #abandonedSinceMs: number | undefined = undefined;
  #saidReady = false;
  #failsToStart = false;
  #rule: Rule = "stop-requested";
  #history: WorkerHistory | undefined = undefined;

  constructor(name: string, index: number, policy: ResolvedPolicy, random: () => number, around: Surroundings) {
    this.name = name;
    this.index = index;
    this.policy = policy;
    this.#random = random;
    this.#around = around;
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
    return this.#dueMs;
  }

  /** Whether nothing but a healthy reset is due: nobody waits for it, so it may be noticed late. */
  get dueIsLazy(): boolean {
    return this.#status === "ready";
  }

  /** Whether the incarnation of this number is up or on its way. */
  isRunning(incarnation: number): boolean {
    return incarnation === this.#incarnation && isUp(this.#status);
  }

  /** Starts the first incarnation. */
  begin(nowMs: number): void {
    this.#start("first", nowMs);
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
    this.#tell({ type: "ready", atMs: nowMs, worker: this.name, incarnation, reason });
    this.#becomeReady(nowMs);
  }

  /** The worker says that it is ready no longer. Ignored like {@linkcode onReady}, and when it was not ready. */
  onNotReady(incarnation: number, reason: string | undefined, nowMs: number): void {
    if (!this.isRunning(incarnation)) return;
    this.#settle(nowMs);
    if (incarnation !== this.#incarnation || this.#status !== "ready") return;
    this.#move("unready", nowMs, Infinity);
    this.#tell({ type: "not-ready", atMs: nowMs, worker: this.name, incarnation, reason });
  }

  /** An incarnation ended. */
  onExit(incarnation: number, exit: Exit, nowMs: number): void {
    if (incarnation !== this.#incarnation) return;
    // Who is seen to end before the end of its grace was noticed has kept it.
    if (this.#status !== "stopping") this.#settle(nowMs);
    const failure = this.#failsToStart ? this.#startupFailure(exit) : exit;
    // The rules may be the user's own functions, and those may ask the group to stop: they are asked before anything changes.
    const end = this.#endsByItself ? this.#classify(failure, nowMs) : undefined;
    if (this.#status === "abandoned") {
      this.#tell({ type: "late-exit", atMs: nowMs, worker: this.name, incarnation, error: exit });
      if (end === undefined || !this.#endsByItself || !this.#around.revives(this)) return;
      this.#abandonedSinceMs = undefined;
      this.#endedByItself(end, failure, nowMs);
    } else if (end !== undefined && this.#endsByItself) {
      this.#endedByItself(end, failure, nowMs);
    } else if (this.#status === "stopping") {
      const ranMs = nowMs - this.#startedAtMs;
      this.#tell({ type: "stopped", atMs: nowMs, worker: this.name, incarnation, ranMs, error: exit });
      this.#finish("stopped", "stop-requested", nowMs);
    }
  }

  /** The time is {@linkcode dueMs} or later. */
  onDue(nowMs: number): void {
    switch (this.#status) {
      case "ready":
        this.#becomeHealthy(nowMs);
        break;
      case "starting":
        this.#tell({
          type: "startup-timeout",
          atMs: nowMs,
          worker: this.name,
          incarnation: this.#incarnation,
          startupTimeoutMs: this.policy.startupTimeoutMs!,
        });
        this.#failsToStart = true;
        this.#askToStop(nowMs);
        break;
      case "waiting":
        this.#history!.restartsSincePause = 0;
        this.#history!.pausedAtMs = nowMs;
        this.#start("restart", nowMs);
        break;
      case "cooling":
        this.#history!.window.reset();
        this.#history!.forgiveAttempts();
        this.#start("cooldown", nowMs);
        break;
      case "stopping":
        this.abandon(nowMs);
        break;
      case "idle":
      case "unready":
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

  /** Asks the worker to stop: a running incarnation gets its grace, a waiting one is not started again. */
  stop(nowMs: number): void {
    if (isUp(this.#status)) {
      this.#askToStop(nowMs);
    } else if (this.#status === "stopping" || this.#status === "abandoned") {
      this.#failsToStart = false;
    } else if (this.#status === "idle" || this.#status === "waiting" || this.#status === "cooling") {
      this.#finish("stopped", "stop-requested", nowMs);
    }
  }

  /** Ends the grace of an incarnation that was asked to stop: it is waited for no longer. */
  abandon(nowMs: number): void {
    if (this.#status !== "stopping") return;
    const sinceMs = this.#sinceMs;
    this.#abandonedSinceMs = sinceMs;
    this.#rule = this.#failsToStart ? "startup-timeout" : "stop-requested";
    this.#move("abandoned", nowMs, Infinity);
    this.#tell({ type: "abandoned", atMs: nowMs, worker: this.name, incarnation: this.#incarnation, sinceMs });
    // It cannot be started again while it lives: a worker that the group must not lose is lost now.
    if (this.#failsToStart && this.policy.onExhausted === "escalate") return this.#escalate("startup-timeout", nowMs);
    this.#around.ended(this, nowMs);
  }

  /** What became of the worker. */
  report(): WorkerReport {
    const history = this.#history;
    const outcome = outcomes[this.#status];
    const lastErrors = history?.lastErrors ?? [];
    return {
      name: this.name,
      outcome,
      rule: this.#rule,
      starts: this.#incarnation,
      restarts: history?.restarts ?? 0,
      cooldowns: history?.cooldowns ?? 0,
      crashes: history?.crashes ?? 0,
      runningMs: this.#runningMs,
      waitingMs: history?.waitingMs ?? 0,
      coolingMs: history?.coolingMs ?? 0,
      lastErrors,
      ...(isLoud(outcome, this.#rule) ? { error: new GiveUpError(this.name, this.#rule, lastErrors) } : {}),
      ...(this.#abandonedSinceMs === undefined ? {} : { abandonedSinceMs: this.#abandonedSinceMs }),
    };
  }

  #start(after: "first" | "restart" | "cooldown", nowMs: number): void {
    const { startupTimeoutMs } = this.policy;
    const ready = startupTimeoutMs === undefined;
    const incarnation = ++this.#incarnation;
    this.#abandonedSinceMs = undefined;
    this.#saidReady = false;
    this.#failsToStart = false;
    this.#startedAtMs = nowMs;
    this.#move("starting", nowMs, ready ? Infinity : nowMs + startupTimeoutMs);
    this.#tell({ type: "started", atMs: nowMs, worker: this.name, incarnation, ready, after });
    if (ready) this.#becomeReady(nowMs);
  }

  #becomeReady(nowMs: number): void {
    const history = this.#history;
    const forgives = history !== undefined &&
      (history.attempts > 0 || history.cooldownsInARow > 0 ||
        (this.policy.budget.resetWhenHealthy && history.window.count(nowMs) > 0));
    const { healthyAfterMs, backoff } = this.policy;
    this.#move("ready", nowMs, forgives ? nowMs + (healthyAfterMs ?? backoff.maxMs) : Infinity);
    this.#settle(nowMs);
  }

  #becomeHealthy(nowMs: number): void {
    const history = this.#history!;
    const { attempts, cooldownsInARow } = history;
    history.forgiveAttempts();
    history.cooldownsInARow = 0;
    if (this.policy.budget.resetWhenHealthy) history.window.reset();
    this.#dueMs = Infinity;
    this.#tell({
      type: "healthy",
      atMs: nowMs,
      worker: this.name,
      incarnation: this.#incarnation,
      attempts,
      cooldowns: cooldownsInARow,
    });
  }

  /** Whether an end now is the worker's own: nobody asked it to stop, or only because it failed to start. */
  get #endsByItself(): boolean {
    return isUp(this.#status) || (this.#failsToStart && (this.#status === "stopping" || this.#status === "abandoned"));
  }

  #endedByItself(end: EndClass, failure: Failure | undefined, nowMs: number): void {
    const history = this.#history ??= new WorkerHistory(this.policy, nowMs);
    const ranMs = nowMs - this.#startedAtMs;
    const { name: worker, policy } = this;
    history.endedBy = failure;
    if (failure === undefined) {
      this.#tell({ type: "completed", atMs: nowMs, worker, incarnation: this.#incarnation, ranMs });
    } else {
      history.crash(failure);
      this.#tell({ type: "crashed", atMs: nowMs, worker, incarnation: this.#incarnation, error: failure, ranMs });
    }
    const decision = decide(policy, end, history, this.#around.groupWindow, nowMs);
    switch (decision.kind) {
      case "restart":
        return this.#scheduleRestart(history, nowMs);
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

  #scheduleRestart(history: WorkerHistory, nowMs: number): void {
    const { backoff } = this.policy;
    history.window.record(nowMs);
    this.#around.groupWindow?.record(nowMs);
    const attempt = ++history.attempts;
    const delayMs = drawDelay(backoff, attempt, this.#random, history.delayMs);
    history.delayMs = delayMs;
    history.restarts++;
    this.#move("waiting", nowMs, nowMs + delayMs);
    this.#tell({
      type: "restart-scheduled",
      atMs: nowMs,
      worker: this.name,
      incarnation: this.#incarnation,
      attempt,
      delayMs,
      ceilingMs: backoffCeiling(backoff, attempt),
      budgetUsed: history.window.count(nowMs),
      rule: "backoff",
    });
    if (delayMs > 0) return;
    if (
      ++history.restartsSincePause <= restartsWithoutPause && nowMs - history.pausedAtMs < millisecondsWithoutPause
    ) {
      this.#start("restart", nowMs);
    }
  }

  #coolDown(history: WorkerHistory, rule: Rule, nowMs: number): void {
    const { cooldownMs } = this.policy;
    const cycle = ++history.cooldownsInARow;
    history.cooldowns++;
    this.#move("cooling", nowMs, nowMs + cooldownMs);
    this.#tell({
      type: "cooldown-started",
      atMs: nowMs,
      worker: this.name,
      incarnation: this.#incarnation,
      cycle,
      cooldownMs,
      retryAtMs: nowMs + cooldownMs,
      rule,
    });
  }

  #giveUp(rule: Rule, nowMs: number): void {
    this.#rule = rule;
    this.#move("gave-up", nowMs, Infinity);
    const error = this.#history?.endedBy;
    this.#tell({ type: "gave-up", atMs: nowMs, worker: this.name, incarnation: this.#incarnation, rule, error });
    this.#around.ended(this, nowMs);
  }

  #escalate(rule: Rule, nowMs: number): void {
    this.#rule = rule;
    this.#move("escalated", nowMs, Infinity);
    const error = this.#history?.endedBy;
    this.#tell({ type: "escalated", atMs: nowMs, worker: this.name, incarnation: this.#incarnation, rule, error });
    this.#around.failed(this, rule, nowMs);
    this.#around.ended(this, nowMs);
  }

  #finish(outcome: FinishedEvent["outcome"], rule: Rule, nowMs: number): void {
    this.#rule = rule;
    this.#move(outcome, nowMs, Infinity);
    this.#tell({ type: "finished", atMs: nowMs, worker: this.name, incarnation: this.#incarnation, outcome, rule });
    this.#around.ended(this, nowMs);
  }

  #askToStop(nowMs: number): void {
    const { graceMs } = this.policy;
    this.#move("stopping", nowMs, nowMs + graceMs);
    this.#tell({ type: "stopping", atMs: nowMs, worker: this.name, incarnation: this.#incarnation, graceMs });
  }

  #startupFailure(exit: Exit): Failure {
    return new Failure(new StartupTimeoutError(this.name, this.policy.startupTimeoutMs!, exit?.thrown));
  }

  #classify(failure: Failure | undefined, nowMs: number): EndClass {
    return classify(this.policy, failure, (option, thrown) =>
      this.#tell({
        type: "rule-failed",
        atMs: nowMs,
        worker: this.name,
        incarnation: this.#incarnation,
        option,
        error: new Failure(thrown),
      }));
  }

  #settle(nowMs: number): void {
    if (nowMs >= this.#dueMs) this.onDue(nowMs);
  }

  #move(status: WorkerStatus, nowMs: number, dueMs: number): void {
    const spentMs = nowMs - this.#sinceMs;
    if (this.#status === "waiting") this.#history!.waitingMs += spentMs;
    else if (this.#status === "cooling") this.#history!.coolingMs += spentMs;
    else if (isUp(this.#status) || this.#status === "stopping") this.#runningMs += spentMs;
    this.#status = status;
    this.#sinceMs = nowMs;
    this.#dueMs = dueMs;
  }

  #tell(event: WorkerEvent): void {
    this.#around.tell(event, this);
  }
}

const outcomes: Readonly<Record<WorkerStatus, WorkerOutcome>> = {
  "idle": "stopped",
  "starting": "stopped",
  "ready": "stopped",
  "unready": "stopped",
  "waiting": "stopped",
  "cooling": "stopped",
  "stopping": "stopped",
  "abandoned": "abandoned",
  "completed": "completed",
  "stopped": "stopped",
  "gave-up": "gave-up",
  "escalated": "escalated",
};

/** Whether a worker was lost, as opposed to having ended in good order. */
function isLoud(outcome: WorkerOutcome, rule: Rule): boolean {
  return outcome === "gave-up" || outcome === "escalated" || (outcome === "abandoned" && rule === "startup-timeout");
}

function isUp(status: WorkerStatus): boolean {
  return status === "starting" || status === "ready" || status === "unready";
}
