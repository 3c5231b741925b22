import type { Failure } from "./failure.ts";

/**
 * Which step of the fixed order of a decision bound it: stop requested? → classify (`fatal`, `non-retryable`) → restart rule →
 * budget (worker, then group) → delay → wait → start. `startup-timeout` is for a worker that was abandoned because it neither became
 * ready nor ended, `declined` for one that asked, before it was ready, not to be started again, `start-failure` for a first start that failed in a group that must start as a whole, `remains` for a group that ended
 * while something in it still runs, `dependency` for a worker that waits for another one to be ready, or waited for one that has ended.
 */
export type Rule =
  | "stop-requested"
  | "fatal"
  | "non-retryable"
  | "declined"
  | "do-not-restart"
  | "terminate-tree"
  | "startup-timeout"
  | "start-failure"
  | "remains"
  | "dependency"
  | "restart-rule"
  | "worker-budget"
  | "group-budget"
  | "max-cooldowns"
  | "backoff";

/**
 * Why a group stops: a signal of the process, its caller, a child that failed it, the group around it, the end of its significant children,
 * or an error that terminates the tree and goes no further than this group.
 */
export type StopReason = "signal" | "abort" | "escalation" | "parent" | "auto-shutdown" | "terminate-tree";

/** How a group ended: every worker by itself, because it was asked to stop, or because a worker's failure failed it. */
export type GroupOutcome = "ended" | "stopped" | "failed";

/** What all events of one worker say: when, who, and which of its incarnations (0 before the first start). */
export interface EventOfWorker {
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** The worker's name, with those of the groups that it is in before it: `db/writer`. */
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
  /** What it follows: its own restart or cooldown, the restart of its group because of another child, or somebody's request. */
  readonly after: "first" | "restart" | "cooldown" | "group-restart" | "manual";
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
/** The incarnation returned, or ended in good order by throwing. */
export interface CompletedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "completed";
  /** What was thrown, if it did not return: an error that the worker's rules or the error itself call no crash. */
  readonly reason?: Failure;
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
/** Decided: the worker will be started again when the pause of its group is over. */
export interface RestartHeldEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "restart-held";
  /** Which restart since the last healthy time, from 1. */
  readonly attempt: number;
  /** The step of the decision that bound it. */
  readonly rule: "group-budget";
}
/** The worker may not start yet: it waits until all that it depends on is ready. */
export interface StartHeldEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "start-held";
  /** The names of those that it waits for. */
  readonly dependencies: readonly string[];
  /** The step of the decision that bound it. */
  readonly rule: "dependency";
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
  /** How long it may take; as long as it likes if there is none. */
  readonly graceMs?: number;
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
  readonly option: "fatal" | "nonRetryable" | "clean";
  /** What was thrown. */
  readonly error: Failure;
}
/** A child was added to its group by hand. */
export interface AddedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "added";
}
/** A child has left its group. */
export interface RemovedEvent extends EventOfWorker {
  /** Which event it is. */
  readonly type: "removed";
}

/** What all events of a group say: when, and which. */
export interface EventOfGroup {
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** The group's name, with those of the groups that it is in before it; none for the group at the root. */
  readonly group?: string;
}
/** A group begins. */
export interface GroupStartedEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-started";
  /** How many workers it has. */
  readonly workers: number;
}
/**
 * A group restarts because of one of its children: whoever must be started anew with it is stopped now, the last one first, or whoever
 * depends on others before those.
 */
export interface GroupRestartingEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-restarting";
  /** The child whose restart it is, by its path; it alone is charged for it. */
  readonly trigger: string;
  /** Whom it concerns. */
  readonly strategy: "one-for-all" | "rest-for-one" | "dependents";
}
/** A group's budget is spent: until `untilMs` nobody is restarted, then all that wait are. */
export interface GroupPausedEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-paused";
  /** How long the pause lasts. */
  readonly pauseMs: number;
  /** When it ends, on the injected clock. */
  readonly untilMs: number;
}
/** A group's pause is over, and its budget fresh. */
export interface GroupResumedEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-resumed";
}
/** A group stops: from now on nothing is started. */
export interface GroupStoppingEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-stopping";
  /** Why it stops. */
  readonly reason: StopReason;
}
/** The group's grace is over, or was ended early by a second signal: whoever still runs must end at once. */
export interface GraceEndedEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "grace-ended";
}
/** A group is over. */
export interface GroupFinishedEvent extends EventOfGroup {
  /** Which event it is. */
  readonly type: "group-finished";
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
  | RestartHeldEvent
  | StartHeldEvent
  | CooldownStartedEvent
  | GaveUpEvent
  | EscalatedEvent
  | StoppingEvent
  | StoppedEvent
  | AbandonedEvent
  | LateExitEvent
  | FinishedEvent
  | RuleFailedEvent
  | AddedEvent
  | RemovedEvent;

/** What happens to a group as a whole. */
export type GroupEvent =
  | GroupStartedEvent
  | GroupRestartingEvent
  | GroupPausedEvent
  | GroupResumedEvent
  | GroupStoppingEvent
  | GraceEndedEvent
  | GroupFinishedEvent;

/** Everything that supervision tells, in the order in which it happens. Each one survives `JSON.stringify`. */
export type SupervisionEvent = WorkerEvent | GroupEvent;
