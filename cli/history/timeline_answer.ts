import type { ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import type { ExecutionHistory, ExecutionSummary } from "../../src/telemetry/history/execution_history.ts";
import type { HistoryAnswer } from "./history_answer.ts";
import type { HistorySettings } from "./history_settings.ts";
import { telling } from "./telling_executions.ts";

/** As many executions of one session are read to see when they began. */
const mostOfSession = 100_000;
const failureStatuses: readonly ExecutionStatus[] = ["error", "timed-out"];

/** The session that is asked for, or else the newest one, with those of its executions that tell most. */
export async function timelineAnswer(
  history: ExecutionHistory,
  { filter, limit }: HistorySettings,
): Promise<HistoryAnswer> {
  const { sessionId } = filter;
  const sessions = await history.sessions(sessionId === undefined ? 1 : Infinity);
  const session = sessionId === undefined ? sessions[0] : sessions.find(({ id }) => id === sessionId);
  if (session === undefined) {
    return { view: "timeline", session: null, executions: [], isMore: false, all: [], unseen: 0 };
  }
  const own = { ...filter, sessionId: session.id };
  const most = Math.max(limit, mostOfSession);
  const all = await history.executions({ ...own, order: "oldest", limit: most });
  if (all.length < most) {
    const executions = telling(all, limit);
    return { view: "timeline", session, executions, isMore: all.length > executions.length, all, unseen: 0 };
  }
  // Of the others those are looked at that may tell more than any of these.
  const isAsked = (status: ExecutionStatus) => filter.statuses?.includes(status) ?? true;
  const statuses = failureStatuses.filter(isAsked);
  const failures = statuses.length === 0 ? [] : await history.executions({ ...own, statuses, order: "slowest", limit });
  const slowest = await history.executions({ ...own, order: "slowest", limit });
  const candidates = new Map([...all, ...failures, ...slowest].map((execution) => [execution.id, execution]));
  const executions = telling([...candidates.values()], limit).toSorted((one, other) =>
    one.startedAtMs - other.startedAtMs
  );
  const unseen = countOf(await history.summary(own)) - all.length;
  return { view: "timeline", session, executions, isMore: all.length + unseen > executions.length, all, unseen };
}

function countOf(summary: readonly ExecutionSummary[]): number {
  return summary.reduce((sum, { executions }) => sum + executions, 0);
}
