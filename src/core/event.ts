import type { Failure } from "./failure.ts";

/**
 * Which step of the fixed order of a decision bound it: stop requested? → classify (`fatal`, `non-retryable`) → restart rule →
 * budget (worker, then group) → delay → wait → start.
 */
export type Rule =
  | "stop-requested"
  | "fatal"
  | "non-retryable"
  | "restart-rule"
  | "worker-budget"
  | "group-budget"
  | "max-cooldowns"
  | "backoff";

/** Why a group stops. */
export type StopReason = "signal" | "abort" | "escalation";

/** How a group ended: every worker by itself, because it was asked to stop, or because a worker's failure failed it. */
export type GroupOutcome = "ended" | "stopped" | "failed";

/** What all events of one worker say: when, who, and which of its incarnations (0 before the first start). */
interface OfWorker {
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  readonly worker: string;
  /** One run of a worker, counted from 1. */
  readonly incarnation: number;
}

/** An incarnation began; `ready` says whether it is taken as ready already, because nobody set a start-up limit. */
export interface StartedEvent extends OfWorker {
  readonly type: "started";
  readonly ready: boolean;
  readonly after: "first" | "restart" | "cooldown";
}
/** The worker said it is ready. */
export interface ReadyEvent extends OfWorker {
  readonly type: "ready";
  readonly reason?: string;
}
/** The worker said it is ready no longer. */
export interface NotReadyEvent extends OfWorker {
  readonly type: "not-ready";
  readonly reason?: string;
}
/** The worker stayed ready long enough: its attempts and cooldowns start over. */
export interface HealthyEvent extends OfWorker {
  readonly type: "healthy";
  /** How many attempts are forgiven. */
  readonly attempts: number;
  /** How many cooldowns in a row are forgiven. */
  readonly cooldowns: number;
}
/** The incarnation ended by throwing, or failed to start in time. */
export interface CrashedEvent extends OfWorker {
  readonly type: "crashed";
  readonly error: Failure;
  readonly ranMs: number;
}
/** The incarnation returned. */
export interface CompletedEvent extends OfWorker {
  readonly type: "completed";
  readonly ranMs: number;
}
/** The worker was not ready in time; it is asked to stop, and its end will be a crash. */
export interface StartupTimeoutEvent extends OfWorker {
  readonly type: "startup-timeout";
  readonly startupTimeoutMs: number;
}
/** Decided: the worker will be started again after `delayMs`. */
export interface RestartScheduledEvent extends OfWorker {
  readonly type: "restart-scheduled";
  /** Which restart since the last healthy time, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** The delay before jitter. */
  readonly ceilingMs: number;
  /** How much of the worker's budget is used, this restart included. */
  readonly budgetUsed: number;
  readonly rule: "backoff";
}
/** Decided: the budget is spent, the worker waits for `cooldownMs` and finds a fresh one. */
export interface CooldownStartedEvent extends OfWorker {
  readonly type: "cooldown-started";
  /** Which cooldown in a row, from 1. */
  readonly cycle: number;
  readonly cooldownMs: number;
  /** When it ends, on the injected clock. */
  readonly retryAtMs: number;
  readonly rule: Rule;
}
/** Decided: the worker is never started again; the group lives on. */
export interface GaveUpEvent extends OfWorker {
  readonly type: "gave-up";
  readonly error?: Failure;
  readonly rule: Rule;
}
/** Decided: the worker's failure fails the group. */
export interface EscalatedEvent extends OfWorker {
  readonly type: "escalated";
  readonly error?: Failure;
  readonly rule: Rule;
}
/** The running incarnation is asked to stop: its signal aborts now, its grace begins. */
export interface StoppingEvent extends OfWorker {
  readonly type: "stopping";
  readonly graceMs: number;
}
/** The incarnation ended after it was asked to stop, whatever it threw. */
export interface StoppedEvent extends OfWorker {
  readonly type: "stopped";
  readonly ranMs: number;
  /** What it threw, if that was not simply the reason of the stop. */
  readonly error?: Failure;
}
/** The incarnation still runs at the end of its grace: it is waited for no longer, and never restarted while it lives. */
export interface AbandonedEvent extends OfWorker {
  readonly type: "abandoned";
  /** When it was asked to stop. */
  readonly sinceMs: number;
}
/** An abandoned incarnation ended after all. */
export interface LateExitEvent extends OfWorker {
  readonly type: "late-exit";
  readonly error?: Failure;
}
/** The worker's supervision is over without a failure: it completed, or it was stopped. */
export interface FinishedEvent extends OfWorker {
  readonly type: "finished";
  readonly outcome: "completed" | "stopped";
  readonly rule: Rule;
}
/** A predicate among the worker's rules threw; the failure counts as retryable. */
export interface RuleFailedEvent extends OfWorker {
  readonly type: "rule-failed";
  readonly option: "fatal" | "nonRetryable";
  readonly error: Failure;
}
/** A group begins. */
export interface GroupStartedEvent {
  readonly type: "group-started";
  readonly atMs: number;
  readonly workers: number;
}
/** A group stops: from now on nothing is started. */
export interface GroupStoppingEvent {
  readonly type: "group-stopping";
  readonly atMs: number;
  readonly reason: StopReason;
}
/** The group's grace was ended early, by a second signal. */
export interface GraceEndedEvent {
  readonly type: "grace-ended";
  readonly atMs: number;
}
/** A group is over. */
export interface GroupFinishedEvent {
  readonly type: "group-finished";
  readonly atMs: number;
  readonly outcome: GroupOutcome;
}

/** What happens to one worker. */
export type WorkerEvent =
  | StartedEvent
  | ReadyEvent
  | NotReadyEvent
  | HealthyEvent
  | CrashedEvent
  | CompletedEvent
  | StartupTimeoutEvent
  | RestartScheduledEvent
  | CooldownStartedEvent
  | GaveUpEvent
  | EscalatedEvent
  | StoppingEvent
  | StoppedEvent
  | AbandonedEvent
  | LateExitEvent
  | FinishedEvent
  | RuleFailedEvent;

/** What happens to a group as a whole. */
export type GroupEvent = GroupStartedEvent | GroupStoppingEvent | GraceEndedEvent | GroupFinishedEvent;

/** Everything that supervision tells, in the order in which it happens. Each one survives `JSON.stringify`. */
export type SupervisionEvent = WorkerEvent | GroupEvent;
