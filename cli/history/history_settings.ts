import type { ExecutionKind, ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import type { ExecutionFilter } from "../../src/telemetry/history/execution_history.ts";
import type { Call } from "../command.ts";
import { countOf, terminalWishOf, wordOf } from "../option_value.ts";
import type { TerminalWish } from "../terminal.ts";
import { UsageError } from "../usage_error.ts";
import { type HistoryView, viewAndStore } from "./history_view.ts";
import { parseMoment } from "./moment_option.ts";

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
  show: 1,
  failures: 50,
  slowest: 20,
  timeline: 40,
  sessions: 50,
  registrations: 100,
};

const filterOptions = ["id", "owner", "kind", "name", "status", "session", "since", "until"] as const;
const usableFilters: Readonly<Partial<Record<HistoryView, readonly typeof filterOptions[number][]>>> = {
  show: ["id"],
  sessions: ["session", "since", "until"],
  registrations: ["owner", "kind", "name"],
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
  /** The present time, in milliseconds since the epoch. */
  readonly nowMs: number;
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
  checkFilters(view, values);
  if (view === "show" && values.id === undefined) {
    throw new UsageError("Cannot show an execution: which one? Say --id ID; list and the lines of a log have the ids");
  }
  return {
    view,
    store,
    format: wordOf("format", values.format, formats) ?? "text",
    filter: filterOf(values, nowMs),
    limit: limitOf(values.limit) ?? usualLimits[view],
    nowMs,
    terminal: terminalWishOf({ values, flags }),
  };
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "all") return Infinity;
  const limit = /^\d+$/.test(text) ? Number(text) : NaN;
  if (limit >= 1 && limit <= Number.MAX_SAFE_INTEGER) return limit;
  throw new UsageError(`Cannot use --limit "${text}": expected a whole number of at least 1, or all`);
}

/** The options that narrow down what a view shows; of the others it would not be true that they do. */
function checkFilters(view: HistoryView, values: Call["values"]): void {
  const usable: readonly string[] = usableFilters[view] ?? filterOptions;
  const unused = filterOptions.find((option) => values[option] !== undefined && !usable.includes(option));
  if (unused === undefined) return;
  const those = usable.map((option) => `--${option}`).join(", ");
  throw new UsageError(`Cannot use --${unused} with ${view}: it knows ${those} alone`);
}

function filterOf(values: Call["values"], nowMs: number): ExecutionFilter {
  const { id, owner, name, since, until } = values;
  const kind = wordOf("kind", values.kind, kinds);
  const statuses = values.status?.split(",").map((word) => wordOf("status", word.trim(), executionStatuses)!);
  const sessionId = countOf("session", values.session, 1);
  const sinceMs = since === undefined ? undefined : parseMoment("since", since, nowMs);
  const untilMs = until === undefined ? undefined : parseMoment("until", until, nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
    throw new UsageError(`Cannot use --since "${since}" with --until "${until}": nothing lies between`);
  }
  const given = { id, kind, owner, name, statuses, sessionId, sinceMs, untilMs };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
