import type { ExecutionKind, ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import type { ExecutionFilter } from "../../src/telemetry/history/execution_history.ts";
import type { Call } from "../command.ts";
import { countOf, terminalWishOf, wordOf } from "../option_value.ts";
import type { TerminalWish } from "../terminal.ts";
import { UsageError } from "../usage_error.ts";
import { parseMoment } from "./moment_option.ts";

/** What of a history is looked at. */
export const historyViews = ["summary", "list", "failures", "slowest", "timeline"] as const;

/** One of them. */
export type HistoryView = typeof historyViews[number];

/** How it is written: for people, as one JSON value, or as a table for spreadsheets. */
export type HistoryFormat = "text" | "json" | "csv";

const formats = ["text", "json", "csv"] as const satisfies readonly HistoryFormat[];
const kinds = ["handler", "job"] as const satisfies readonly ExecutionKind[];
/** All ways in which an execution may have ended. */
export const executionStatuses = [
  "success",
  "error",
  "cancelled",
  "timed-out",
] as const satisfies readonly ExecutionStatus[];

/** The most rows of each view, unless something else is asked for. */
export const usualLimits: Readonly<Record<HistoryView, number>> = {
  summary: Infinity,
  list: 100,
  failures: 50,
  slowest: 20,
  timeline: 40,
};

/** What the words and the options of `history` say. */
export interface HistorySettings {
  readonly view: HistoryView;
  /** The path of a file, or the URL of a database. */
  readonly store: string;
  readonly format: HistoryFormat;
  readonly filter: ExecutionFilter;
  /** The most rows; `Infinity` for all. */
  readonly limit: number;
  readonly terminal: TerminalWish;
}

/**
 * Reads what was asked for.
 *
 * @param nowMs The present time, in milliseconds since the epoch.
 * @throws {UsageError} For an unknown view, a missing store, and a value that its option cannot have.
 */
export function historySettings(
  { operands, values, flags }: Pick<Call, "operands" | "values" | "flags">,
  nowMs: number,
): HistorySettings {
  const [view, store] = viewAndStore(operands);
  return {
    view,
    store,
    format: wordOf("format", values.format, formats) ?? "text",
    filter: filterOf(values, nowMs),
    limit: values.limit === "all" ? Infinity : limitOf(values.limit) ?? usualLimits[view],
    terminal: terminalWishOf({ values, flags }),
  };
}

function viewAndStore([first, second]: readonly string[]): readonly [HistoryView, string] {
  if (second === undefined) {
    if (!isView(first!)) return ["summary", first!];
    throw new UsageError(`Cannot show the ${first}: STORE is missing. A file of that name is ./${first}`);
  }
  if (isView(first!)) return [first, second];
  if (isView(second)) throw new UsageError(`Cannot show "${first}": the view comes first, as in: ${second} ${first}`);
  throw new UsageError(`Cannot show "${first}": expected one of ${historyViews.join(", ")}`, {
    unknown: { word: first!, known: historyViews },
  });
}

function isView(word: string): word is HistoryView {
  return (historyViews as readonly string[]).includes(word);
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return countOf("limit", text, 1);
  throw new UsageError(`Cannot use --limit "${text}": expected a whole number of at least 1, or all`);
}

function filterOf(values: Call["values"], nowMs: number): ExecutionFilter {
  const { owner, name, since, until } = values;
  const kind = wordOf("kind", values.kind, kinds);
  const statuses = values.status?.split(",").map((word) => wordOf("status", word.trim(), executionStatuses)!);
  const sessionId = countOf("session", values.session, 1);
  const sinceMs = since === undefined ? undefined : parseMoment("since", since, nowMs);
  const untilMs = until === undefined ? undefined : parseMoment("until", until, nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
    throw new UsageError(`Cannot use --since "${since}" with --until "${until}": nothing lies between`);
  }
  const given = { kind, owner, name, statuses, sessionId, sinceMs, untilMs };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
