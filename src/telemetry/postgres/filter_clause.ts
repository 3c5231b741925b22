import type { ExecutionFilter } from "../history/execution_history.ts";

/** What a filter asks for, as a statement has it. */
export interface FilterClause {
  /** Follows `WHERE`. */
  readonly where: string;
  /** What its `$1` and so on stand for. */
  readonly values: readonly unknown[];
}

const conditions: Readonly<Record<keyof ExecutionFilter, string>> = {
  id: "id = $",
  kind: "kind = $",
  owner: "owner = $",
  instance: "instance = $",
  name: "name = $",
  topic: "topic = $",
  statuses: "status = ANY ($::text[])",
  sessionId: "session_id = $",
  sinceMs: "started_at >= $",
  untilMs: "started_at < $",
};

/** A filter that was checked, as a condition on the columns of executions. */
export function filterClause(filter: ExecutionFilter): FilterClause {
  const parts = ["true"];
  const values: unknown[] = [];
  for (const [field, condition] of Object.entries(conditions)) {
    const value = filter[field as keyof ExecutionFilter];
    if (value === undefined) continue;
    values.push(value);
    parts.push(condition.replace("$", `$${values.length}`));
  }
  return { where: parts.join(" AND "), values };
}
