import { checkNumber } from "../../core/option_check.ts";
import type { SessionEnd, SessionError, SessionRow, SessionStart, SessionStore } from "./session_store.ts";

/** What stores with common rows share. */
interface Table {
  /** Oldest first; the row with id n is at n - 1. */
  readonly rows: SessionRow[];
  /** The open runs that a store holds. */
  readonly held: Set<number>;
}

/**
 * Sessions in memory, for tests and for applications that keep no records: they are gone with the process.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemorySessionStore } from "@mainstay/supervisor/services";
 *
 * const killed = new MemorySessionStore();
 * killed.create({ application: "app", atMs: 1_000, heartbeatMs: 300_000 });
 * killed.close();
 *
 * const next = new MemorySessionStore(killed);
 * assertEquals(next.reclaim(5_000).map(({ status, stoppedAtMs }) => [status, stoppedAtMs]), [["unknown", 1_000]]);
 * ```
 */
export class MemorySessionStore implements SessionStore {
  readonly #table: Table;
  readonly #own = new Set<number>();
  #closed = false;

  /**
   * Makes a store without rows.
   *
   * @param beside A store whose rows the new one shares, as two processes share a file.
   */
  constructor(beside?: MemorySessionStore) {
    this.#table = beside === undefined ? { rows: [], held: new Set() } : beside.#table;
  }

  /** Writes the row of a run that begins. */
  create({ application, atMs, heartbeatMs }: SessionStart): number {
    this.#checkOpen("create a session");
    const id = this.#table.rows.length + 1;
    this.#table.rows.push({
      id,
      application,
      host: null,
      startedAtMs: atMs,
      stoppedAtMs: null,
      heartbeatAtMs: atMs,
      heartbeatMs,
      status: "running",
      error: null,
      drops: {},
    });
    this.#table.held.add(id);
    this.#own.add(id);
    return id;
  }

  /** Writes that an open run was heard of. */
  heartbeat(id: number, atMs: number): boolean {
    this.#checkOpen("write a heartbeat");
    return this.#change(id, () => ({ heartbeatAtMs: atMs }));
  }

  /** Makes an open run a failure with this error, unless it has one. */
  recordCrash(id: number, error: SessionError): boolean {
    this.#checkOpen("record a crash");
    if (this.#table.rows[id - 1]?.error) return false;
    return this.#change(id, () => ({ status: "failure", error: { ...error } }));
  }

  /** Closes an open run. */
  finish(id: number, { atMs, error, drops }: SessionEnd): boolean {
    this.#checkOpen("finish a session");
    return this.#change(id, (row) => {
      const kept = row.error ?? (error === null ? null : { ...error });
      return { stoppedAtMs: atMs, status: kept === null ? "success" : "failure", error: kept, drops: { ...drops } };
    });
  }

  /** Closes each open run whose store is closed; the time is not asked for. */
  reclaim(_atMs?: number): readonly SessionRow[] {
    this.#checkOpen("reclaim sessions");
    const lost = this.#table.rows.filter(({ id, stoppedAtMs }) => stoppedAtMs === null && !this.#table.held.has(id));
    return lost.map(({ id }) => {
      this.#change(id, ({ heartbeatAtMs, error }) => ({
        stoppedAtMs: heartbeatAtMs,
        status: error === null ? "unknown" : "failure",
      }));
      return this.#table.rows[id - 1]!;
    });
  }

  /**
   * The newest runs, newest first.
   *
   * @throws {RangeError} For a limit that is neither a whole number of at least 0 nor `Infinity`.
   */
  list(limit = 100): readonly SessionRow[] {
    checkNumber("list sessions", "limit", limit, { min: 0, integer: true, orInfinity: true });
    this.#checkOpen("list sessions");
    return this.#table.rows.toReversed().slice(0, limit);
  }

  /** Lets go of the runs that are still open. The rows stay for stores beside this one. */
  close(): void {
    this.#closed = true;
    for (const id of this.#own) this.#table.held.delete(id);
    this.#own.clear();
  }

  /** Rows are replaced, never changed: who has one keeps it as it was. */
  #change(id: number, change: (row: SessionRow) => Partial<SessionRow>): boolean {
    const row = this.#table.rows[id - 1];
    if (row === undefined || row.stoppedAtMs !== null) return false;
    const changed = { ...row, ...change(row) };
    this.#table.rows[id - 1] = changed;
    if (changed.stoppedAtMs !== null) this.#table.held.delete(id);
    return true;
  }

  #checkOpen(action: string): void {
    if (this.#closed) throw new Error(`Cannot ${action} in memory: the store is closed`);
  }
}
