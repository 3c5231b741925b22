import type { GroupOutcome, Rule, StopReason } from "./event.ts";
import type { Failure } from "./failure.ts";

/** How a worker's supervision ended. */
export type WorkerOutcome = "completed" | "stopped" | "gave-up" | "escalated" | "abandoned";

/** What became of one worker. */
export interface WorkerReport {
  /** The worker's name. */
  readonly name: string;
  /** How it ended. */
  readonly outcome: WorkerOutcome;
  /** Which step of the decision ended it. */
  readonly rule: Rule;
  /** How many incarnations there were. */
  readonly starts: number;
  /** How many restarts were decided and charged. */
  readonly restarts: number;
  /** How many cooldowns were begun. */
  readonly cooldowns: number;
  /** How many incarnations crashed. */
  readonly crashes: number;
  /** Milliseconds that an incarnation ran. */
  readonly runningMs: number;
  /** Milliseconds spent in backoff delays. */
  readonly waitingMs: number;
  /** Milliseconds spent in cooldowns. */
  readonly coolingMs: number;
  /** The latest crashes, the newest last; at most five. */
  readonly lastErrors: readonly Failure[];
  /** Why it was given up or escalated, with the last crash as its `cause`. */
  readonly error?: Error;
  /** For a worker that was abandoned: when it was asked to stop, on the injected clock. */
  readonly abandonedSinceMs?: number;
}

/** What became of a group. */
export interface GroupReport {
  /** How it ended. */
  readonly outcome: GroupOutcome;
  /** Why it stopped, if it was stopped. */
  readonly stopReason?: StopReason;
  /** Milliseconds from start to end. */
  readonly durationMs: number;
  /** One report per worker, in the order in which the workers were given. */
  readonly workers: readonly WorkerReport[];
  /** The names of the workers that did not end within their grace. */
  readonly abandoned: readonly string[];
}
