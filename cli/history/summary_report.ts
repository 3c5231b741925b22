// @ts-types="../std.d.ts"
import { bold, dim } from "@std/fmt/colors";
import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import type { ExecutionSummary } from "../../src/telemetry/history/execution_history.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { wrapped } from "../report/paragraph.ts";
import { type Column, table } from "../report/table.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import type { HistoryAnswer } from "./history_answer.ts";
import { sessionState, sessionStates, sessionStateText } from "./session_status_text.ts";
import { subjectText } from "./subject_text.ts";
import { momentText } from "./text_line.ts";

type Counted = "executions" | "successes" | "errors" | "cancelled" | "timedOut";

const counts: readonly (readonly [title: readonly string[], field: Counted])[] = [
  [["runs"], "executions"],
  [["ok"], "successes"],
  [["errors"], "errors"],
  [["cancelled"], "cancelled"],
  [["timed", "out"], "timedOut"],
];
const times = [["mean", "meanMs"], ["p50", "p50Ms"], ["p95", "p95Ms"], ["max", "maxMs"]] as const;

/** The figures of all executions together; the percentiles are not to be had from those of the parts. */
export interface SummaryTotal extends Pick<ExecutionSummary, Counted | "meanMs" | "maxMs" | "lastAtMs"> {
  /** How many handlers, and how many jobs. */
  readonly handlers: number;
  readonly jobs: number;
}

/** What the executions of all handlers and jobs come to; `undefined` where there is none. */
export function summaryTotal(all: readonly ExecutionSummary[]): SummaryTotal | undefined {
  if (all.length === 0) return undefined;
  const sum = (of: (row: ExecutionSummary) => number) => all.reduce((total, row) => total + of(row), 0);
  const most = (of: (row: ExecutionSummary) => number) => all.reduce((top, row) => Math.max(top, of(row)), -Infinity);
  const executions = sum((row) => row.executions);
  return {
    handlers: sum(({ kind }) => Number(kind === "handler")),
    jobs: sum(({ kind }) => Number(kind === "job")),
    executions,
    successes: sum((row) => row.successes),
    errors: sum((row) => row.errors),
    cancelled: sum((row) => row.cancelled),
    timedOut: sum((row) => row.timedOut),
    meanMs: sum((row) => row.meanMs * row.executions) / executions,
    maxMs: most((row) => row.maxMs),
    lastAtMs: most((row) => row.lastAtMs),
  };
}

/** A table of all handlers and jobs with a line for all of them, and which runs of applications it is about. */
export function summaryLines(
  { summary, all, sessions }: Extract<HistoryAnswer, { view: "summary" }>,
  { width, glyphs }: Terminal,
  nowMs: number,
): string[] {
  const total = summaryTotal(all)!;
  const lastRow = `all ${formatCount(all.length)}`;
  const cells = (of: (row: ExecutionSummary | SummaryTotal) => string) => [...summary.map(of), of(total)];
  const columns: Column[] = [
    { title: ["who"], align: "left", cells: [...summary.map(subjectText), lastRow] },
    { title: ["kind"], align: "left", cells: [...summary.map(({ kind }) => kind), ""] },
    ...counts.map(([title, field]): Column => ({
      title,
      align: "right",
      cells: cells((row) => formatCount(row[field])),
    })),
    ...times.map(([title, field]): Column => ({
      title: [title],
      align: "right",
      cells: cells((row) => field in row ? formatDuration((row as ExecutionSummary)[field]) : "-"),
    })),
    // To the second: who wants more has the list.
    { title: ["last", "(UTC)"], align: "left", cells: cells(({ lastAtMs }) => momentText(lastAtMs).slice(0, 19)) },
  ];
  const lines = table(columns, { width, ellipsis: glyphs.ellipsis, paintTitle: dim });
  const text = `${formatAmount(total.executions, "execution")} of ${formatAmount(total.handlers, "handler")} and ` +
    `${formatAmount(total.jobs, "job")}; ${sessionsText(sessions, nowMs)}.`;
  return [
    ...lines.map((line) => line.startsWith(`${lastRow} `) ? bold(line) : line),
    "",
    ...wrapped(text, width),
  ];
}

/** A few words about runs of applications: how many, since when, how they ended. */
function sessionsText(sessions: readonly SessionRow[], nowMs: number): string {
  const newest = sessions[0];
  if (newest === undefined) return "no session is on record";
  const sinceMs = sessions.reduce((first, { startedAtMs }) => Math.min(first, startedAtMs), Infinity);
  const since = momentText(sinceMs).slice(0, 19);
  const byState = Map.groupBy(sessions, (session) => sessionState(session, nowMs));
  const states = sessionStates.filter((state) => byState.has(state))
    .map((state) => `${formatCount(byState.get(state)!.length)} ${sessionStateText[state].replace(",", "")}`);
  return `${formatAmount(sessions.length, "session")} since ${since} UTC (${
    states.join(", ")
  }), the newest is ${newest.id}`;
}
