import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import type { RegistrationRow } from "../../src/telemetry/execution_store.ts";
import type {
  ExecutionFilter,
  ExecutionHistory,
  ExecutionSummary,
  FailureSummary,
} from "../../src/telemetry/history/execution_history.ts";
import { UsageError } from "../usage_error.ts";
import type { HistorySettings } from "./history_settings.ts";
import { timelineAnswer } from "./timeline_answer.ts";

/** What a store says to what was asked, before anybody writes it down. */
export type HistoryAnswer =
  | {
    readonly view: "list" | "slowest";
    readonly executions: readonly ExecutionRecord[];
    /** Whether there are more than the limit allows. */
    readonly isMore: boolean;
  }
  | {
    readonly view: "show";
    readonly execution: ExecutionRecord;
    readonly isMore: false;
    /** What was executed; null where it is not on record. */
    readonly registration: RegistrationRow | null;
    /** The run that it belongs to; null where it is not on record. */
    readonly session: SessionRow | null;
  }
  | {
    readonly view: "sessions";
    /** Newest first. */
    readonly sessions: readonly SessionRow[];
    readonly isMore: boolean;
    /** How many the limit left out. */
    readonly left: number;
  }
  | {
    readonly view: "registrations";
    readonly registrations: readonly RegistrationRow[];
    readonly isMore: boolean;
    readonly left: number;
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

/**
 * Asks a store for a view.
 *
 * @throws {UsageError} If there is no session of the number that was asked for, and for `show` if there is no execution of the id.
 */
export async function historyAnswer(history: ExecutionHistory, settings: HistorySettings): Promise<HistoryAnswer> {
  const { view, filter, limit } = settings;
  await checkSession(history, settings);
  switch (view) {
    case "list":
    case "slowest": {
      const order = view === "list" ? "newest" : "slowest";
      const executions = await history.executions({ ...filter, order, limit: limit + 1 });
      return { view, executions: executions.slice(0, limit), isMore: executions.length > limit };
    }
    case "show":
      return await showAnswer(history, filter);
    case "sessions": {
      const all = askedSessions(await history.sessions(Infinity), filter);
      const left = Math.max(0, all.length - limit);
      return { view, sessions: all.slice(0, limit), isMore: left > 0, left };
    }
    case "registrations": {
      const { kind, owner, name } = filter;
      const all = (await history.registrations(owner)).filter((row) =>
        (kind === undefined || row.kind === kind) && (name === undefined || row.name === name)
      );
      const left = Math.max(0, all.length - limit);
      return { view, registrations: all.slice(0, limit), isMore: left > 0, left };
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

async function checkSession(history: ExecutionHistory, { view, filter }: HistorySettings): Promise<void> {
  const { sessionId } = filter;
  if (sessionId === undefined) return;
  // The sessions may be kept elsewhere: its executions may be shown without it.
  const isOfSessions = view === "sessions" || view === "timeline";
  if (!isOfSessions && (await history.executions({ sessionId, limit: 1 })).length > 0) return;
  const sessions = await history.sessions(Infinity);
  if (sessions.some(({ id }) => id === sessionId)) return;
  const newest = sessions[0] === undefined ? "there is none at all" : `the newest one is ${sessions[0].id}`;
  throw new UsageError(`Cannot show session ${sessionId}: there is no such session; ${newest}`);
}

async function showAnswer(history: ExecutionHistory, filter: ExecutionFilter): Promise<HistoryAnswer> {
  const [execution] = await history.executions({ ...filter, limit: 1 });
  if (execution === undefined) {
    throw new UsageError(`Cannot show execution "${filter.id}": there is no such execution, or not any more`);
  }
  const { owner, registrationId, sessionId } = execution;
  const registrations = registrationId === null ? [] : await history.registrations(owner);
  const sessions = sessionId === null ? [] : await history.sessions(Infinity);
  return {
    view: "show",
    execution,
    isMore: false,
    registration: registrations.find(({ id }) => id === registrationId) ?? null,
    session: sessions.find(({ id }) => id === sessionId) ?? null,
  };
}

function askedSessions(sessions: readonly SessionRow[], filter: ExecutionFilter): readonly SessionRow[] {
  const { sessionId, sinceMs = -Infinity, untilMs = Infinity } = filter;
  return sessions.filter(({ id, startedAtMs }) =>
    (sessionId === undefined || id === sessionId) && startedAtMs >= sinceMs && startedAtMs < untilMs
  );
}

/** Those that were under way at some time that is asked for. */
function coveredSessions(sessions: readonly SessionRow[], { filter }: HistorySettings): readonly SessionRow[] {
  const { sessionId, sinceMs = -Infinity, untilMs = Infinity } = filter;
  return sessions.filter(({ id, startedAtMs, stoppedAtMs }) =>
    (sessionId === undefined || id === sessionId) && startedAtMs < untilMs && (stoppedAtMs ?? Infinity) >= sinceMs
  );
}
