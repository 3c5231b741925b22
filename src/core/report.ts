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
  /** For a group: what became of its latest incarnation. */
  readonly group?: GroupReport;
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
  /** One report per worker, in start order. */
  readonly workers: readonly WorkerReport[];
  /**
   * Who did not end within its grace, by path (`db/writer`): in this group, in the groups inside it, and among those that had left it, if
   * they still ran at the end.
   */
  readonly abandoned: readonly string[];
  /** What became of the children that left the group before its end, if any did. */
  readonly removed?: RemovedReport;
}

/** What became of the children that left a group, as sums: thousands may come and go. */
export interface RemovedReport {
  /** How many have left. */
  readonly children: number;
  /** How many of them had completed. */
  readonly completed: number;
  /** How many of them had been stopped. */
  readonly stopped: number;
  /** How many of them had been given up. */
  readonly gaveUp: number;
  /** How many of them did not end within their grace. */
  readonly abandoned: number;
  /** How many of their incarnations crashed. */
  readonly crashes: number;
  /** How many of their restarts were decided. */
  readonly restarts: number;
}
