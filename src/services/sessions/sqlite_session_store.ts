import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { RunLock } from "./run_lock.ts";
import type { SessionEnd, SessionError, SessionRow, SessionStart, SessionStore } from "./session_store.ts";
import { sessionRowOf, sessionTableSteps } from "./session_table.ts";
import { type SqliteDatabase, SqliteFile } from "./sqlite_file.ts";

/** Options of a {@linkcode SqliteSessionStore}. */
export interface SqliteSessionStoreOptions {
  /**
   * The longest wait for another process that writes, in milliseconds. The whole process waits.
   * @default 1_000
   */
  readonly busyTimeoutMs?: number;
  /**
   * A name of this machine, for a folder that several machines share: the locks of another one do not reach here, so its runs count as
   * dead once more than three of their heartbeats are missing. Without it, locks alone tell.
   */
  readonly host?: string;
}

/**
 * Sessions in a SQLite file, which several applications, in one process or in many, may share.
 *
 * Beside the file, each run under way has a small file `<file>-run-<id>`, which it holds locked until it ends; by that lock
 * `reclaim` knows who lives, and a run that was killed is found at once. So the folder must be readable and writable, and on a disk of this machine.
 * A store in `:memory:` is its process's own.
 *
 * Needs `--allow-read` and `--allow-write` for the file's folder, and nothing for `:memory:`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SqliteSessionStore } from "@mainstay/supervisor/services";
 *
 * const store = await SqliteSessionStore.open(":memory:");
 * const id = store.create({ application: "app", atMs: 1_000, heartbeatMs: 300_000 });
 * store.finish(id, { atMs: 9_000, error: null, drops: { overflow: 3 } });
 * assertEquals(store.list().map(({ status, stoppedAtMs, drops }) => [status, stoppedAtMs, drops]), [
 *   ["success", 9_000, { overflow: 3 }],
 * ]);
 * store.close();
 * ```
 */
export class SqliteSessionStore implements SessionStore {
  readonly #file: SqliteFile;
  readonly #host: string | null;
  /** The open runs that are this store's, with their locks; in memory there are none. */
  readonly #runs = new Map<number, RunLock | undefined>();

  private constructor(file: SqliteFile, host: string | null) {
    this.#file = file;
    this.#host = host;
  }

  /**
   * Opens the file, or makes it if there is none, and brings its schema up to date. Other tables of the file are left alone.
   *
   * @param path Where the file is, or `:memory:`. Its folder must be there.
   * @throws {TypeError} The promise rejects for an unknown option, an empty path and an empty host.
   * @throws {RangeError} The promise rejects for a `busyTimeoutMs` that is no whole number of at least 0.
   * @throws {Error} The promise rejects when the file cannot be opened, is no SQLite database, is damaged, or comes from a later version;
   * names it.
   */
  static async open(path: string | URL, options: SqliteSessionStoreOptions = {}): Promise<SqliteSessionStore> {
    checkKeys("open a session store", "", options, ["busyTimeoutMs", "host"]);
    const { busyTimeoutMs, host } = options;
    if (host !== undefined && (typeof host !== "string" || host === "")) {
      throw new TypeError(
        `Cannot open a session store: "host" must be a text that is not empty, received ${shown(host)}`,
      );
    }
    const parts = { purpose: "session store", part: "sessions", steps: sessionTableSteps };
    const file = await SqliteFile.open(path, { ...parts, busyTimeoutMs });
    return new SqliteSessionStore(file, host ?? null);
  }

