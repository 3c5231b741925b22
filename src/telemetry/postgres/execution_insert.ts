import type { ExecutionRecord } from "../execution_record.ts";
import type { RejectedRecord } from "../execution_store.ts";
import { recordFault } from "../stores/record_fault.ts";
import { executionColumns, executionRowOf } from "./execution_tables.ts";
import type { PostgresConnection } from "./postgres_client.ts";
import type { StoreDatabase } from "./store_database.ts";
import { failureReason, isRowFault } from "./postgres_failure.ts";
import type { PostgresTables } from "./postgres_schema.ts";

/**
 * Writes records with one statement; where a row is refused, with one for each of them.
 *
 * @returns Those that were refused, in their order.
 * @throws {Error} The promise rejects for whatever is no row's fault; nothing is written then, or nobody knows.
 */
export async function insertExecutions(
  database: StoreDatabase,
  records: readonly ExecutionRecord[],
): Promise<readonly RejectedRecord[]> {
  const action = "insert executions";
  const reasons = new Map<ExecutionRecord, string>();
  for (const record of records) {
    const fault = recordFault(record);
    if (fault !== undefined) reasons.set(record, fault);
  }
  const sound = records.filter((record) => !reasons.has(record));
  try {
    // Even with nothing to write: a store that is closed says so.
    await database.use(action, async (connection) => {
      if (sound.length > 0) await insert(connection, database.tables, sound);
    });
  } catch (thrown) {
    if (!isRowFault((thrown as Error).cause)) throw thrown;
    await database.transact(action, (connection) => insertEach(connection, database.tables, sound, reasons));
  }
  return records.filter((record) => reasons.has(record)).map((record) => ({
    id: record.id,
    reason: reasons.get(record)!,
  }));
}

async function insertEach(
  connection: PostgresConnection,
  tables: PostgresTables,
  records: readonly ExecutionRecord[],
  reasons: Map<ExecutionRecord, string>,
): Promise<void> {
  for (const record of records) {
    await connection.query("SAVEPOINT execution");
    try {
      await insert(connection, tables, [record]);
      await connection.query("RELEASE execution");
    } catch (thrown) {
      if (!isRowFault(thrown)) throw thrown;
      await connection.query("ROLLBACK TO execution");
      reasons.set(record, failureReason(thrown));
    }
  }
}

async function insert(
  connection: PostgresConnection,
  { executions, registrations }: PostgresTables,
  records: readonly ExecutionRecord[],
): Promise<void> {
  const columns = Object.keys(executionColumns);
  const values = columns.map((column) =>
    column === "registration_id" ? `(SELECT id FROM ${registrations} WHERE id = r.registration_id)` : `r.${column}`
  );
  const types = Object.entries(executionColumns).map(([column, type]) => `${column} ${type}`);
  const rows = records.map(executionRowOf);
  // Who writes the same ids at the same time waits for the other, and never both for each other.
  rows.sort((a, b) => String(a.id) < String(b.id) ? -1 : Number(a.id !== b.id));
  await connection.query(
    `INSERT INTO ${executions} (${columns.join(", ")}) SELECT ${values.join(", ")}
    FROM json_to_recordset($1::json) AS r (${types.join(", ")}) ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
