import type { DatabaseSync } from "node:sqlite";
import { checkNumber, shown } from "../../core/option_check.ts";

/** The database, as work with it gets it. */
export type SqliteDatabase = DatabaseSync;

/** What is opened. */
export interface SqliteFileOptions {
  /** What the file is for, as errors say it, such as `session store`. */
  readonly purpose: string;
  /** The name of this part of the file: several may share one file, each with a version of its own. */
  readonly part: string;
  /** The statements that lead from each version of the part's schema to the next one, from none on. Released ones never change. */
  readonly steps: readonly string[];
  /**
   * The longest wait for another process that writes, in milliseconds. The whole process waits.
   * @default 1_000
   */
  readonly busyTimeoutMs?: number;
}

/** Two processes that turn a new file to write-ahead logging at the same instant get in each other's way, without waiting. */
const journalAttempts = 20;

/** A SQLite database with write-ahead logging, in a file or in memory, whose errors say what was not done, and where. */
export class SqliteFile {
  /** The file's full path, with no symbolic link in it; `undefined` in memory. */
  readonly path: string | undefined;
  readonly #db: DatabaseSync;
  readonly #name: string;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.path = db.location() ?? undefined;
    this.#name = this.path ?? ":memory:";
  }

  /**
   * Opens the file, makes it if there is none, and brings this part of its schema up to date. What else the file holds is left alone. The
   * folder must be there. `node:sqlite` is loaded by the first call.
   *
   * @param path Where the file is, or `:memory:`.
   * @throws {TypeError} The promise rejects for a path that is neither a text nor a URL, or is empty.
   * @throws {RangeError} The promise rejects for a bad `busyTimeoutMs`.
   * @throws {Error} The promise rejects when the file cannot be opened, is no SQLite database, is damaged, or comes from a later version;
   * names it.
   */
  static async open(path: string | URL, options: SqliteFileOptions): Promise<SqliteFile> {
    const { purpose, part, steps, busyTimeoutMs = 1_000 } = options;
    if (!(path instanceof URL) && (typeof path !== "string" || path === "")) {
      throw new TypeError(
        `Cannot open a ${purpose}: "path" must be a text that is not empty or a URL, received ${shown(path)}`,
      );
    }
    checkNumber(`open a ${purpose}`, "busyTimeoutMs", busyTimeoutMs, { min: 0, integer: true });
    const { DatabaseSync } = await import("node:sqlite");
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(path, { timeout: busyTimeoutMs });
      logAhead(db);
      transaction(db, () => migrate(db!, part, steps));
      return new SqliteFile(db);
    } catch (thrown) {
      db?.close();
      throw new Error(`Cannot open ${purpose} "${path}": ${reason(thrown)}`, { cause: thrown });
    }
  }

  /**
   * Does some work with the database; each statement is written by itself.
   *
   * @throws {Error} `Cannot <action> in "<path>": …`.
   */
  use<T>(action: string, work: (db: SqliteDatabase) => T): T {
    try {
      return work(this.#db);
    } catch (thrown) {
      throw new Error(`Cannot ${action} in "${this.#name}": ${reason(thrown)}`, { cause: thrown });
    }
  }

  /**
   * Does some work while nobody else writes: all of it is written, or, if it throws, nothing.
   *
   * @throws {Error} `Cannot <action> in "<path>": …`.
   */
  transact<T>(action: string, work: (db: SqliteDatabase) => T): T {
    return this.use(action, (db) => transaction(db, () => work(db)));
  }

  /** Closes the file. Again: nothing. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

function logAhead(db: DatabaseSync): void {
  for (let attempt = 1;; attempt++) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (thrown) {
      if (attempt === journalAttempts) throw thrown;
      // A transaction, unlike the pragma, waits until the others are through.
      transaction(db, () => {});
    }
  }
}

function migrate(db: DatabaseSync, part: string, steps: readonly string[]): void {
  db.exec("CREATE TABLE IF NOT EXISTS mainstay_schema (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT");
  const found = db.prepare("SELECT version FROM mainstay_schema WHERE part = ?").get(part);
  const version = Number(found?.version ?? 0);
  if (version > steps.length) {
    throw new Error(
      `its "${part}" have version ${version}, of a later release; this one knows them up to ${steps.length}`,
    );
  }
  for (const step of steps.slice(version)) db.exec(step);
  // Written even if it was there: SQLite opens a file that cannot be written without a word.
  db.prepare("INSERT OR REPLACE INTO mainstay_schema (part, version) VALUES (?, ?)").run(part, steps.length);
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (thrown) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw thrown;
  }
}

function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
