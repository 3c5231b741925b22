import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import type {
  SessionEnd,
  SessionError,
  SessionRow,
  SessionStart,
  SessionStore,
} from "../../services/sessions/session_store.ts";
import { plainText, plainTextOrNull } from "../../services/sessions/plain_text.ts";
import type { PostgresAddress } from "./postgres_address.ts";
import { PostgresDatabase, storeDatabaseOf } from "./postgres_database.ts";
import { postgresFields, type PostgresOptions } from "./postgres_options.ts";
import { SessionPresence } from "./session_presence.ts";
import { sessionRowOf } from "../../services/sessions/session_table.ts";
import { sessionTables } from "./session_tables.ts";
import { StoreDatabase } from "./store_database.ts";

/** Options of a {@linkcode PostgresSessionStore}; those of the database may not be given with a database that is open already. */
export interface PostgresSessionStoreOptions extends PostgresOptions {
  /** A name of this machine, to be written down; nothing hangs on it. */
  readonly host?: string;
  /**
   * How long `reclaim` waits before it takes a run for dead whose connection is gone, in milliseconds: a process that lives has connected
   * again by then. It waits only when there is such a run.
   * @default 3_000
   */
  readonly reclaimGraceMs?: number;
}

/**
 * Sessions in PostgreSQL, for processes on many machines.
 *
 * A run lives as long as its process holds a lock on a connection of its own; the server frees it at once when the process is killed, and
 * within about a minute when its machine is gone. So no clocks of different machines are compared, and heartbeats only tell when a dead run was last heard
 * of. A pooler between process and server must leave a connection to whom it belongs ("session" mode).
 *
 * A process that cannot reach the server for longer than the grace of somebody's `reclaim` has its run closed; `heartbeat` says so.
 */
export class PostgresSessionStore implements SessionStore {
  readonly #database: StoreDatabase;
  /** Whether the database is this store's alone. */
  readonly #isOwner: boolean;
  readonly #presence: SessionPresence;
  readonly #host: string | null;
  readonly #graceMs: number;
  readonly #closed = new AbortController();

  private constructor(database: StoreDatabase, isOwner: boolean, host: string | null, graceMs: number) {
    this.#database = database;
    this.#isOwner = isOwner;
    this.#presence = new SessionPresence(database);
    this.#host = host;
    this.#graceMs = graceMs;
  }

  /**
   * Brings the schema up to date, which is made if there is none.
   *
   * @param where A database, which stays open when the store is closed, or where one is, which is opened for this store alone.
   * @throws {TypeError} The promise rejects for an unknown option, and for a value of the wrong kind.
   * @throws {RangeError} The promise rejects for a number that its option cannot hold.
   * @throws {Error} The promise rejects when the server cannot be asked, or its tables come from a later version; names the database.
   */
  static async open(
    where: string | URL | PostgresAddress | PostgresDatabase,
    options: PostgresSessionStoreOptions = {},
  ): Promise<PostgresSessionStore> {
    const action = "open a session store";
    const isOpen = where instanceof PostgresDatabase;
    checkKeys(action, "", options, ["host", "reclaimGraceMs", ...(isOpen ? [] : postgresFields)]);
    const { host, reclaimGraceMs = 3_000, ...rest } = options;
    if (host !== undefined && (typeof host !== "string" || host === "")) {
      throw new TypeError(`Cannot ${action}: "host" must be a text that is not empty, received ${shown(host)}`);
    }
    checkNumber(action, "reclaimGraceMs", reclaimGraceMs, { min: 0 });
    const database = isOpen ? storeDatabaseOf(where) : await StoreDatabase.open(action, where, rest);
    try {
      await database.migrate(action, [sessionTables]);
      return new PostgresSessionStore(database, !isOpen, plainTextOrNull(host ?? null), reclaimGraceMs);
    } catch (thrown) {
      if (!isOpen) await database.close();
      throw thrown;
    }
  }

  /** Writes the row of a run that begins, and takes its lock. */
  async create({ application, atMs, heartbeatMs }: SessionStart): Promise<number> {
    const action = "create a session";
    try {
      this.#checkOpen();
      return await this.#presence.begin(
        `INSERT INTO ${this.#table} (application, host, started_at, heartbeat_at, heartbeat_ms, status, drops)
        VALUES ($1, $2, $3, $3, $4, 'running', '{}')`,
        [plainText(application), this.#host, atMs, Math.round(heartbeatMs)],
      );
    } catch (thrown) {
      throw this.#database.failed(action, thrown);
    }
  }

  /** Writes that an open run was heard of. */
  heartbeat(id: number, atMs: number): Promise<boolean> {
    const sql = `UPDATE ${this.#table} SET heartbeat_at = $2 WHERE id = $1 AND stopped_at IS NULL`;
    return this.#change("write a heartbeat", sql, [id, atMs]);
  }

