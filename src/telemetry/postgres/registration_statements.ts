import type { Reconciled, Reconciliation, Registration } from "../execution_store.ts";
import type { PostgresConnection } from "./postgres_client.ts";
import type { PostgresTables } from "./postgres_schema.ts";

/** Makes a registration known; its row keeps its id. Answers the id. */
export async function register(
  connection: PostgresConnection,
  { registrations }: PostgresTables,
  { kind, owner, instance, name, topic, tier, oneShot, schedule }: Registration,
  atMs: number,
): Promise<number> {
  const changes = "tier = $6, one_shot = $7, schedule = $8, updated_at = $9, retired_at = NULL, cancelled_at = NULL";
  // An insertion that ends as an update uses up an id all the same: most calls find the row, and use none.
  const { rows } = await connection.query(
    `WITH known AS (
      UPDATE ${registrations} SET ${changes}
      WHERE kind = $1 AND owner = $2 AND instance = $3 AND name = $4 AND topic = $5
      RETURNING id
    ), made AS (
      INSERT INTO ${registrations} (kind, owner, instance, name, topic, tier, one_shot, schedule, registered_at, updated_at)
      SELECT $1, $2, $3, $4, $5, $6, $7::boolean, $8, $9::bigint, $9 WHERE NOT EXISTS (SELECT FROM known)
      ON CONFLICT (owner, name, topic, instance, kind) DO UPDATE SET ${changes}
      RETURNING id
    )
    SELECT id FROM known UNION ALL SELECT id FROM made`,
    [kind, owner, instance, name, topic, tier, oneShot, schedule, atMs],
  );
  return rows[0]!.id as number;
}

/** Marks a registration as cancelled. Answers whether it was not so before. */
export async function cancel(
  connection: PostgresConnection,
  { registrations }: PostgresTables,
  id: number,
  atMs: number,
): Promise<boolean> {
  const sql = `UPDATE ${registrations} SET cancelled_at = $2 WHERE id = $1 AND cancelled_at IS NULL`;
  return (await connection.query(sql, [id, atMs])).count === 1;
}

/** Deletes or retires what is not live, inside a transaction. */
export async function reconcile(
  connection: PostgresConnection,
  { registrations, executions }: PostgresTables,
  { owner, live, sessionId, atMs }: Reconciliation,
): Promise<Reconciled> {
  const stale = `owner = $1 AND tier = 'app' AND id <> ALL ($2::bigint[]) AND (NOT one_shot OR $3::bigint IS NOT NULL)`;
  const isOf = `SELECT FROM ${executions} e WHERE e.registration_id = r.id`;
  const { count: deleted } = await connection.query(
    `DELETE FROM ${registrations} r
    WHERE ${stale} AND (NOT EXISTS (${isOf}) OR one_shot AND NOT EXISTS (${isOf} AND e.session_id = $3))`,
    [owner, live, sessionId],
  );
  const { count: retired } = await connection.query(
    `UPDATE ${registrations} SET retired_at = $4 WHERE ${stale} AND retired_at IS NULL`,
    [owner, live, sessionId, atMs],
  );
  return { deleted, retired };
}
