import type { ExecutionHistory } from "../../src/telemetry/history/execution_history.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import { systemReason } from "../system_reason.ts";
import { UsageError } from "../usage_error.ts";
import { databaseUrl, storeName } from "./store_name.ts";

/** Where executions are read back from. */
export interface HistorySource {
  /** What people are told: the path as it was typed, or the URL without its password. */
  readonly name: string;
  readonly history: ExecutionHistory;
}

/**
 * Opens a store to read it back. Neither makes nor changes anything.
 *
 * @param store The path of a SQLite file, or a URL of PostgreSQL.
 * @param args The command line as it was typed, for the message that says how to allow the reading.
 * @throws {UsageError} If it may not be read, is not there, or is no store of executions of this version.
 */
export async function openHistory(store: string, args: readonly string[]): Promise<HistorySource> {
  const url = databaseUrl(store);
  if (url === null) {
    throw new UsageError("Cannot open the store: its URL must be like postgres://user@host:5432/database");
  }
  if (url === undefined) return { name: store, history: await openFile(store, args) };
  const name = storeName(store);
  return { name, history: await openDatabase(url, name, args.map((word) => word === store ? name : word)) };
}

async function openFile(path: string, args: readonly string[]): Promise<ExecutionHistory> {
  const log = `${path}-wal`;
  if (!mayRead(path) || !mayRead(log)) {
    throw forbidden(path, "reading its files is not allowed", filePermissions(path), args);
  }
  checkFile(path);
  // SQLite leaves its log behind where it may not write and there was none, so that such a file is opened as if to be written.
  if (!isThere(log) && Deno.permissions.querySync({ name: "write", path }).state !== "granted") {
    const why =
      "SQLite needs to lock a file that nobody has open as if to write it, though nothing is written, and that is not allowed";
    throw forbidden(path, why, filePermissions(path), args);
  }
  const { SqliteExecutionStore } = await import("../../src/telemetry/stores/sqlite_execution_store.ts");
  return await asUsage(() => SqliteExecutionStore.open(path, { readOnly: true }));
}

function checkFile(path: string): void {
  try {
    const { isDirectory, size } = Deno.statSync(path);
    if (isDirectory) throw new UsageError(`Cannot read "${path}": it is a folder`);
    if (size === 0) throw new UsageError(`Cannot read "${path}": it is empty`);
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    const reason = thrown instanceof Deno.errors.NotFound ? "there is no such file" : systemReason(thrown);
    throw new UsageError(`Cannot read "${path}": ${reason}`, { cause: thrown });
  }
}

async function openDatabase(url: URL, name: string, args: readonly string[]): Promise<ExecutionHistory> {
  const host = url.host === "" ? "localhost" : url.host;
  const address = /:\d+$/.test(host) ? host : `${host}:5432`;
  if (Deno.permissions.querySync({ name: "net", host: address }).state !== "granted") {
    const hint = url.password === "" ? "" : " (with your password for ***)";
    throw forbidden(name, "connecting to it is not allowed", `--allow-net=${shellWord(address)}`, args, hint);
  }
  const { PostgresExecutionStore } = await import("../../src/telemetry/postgres/mod.ts");
  try {
    return await PostgresExecutionStore.open(url, { readOnly: true, maxConnections: 1 });
  } catch (thrown) {
    // All that it was given is the URL.
    throw thrown instanceof Error ? new UsageError(thrown.message, { cause: thrown }) : thrown;
  }
}

/**
 * Asks a store.
 *
 * @throws {UsageError} With what it says, where it cannot be read.
 */
export async function asUsage<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    // Bad values are found before they come here: of such an error the program itself is guilty.
    if (!(thrown instanceof Error) || thrown instanceof RangeError || thrown instanceof TypeError) throw thrown;
    throw new UsageError(thrown.message, { cause: thrown });
  }
}

function filePermissions(path: string): string {
  const read = path.includes(",") ? permissionFlag("read", path) : `--allow-read=${shellWord(`${path},${path}-wal`)}`;
  return `${read} ${permissionFlag("write", path)}`;
}

function forbidden(name: string, why: string, permissions: string, args: readonly string[], hint = ""): UsageError {
  const line = [programLine(permissions), ...args.map(shellWord)].join(" ");
  return new UsageError(`Cannot read "${name}": ${why}. Allow it with${hint}:\n  ${line}`);
}

function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
