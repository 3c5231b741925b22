import { withinLimit } from "../../services/sessions/time_limit.ts";
import type { ResolvedAddress } from "./postgres_address.ts";
import { leavesConnection } from "./postgres_failure.ts";
import type { PostgresTerms } from "./postgres_options.ts";

/** What a statement answered. Whole numbers and fractions are numbers, true and false are so, all else is text. */
export interface PostgresResult {
  readonly rows: readonly Record<string, unknown>[];
  /** How many rows it read or wrote. */
  readonly count: number;
}

/** One connection, for one statement after the other. */
export interface PostgresConnection {
  /** Does one statement; `$1` and so on stand for the values. */
  query(sql: string, values?: readonly unknown[]): Promise<PostgresResult>;
}

/** A connection that is its owner's alone, until it ends. */
export interface OwnConnection extends PostgresConnection {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it, and waits until it has ended, but not for ever. */
  end(): Promise<void>;
}

/** What of the package's client is used here. */
interface Client {
  binary: boolean;
  connect(): Promise<unknown>;
  query(query: unknown): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null; command: string }>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
  once(event: "end", listener: () => void): void;
  readonly connection: { readonly stream: { destroy(): void } };
}

interface PooledClient extends Client {
  release(broken: boolean): void;
}

interface Pool {
  connect(): Promise<PooledClient>;
  on(event: "error", listener: () => void): void;
  on(event: "connect", listener: (client: Client) => void): void;
  end(): Promise<void>;
}

/** The connections of one process to one database: at most so many, made when they are needed, replaced when they break. */
export class PostgresClient {
  readonly #Client: new (config: unknown) => Client;
  readonly #pool: Pool;
  readonly #config: Record<string, unknown>;
  readonly #terms: PostgresTerms;
  /** The connections that have not ended, each with the promise of its end. */
  readonly #open = new Map<Client, Promise<void>>();

  private constructor(pg: Record<"Client" | "Pool", unknown>, config: Record<string, unknown>, terms: PostgresTerms) {
    const Plain = pg.Client as new (config: unknown) => Client;
    this.#Client = class extends Plain {
      constructor(config: unknown) {
        super(config);
        this.binary = false;
      }
    };
    this.#config = config;
    this.#terms = terms;
    const limits = { max: terms.maxConnections, connectionTimeoutMillis: terms.connectTimeoutMs };
    this.#pool = new (pg.Pool as new (config: unknown) => Pool)({ ...config, ...limits, Client: this.#Client });
    // A connection that breaks while nobody uses it is replaced by the next one; unheard, this event would end the process.
    this.#pool.on("error", () => {});
    this.#pool.on("connect", (client) => this.#watch(client));
  }

  /** Loads the package, and connects to nothing yet. */
  static async load(address: ResolvedAddress, terms: PostgresTerms): Promise<PostgresClient> {
    const { default: pg } = await import("pg");
    return new PostgresClient(pg, configOf(address, terms), terms);
  }

  /**
   * Lends a connection for some work.
   *
   * @throws {Error} The promise rejects when there is none in time, and with what the work throws.
   */
  async lend<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let isBroken = false;
    try {
      return await work({ query: (sql, values) => ask(client, sql, values) });
    } catch (thrown) {
      isBroken = !leavesConnection(thrown);
      throw thrown;
    } finally {
      client.release(isBroken);
    }
  }

  /**
   * Makes a connection outside of the pool.
   *
   * @throws {Error} The promise rejects when there is none in time.
   */
  async own(): Promise<OwnConnection> {
    const client = new this.#Client({ ...this.#config, connectionTimeoutMillis: this.#terms.connectTimeoutMs });
    const ended = this.#watch(client);
    await client.connect();
    return {
      query: (sql, values) => ask(client, sql, values),
      ended,
      end: () => {
        client.end().catch(() => {});
        return this.#gone(client, ended);
      },
    };
  }

  /** Ends the pool's connections, once nobody uses them, and waits for all to be gone, but not for ever. */
  async close(): Promise<void> {
    await this.#pool.end();
    await Promise.all(Array.from(this.#open, ([client, ended]) => this.#gone(client, ended)));
  }

  /** Waits until a connection has ended. A server that says nothing is not waited for any longer. */
  async #gone(client: Client, ended: Promise<void>): Promise<void> {
    const { clock, connectTimeoutMs } = this.#terms;
    await withinLimit(clock, connectTimeoutMs, "end a connection", () => ended)
      .catch(() => client.connection.stream.destroy());
  }

  #watch(client: Client): Promise<void> {
    // Who waits for an answer is told by its promise.
    client.on("error", () => {});
    const ended = new Promise<void>((resolve) => client.once("end", resolve)).then(() =>
      void this.#open.delete(client)
    );
    this.#open.set(client, ended);
    return ended;
  }
}

async function ask(client: Client, text: string, values: readonly unknown[] = []): Promise<PostgresResult> {
  const { rows, rowCount, command } = await client.query({ text, values, types: { getTypeParser: parserOf } });
  // A transaction in which something failed unnoticed ends like this, without an error.
  if (text === "COMMIT" && command !== "COMMIT") throw new Error("the transaction was rolled back");
  return { rows, count: rowCount ?? 0 };
}

function parserOf(type: number): (text: string) => unknown {
  if (type === 16) return (text) => text === "t";
  const isNumber = type === 20 || type === 21 || type === 23 || type === 701;
  return isNumber ? Number : (text) => text;
}

/**
 * What the client is told. What it is not told, and what it is told to be empty or false, it looks for in the environment, which takes a
 * permission: so everything is said, and `binary` is taken back later.
 */
function configOf({ host, port, database, user, password, tls }: ResolvedAddress, terms: PostgresTerms) {
  const { statementTimeoutMs, connectTimeoutMs } = terms;
  const settings = {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    default_transaction_read_only: terms.readOnly ? "on" : "off",
    client_min_messages: "error",
    DateStyle: "ISO",
  };
  return {
    host,
    port,
    database,
    user,
    password: typeof password === "function" ? password : () => password,
    ssl: sslOf(terms.tls ?? tls),
    sslnegotiation: "postgres",
    binary: true,
    replication: "false",
    client_encoding: "UTF8",
    application_name: terms.applicationName,
    fallback_application_name: "mainstay",
    options: Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(" "),
    query_timeout: statementTimeoutMs + connectTimeoutMs,
    keepAlive: true,
  };
}

function sslOf(tls: ResolvedAddress["tls"]): unknown {
  if (typeof tls === "boolean") return tls;
  const { ca, cert, key, serverName, verify = true } = tls;
  return { ca, cert, key, servername: serverName, rejectUnauthorized: verify };
}
