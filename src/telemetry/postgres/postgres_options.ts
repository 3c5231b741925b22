import type { Clock } from "../../core/clock.ts";
import { checkBoolean, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { checkMethods } from "../../drivers/driver_options.ts";
import { checkTls, type PostgresTls } from "./postgres_tls.ts";

/** How a database is used. */
export interface PostgresOptions {
  /**
   * The schema that holds the tables; it is made if it is not there. Letters, digits and underscores, 63 at most, not beginning with a digit.
   * @default "mainstay"
   */
  readonly schema?: string;
  /**
   * The most connections at once. A session store has one more, which says that its runs live.
   * @default 4
   */
  readonly maxConnections?: number;
  /**
   * How long connecting may take, and waiting for a connection that is free, in milliseconds.
   * @default 5_000
   */
  readonly connectTimeoutMs?: number;
  /**
   * How long the server may take for one statement, waiting for locks included, in milliseconds. A server that does not even say that it
   * gave up is not waited for more than `connectTimeoutMs` longer.
   * @default 30_000
   */
  readonly statementTimeoutMs?: number;
  /**
   * Whether it is only read: the schema must be there, and what would write is refused by the server.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * What the server's own views call the connections.
   * @default "mainstay"
   */
  readonly applicationName?: string;
  /**
   * Whether connections are encrypted, and how. Given here, it goes before what the address says.
   * @default false
   */
  readonly tls?: boolean | PostgresTls;
  /**
   * Time for the waits that are not the server's.
   * @default systemClock
   */
  readonly clock?: Clock;
}

/** The names of all options. */
export const postgresFields = [
  "schema",
  "maxConnections",
  "connectTimeoutMs",
  "statementTimeoutMs",
  "readOnly",
  "applicationName",
  "tls",
  "clock",
] as const satisfies readonly (keyof PostgresOptions)[];

/** Options with nothing left open, but what the address may say. */
export type PostgresTerms = Required<Omit<PostgresOptions, "tls">> & Pick<PostgresOptions, "tls">;

/** What a timer of the platform, and a setting of the server, can hold. */
const longestMs = 2 ** 31 - 1;

/**
 * Checks the options and fills in what they leave open.
 *
 * @param action What could not be done, such as `open an execution store`.
 * @throws {TypeError} For an unknown option, and for a value of the wrong kind.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function postgresTermsOf(action: string, options: PostgresOptions): PostgresTerms {
  checkKeys(action, "", options, postgresFields);
  const {
    schema = "mainstay",
    maxConnections = 4,
    connectTimeoutMs = 5_000,
    statementTimeoutMs = 30_000,
    readOnly = false,
    applicationName = "mainstay",
    tls,
    clock = systemClock,
  } = options;
  checkSchema(action, schema);
  checkNumber(action, "maxConnections", maxConnections, { min: 1, integer: true });
  checkMilliseconds(action, "connectTimeoutMs", connectTimeoutMs);
  checkMilliseconds(action, "statementTimeoutMs", statementTimeoutMs);
  checkBoolean(action, "readOnly", readOnly);
  if (typeof applicationName !== "string" || !/^[\x20-\x7e]{1,63}$/.test(applicationName)) {
    const received = shown(applicationName);
    throw new TypeError(
      `Cannot ${action}: "applicationName" must be 1 to 63 printable ASCII characters, received ${received}`,
    );
  }
  if (tls !== undefined) checkTls(action, tls);
  checkMethods(action, "clock", clock, ["now", "sleep"]);
  return { schema, maxConnections, connectTimeoutMs, statementTimeoutMs, readOnly, applicationName, tls, clock };
}

function checkSchema(action: string, schema: unknown): void {
  // PostgreSQL would cut off a longer name without a word, and keeps the prefix "pg_" to itself.
  if (typeof schema === "string" && /^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) return;
  const rule = 'letters, digits and underscores, 63 at most, beginning neither with a digit nor with "pg_"';
  throw new TypeError(`Cannot ${action}: "schema" must be a text of ${rule}, received ${shown(schema)}`);
}

function checkMilliseconds(action: string, field: string, value: number): void {
  checkNumber(action, field, value, { min: 1, integer: true });
  if (value <= longestMs) return;
  throw new RangeError(`Cannot ${action}: "${field}" must be at most ${longestMs}, received ${value}`);
}
