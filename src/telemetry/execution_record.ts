/** What is executed: a handler, because something happened, or a job, because it is time. */
export type ExecutionKind = "handler" | "job";

/** How an execution ended. */
export type ExecutionStatus = "success" | "error" | "cancelled" | "timed-out";

/** Whose code is executed: the application's, or that of what it is built on, whose stacks are always kept. */
export type ExecutionTier = "app" | "framework";

/**
 * Who ended an execution that timed out: the limit that was set for it, or its own body, which threw an error named `TimeoutError` by itself.
 */
export type TimeoutCause = "limit" | "body";

/** What an execution threw, as plain text. */
export interface ExecutionError {
  /** The error's name, such as `TypeError`. */
  readonly type: string;
  /** The error's message. */
  readonly message: string;
  /** Where it was thrown; null where that is not known or says nothing. */
  readonly stack: string | null;
}

/** What was executed, as a name of four parts: two executions with the same four are of the same handler or job. */
export interface ExecutionSubject {
  /** Whether it is executed because something happened, or because it is time. */
  readonly kind: ExecutionKind;
  /** Who it belongs to, such as the name of a service. */
  readonly owner: string;
  /** Which of several alike; empty where there is one. */
  readonly instance: string;
  /** What the owner calls it. */
  readonly name: string;
  /** What a handler listens to; empty for jobs, and for handlers that say nothing. */
  readonly topic: string;
}

/** One execution that is over, as it is written down. */
export interface ExecutionRecord extends ExecutionSubject {
  /** A UUID of version 7: texts in the order of their time. */
  readonly id: string;
  /** Whose code it is. */
  readonly tier: ExecutionTier;
  /** The row of what was executed in the store; null where it was never registered. */
  readonly registrationId: number | null;
  /** The run of the application that it belongs to; null where there is none. */
  readonly sessionId: number | null;
  /** When it began, in whole milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** How long it took, in milliseconds of a clock that cannot be set, with fractions. */
  readonly durationMs: number;
  /** How it ended. */
  readonly status: ExecutionStatus;
  /** Null unless the status is "timed-out". */
  readonly timedOutBy: TimeoutCause | null;
  /** Whether it failed for want of something that it depends on. */
  readonly dependencyFailed: boolean;
  /** Null for a success, and for what was cancelled. */
  readonly error: ExecutionError | null;
  /** The event that a handler was invoked for; null for jobs, and for events without an id. */
  readonly triggerId: string | null;
  /** Where that event came from. */
  readonly triggerOrigin: string | null;
}
