import type { OwnConnection, PostgresResult } from "./postgres_client.ts";
import type { StoreDatabase } from "./store_database.ts";

/** How long it waits before it connects again: twice as long each time, up to a limit that leaves time within a store's grace. */
const firstDelayMs = 50;
const longestDelayMs = 400;

/**
 * Says that runs live, for as long as their process does: by locks of a connection of its own, which the server frees the moment that the
 * connection is gone. A connection that breaks while the process lives is made again, and the locks are taken again.
 */
export class SessionPresence {
  readonly #database: StoreDatabase;
  readonly #ids = new Set<number>();
  readonly #closed = new AbortController();
  #connection: Promise<OwnConnection> | undefined;
  /** Ends when what was asked of the connection before is through: it does one thing after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  /** The class of the locks, in a statement: the table's own number, so that nobody else's locks are meant. */
  get lockClass(): string {
    return `'${this.#database.tables.sessions}'::regclass::oid::int`;
  }

  /** The runs that are said to live. */
  get ids(): readonly number[] {
    return [...this.#ids];
  }

  /**
   * Does a statement that makes a run, and takes its lock before anybody can see the run.
   *
   * @param insert Returns the `id`.
   * @throws {unknown} The promise rejects with what hinders it; the run is nobody's then, if it is there at all.
   */
  begin(insert: string, values: readonly unknown[]): Promise<number> {
    return this.#inTurn(async () => {
      const sql = `WITH made AS (${insert} RETURNING id)
        SELECT id, pg_advisory_lock(${this.lockClass}, id::int) FROM made`;
      const connection = await this.#connected();
      const { rows } = await asked(connection, sql, values);
      const id = rows[0]!.id as number;
      this.#ids.add(id);
      return id;
    });
  }

  /** Frees a run's lock. Never throws: a lock that stays says nothing of a run that is closed. */
  async end(id: number): Promise<void> {
    if (!this.#ids.delete(id)) return;
    const unlock = `SELECT pg_advisory_unlock(${this.lockClass}, $1::int)`;
    await this.#inTurn(async () => asked(await this.#connected(), unlock, [id])).catch(() => {});
  }

  /** Frees all locks. */
  async close(): Promise<void> {
    this.#closed.abort(new Error("the store is closed"));
    this.#ids.clear();
    await this.#turn;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.end();
  }

  #connected(): Promise<OwnConnection> {
    this.#closed.signal.throwIfAborted();
    return this.#connection ??= this.#connect();
  }

  async #connect(): Promise<OwnConnection> {
    try {
      const connection = await this.#database.own();
      // A process that is gone with its machine says no good-bye: the server asks, and gives up after a minute.
      await asked(
        connection,
        "SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')) AS s (name, value)",
      );
      const lock = `SELECT pg_advisory_lock(${this.lockClass}, id::int) FROM unnest($1::bigint[]) AS id`;
      if (this.#ids.size > 0) await asked(connection, lock, [this.ids]);
      // Only now: whoever is about to come back tries again by himself.
      connection.ended.then(() => {
        this.#connection = undefined;
        this.#comeBack();
      });
      return connection;
    } catch (thrown) {
      this.#connection = undefined;
      throw thrown;
    }
  }

  async #comeBack(): Promise<void> {
    const { signal } = this.#closed;
    for (
      let delayMs = firstDelayMs;
      !signal.aborted && this.#ids.size > 0;
      delayMs = Math.min(2 * delayMs, longestDelayMs)
    ) {
      try {
        await this.#inTurn(() => this.#connected());
        return;
      } catch {
        await this.#database.clock.sleep(delayMs, signal).catch(() => {});
      }
    }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** A connection that failed to answer is not used again, whatever the reason. */
async function asked(connection: OwnConnection, sql: string, values: readonly unknown[] = []): Promise<PostgresResult> {
  try {
    return await connection.query(sql, values);
  } catch (thrown) {
    await connection.end();
    throw thrown;
  }
}
