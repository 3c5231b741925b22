import type { ExecutionKind } from "../execution_record.ts";
import type { FailureSummary } from "./execution_history.ts";

const subject = "owner, instance, kind, name, topic";

/** The statement that summarises the failures among the executions for which a condition holds. */
export function failuresSql(condition: string): string {
  return `WITH failed AS (
    SELECT ${subject}, ifnull(error_type, '') AS error_type, ifnull(error_message, '') AS error_message, started_at, id
    FROM mainstay_executions WHERE status IN ('error', 'timed-out') AND ${condition}
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY ${subject}, error_type ORDER BY started_at DESC, id DESC) AS rank FROM failed
  )
  SELECT ${subject}, error_type, count(*) AS failures, min(started_at) AS first_at, max(started_at) AS last_at,
    max(CASE rank WHEN 1 THEN error_message END) AS last_message
  FROM ranked GROUP BY ${subject}, error_type ORDER BY failures DESC, last_at DESC, ${subject}, error_type`;
}

/** A row that {@linkcode failuresSql} answers, in our words. */
export function failureSummaryOf(row: Record<string, unknown>): FailureSummary {
  return {
    owner: row.owner as string,
    kind: row.kind as ExecutionKind,
    instance: row.instance as string,
    name: row.name as string,
    topic: row.topic as string,
    errorType: row.error_type as string,
    failures: row.failures as number,
    firstAtMs: row.first_at as number,
    lastAtMs: row.last_at as number,
    lastMessage: row.last_message as string,
  };
}
