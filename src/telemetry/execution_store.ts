import type { Awaitable } from "../services/sessions/session_store.ts";
import type { ExecutionRecord, ExecutionSubject, ExecutionTier } from "./execution_record.ts";
import type { ExecutionHistory } from "./history/execution_history.ts";

/** A handler or a job that may be executed, as its owner makes it known. */
export interface Registration extends ExecutionSubject {
  /** Whose code it is. */
  readonly tier: ExecutionTier;
  /** Whether it is executed once at most. */
  readonly oneShot: boolean;
  /** When a job is executed, in words; null for handlers. */
  readonly schedule: string | null;
}

/** A registration as it is on record. Times are milliseconds since the epoch. */
export interface RegistrationRow extends Registration {
  /** Its number, from 1, the same for as long as the row is there. */
  readonly id: number;
  /** When it was made known first. */
  readonly registeredAtMs: number;
  /** When it was made known last. */
  readonly updatedAtMs: number;
  /** When it was found not to be live any more; null unless that is so. */
  readonly retiredAtMs: number | null;
  /** When it was cancelled; null unless it was. */
  readonly cancelledAtMs: number | null;
}

/** Which registrations of an owner are live. */
export interface Reconciliation {
  /** Whose registrations they are. */
  readonly owner: string;
  /** The ids of those that are live; all others of this owner are not. */
  readonly live: readonly number[];
  /** The present run of the application; null where it is not known: no one-shot registration is touched then. */
  readonly sessionId: number | null;
  /** The present time, in milliseconds since the epoch. */
  readonly atMs: number;
}

/** What a reconciliation did. */
export interface Reconciled {
  /** How many registrations were deleted. */
  readonly deleted: number;
  /** How many were marked as retired, which they were not before. */
  readonly retired: number;
}

/** A record that the store would never take. */
export interface RejectedRecord {
  /** The record's id. */
  readonly id: string;
  /** Why, as a sentence. */
  readonly reason: string;
}

/** What is old enough to go. */
export interface Retention {
  /** Executions that began before this moment, in milliseconds since the epoch; null to keep them whatever their age. */
  readonly beforeMs: number | null;
  /** The bytes that the store may use; above it the oldest executions go. Null for no limit. */
  readonly maxBytes: number | null;
  /** The most executions to delete by this call. */
  readonly atMost: number;
}

/** What one step of deleting did. */
export interface Pruned {
  /** Executions that were too old. */
  readonly byAge: number;
  /** Executions that went because the store was too large. */
  readonly bySize: number;
  /** Registrations that were retired or cancelled before that moment and have no execution left; deleted by the last call of a row. */
  readonly registrations: number;
  /** The same of closed sessions that ended before that moment. */
  readonly sessions: number;
  /** Whether another call would find more to delete. */
  readonly isMore: boolean;
}

/**
 * Where executions are written down, and what may be executed. What is read back is in {@linkcode ExecutionHistory}.
 *
 * Every method may throw, or reject, when what holds the rows fails: then nothing of that call is written, or nobody can know, and the same
 * call may be made again. The message says what was not done, and where.
 */
export interface ExecutionStore extends ExecutionHistory {
  /**
   * Writes records, all that it can take in one transaction. A record whose id is there already counts as written, and leaves what is there
   * as it is. One whose registration is not there (any more) is written without it.
   *
   * @returns Those that the store would never take, with the reason; the others are written. A row that is refused costs itself alone.
   */
  insert(records: readonly ExecutionRecord[]): Awaitable<readonly RejectedRecord[]>;
  /**
   * Makes a handler or a job known. If there is one of the same kind, owner, instance, name and topic, its row keeps its id and gets the
   * other fields, and is neither retired nor cancelled any more.
   *
   * @param atMs The present time, in milliseconds since the epoch.
   * @returns The row's id.
   */
  register(registration: Registration, atMs: number): Awaitable<number>;
  /** Marks a registration as cancelled, unless it is so already. Answers whether it was this call that did. */
  cancel(id: number, atMs: number): Awaitable<boolean>;
  /**
   * In one transaction: registrations of the owner's own code (tier "app") that are not live are deleted if they were never executed, and
   * else retired, once. A one-shot registration is deleted also if it was executed, but not in the present session; its executions stay,
   * without it. Without a session one-shot registrations are left as they are.
   */
  reconcile(reconciliation: Reconciliation): Awaitable<Reconciled>;
  /** Deletes a step's worth of what is old enough to go, oldest first. Registrations and sessions stay as long as executions of theirs do. */
  prune(retention: Retention): Awaitable<Pruned>;
}