  /** Writes the row of a run that begins, and takes its lock. */
  create({ application, atMs, heartbeatMs }: SessionStart): number {
    let lock: RunLock | undefined;
    try {
      // Whoever judges or takes a lock is alone in a transaction: nobody sees the row before its lock is held.
      const id = this.#file.transact("create a session", (db) => {
        const { lastInsertRowid } = db.prepare(
          `INSERT INTO mainstay_sessions (application, host, started_at, heartbeat_at, heartbeat_ms, status, drops)
          VALUES (?, ?, ?, ?, ?, 'running', '{}')`,
        ).run(application, this.#host, atMs, atMs, Math.round(heartbeatMs));
        const path = this.#lockPath(Number(lastInsertRowid));
        if (path !== undefined) lock = RunLock.take(path);
        return Number(lastInsertRowid);
      });
      this.#runs.set(id, lock);
      return id;
    } catch (thrown) {
      // Its file stays: the next run has the same id, and by now it may be there.
      lock?.release();
      throw thrown;
    }
  }

  /** Writes that an open run was heard of. */
  heartbeat(id: number, atMs: number): boolean {
    return this.#file.use("write a heartbeat", (db) => {
      const sql = "UPDATE mainstay_sessions SET heartbeat_at = ? WHERE id = ? AND stopped_at IS NULL";
      return Number(db.prepare(sql).run(atMs, id).changes) === 1;
    });
  }

  /** Makes an open run a failure with this error, unless it has one. */
  recordCrash(id: number, error: SessionError): boolean {
    return this.#file.use("record a crash", (db) => recordCrash(db, id, error));
  }

  /** Closes an open run, and removes its lock. */
  finish(id: number, { atMs, error, drops }: SessionEnd): boolean {
    const closed = this.#file.transact("finish a session", (db) => {
      if (error !== null) recordCrash(db, id, error);
      const { changes } = db.prepare(
        `UPDATE mainstay_sessions
        SET stopped_at = ?, status = CASE status WHEN 'running' THEN 'success' ELSE status END, drops = ?
        WHERE id = ? AND stopped_at IS NULL`,
      ).run(atMs, JSON.stringify(drops), id);
      if (Number(changes) === 1) this.#removeLock(id);
      return Number(changes) === 1;
    });
    this.#runs.get(id)?.release();
    this.#runs.delete(id);
    return closed;
  }

  /** Closes each open run that nobody holds any more. */
  reclaim(atMs: number): readonly SessionRow[] {
    return this.#file.transact("reclaim sessions", (db) => {
      const open = db.prepare("SELECT * FROM mainstay_sessions WHERE stopped_at IS NULL ORDER BY id").all().map(
        sessionRowOf,
      );
      const close = db.prepare(
        `UPDATE mainstay_sessions
        SET stopped_at = heartbeat_at, status = CASE status WHEN 'running' THEN 'unknown' ELSE status END
        WHERE id = ? RETURNING *`,
      );
      return open.filter((row) => this.#isLost(row, atMs)).map(({ id }) => {
        this.#removeLock(id);
        return sessionRowOf(close.get(id)!);
      });
    });
  }

  /**
   * The newest runs, newest first.
   *
   * @throws {RangeError} For a limit that is neither a whole number of at least 0 nor `Infinity`.
   */
  list(limit = 100): readonly SessionRow[] {
    checkNumber("list sessions", "limit", limit, { min: 0, integer: true, orInfinity: true });
    return this.#file.use("list sessions", (db) => {
      const rows = db.prepare("SELECT * FROM mainstay_sessions ORDER BY id DESC LIMIT ?");
      return rows.all(limit === Infinity ? -1 : limit).map(sessionRowOf);
    });
  }

  /** Lets go of the runs that are still open, and closes the file. Again: nothing. */
  close(): void {
    for (const lock of this.#runs.values()) lock?.end();
    this.#runs.clear();
    this.#file.close();
  }

  #isLost({ id, host, heartbeatAtMs, heartbeatMs }: SessionRow, atMs: number): boolean {
    if (this.#runs.has(id)) return false;
    if (this.#host !== null && host !== null && host !== this.#host) return atMs - heartbeatAtMs > 3 * heartbeatMs;
    const path = this.#lockPath(id);
    return path === undefined || !RunLock.isHeld(path);
  }

  #removeLock(id: number): void {
    const path = this.#lockPath(id);
    if (path !== undefined) RunLock.remove(path);
  }

  #lockPath(id: number): string | undefined {
    return this.#file.path === undefined ? undefined : `${this.#file.path}-run-${id}`;
  }
}

function recordCrash(db: SqliteDatabase, id: number, { type, message, stack }: SessionError): boolean {
  const { changes } = db.prepare(
    `UPDATE mainstay_sessions SET status = 'failure', error_type = ?, error_message = ?, error_stack = ?
    WHERE id = ? AND stopped_at IS NULL AND error_type IS NULL`,
  ).run(type, message, stack, id);
  return Number(changes) === 1;
}
