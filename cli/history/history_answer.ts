import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import type { ExecutionRecord, ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import type {
  ExecutionHistory,
  ExecutionSummary,
  FailureSummary,
} from "../../src/telemetry/history/execution_history.ts";
import { UsageError } from "../usage_error.ts";
import type { HistorySettings } from "./history_settings.ts";
import { telling } from "./telling_executions.ts";

/** What a store says to what was asked, before anybody writes it down. */
export type HistoryAnswer =
  | {
    readonly view: "list" | "slowest";
    readonly executions: readonly ExecutionRecord[];
    /** Whether there are more than the limit allows. */
    readonly isMore: boolean;
  }
  | {
    readonly view: "summary";
    readonly summary: readonly ExecutionSummary[];
    readonly isMore: boolean;
    /** All handlers and jobs, also those beyond the limit. */
    readonly all: readonly ExecutionSummary[];
    /** The runs of applications that may have had such executions, newest first. */
    readonly sessions: readonly SessionRow[];
  }
  | {
    readonly view: "failures";
    readonly failures: readonly FailureSummary[];
    readonly isMore: boolean;
    readonly all: readonly FailureSummary[];
  }
  | {
    readonly view: "timeline";
    /** Null where there is none. */
    readonly session: SessionRow | null;
    /** In the order in which they began; of too many those that tell most. */
    readonly executions: readonly ExecutionRecord[];
    readonly isMore: boolean;
    /** All, or so many that nobody needs more to see when they began, in that order. */
    readonly all: readonly ExecutionRecord[];
    /** How many began later than those. */
    readonly unseen: number;
  };

/** As many executions of one session are read to see when they began. */
const mostOfSession = 100_000;
const failureStatuses: readonly ExecutionStatus[] = ["error", "timed-out"];

/**
 * Asks a store for a view.
 *
 * @throws {UsageError} If there is no session of the number that was asked for, where it is the session itself that is shown.
 */
export async function historyAnswer(history: ExecutionHistory, settings: HistorySettings): Promise<HistoryAnswer> {
  const { view, filter, limit } = settings;
  switch (view) {
    case "list":
    case "slowest": {
      const order = view === "list" ? "newest" : "slowest";
      const executions = await history.executions({ ...filter, order, limit: limit + 1 });
      return { view, executions: executions.slice(0, limit), isMore: executions.length > limit };
    }
    case "summary": {
      const all = await history.summary(filter);
      const sessions = coveredSessions(await history.sessions(Infinity), settings);
      return { view, summary: all.slice(0, limit), isMore: all.length > limit, all, sessions };
    }
    case "failures": {
      const all = await history.failures(filter);
      return { view, failures: all.slice(0, limit), isMore: all.length > limit, all };
    }
    case "timeline":
      return await timelineAnswer(history, settings);
    default:
      return view satisfies never;
  }
}

async function timelineAnswer(
  history: ExecutionHistory,
  { filter, limit }: HistorySettings,
): Promise<HistoryAnswer> {
  const { sessionId } = filter;
  const sessions = await history.sessions(sessionId === undefined ? 1 : Infinity);
  const session = sessionId === undefined ? sessions[0] : sessions.find(({ id }) => id === sessionId);
  if (session === undefined) {
    if (sessionId === undefined) {
      return { view: "timeline", session: null, executions: [], isMore: false, all: [], unseen: 0 };
    }
    const newest = sessions[0] === undefined ? "there is none at all" : `the newest one is ${sessions[0].id}`;
    throw new UsageError(`Cannot show session ${sessionId}: there is no such session; ${newest}`);
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

/** How many executions these are. */
export function countOf(summary: readonly ExecutionSummary[]): number {
  return summary.reduce((sum, { executions }) => sum + executions, 0);
}

function coveredSessions(sessions: readonly SessionRow[], { filter }: HistorySettings): readonly SessionRow[] {
  const { sessionId, sinceMs = -Infinity, untilMs = Infinity } = filter;
  return sessions.filter(({ id, startedAtMs, stoppedAtMs }) =>
    (sessionId === undefined || id === sessionId) && startedAtMs < untilMs && (stoppedAtMs ?? Infinity) >= sinceMs
  );
}
