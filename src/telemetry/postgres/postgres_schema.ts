import type { PostgresConnection } from "./postgres_client.ts";

/** The tables of a schema, each with its schema's name, in quotes, as statements say them. */
export interface PostgresTables {
  /** The schema itself. */
  readonly schema: string;
  /** Which version each part of the schema has. */
  readonly versions: string;
  readonly sessions: string;
  readonly registrations: string;
  readonly executions: string;
}

/** A part of a schema: several stores share one schema, each with a version of its own. */
export interface SchemaPart {
  readonly name: string;
  /** The statements that lead from each version to the next one, from none on. Released ones never change. */
  readonly steps: readonly ((tables: PostgresTables) => string)[];
}

/** Whoever makes or changes a schema of ours holds this lock of the database, whichever the schema is. */
const migrationLock = "7236834129547313";

/** @param schema A name that was checked: it is put between quotes, as it is. */
export function tablesOf(schema: string): PostgresTables {
  const table = (name: string) => `"${schema}".mainstay_${name}`;
  return {
    schema: `"${schema}"`,
    versions: table("schema"),
    sessions: table("sessions"),
    registrations: table("registrations"),
    executions: table("executions"),
  };
}

/**
 * Brings parts of a schema up to date, inside a transaction. What is up to date is only read, so that takes no right to make anything.
 *
 * @throws {Error} The promise rejects when a part is of a later release; nothing is changed then.
 */
export async function migrate(
  connection: PostgresConnection,
  tables: PostgresTables,
  parts: readonly SchemaPart[],
): Promise<void> {
  // A schema can be made by one at a time: without the lock the second one fails, even with IF NOT EXISTS.
  await connection.query(`SELECT pg_advisory_xact_lock(${migrationLock})`);
  const found = await madeVersions(connection, tables);
  for (const { name, steps } of parts) checkNotLater(name, found.get(name) ?? 0, steps.length);
  for (const { name, steps } of parts) {
    const missing = steps.slice(found.get(name) ?? 0);
    if (missing.length === 0) continue;
    for (const step of missing) await connection.query(step(tables));
    await connection.query(
      `INSERT INTO ${tables.versions} (part, version) VALUES ($1, $2)
      ON CONFLICT (part) DO UPDATE SET version = excluded.version`,
      [name, steps.length],
    );
  }
}

/**
 * Throws unless the parts are there, in the versions that their steps lead to. Writes nothing.
 *
 * @throws {Error} The promise rejects when a part is not there, or has another version.
 */
export async function checkPresent(
  connection: PostgresConnection,
  tables: PostgresTables,
  parts: readonly SchemaPart[],
): Promise<void> {
  const { versions } = await whatIsThere(connection, tables);
  const found = versions ? await versionsIn(connection, tables) : new Map<string, number>();
  for (const { name, steps } of parts) {
    const version = found.get(name) ?? 0;
    if (version === 0) throw new Error(`it has no ${name} in its schema ${tables.schema}`);
    checkNotLater(name, version, steps.length);
    if (version === steps.length) continue;
    throw new Error(
      `its "${name}" have version ${version}, of an earlier release; this one reads version ${steps.length}, which the next run of an ` +
        "application makes of them",
    );
  }
}

function checkNotLater(name: string, version: number, known: number): void {
  if (version <= known) return;
  throw new Error(`its "${name}" have version ${version}, of a later release; this one knows them up to ${known}`);
}

async function whatIsThere(
  connection: PostgresConnection,
  tables: PostgresTables,
): Promise<{ readonly schema: boolean; readonly versions: boolean }> {
  const { rows: [there] } = await connection.query(
    "SELECT to_regnamespace($1) IS NOT NULL AS schema, to_regclass($2) IS NOT NULL AS versions",
    [tables.schema, tables.versions],
  );
  return there as { schema: boolean; versions: boolean };
}

/** The versions of the parts; the table that holds them is made if there is none. */
async function madeVersions(connection: PostgresConnection, tables: PostgresTables): Promise<Map<string, number>> {
  const there = await whatIsThere(connection, tables);
  if (!there.schema) await connection.query(`CREATE SCHEMA ${tables.schema}`);
  if (!there.versions) {
    await connection.query(`CREATE TABLE ${tables.versions} (part text PRIMARY KEY, version integer NOT NULL)`);
  }
  return await versionsIn(connection, tables);
}

async function versionsIn(connection: PostgresConnection, tables: PostgresTables): Promise<Map<string, number>> {
  const { rows } = await connection.query(`SELECT part, version FROM ${tables.versions}`);
  return new Map(rows.map(({ part, version }) => [part as string, version as number]));
}
