import type { DatabaseSync, StatementSync } from "node:sqlite";
import { checkBoolean, checkNumber, shown } from "../../core/option_check.ts";
import { FileMark } from "./file_mark.ts";
import { checkPresent, migrate, type SqlitePart } from "./sqlite_schema.ts";

/** The database, as work with it gets it. */
export type SqliteDatabase = DatabaseSync;

/** What is opened: a part of a file. */
export interface SqliteFileOptions extends SqlitePart {
  /** What the file is for, as errors say it, such as `session store`. */
  readonly purpose: string;
  /** Further parts that the file must have. */
  readonly beside?: readonly SqlitePart[];
  /**
   * The longest wait for another process that writes, in milliseconds. The whole process waits.
   * @default 1_000
   */
  readonly busyTimeoutMs?: number;
  /**
   * Opens a file that is there, and neither makes nor changes it.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Queries that read a little of everything. With them each piece of work begins with a look at the file: one that was deleted or replaced
   * is opened anew, as if for the first time, and one that was overwritten in its place is refused until it is.
   */
  readonly probes?: readonly string[];
}

/** How a file is opened, now and later on. */
interface Way {
  readonly connect: (path: string | URL) => DatabaseSync;
  /** Throws if the file is not what it should be. */
  readonly probe: (path: string) => void;
  readonly readOnly: boolean;
  readonly heals: boolean;
}

/** Two processes that turn a new file to write-ahead logging at the same instant get in each other's way, without waiting. */
const journalAttempts = 20;

/**
 * Connections to files that are not there any more. They stay open: the last one to be closed would remove the log beside the file by its name, and
 * that may be another process's by now.
 */
const lost = new Set<DatabaseSync>();

/** A SQLite database with write-ahead logging, in a file or in memory, whose errors say what was not done, and where. */
export class SqliteFile {
  /** The file's full path, with no symbolic link in it; `undefined` in memory. */
  readonly path: string | undefined;
  readonly #way: Way;
  readonly #name: string;
  readonly #heals: boolean;
  readonly #statements = new Map<string, StatementSync>();
  #db: DatabaseSync;
  /** How the file and what SQLite keeps beside it looked when it was opened. */
  #mark: FileMark | undefined;
  #beside: readonly (readonly [path: string, mark: FileMark])[] = [];
  #closed = false;
  #hasLost = false;

  private constructor(db: DatabaseSync, way: Way) {
    this.#db = db;
    this.#way = way;
    this.path = db.location() ?? undefined;
    this.#name = this.path ?? ":memory:";
    this.#heals = way.heals && this.path !== undefined;
    this.#remember();
  }

