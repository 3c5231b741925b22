import { checkKeys } from "../../core/option_check.ts";
import type { SessionRow } from "../../services/sessions/session_store.ts";
import { sessionRowOf, sessionTableSteps } from "../../services/sessions/session_table.ts";
import { SqliteFile } from "../../services/sessions/sqlite_file.ts";
import type { ExecutionRecord, ExecutionStatus, ExecutionSubject } from "../execution_record.ts";
import type {
  ExecutionStore,
  Pruned,
  Reconciled,
  Reconciliation,
  Registration,
  RegistrationRow,
  RejectedRecord,
  Retention,
} from "../execution_store.ts";
import type {
  ExecutionFilter,
  ExecutionQuery,
  ExecutionSummary,
  FailureSummary,
} from "../history/execution_history.ts";
import { ExecutionTally } from "../history/execution_tally.ts";
import { failuresSql, failureSummaryOf } from "../history/failure_table.ts";
import { resolvedFilter, resolvedLimit, resolvedQuery, resolvedText } from "../history/query_check.ts";
import { checkCancellation, checkRetention, resolvedReconciliation, resolvedRegistration } from "./call_check.ts";
import {
  conditionOf,
  executionRecordOf,
  executionTableProbes,
  executionTableSteps,
  executionValues,
  insertExecution,
  insertRegistration,
  orderings,
  registrationRowOf,
  updateRegistration,
} from "./execution_table.ts";
import { recordFault } from "./record_fault.ts";
import { pruned } from "./sqlite_pruning.ts";
import { reconciled } from "./sqlite_reconciling.ts";

/** Options of a {@linkcode SqliteExecutionStore}. */
export interface SqliteExecutionStoreOptions {
  /**
   * The longest wait for another process that writes, in milliseconds. The whole process waits; as an executor tries again
   * later in any case, less will do for it.
   * @default 1_000
   */
  readonly busyTimeoutMs?: number;
  /**
   * Opens a file that is there, to read it back: what would write throws.
   * @default false
   */
  readonly readOnly?: boolean;
}

/**
 * Executions in a SQLite file, which several applications, in one process or in many, may share, also with their sessions.
 *
 * Each call looks whether the file is still there. One that was deleted or replaced is opened anew, with what is in it now, or with
 * nothing; one that was overwritten by something else makes every call throw until it is deleted or replaced.
 *
 * Needs `--allow-read` and `--allow-write` for the file's folder, and nothing for `:memory:`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SqliteExecutionStore } from "@mainstay/supervisor/telemetry";
 *
 * const store = await SqliteExecutionStore.open(":memory:");
 * const job = { kind: "job", owner: "app", instance: "", name: "tidy up", topic: "" } as const;
 * const id = store.register({ ...job, tier: "app", oneShot: false, schedule: "every 5 min" }, 1_000);
 * assertEquals(store.registrations("app").map((row) => [row.id, row.name]), [[id, "tidy up"]]);
 * store.close();
 * ```
 */
export class SqliteExecutionStore implements ExecutionStore {
  readonly #file: SqliteFile;

  private constructor(file: SqliteFile) {
    this.#file = file;
  }

  /**
   * Opens the file, or makes it if there is none, and brings its schema up to date. Other tables of the file are left alone.
   *
   * @param path Where the file is, or `:memory:`. Its folder must be there.
   * @throws {TypeError} The promise rejects for an unknown option, a bad `readOnly`, and an empty path.
   * @throws {RangeError} The promise rejects for a `busyTimeoutMs` that is no whole number of at least 0.
   * @throws {Error} The promise rejects when the file cannot be opened, is no SQLite database, is damaged, or comes from a later version;
   * to be read only, also when it is not there, has no executions, or has them in an earlier version. Names it.
   */
  static async open(path: string | URL, options: SqliteExecutionStoreOptions = {}): Promise<SqliteExecutionStore> {
    checkKeys("open an execution store", "", options, ["busyTimeoutMs", "readOnly"]);
    const { busyTimeoutMs, readOnly } = options;
    const file = await SqliteFile.open(path, {
      purpose: "execution store",
      part: "executions",
      steps: executionTableSteps,
      beside: [{ part: "sessions", steps: sessionTableSteps }],
      probes: executionTableProbes,
      busyTimeoutMs,
      readOnly,
    });
    return new SqliteExecutionStore(file);
  }

