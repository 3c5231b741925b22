import { shown } from "../../core/option_check.ts";
import { addressName, type PostgresAddress, resolvedAddress } from "./postgres_address.ts";
import { type OwnConnection, PostgresClient, type PostgresConnection } from "./postgres_client.ts";
import { failureReason, leavesConnection } from "./postgres_failure.ts";
import { type PostgresOptions, type PostgresTerms, postgresTermsOf } from "./postgres_options.ts";
import { checkPresent, migrate, type PostgresTables, type SchemaPart, tablesOf } from "./postgres_schema.ts";

/** A database as stores use it: with the names of its tables, and with errors that say what was not done, and where. */
export class StoreDatabase {
  /** Where the database is, as messages say it: host, port and name. */
  readonly name: string;
  readonly #client: PostgresClient;
  readonly #terms: PostgresTerms;
  readonly #tables: PostgresTables;
  #closing: Promise<void> | undefined;

  private constructor(name: string, client: PostgresClient, terms: PostgresTerms) {
    this.name = name;
    this.#client = client;
    this.#terms = terms;
    this.#tables = tablesOf(terms.schema);
  }

  /**
   * Checks the address and the options, and loads the client. Nothing is connected yet.
   *
   * @param action What could not be done, such as `open an execution store`.
   * @param where Such as `postgres://user:password@host:5432/database`, or the same in parts.
   * @throws {TypeError} The promise rejects for a URL of another form, for an unknown option, and for a value of the wrong kind.
   * @throws {RangeError} The promise rejects for a number that its option cannot hold.
   */
  static async open(
    action: string,
    where: string | URL | PostgresAddress,
    options: PostgresOptions,
  ): Promise<StoreDatabase> {
    if (typeof where !== "string" && (typeof where !== "object" || where === null)) {
      throw new TypeError(`Cannot ${action}: "url" must be a text, a URL or an object, received ${shown(where)}`);
    }
    const address = resolvedAddress(action, where);
    const terms = postgresTermsOf(action, options);
    return new StoreDatabase(addressName(address), await PostgresClient.load(address, terms), terms);
  }

  /** The names of the tables. */
  get tables(): PostgresTables {
    return this.#tables;
  }

  /** Where the waits of this side come from. */
  get clock(): PostgresTerms["clock"] {
    return this.#terms.clock;
  }

  /**
   * Brings parts of the schema up to date. Many processes may do so at once. Of one that is only read, looks whether they are.
   *
   * @throws {Error} The promise rejects when the server cannot be asked, and when a part is of a later release; nothing is changed then.
   * Of one that is only read, also when a part is of an earlier release, or is not there.
   */
  async migrate(action: string, parts: readonly SchemaPart[]): Promise<void> {
    const bring = this.#terms.readOnly ? checkPresent : migrate;
    await this.transact(action, (connection) => bring(connection, this.#tables, parts));
  }

  /**
   * Does some work with a connection; each statement is written by itself.
   *
   * @throws {Error} The promise rejects with `Cannot <action> in "<name>": …`.
   */
  async use<T>(action: string, work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    try {
      this.#checkOpen();
      return await this.#client.lend(work);
    } catch (thrown) {
      throw this.failed(action, thrown);
    }
  }

  /**
   * Does some work in one transaction: all of it is written, or, if it throws, nothing. If the connection breaks while it ends, nobody knows.
   *
   * @throws {Error} The promise rejects with `Cannot <action> in "<name>": …`.
   */
  transact<T>(action: string, work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    return this.use(action, async (connection) => {
      await connection.query("BEGIN");
      try {
        const result = await work(connection);
        await connection.query("COMMIT");
        return result;
      } catch (thrown) {
        // A connection of which nobody knows what became of it is not asked again: it is ended, and the transaction with it.
        if (!leavesConnection(thrown)) throw thrown;
        await connection.query("ROLLBACK").catch(() => {
          throw new Error(failureReason(thrown), { cause: thrown });
        });
        throw thrown;
      }
    });
  }

  /**
   * A connection outside of the pool, for its owner alone.
   *
   * @throws {Error} The promise rejects with what hinders it, in the client's words.
   */
  async own(): Promise<OwnConnection> {
    this.#checkOpen();
    return await this.#client.own();
  }

  /** Ends all connections, once nobody uses them. Again: nothing. */
  close(): Promise<void> {
    return this.#closing ??= this.#client.close();
  }

  /** What failed, with what was not done and where. */
  failed(action: string, thrown: unknown): Error {
    return new Error(`Cannot ${action} in "${this.name}": ${failureReason(thrown)}`, { cause: thrown });
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new Error("the database is closed");
  }
}
