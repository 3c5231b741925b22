import { checkKeys } from "../../core/option_check.ts";
import type { SessionRow } from "../../services/sessions/session_store.ts";
import type { ExecutionRecord } from "../execution_record.ts";
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
import { resolvedFilter, resolvedLimit, resolvedQuery, resolvedText } from "../history/query_check.ts";
import {
  checkCancellation,
  checkRetention,
  resolvedReconciliation,
  resolvedRegistration,
} from "../stores/call_check.ts";
import { insertExecutions } from "./execution_insert.ts";
import { prune } from "./execution_pruning.ts";
import { executionTables } from "./execution_tables.ts";
import {
  listExecutions,
  listFailures,
  listRegistrations,
  listSessions,
  summariseExecutions,
} from "./history_statements.ts";
import type { PostgresAddress } from "./postgres_address.ts";
import type { PostgresConnection } from "./postgres_client.ts";
import { PostgresDatabase, storeDatabaseOf } from "./postgres_database.ts";
import { postgresFields, type PostgresOptions } from "./postgres_options.ts";
import type { PostgresTables } from "./postgres_schema.ts";
import { cancel, reconcile, register } from "./registration_statements.ts";
import { sessionTables } from "./session_tables.ts";
import { StoreDatabase } from "./store_database.ts";

/**
 * Executions in PostgreSQL, for processes that share one history.
 *
 * When the server goes away, each call rejects in time; when it is back, so is the store. A batch that was on its way then is there as a
 * whole or not at all; if it is inserted again, nothing is there twice.
 *
 * The limit of `prune` on bytes is for executions with their indexes, without compression, each row counted as its texts and 320 bytes more.
 * The room of what is deleted is the server's to use again; it goes back to the disk by `VACUUM FULL` only.
 *
 * @example What it says when there is no server
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { PostgresExecutionStore } from "@mainstay/supervisor/telemetry/postgres";
 *
 * await assertRejects(
 *   () => PostgresExecutionStore.open("postgres://app:secret@127.0.0.1:1/fleet"),
 *   Error,
 *   'Cannot open an execution store in "127.0.0.1:1/fleet": ',
 * );
 * ```
 */
export class PostgresExecutionStore implements ExecutionStore {
  readonly #database: StoreDatabase;
  /** Whether the database is this store's alone. */
  readonly #isOwner: boolean;
  #isClosed = false;

  private constructor(database: StoreDatabase, isOwner: boolean) {
    this.#database = database;
    this.#isOwner = isOwner;
  }

  /**
   * Brings the schema up to date, which is made if there is none. Many processes may do so at once.
   *
   * @param where A database, which stays open when the store is closed, or where one is, which is opened for this store alone.
   * @throws {TypeError} The promise rejects for an unknown option, and for a value of the wrong kind.
   * @throws {RangeError} The promise rejects for a number that its option cannot hold.
   * @throws {Error} The promise rejects when the server cannot be asked, or its tables come from a later version; names the database.
   */
  static async open(
    where: string | URL | PostgresAddress | PostgresDatabase,
    options: PostgresOptions = {},
  ): Promise<PostgresExecutionStore> {
    const action = "open an execution store";
    const isOpen = where instanceof PostgresDatabase;
    checkKeys(action, "", options, isOpen ? [] : postgresFields);
    const database = isOpen ? storeDatabaseOf(where) : await StoreDatabase.open(action, where, options);
    try {
      await database.migrate(action, [sessionTables, executionTables]);
      return new PostgresExecutionStore(database, !isOpen);
    } catch (thrown) {
      if (!isOpen) await database.close();
      throw thrown;
    }
  }

  /** Writes records: all at once, or, where one is refused, each by itself in one transaction. */
  async insert(records: readonly ExecutionRecord[]): Promise<readonly RejectedRecord[]> {
    this.#checkOpen("insert executions");
    return await insertExecutions(this.#database, records);
  }

  /** Makes a handler or a job known; its row keeps its id. */
  async register(registration: Registration, atMs: number): Promise<number> {
    const resolved = resolvedRegistration(registration, atMs);
    const action = `register "${resolved.name}" of "${resolved.owner}"`;
    return await this.#use(action, (connection, tables) => register(connection, tables, resolved, atMs));
  }

  /** Marks a registration as cancelled. */
  async cancel(id: number, atMs: number): Promise<boolean> {
    checkCancellation(id, atMs);
    return await this.#use(`cancel registration ${id}`, (connection, tables) => cancel(connection, tables, id, atMs));
  }

  /** Deletes or retires what is not live. */
  async reconcile(reconciliation: Reconciliation): Promise<Reconciled> {
    const resolved = resolvedReconciliation(reconciliation);
    const action = "reconcile registrations";
    this.#checkOpen(action);
    const { tables } = this.#database;
    return await this.#database.transact(action, (connection) => reconcile(connection, tables, resolved));
  }

  /** Deletes a step's worth of what is old enough to go. */
  async prune(retention: Retention): Promise<Pruned> {
    checkRetention(retention);
    const action = "prune executions";
    this.#checkOpen(action);
    const { tables } = this.#database;
    return await this.#database.transact(action, (connection) => prune(connection, tables, retention));
  }

  /** The executions that are asked for. */
  async executions(query: ExecutionQuery = {}): Promise<readonly ExecutionRecord[]> {
    const resolved = resolvedQuery(query);
    return await this.#use("list executions", (connection, tables) => listExecutions(connection, tables, resolved));
  }

  /** What became of executions, for each handler and job. */
  async summary(filter: ExecutionFilter = {}): Promise<readonly ExecutionSummary[]> {
    const action = "summarise executions";
    const resolved = resolvedFilter(action, filter);
    return await this.#use(action, (connection, tables) => summariseExecutions(connection, tables, resolved));
  }

  /** How often what failed in which way. */
  async failures(filter: ExecutionFilter = {}): Promise<readonly FailureSummary[]> {
    const action = "list failures";
    const resolved = resolvedFilter(action, filter);
    return await this.#use(action, (connection, tables) => listFailures(connection, tables, resolved));
  }

  /** What is registered, of all owners or of one, by id. */
  async registrations(owner?: string): Promise<readonly RegistrationRow[]> {
    const action = "list registrations";
    const resolved = owner === undefined ? undefined : resolvedText(action, "owner", owner);
    return await this.#use(action, (connection, tables) => listRegistrations(connection, tables, resolved));
  }

  /** The newest runs of applications, newest first. */
  async sessions(limit?: number): Promise<readonly SessionRow[]> {
    const action = "list sessions";
    const resolved = resolvedLimit(action, limit);
    return await this.#use(action, (connection, tables) => listSessions(connection, tables, resolved));
  }

  /** Lets go of the database, if it is this store's alone. Again: nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isOwner) await this.#database.close();
  }

  #use<T>(action: string, work: (connection: PostgresConnection, tables: PostgresTables) => Promise<T>): Promise<T> {
    this.#checkOpen(action);
    return this.#database.use(action, (connection) => work(connection, this.#database.tables));
  }

  #checkOpen(action: string): void {
    if (this.#isClosed) throw this.#database.failed(action, new Error("the store is closed"));
  }
}
