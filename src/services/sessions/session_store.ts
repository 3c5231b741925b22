/** A value, or a promise of it: a store may answer at once or later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What is known of a run: it is under way, it ended well, it ended with a failure, or it ended without saying how, as a killed process does.
 * A run whose crash is recorded is a "failure" already while it is under way.
 */
export type SessionStatus = "running" | "success" | "failure" | "unknown";

/** What made a run fail, as plain text. */
export interface SessionError {
  /** The error's name, such as `TypeError`; "FatalReason" for a run that was ended with a reason and without a crash. */
  readonly type: string;
  /** The error's message, or the reason. */
  readonly message: string;
  /** Where it was thrown, if that is known. */
  readonly stack: string | null;
}

/** Records that a run lost, by cause, such as `{ overflow: 3, shutdown: 1 }`: whole numbers of at least 0. */
export type SessionDrops = Readonly<Record<string, number>>;

/** One run of an application. Times are milliseconds since the epoch. */
export interface SessionRow {
  /** The session's number, from 1. */
  readonly id: number;
  /** Which application ran. */
  readonly application: string;
  /** Where it ran, if its store was told a name for that. */
  readonly host: string | null;
  /** When it began. */
  readonly startedAtMs: number;
  /** When it ended, or was last heard of before it died; null as long as it is open. */
  readonly stoppedAtMs: number | null;
  /** When it was last heard of. */
  readonly heartbeatAtMs: number;
  /** How often it meant to be heard of, in milliseconds. */
  readonly heartbeatMs: number;
  /** What is known of it. */
  readonly status: SessionStatus;
  /** What made it fail; null unless the status is "failure". */
  readonly error: SessionError | null;
  /** Records that it lost. */
  readonly drops: SessionDrops;
}

/** What a store is told of a run that begins. */
export interface SessionStart {
  /** Which application runs. */
  readonly application: string;
  /** When it began, in milliseconds since the epoch; a whole number. */
  readonly atMs: number;
  /** How often it means to be heard of, in milliseconds. */
  readonly heartbeatMs: number;
}

/** What a store is told of a run that ends. */
export interface SessionEnd {
  /** When it ended, in milliseconds since the epoch; a whole number. */
  readonly atMs: number;
  /** What made it fail, if nothing is recorded yet; null for a success. */
  readonly error: SessionError | null;
  /** Records that it lost. */
  readonly drops: SessionDrops;
}

/**
 * Where the runs of applications are written down, a row each. A row is open from `create` to `finish`, or until `reclaim` closes it because
 * nobody runs it any more.
 *
 * Every method may throw, or reject, when what holds the rows fails; the message says what was not done, and where.
 */
export interface SessionStore {
  /** Writes the row of a run that begins: open and "running". Answers its id, which is above 0. The run is this store's until it is closed. */
  create(start: SessionStart): Awaitable<number>;
  /** Writes that an open run was heard of. Answers false if it is not open. */
  heartbeat(id: number, atMs: number): Awaitable<boolean>;
  /** Makes an open run a failure with this error. Answers false if it has an error already, which is kept, or is not open. */
  recordCrash(id: number, error: SessionError): Awaitable<boolean>;
  /**
   * Closes an open run: a failure if there is an error, else a success. An error that was recorded before is kept. Answers false, and changes
   * nothing, if the run is not open.
   */
  finish(id: number, end: SessionEnd): Awaitable<boolean>;
  /**
   * Closes each open run whose process, or whose store, is gone: at its last heartbeat, as "unknown" unless its crash was recorded. Runs that
   * live, in whichever process, are not touched. Answers the rows that it closed, oldest first.
   *
   * @param atMs The present time, in milliseconds since the epoch.
   */
  reclaim(atMs: number): Awaitable<readonly SessionRow[]>;
  /**
   * The newest runs, newest first.
   *
   * @param limit The most rows to answer, 100 unless given; `Infinity` for all.
   * @throws {RangeError} For a limit that is neither a whole number of at least 0 nor `Infinity`.
   */
  list(limit?: number): Awaitable<readonly SessionRow[]>;
  /** Lets go of everything; the runs that are still open are nobody's any more. Again: nothing. */
  close(): Awaitable<void>;
}
