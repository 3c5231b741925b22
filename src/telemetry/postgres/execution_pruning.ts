import type { Pruned, Retention } from "../execution_store.ts";
import type { PostgresConnection } from "./postgres_client.ts";
import type { PostgresTables } from "./postgres_schema.ts";

/**
 * Deletes what is old enough to go, inside a transaction; one process at a time, as two would both free what is too much.
 *
 * The size of the table and its indexes on disk does not shrink when rows are deleted: the server keeps the room for others. So it only says
 * whether the limit can be reached at all; how much has to go is told by the rows, which know about how much room each of them takes.
 */
export async function prune(
  connection: PostgresConnection,
  tables: PostgresTables,
  { beforeMs, maxBytes, atMost }: Retention,
): Promise<Pruned> {
  const { executions } = tables;
  await connection.query(`SELECT pg_advisory_xact_lock('${executions}'::regclass::oid::int, 0)`);
  const byAge = beforeMs === null
    ? 0
    : await deleteOldest(connection, executions, atMost, "started_at < $2", [beforeMs]);
  let bySize = 0;
  let isTooLarge = false;
  if (maxBytes !== null) {
    const excess = await excessOf(connection, executions, maxBytes);
    if (excess > 0 && byAge < atMost) {
      bySize = await deleteOldest(connection, executions, atMost - byAge, "before < $2", [excess]);
    }
    isTooLarge = excess > 0 && await excessOf(connection, executions, maxBytes) > 0;
  }
  const isOld = beforeMs !== null && byAge === atMost &&
    await isAny(connection, executions, "started_at < $1", [beforeMs]);
  const isMore = isOld || isTooLarge;
  const isLast = !isMore && beforeMs !== null;
  const ended = isLast ? await deleteEnded(connection, tables, beforeMs) : { registrations: 0, sessions: 0 };
  return { byAge, bySize, ...ended, isMore };
}

/** Deletes those of the oldest of which `condition` holds; `before` are the bytes of those that are older. */
async function deleteOldest(
  connection: PostgresConnection,
  executions: string,
  atMost: number,
  condition: string,
  values: readonly unknown[],
): Promise<number> {
  const { count } = await connection.query(
    `DELETE FROM ${executions} WHERE id IN (
      SELECT id FROM (
        SELECT id, started_at, sum(bytes) OVER (ORDER BY started_at, id) - bytes AS before
        FROM (SELECT id, started_at, bytes FROM ${executions} ORDER BY started_at, id LIMIT $1::bigint) AS first
      ) AS oldest WHERE ${condition}
    )`,
    [Math.min(atMost, Number.MAX_SAFE_INTEGER), ...values],
  );
  return count;
}

/** How many bytes there are too many, by the rows; 0 or less if there are not. */
async function excessOf(connection: PostgresConnection, executions: string, maxBytes: number): Promise<number> {
  const size = `SELECT pg_total_relation_size('${executions}') AS bytes`;
  if ((await bytesOf(connection, size)) <= maxBytes) return 0;
  return await bytesOf(connection, `SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM ${executions}`) - maxBytes;
}

async function bytesOf(connection: PostgresConnection, sql: string): Promise<number> {
  return (await connection.query(sql)).rows[0]!.bytes as number;
}

async function isAny(
  connection: PostgresConnection,
  executions: string,
  condition: string,
  values: readonly unknown[],
): Promise<boolean> {
  return (await connection.query(`SELECT FROM ${executions} WHERE ${condition} LIMIT 1`, values)).count === 1;
}

async function deleteEnded(
  connection: PostgresConnection,
  { executions, registrations, sessions }: PostgresTables,
  beforeMs: number,
): Promise<Pick<Pruned, "registrations" | "sessions">> {
  const unused = (key: string) => `NOT EXISTS (SELECT FROM ${executions} e WHERE e.${key} = ended.id)`;
  const { count: ofRegistrations } = await connection.query(
    `DELETE FROM ${registrations} ended
    WHERE (retired_at < $1 OR cancelled_at < $1) AND ${unused("registration_id")}`,
    [beforeMs],
  );
  const { count: ofSessions } = await connection.query(
    `DELETE FROM ${sessions} ended WHERE stopped_at < $1 AND ${unused("session_id")}`,
    [beforeMs],
  );
  return { registrations: ofRegistrations, sessions: ofSessions };
}
