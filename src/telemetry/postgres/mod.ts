/**
 * What is written down of executions and of runs, in PostgreSQL: for processes, on one machine or on many, that share one history.
 *
 * Importing it takes no permission; connecting takes `--allow-net`.
 *
 * @example Both stores with one pool of connections
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PostgresDatabase, PostgresExecutionStore, PostgresSessionStore } from "@mainstay/supervisor/telemetry/postgres";
 *
 * const database = await PostgresDatabase.open("postgres://app:secret@127.0.0.1:1/fleet?sslmode=verify-full");
 * const opened = await Promise.allSettled([PostgresExecutionStore.open(database), PostgresSessionStore.open(database)]);
 * // There is no server at port 1.
 * assertEquals(opened.map(({ status }) => status), ["rejected", "rejected"]);
 * await database.close();
 * ```
 *
 * @module
 */

// Where the rows are.
export { PostgresDatabase } from "./postgres_database.ts";
export type { PostgresAddress } from "./postgres_address.ts";
export type { PostgresOptions } from "./postgres_options.ts";
export type { PostgresTls } from "./postgres_tls.ts";

// What is written there.
export { PostgresExecutionStore } from "./postgres_execution_store.ts";
export { PostgresSessionStore, type PostgresSessionStoreOptions } from "./postgres_session_store.ts";
