import type { SessionRow } from "../../services/sessions/session_store.ts";
import type { ExecutionRecord } from "../execution_record.ts";
import type { RegistrationRow } from "../execution_store.ts";
import type { ExecutionFilter, ExecutionSummary, FailureSummary } from "../history/execution_history.ts";
import type { ResolvedQuery } from "../history/query_check.ts";
import { executionRecordOf, registrationRowOf, subjectOf } from "./execution_tables.ts";
import { failureSummaryOf } from "../history/failure_table.ts";
import { filterClause } from "./filter_clause.ts";
import type { PostgresConnection } from "./postgres_client.ts";
import type { PostgresTables } from "./postgres_schema.ts";
import { sessionRowOf } from "../../services/sessions/session_table.ts";

const orders = {
  newest: "started_at DESC, id DESC",
  oldest: "started_at, id",
  slowest: "duration_ms DESC, id DESC",
} as const satisfies Record<ResolvedQuery["order"], string>;

/** The executions that are asked for. */
export async function listExecutions(
  connection: PostgresConnection,
  { executions }: PostgresTables,
  { filter, order, limit }: ResolvedQuery,
): Promise<readonly ExecutionRecord[]> {
  const { where, values } = filterClause(filter);
  const sql = `SELECT * FROM ${executions} WHERE ${where} ORDER BY ${orders[order]}${limitClause(limit)}`;
  return (await connection.query(sql, values)).rows.map(executionRecordOf);
}

/** What became of executions, for each handler and job. */
export async function summariseExecutions(
  connection: PostgresConnection,
  { executions }: PostgresTables,
  filter: ExecutionFilter,
): Promise<readonly ExecutionSummary[]> {
  const { where, values } = filterClause(filter);
  const count = (status: string) => `count(*) FILTER (WHERE status = '${status}')`;
  const percentile = (fraction: number) => `percentile_disc(${fraction}) WITHIN GROUP (ORDER BY duration_ms)`;
  const { rows } = await connection.query(
    `SELECT owner, instance, kind, name, topic, count(*) AS executions,
      ${count("success")} AS successes, ${count("error")} AS errors,
      ${count("cancelled")} AS cancelled, ${count("timed-out")} AS timed_out,
      avg(duration_ms) AS mean, ${percentile(0.5)} AS p50, ${percentile(0.95)} AS p95, max(duration_ms) AS max,
      max(started_at) AS last_at
    FROM ${executions} WHERE ${where}
    GROUP BY owner, instance, kind, name, topic ORDER BY owner, instance, kind, name, topic`,
    values,
  );
  return rows.map((row) => ({
    ...subjectOf(row),
    executions: row.executions as number,
    successes: row.successes as number,
    errors: row.errors as number,
    cancelled: row.cancelled as number,
    timedOut: row.timed_out as number,
    meanMs: row.mean as number,
    p50Ms: row.p50 as number,
    p95Ms: row.p95 as number,
    maxMs: row.max as number,
    lastAtMs: row.last_at as number,
  }));
}

/** How often what failed in which way. */
export async function listFailures(
  connection: PostgresConnection,
  { executions }: PostgresTables,
  filter: ExecutionFilter,
): Promise<readonly FailureSummary[]> {
  const { where, values } = filterClause(filter);
  // The messages may be long: only the last one of each group is fetched.
  const { rows } = await connection.query(
    `SELECT groups.*, coalesce(last.error_message, '') AS last_message
    FROM (
      SELECT owner, kind, instance, name, topic, coalesce(error_type, '') AS error_type,
        count(*) AS failures, min(started_at) AS first_at, max(started_at) AS last_at,
        (array_agg(id ORDER BY started_at DESC, id DESC))[1] AS last_id
      FROM ${executions} WHERE status IN ('error', 'timed-out') AND ${where}
      GROUP BY owner, kind, instance, name, topic, coalesce(error_type, '')
    ) AS groups
    JOIN ${executions} AS last ON last.id = last_id
    ORDER BY failures DESC, last_at DESC, owner, instance, kind, name, topic, error_type`,
    values,
  );
  return rows.map(failureSummaryOf);
}

/** What is registered, of all owners or of one. */
export async function listRegistrations(
  connection: PostgresConnection,
  { registrations }: PostgresTables,
  owner: string | undefined,
): Promise<readonly RegistrationRow[]> {
  const sql = `SELECT * FROM ${registrations} WHERE $1::text IS NULL OR owner = $1 ORDER BY id`;
  return (await connection.query(sql, [owner ?? null])).rows.map(registrationRowOf);
}

/** The newest runs of applications. */
export async function listSessions(
  connection: PostgresConnection,
  { sessions }: PostgresTables,
  limit: number,
): Promise<readonly SessionRow[]> {
  const sql = `SELECT * FROM ${sessions} ORDER BY id DESC${limitClause(limit)}`;
  return (await connection.query(sql)).rows.map(sessionRowOf);
}

function limitClause(limit: number): string {
  return limit === Infinity ? "" : ` LIMIT ${limit}`;
}
