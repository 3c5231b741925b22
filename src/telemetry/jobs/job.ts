import type { ErrorHandler, ExecutionContext, ExecutionOutcome } from "../execution.ts";
import type { ExecutionStatus, ExecutionTier } from "../execution_record.ts";
import type { Schedule } from "./schedule.ts";

/**
 * What becomes of a run that is due while the one before it still runs: it does not take place, it waits, or it runs beside it. A body that goes
 * on after its time limit still runs.
 */
export type Overlap = "skip" | "queue" | "allow";

/** Something that is to be executed whenever it is due. */
export interface JobOptions {
  /** Who it belongs to, such as the name of a service. */
  readonly owner: string;
  /** Which of several owners alike; empty where there is one. */
  readonly instance?: string;
  /** What the owner calls it. No two jobs may have the same owner, instance and name at a time. */
  readonly name: string;
  /**
   * Whose code it is: of the application, or of what it is built on.
   * @default "app"
   */
  readonly tier?: ExecutionTier;
  /** When it is due. */
  readonly schedule: Schedule;
  /** Does it. May answer at once or later, and throw whatever it likes. */
  readonly run: (context: ExecutionContext) => unknown;
  /** How long a run may take, in milliseconds; unless given, as long as it wants. */
  readonly timeoutMs?: number;
  /** Is called if a run fails or times out, instead of the executor's own error handler. */
  readonly onError?: ErrorHandler;
  /**
   * What becomes of a run that is due while another one still runs.
   * @default "skip"
   */
  readonly overlap?: Overlap;
  /**
   * How many runs may wait under the overlap rule "queue"; more are skipped.
   * @default 1
   */
  readonly queueLimit?: number;
  /**
   * Each run begins later than it is due by less than this, in milliseconds, drawn anew each time. What is due after it does not move.
   * @default 0
   */
  readonly jitterMs?: number;
  /**
   * Whether it begins paused.
   * @default false
   */
  readonly paused?: boolean;
}

/**
 * What a job is at: waiting until it is due, running, or paused; or over, because nothing is due any more ("done"), because it was cancelled,
 * because its schedule threw or answered nonsense ("failed"), or because its executor stopped.
 */
export type JobStatus = "waiting" | "running" | "paused" | "done" | "cancelled" | "failed" | "stopped";

/**
 * How a job fares. Each time that it was due is one of `runs`, `skipped`, `missed` and `queued`, and so is each {@linkcode Job.runNow} that was
 * not refused.
 */
export interface JobInfo {
  /** Who it belongs to. */
  readonly owner: string;
  /** Which of several owners alike; empty where there is one. */
  readonly instance: string;
  /** What its owner calls it. */
  readonly name: string;
  /** Whose code it is. */
  readonly tier: ExecutionTier;
  /** When it is due, in words: `every 1 min`, `cron 0 3 * * * (Europe/Berlin)`. */
  readonly schedule: string;
  /** How it is now. */
  readonly status: JobStatus;
  /** When it is due next, in milliseconds since the epoch, without jitter; null while it is paused, and when it is over. */
  readonly nextAtMs: number | null;
  /** Bodies under way; those that go on after their time limit are among them. */
  readonly running: number;
  /** Runs that wait: for another one to end, for the job to be resumed, or for their jitter. */
  readonly queued: number;
  /** Runs that have begun. */
  readonly runs: number;
  /** Runs that did not take place: by the overlap rule, because the job was paused, or because it was over before their turn. */
  readonly skipped: number;
  /** Due times that had come and gone when the one before them was noticed: the process or the machine stood still. */
  readonly missed: number;
  /** How the run ended that ended last; null if none has. */
  readonly lastStatus: ExecutionStatus | null;
  /** When the run began that began last, in milliseconds since the epoch; null if none has. */
  readonly lastAtMs: number | null;
  /** Its row in the store; null until it is registered. */
  readonly registrationId: number | null;
}

/** A job that was scheduled. */
export interface Job {
  /** Who it belongs to. */
  readonly owner: string;
  /** Which of several owners alike; empty where there is one. */
  readonly instance: string;
  /** What its owner calls it. */
  readonly name: string;
  /**
   * Resolves with the number of its row in the store once it is registered, which happens in the background; never rejects. While the store
   * fails it stays open, and for good when the executor stops before.
   */
  readonly registered: Promise<number>;
  /** How it fares now. */
  info(): JobInfo;
  /**
   * Begins no runs from now on. What is due meanwhile is skipped, but for a job that is due once: that one runs when it is resumed. Runs under
   * way go on, and those that wait for another one go on waiting. Paused or over already: nothing.
   */
  pause(): void;
  /** Goes on: with what waits, and then whenever it is due. Not paused, or over: nothing. */
  resume(): void;
  /**
   * Runs it now, paused or not, besides its schedule. While another run is under way the overlap rule holds.
   *
   * @returns How the run ended.
   * @throws {Error} The promise rejects when it does not run: the job is over, or the overlap rule does not allow it.
   * @throws {unknown} The promise rejects with the reason when the run was cancelled.
   */
  runNow(): Promise<ExecutionOutcome<unknown>>;
  /**
   * Ends it: it leaves the list at once, begins no more runs, and is marked as cancelled in the store, in the background. While the store fails
   * that is tried again. Over already: nothing, and a job that was cancelled answers as the first time.
   *
   * @param options With `running`, runs under way are cancelled too; otherwise they go on.
   * @returns Whether the mark was written: false when the executor stopped first, when another job of this name was scheduled first, when the job
   * was over without having been cancelled, and when 10,000 later ones wait for a store that fails. Never rejects.
   */
  cancel(options?: {
    /** @default false */
    readonly running?: boolean;
  }): Promise<boolean>;
}
