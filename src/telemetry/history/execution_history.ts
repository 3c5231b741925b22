import type { Awaitable, SessionRow } from "../../services/sessions/session_store.ts";
import type { ExecutionKind, ExecutionRecord, ExecutionStatus, ExecutionSubject } from "../execution_record.ts";
import type { RegistrationRow } from "../execution_store.ts";

/** Which executions are asked for: those for which all that is given holds. */
export interface ExecutionFilter {
  /** The one of this id. */
  readonly id?: string;
  /** Of handlers, or of jobs. */
  readonly kind?: ExecutionKind;
  /** Of this owner. */
  readonly owner?: string;
  /** Of this one of several owners alike. */
  readonly instance?: string;
  /** Of handlers and jobs of this name. */
  readonly name?: string;
  /** Of handlers that listen to this. */
  readonly topic?: string;
  /** Any of these. */
  readonly statuses?: readonly ExecutionStatus[];
  /** Of this run of the application. */
  readonly sessionId?: number;
  /** Those that began at this moment or later, in milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Those that began before this moment, in milliseconds since the epoch. */
  readonly untilMs?: number;
}

/** In which order executions are listed; among equals by their ids, forwards for "oldest" and backwards for the others. */
export type ExecutionOrder = "newest" | "oldest" | "slowest";

/** Which executions are listed, how, and how many. */
export interface ExecutionQuery extends ExecutionFilter {
  /**
   * By when they began, or by how long they took.
   * @default "newest"
   */
  readonly order?: ExecutionOrder;
  /**
   * The most rows to answer; `Infinity` for all.
   * @default 100
   */
  readonly limit?: number;
}

/** What became of the executions of one handler or job. */
export interface ExecutionSummary extends ExecutionSubject {
  /** How many there were. */
  readonly executions: number;
  /** How many of them ended well. */
  readonly successes: number;
  /** How many failed. */
  readonly errors: number;
  /** How many were cancelled. */
  readonly cancelled: number;
  /** How many ran out of time. */
  readonly timedOut: number;
  /** Their mean duration, in milliseconds. */
  readonly meanMs: number;
  /** Their median duration, in milliseconds, by nearest rank: the least one that at least 50 of 100 do not exceed. */
  readonly p50Ms: number;
  /** The same for 95 of 100. */
  readonly p95Ms: number;
  /** The longest duration, in milliseconds. */
  readonly maxMs: number;
  /** When the last of them began, in milliseconds since the epoch. */
  readonly lastAtMs: number;
}

/** How often what an owner has failed in one way: by an error, or by running out of time. */
export interface FailureSummary extends ExecutionSubject {
  /** The name of the error; empty for a failure that has none. */
  readonly errorType: string;
  /** How often. */
  readonly failures: number;
  /** When the first of them began, in milliseconds since the epoch. */
  readonly firstAtMs: number;
  /** When the last of them began, in milliseconds since the epoch. */
  readonly lastAtMs: number;
  /** The message of the last one. */
  readonly lastMessage: string;
}

/**
 * Executions as they are read back; nothing here changes anything.
 *
 * Every method may throw, or reject, when what holds the rows fails; the message says what could not be done, and where. All throw
 * `TypeError` for an unknown field, and `RangeError` for a number that its field cannot hold.
 */
export interface ExecutionHistory {
  /** The executions that are asked for. */
  executions(query?: ExecutionQuery): Awaitable<readonly ExecutionRecord[]>;
  /** What became of them, for each handler and job: by owner, instance, kind, name and topic, in the order of their letters. */
  summary(filter?: ExecutionFilter): Awaitable<readonly ExecutionSummary[]>;
  /** Their errors and time-outs, for each owner, handler or job, and error type: the most frequent first, then the latest. */
  failures(filter?: ExecutionFilter): Awaitable<readonly FailureSummary[]>;
  /** What is registered, of all owners or of one, by id. */
  registrations(owner?: string): Awaitable<readonly RegistrationRow[]>;
  /**
   * The newest runs of applications, newest first.
   *
   * @param limit The most rows to answer, 100 unless given; `Infinity` for all.
   */
  sessions(limit?: number): Awaitable<readonly SessionRow[]>;
  /** Lets go of everything. Again: nothing. */
  close(): Awaitable<void>;
}
