import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { checkTls, type PostgresTls } from "./postgres_tls.ts";

/** Where a database is, and as whom to connect. Nothing is read from the environment, nor from files of passwords. */
export interface PostgresAddress {
  /**
   * The server's name or address; a text that begins with "/" is the folder of its socket.
   * @default "localhost"
   */
  readonly host?: string;
  /**
   * The server's port; for a socket, the number in its name.
   * @default 5_432
   */
  readonly port?: number;
  /**
   * The database.
   * @default what `user` is
   */
  readonly database?: string;
  /** As whom to connect. */
  readonly user: string;
  /** The password, or what answers it, asked at each connection. Without it there is none. */
  readonly password?: string | (() => string | Promise<string>);
  /**
   * Whether connections are encrypted, and how.
   * @default false
   */
  readonly tls?: boolean | PostgresTls;
}

/** An address with nothing left open. */
export type ResolvedAddress = Required<PostgresAddress>;

/** What `sslmode` of a URL may be. The words that allow either, or check nothing, are not taken: the option `tls` can say so. */
const sslModes: Readonly<Record<string, boolean>> = { disable: false, require: true, "verify-full": true };

/**
 * Reads where a database is.
 *
 * @param where Such as `postgres://user:password@host:5432/database?sslmode=verify-full`, or the same in parts.
 * @throws {TypeError} For what is no such URL, for an unknown field, and for a value of the wrong kind. A password is not shown.
 * @throws {RangeError} For a port that is none.
 */
export function resolvedAddress(action: string, where: string | URL | PostgresAddress): ResolvedAddress {
  const isUrl = typeof where === "string" || where instanceof URL;
  const address: unknown = isUrl ? addressOf(action, where) : where;
  checkKeys(action, "", address, ["host", "port", "database", "user", "password", "tls"]);
  const { host = "localhost", port = 5_432, user, database = user, password = "", tls = false } =
    address as PostgresAddress;
  checkText(action, "host", host);
  checkNumber(action, "port", port, { min: 1, integer: true });
  if (port > 65_535) throw new RangeError(`Cannot ${action}: "port" must be at most 65535, received ${port}`);
  checkText(action, "user", user);
  checkText(action, "database", database);
  if (typeof password !== "string" && typeof password !== "function") {
    throw new TypeError(`Cannot ${action}: "password" must be a text or a function`);
  }
  checkTls(action, tls);
  return { host, port, database, user, password, tls };
}

/** How messages name the database: never with a password. */
export function addressName({ host, port, database }: ResolvedAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}/${database}`;
}

function addressOf(action: string, where: string | URL): Partial<PostgresAddress> {
  const url = urlOf(action, where);
  const given = Object.fromEntries(url.searchParams);
  // A misspelt mode must not end in a connection that anybody can read.
  const known = Object.keys(given).every((name) => name === "sslmode" || name === "host");
  if (!known) {
    throw new TypeError(`Cannot ${action}: the URL may have the parameters "sslmode" and "host", and no other`);
  }
  const { sslmode, host = decoded(action, url.hostname).replace(/^\[(.*)\]$/, "$1") } = given;
  if (sslmode !== undefined && !Object.hasOwn(sslModes, sslmode)) {
    const choices = Object.keys(sslModes).map((mode) => `"${mode}"`).join(", ");
    throw new TypeError(`Cannot ${action}: "sslmode" must be one of ${choices}, received ${shown(sslmode)}`);
  }
  return {
    host: host || undefined,
    port: url.port === "" ? undefined : Number(url.port),
    database: decoded(action, url.pathname.slice(1)) || undefined,
    user: decoded(action, url.username),
    password: decoded(action, url.password),
    tls: sslmode === undefined ? undefined : sslModes[sslmode],
  };
}

function urlOf(action: string, where: string | URL): URL {
  const url = URL.parse(where);
  if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol)) return url;
  // What is no URL may hold a password all the same: it is not shown.
  throw new TypeError(`Cannot ${action}: "url" must be like "postgres://user:password@host:5432/database"`);
}

function decoded(action: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError(`Cannot ${action}: a "%" of the URL is not followed by two hexadecimal digits`);
  }
}

function checkText(action: string, field: string, value: unknown): void {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a text that is not empty, received ${shown(value)}`);
}
