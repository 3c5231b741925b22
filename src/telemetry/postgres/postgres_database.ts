import type { PostgresAddress } from "./postgres_address.ts";
import type { PostgresOptions } from "./postgres_options.ts";
import { StoreDatabase } from "./store_database.ts";

/** What stores need of a database, and nobody else. */
export let storeDatabaseOf: (database: PostgresDatabase) => StoreDatabase;

/**
 * A PostgreSQL database, for stores that share its connections.
 *
 * Connections are made when they are needed. When the server goes away, what is asked of it rejects, in time; when it is back, so are the
 * connections. Needs `--allow-net` for the server, and for a socket instead `--allow-read` and `--allow-write`. The package behind it looks
 * for two variables of the environment when it is loaded, and does without them: in a terminal, `--no-prompt` keeps Deno from asking.
 */
export class PostgresDatabase {
  readonly #database: StoreDatabase;

  private constructor(database: StoreDatabase) {
    this.#database = database;
  }

  static {
    storeDatabaseOf = (database) => database.#database;
  }

  /**
   * Checks the address and the options, and loads the client. Nothing is connected yet.
   *
   * @param where Such as `postgres://user:password@host:5432/database`, or the same in parts.
   * @throws {TypeError} The promise rejects for a URL of another form, for an unknown option, and for a value of the wrong kind.
   * @throws {RangeError} The promise rejects for a number that its option cannot hold.
   */
  static async open(where: string | URL | PostgresAddress, options: PostgresOptions = {}): Promise<PostgresDatabase> {
    return new PostgresDatabase(await StoreDatabase.open("open a PostgreSQL database", where, options));
  }

  /** Where the database is, as messages say it: host, port and name. */
  get name(): string {
    return this.#database.name;
  }

  /** Ends all connections, once nobody uses them. Again: nothing. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