  /**
   * Writes records, in one transaction; answers those that it would never take. After the file was deleted or replaced it throws once, so that
   * somebody hears of it, and then goes on with the one that is there now.
   */
  insert(records: readonly ExecutionRecord[]): readonly RejectedRecord[] {
    return this.#file.transact("insert executions", () => {
      if (this.#file.takeLoss()) {
        throw new Error("somebody else deleted or replaced the file, and what it held is gone");
      }
      const rejected: RejectedRecord[] = [];
      const insert = this.#file.statement(insertExecution);
      for (const record of records) {
        const fault = recordFault(record) ?? refusal(() => insert.run(...executionValues(record)));
        if (fault !== undefined) rejected.push({ id: record.id, reason: fault });
      }
      return rejected;
    });
  }

  /** Makes a handler or a job known; answers its row's id. */
  register(registration: Registration, atMs: number): number {
    const { kind, owner, instance, name, topic, tier, oneShot, schedule } = resolvedRegistration(registration, atMs);
    const values = [kind, owner, instance, name, topic, tier, Number(oneShot), schedule, atMs];
    return this.#file.transact("register", () => {
      // An upsert would use up an id each time.
      const row = this.#file.statement(updateRegistration).get(...values) ??
        this.#file.statement(insertRegistration).get(...values);
      return row!.id as number;
    });
  }

  /** Marks a registration as cancelled; answers whether it was this call that did. */
  cancel(id: number, atMs: number): boolean {
    checkCancellation(id, atMs);
    return this.#file.transact("cancel", () => {
      const sql = "UPDATE mainstay_registrations SET cancelled_at = ? WHERE id = ? AND cancelled_at IS NULL";
      return Number(this.#file.statement(sql).run(atMs, id).changes) === 1;
    });
  }

  /** Deletes or retires the registrations of an owner that are not live. */
  reconcile(reconciliation: Reconciliation): Reconciled {
    const resolved = resolvedReconciliation(reconciliation);
    return this.#file.transact("reconcile registrations", (db) => reconciled(db, resolved));
  }

  /**
   * Deletes a step's worth of what is old enough to go. The store uses the bytes of the pages that are in use: those that were given up are
   * used again before the file grows.
   */
  prune(retention: Retention): Pruned {
    checkRetention(retention);
    return this.#file.transact("prune executions", (db) => pruned(db, retention));
  }

  /** The executions that are asked for. */
  executions(query: ExecutionQuery = {}): readonly ExecutionRecord[] {
    const { filter, order, limit } = resolvedQuery(query);
    const [condition, values] = conditionOf(filter);
    const sql = `SELECT * FROM mainstay_executions WHERE ${condition} ${orderings[order]} LIMIT ?`;
    return this.#file.use("list executions", (db) => {
      return db.prepare(sql).all(...values, limit === Infinity ? -1 : limit).map(executionRecordOf);
    });
  }

  /** What became of them, for each handler and job. */
  summary(filter: ExecutionFilter = {}): readonly ExecutionSummary[] {
    const action = "summarise executions";
    const [condition, values] = conditionOf(resolvedFilter(action, filter));
    const sql = `SELECT kind, owner, instance, name, topic, status, started_at, duration_ms FROM mainstay_executions
      WHERE ${condition}`;
    return this.#file.use(action, (db) => {
      const tally = new ExecutionTally();
      for (const row of db.prepare(sql).iterate(...values)) {
        const { status, started_at, duration_ms } = row;
        const subject = row as unknown as ExecutionSubject;
        tally.add(subject, status as ExecutionStatus, started_at as number, duration_ms as number);
      }
      return tally.summaries();
    });
  }

  /** Their errors and time-outs. */
  failures(filter: ExecutionFilter = {}): readonly FailureSummary[] {
    const action = "list failures";
    const [condition, values] = conditionOf(resolvedFilter(action, filter));
    return this.#file.use(action, (db) => db.prepare(failuresSql(condition)).all(...values).map(failureSummaryOf));
  }

  /** What is registered, of all owners or of one. */
  registrations(owner?: string): readonly RegistrationRow[] {
    const action = "list registrations";
    const asked = owner === undefined ? null : resolvedText(action, "owner", owner);
    return this.#file.use(action, (db) => {
      const sql = "SELECT * FROM mainstay_registrations WHERE ?1 IS NULL OR owner = ?1 ORDER BY id";
      return db.prepare(sql).all(asked).map(registrationRowOf);
    });
  }

  /** The newest runs of applications. */
  sessions(limit?: number): readonly SessionRow[] {
    const action = "list sessions";
    const most = resolvedLimit(action, limit);
    return this.#file.use(action, (db) => {
      const rows = db.prepare("SELECT * FROM mainstay_sessions ORDER BY id DESC LIMIT ?");
      return rows.all(most === Infinity ? -1 : most).map(sessionRowOf);
    });
  }

  /** Closes the file. Again: nothing. */
  close(): void {
    this.#file.close();
  }
}

/** What SQLite finds wrong with a row, whatever the state of the file: a constraint, a text that is too long, or a type. */
const rowFaults = [19, 18, 20];

/** Why a row was refused; `undefined` if it was not. Throws what is not the row's fault. */
function refusal(insert: () => unknown): string | undefined {
  try {
    insert();
    return undefined;
  } catch (thrown) {
    const { code, errcode } = thrown as { code?: unknown; errcode?: unknown };
    const isValue = code === "ERR_INVALID_ARG_TYPE" || code === "ERR_INVALID_ARG_VALUE";
    if (isValue || (typeof errcode === "number" && rowFaults.includes(errcode & 0xff))) {
      return (thrown as Error).message;
    }
    throw thrown;
  }
}