  /**
   * Opens the file, makes it if there is none, and brings these parts of its schema up to date. What else the file holds is left alone. The
   * folder must be there. `node:sqlite` is loaded by the first call.
   *
   * @param path Where the file is, or `:memory:`.
   * @throws {TypeError} The promise rejects for a path that is neither a text nor a URL, or is empty, and for a bad `readOnly`.
   * @throws {RangeError} The promise rejects for a bad `busyTimeoutMs`.
   * @throws {Error} The promise rejects when the file cannot be opened, is no SQLite database, is damaged, or comes from a later version;
   * to be read only, also when it is not there, or lacks a part in its present version. Names it.
   */
  static async open(path: string | URL, options: SqliteFileOptions): Promise<SqliteFile> {
    const { purpose, part, steps, beside = [], busyTimeoutMs = 1_000, readOnly = false, probes } = options;
    if (!(path instanceof URL) && (typeof path !== "string" || path === "")) {
      throw new TypeError(
        `Cannot open a ${purpose}: "path" must be a text that is not empty or a URL, received ${shown(path)}`,
      );
    }
    checkNumber(`open a ${purpose}`, "busyTimeoutMs", busyTimeoutMs, { min: 0, integer: true });
    checkBoolean(`open a ${purpose}`, "readOnly", readOnly);
    const sqlite = await import("node:sqlite");
    const parts = [{ part, steps }, ...beside];
    const connect = (place: string | URL) =>
      connected(new sqlite.DatabaseSync(place, { timeout: busyTimeoutMs }), parts);
    const connectToRead = (place: string | URL) => {
      if (place !== ":memory:") checkThere(place);
      // Who opens a log to read leaves it behind: where there is none, SQLite has to be able to take it away again.
      const db = new sqlite.DatabaseSync(place, { timeout: busyTimeoutMs, readOnly: hasLog(place) });
      return orClosed(db, () => {
        db.exec("PRAGMA query_only = ON");
        parts.forEach((wanted) => checkPresent(db, wanted));
      });
    };
    // The present connection has in its memory what is gone in the file; a new one has to read.
    const probe = (place: string) => {
      const db = new sqlite.DatabaseSync(place, { timeout: busyTimeoutMs, readOnly: true });
      orClosed(db, () => probes?.forEach((sql) => db.prepare(sql).get()));
      db.close();
    };
    try {
      const chosen = readOnly ? connectToRead : connect;
      return new SqliteFile(chosen(path), { connect: chosen, probe, readOnly, heals: probes !== undefined });
    } catch (thrown) {
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
      return work(this.#present());
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
    return this.use(action, (db) =>
      transaction(db, () => {
        this.#checkStillPresent();
        return work(db);
      }));
  }

  /** Whether the file was deleted or replaced since this was asked last: what it held is gone. */
  takeLoss(): boolean {
    const hasLost = this.#hasLost;
    this.#hasLost = false;
    return hasLost;
  }

  /** A statement of a few that are used again and again: it is prepared once. For work under way only. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = this.#db.prepare(sql));
    return statement;
  }

  /** Closes the file. Again: nothing. */
  close(): void {
    this.#closed = true;
    this.#disconnect();
  }

  /** The database at the path: what was opened or, if that is gone, what is there now. */
  #present(): DatabaseSync {
    if (!this.#heals || this.#closed) return this.#db;
    const look = this.#mark!.look();
    if (look === "gone") this.#reopen();
    else if (!this.#db.isOpen) this.#connect();
    else if (this.#isLogGone()) this.#rescue();
    if (look === "touched") this.#examine();
    return this.#db;
  }

  /**
   * Looks again while nobody else writes. Whoever waited for that may have waited for somebody who found the log gone and began a new one: what he
   * wrote into the old one would be lost, and would ruin the file.
   */
  #checkStillPresent(): void {
    if (!this.#heals || (this.#mark!.look() !== "gone" && !this.#isLogGone())) return;
    throw new Error("somebody else removed it, or its log, just now");
  }

  #isLogGone(): boolean {
    return this.#beside.some(([, mark]) => mark.isGone);
  }

  /**
   * Somebody took away what SQLite keeps beside the file. What the lost log holds is still in reach of those who have it open, and goes into the
   * file before a new log begins. That is safe only for whoever is alone: two with different logs would ruin the file. To leave the mode with a
   * log SQLite asks for just that.
   */
  #rescue(): void {
    try {
      if (this.#db.prepare("PRAGMA journal_mode = DELETE").get()?.journal_mode !== "delete") {
        throw new Error("it is busy");
      }
    } catch (thrown) {
      throw new Error(
        `somebody else removed its log, which can be mended once only one connection has it open: ${reason(thrown)}`,
        { cause: thrown },
      );
    }
    this.#disconnect();
    this.#connect();
  }

  #reopen(): void {
    lost.add(this.#db);
    this.#statements.clear();
    // Logs of the lost file beside a new one would be taken for its own.
    for (const [path, mark] of this.#beside) {
      if (mark.look() !== "gone") Deno.removeSync(path);
    }
    this.#beside = [];
    this.#connect();
    this.#hasLost = true;
  }

  #disconnect(): void {
    this.#statements.clear();
    if (this.#db.isOpen && !lost.has(this.#db)) this.#db.close();
  }

  #connect(): void {
    this.#db = this.#way.connect(this.path!);
    this.#remember();
  }

  #remember(): void {
    if (!this.#heals) return;
    this.#mark = new FileMark(this.path!);
    if (!this.#way.readOnly) {
      this.#beside = ["-wal", "-shm"].map((end) => [this.path + end, new FileMark(this.path + end)]);
    }
  }

  /** Somebody wrote to the file: SQLite, which moves its log there now and then, or somebody who ruined it. */
  #examine(): void {
    const { size } = Deno.statSync(this.path!);
    const pageSize = Number(this.statement("PRAGMA page_size").get()!.page_size);
    if (size === 0 || size % pageSize !== 0) {
      throw new Error(`somebody else overwrote the file: ${size} bytes are no database with pages of ${pageSize}`);
    }
    try {
      this.#way.probe(this.path!);
    } catch (thrown) {
      throw new Error(`somebody else overwrote the file: ${reason(thrown)}`, { cause: thrown });
    }
    this.#mark!.accept();
  }
}

function connected(db: DatabaseSync, parts: readonly SqlitePart[]): DatabaseSync {
  return orClosed(db, () => {
    logAhead(db);
    transaction(db, () => parts.forEach((part) => migrate(db, part)));
  });
}

function orClosed(db: DatabaseSync, work: () => void): DatabaseSync {
  try {
    work();
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function checkThere(path: string | URL): void {
  try {
    Deno.statSync(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) throw new Error("there is no such file", { cause: thrown });
    throw thrown;
  }
}

function hasLog(path: string | URL): boolean {
  try {
    Deno.statSync(path instanceof URL ? new URL(`${path.href}-wal`) : `${path}-wal`);
    return true;
  } catch {
    return false;
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
