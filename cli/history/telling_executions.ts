import type { ExecutionRecord, ExecutionStatus } from "../../src/telemetry/execution_record.ts";

const ranks: Readonly<Record<ExecutionStatus, number>> = { "error": 0, "timed-out": 0, "cancelled": 1, "success": 2 };

/** Of too many executions those that tell most, in the order they came in: failures before all others, and long ones before short ones. */
export function telling(executions: readonly ExecutionRecord[], limit: number): readonly ExecutionRecord[] {
  if (executions.length <= limit) return executions;
  const byWeight = executions.toSorted((one, other) =>
    ranks[one.status] - ranks[other.status] || other.durationMs - one.durationMs
  );
  const kept = new Set(byWeight.slice(0, limit));
  return executions.filter((execution) => kept.has(execution));
}