  /** Makes an open run a failure with this error, unless it has one. */
  recordCrash(id: number, error: SessionError): Promise<boolean> {
    const sql = `UPDATE ${this.#table}
      SET status = 'failure', error_type = $2, error_message = $3, error_stack = $4
      WHERE id = $1 AND stopped_at IS NULL AND error_type IS NULL`;
    return this.#change("record a crash", sql, [id, ...errorColumns(error)]);
  }

  /** Closes an open run, and frees its lock. */
  async finish(id: number, { atMs, error, drops }: SessionEnd): Promise<boolean> {
    const kept = (column: string, value: string) =>
      `${column} = CASE WHEN error_type IS NULL THEN ${value} ELSE ${column} END`;
    const sql = `UPDATE ${this.#table}
      SET stopped_at = $2, drops = $3,
        status = CASE WHEN coalesce(error_type, $4) IS NULL THEN 'success' ELSE 'failure' END,
        ${kept("error_type", "$4")}, ${kept("error_message", "$5")}, ${kept("error_stack", "$6")}
      WHERE id = $1 AND stopped_at IS NULL`;
    const closed = await this.#change("finish a session", sql, [
      id,
      atMs,
      JSON.stringify(drops),
      ...errorColumns(error),
    ]);
    await this.#presence.end(id);
    return closed;
  }

  /** Closes each open run whose lock nobody holds, and still nobody holds when the grace is over; the time is not asked for. */
  async reclaim(_atMs?: number): Promise<readonly SessionRow[]> {
    const action = "reclaim sessions";
    const suspects = await this.#use(action, async (query) => {
      const { rows } = await query(
        `SELECT id FROM ${this.#table} WHERE stopped_at IS NULL AND id <> ALL ($1::bigint[]) AND NOT EXISTS (
          SELECT FROM pg_locks
          WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND objid::bigint = id
            AND classid = '${this.#table}'::regclass::oid
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        )`,
        [this.#presence.ids],
      );
      return rows.map(({ id }) => id);
    });
    if (suspects.length === 0) return [];
    try {
      await this.#database.clock.sleep(this.#graceMs, this.#closed.signal);
    } catch (thrown) {
      throw this.#database.failed(action, thrown);
    }
    return this.#use(action, async (query) => {
      // The lock is taken: whoever connects again at this moment waits, and finds the run closed.
      const { rows } = await query(
        `UPDATE ${this.#table}
        SET stopped_at = heartbeat_at, status = CASE status WHEN 'running' THEN 'unknown' ELSE status END
        WHERE id = ANY ($1::bigint[]) AND stopped_at IS NULL
          AND pg_try_advisory_xact_lock(${this.#presence.lockClass}, id::int)
        RETURNING *`,
        [suspects],
      );
      return rows.map(sessionRowOf).sort((a, b) => a.id - b.id);
    });
  }

  /**
   * The newest runs, newest first.
   *
   * @throws {RangeError} The promise rejects for a limit that is neither a whole number of at least 0 nor `Infinity`.
   */
  async list(limit = 100): Promise<readonly SessionRow[]> {
    checkNumber("list sessions", "limit", limit, { min: 0, integer: true, orInfinity: true });
    return await this.#use("list sessions", async (query) => {
      const { rows } = await query(`SELECT * FROM ${this.#table} ORDER BY id DESC LIMIT $1::bigint`, [
        Math.min(limit, Number.MAX_SAFE_INTEGER),
      ]);
      return rows.map(sessionRowOf);
    });
  }

  /** Lets go of the runs that are still open, and of the database, if it is this store's alone. Again: nothing. */
  async close(): Promise<void> {
    this.#closed.abort(new Error("the store is closed"));
    await this.#presence.close();
    if (this.#isOwner) await this.#database.close();
  }

  get #table(): string {
    return this.#database.tables.sessions;
  }

  #change(action: string, sql: string, values: readonly unknown[]): Promise<boolean> {
    return this.#use(action, async (query) => (await query(sql, values)).count === 1);
  }

  #use<T>(action: string, work: (query: Query) => Promise<T>): Promise<T> {
    return this.#database.use(action, (connection) => {
      this.#checkOpen();
      return work((sql, values) => connection.query(sql, values));
    });
  }

  #checkOpen(): void {
    this.#closed.signal.throwIfAborted();
  }
}

type Query = Parameters<Parameters<StoreDatabase["use"]>[1]>[0]["query"];

function errorColumns(error: SessionError | null): readonly (string | null)[] {
  if (error === null) return [null, null, null];
  return [plainText(error.type), plainText(error.message), plainTextOrNull(error.stack)];
}
