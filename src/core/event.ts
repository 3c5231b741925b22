import type { Failure } from "./failure.ts";

/**
 * Which step of the fixed order of a decision bound it: stop requested? → classify (`fatal`, `non-retryable`) → restart rule →
 * budget (worker, then group) → delay → wait → start. `startup-timeout` is for a worker that was abandoned because it neither became
 * ready nor ended.
 */
export type Rule =
  | "stop-requested"
  | "fatal"
  | "non-retryable"
  | "startup-timeout"
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
export interface EventOfWorker {
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** The worker's name. */
  readonly worker: string;
  /** One run of a worker, counted from 1. */
  readonly incarnation: number;
}

/** An incarnation began; `ready` says whether it is taken as ready already, because nobody set a start-up limit. */
export interface StartedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "started";
  /** Whether it counts as ready from the start, because no start-up limit is set. */
  readonly ready: boolean;
  /** What it follows. */
  readonly after: "first" | "restart" | "cooldown";
}
/** The worker said it is ready. */
export interface ReadyEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "ready";
  /** What the worker gave as the reason. */
  readonly reason?: string;
}
/** The worker said it is ready no longer. */
export interface NotReadyEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "not-ready";
  /** What the worker gave as the reason. */
  readonly reason?: string;
}
/** The worker stayed ready long enough: its attempts and cooldowns start over. */
export interface HealthyEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "healthy";
  /** How many attempts are forgiven. */
  readonly attempts: number;
  /** How many cooldowns in a row are forgiven. */
  readonly cooldowns: number;
}
/** The incarnation ended by throwing, or failed to start in time. */
export interface CrashedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "crashed";
  /** What was thrown. */
  readonly error: Failure;
  /** How long the incarnation ran, in milliseconds. */
  readonly ranMs: number;
}
/** The incarnation returned. */
export interface CompletedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "completed";
  /** How long the incarnation ran, in milliseconds. */
  readonly ranMs: number;
}
/** The worker was not ready in time; it is asked to stop, and its end will be a crash. */
export interface StartupTimeoutEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "startup-timeout";
  /** The limit that it missed. */
  readonly startupTimeoutMs: number;
}
/** Decided: the worker will be started again after `delayMs`. */
export interface RestartScheduledEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "restart-scheduled";
  /** Which restart since the last healthy time, from 1. */
  readonly attempt: number;
  /** How long it will wait, in milliseconds. */
  readonly delayMs: number;
  /** The delay before jitter. */
  readonly ceilingMs: number;
  /** How much of the worker's budget is used, this restart included. */
  readonly budgetUsed: number;
  /** The step of the decision that bound it. */
  readonly rule: "backoff";
}
/** Decided: the budget is spent, the worker waits for `cooldownMs` and finds a fresh one. */
export interface CooldownStartedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "cooldown-started";
  /** Which cooldown in a row, from 1. */
  readonly cycle: number;
  /** How long the cooldown lasts. */
  readonly cooldownMs: number;
  /** When it ends, on the injected clock. */
  readonly retryAtMs: number;
  /** The step of the decision that bound it. */
  readonly rule: Rule;
}
/** Decided: the worker is never started again; the group lives on. */
export interface GaveUpEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "gave-up";
  /** What was thrown. */
  readonly error?: Failure;
  /** The step of the decision that bound it. */
  readonly rule: Rule;
}
/** Decided: the worker's failure fails the group. */
export interface EscalatedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "escalated";
  /** What was thrown. */
  readonly error?: Failure;
  /** The step of the decision that bound it. */
  readonly rule: Rule;
}
/** The running incarnation is asked to stop: its signal aborts now, its grace begins. */
export interface StoppingEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "stopping";
  /** How long it may take. */
  readonly graceMs: number;
}
/** The incarnation ended after it was asked to stop, whatever it threw. */
export interface StoppedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "stopped";
  /** How long the incarnation ran, in milliseconds. */
  readonly ranMs: number;
  /** What it threw, if that was not simply the reason of the stop. */
  readonly error?: Failure;
}
/** The incarnation still runs at the end of its grace: it is waited for no longer, and never restarted while it lives. */
export interface AbandonedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "abandoned";
  /** When it was asked to stop. */
  readonly sinceMs: number;
}
/** An abandoned incarnation ended after all. */
export interface LateExitEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "late-exit";
  /** What was thrown. */
  readonly error?: Failure;
}
/** The worker's supervision is over without a failure: it completed, or it was stopped. */
export interface FinishedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "finished";
  /** How it ended. */
  readonly outcome: "completed" | "stopped";
  /** The step of the decision that bound it. */
  readonly rule: Rule;
}
/** A predicate among the worker's rules threw; the failure counts as retryable. */
export interface RuleFailedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "rule-failed";
  /** The rule's option. */
  readonly option: "fatal" | "nonRetryable";
  /** What was thrown. */
  readonly error: Failure;
}
/** A group begins. */
export interface GroupStartedEvent {
  /** Which event it is. */
  readonly type: "group-started";
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** How many workers it has. */
  readonly workers: number;
}
/** A group stops: from now on nothing is started. */
export interface GroupStoppingEvent {
  /** Which event it is. */
  readonly type: "group-stopping";
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** Why it stops. */
  readonly reason: StopReason;
}
/** The group's grace was ended early, by a second signal. */
export interface GraceEndedEvent {
  /** Which event it is. */
  readonly type: "grace-ended";
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
}
/** A group is over. */
export interface GroupFinishedEvent {
  /** Which event it is. */
  readonly type: "group-finished";
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** How it ended. */
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
