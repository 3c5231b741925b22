import type { ExecutionRecord } from "../execution_record.ts";
import type { ExecutionFilter, ExecutionOrder, FailureSummary } from "./execution_history.ts";
import { compareSubjects, subjectKey } from "./execution_tally.ts";
import { compareTexts } from "./text_order.ts";

/** Whether all that the filter gives holds for the record. */
export function isAskedFor(record: ExecutionRecord, filter: ExecutionFilter): boolean {
  const { id, kind, owner, instance, name, topic, statuses, sessionId, sinceMs, untilMs } = filter;
  return (id === undefined || record.id === id) &&
    (kind === undefined || record.kind === kind) &&
    (owner === undefined || record.owner === owner) &&
    (instance === undefined || record.instance === instance) &&
    (name === undefined || record.name === name) &&
    (topic === undefined || record.topic === topic) &&
    (statuses === undefined || statuses.includes(record.status)) &&
    (sessionId === undefined || record.sessionId === sessionId) &&
    (sinceMs === undefined || record.startedAtMs >= sinceMs) &&
    (untilMs === undefined || record.startedAtMs < untilMs);
}

type Comparison = (left: ExecutionRecord, right: ExecutionRecord) => number;

const oldest: Comparison = (left, right) => left.startedAtMs - right.startedAtMs || compareTexts(left.id, right.id);

/** Which of two executions is listed first. */
export const comparisons: Readonly<Record<ExecutionOrder, Comparison>> = {
  oldest,
  newest: (left, right) => oldest(right, left),
  slowest: (left, right) => right.durationMs - left.durationMs || compareTexts(right.id, left.id),
};

/** How often executions failed, for each handler or job and error type. */
export function failuresOf(records: readonly ExecutionRecord[]): FailureSummary[] {
  const failed = records.filter(({ status }) => status === "error" || status === "timed-out").sort(oldest);
  const typeOf = ({ error }: ExecutionRecord) => error?.type ?? "";
  const groups = [...Map.groupBy(failed, (record) => `${subjectKey(record)}\0${typeOf(record)}`).values()];
  return groups.map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const { owner, kind, instance, name, topic } = first;
    return {
      owner,
      kind,
      instance,
      name,
      topic,
      errorType: typeOf(first),
      failures: group.length,
      firstAtMs: first.startedAtMs,
      lastAtMs: last.startedAtMs,
      lastMessage: last.error?.message ?? "",
    };
  }).sort((left, right) =>
    right.failures - left.failures || right.lastAtMs - left.lastAtMs || compareSubjects(left, right) ||
    compareTexts(left.errorType, right.errorType)
  );
}
