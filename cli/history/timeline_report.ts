// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import type { ExecutionRecord, ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import { formatCount } from "../report/figure.ts";
import { columnsOf, fitted, flowed, wrapped } from "../report/paragraph.ts";
import { timeAxis } from "../report/time_axis.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { executionStatuses } from "./history_settings.ts";
import type { HistoryAnswer } from "./history_answer.ts";
import { statusMark, statusPaint, statusText } from "./status_mark.ts";
import { subjectText } from "./subject_text.ts";
import { barLine, crowdCountLine, crowdCounts } from "./timeline_bar.ts";
import { cutLine } from "./text_line.ts";

const tookColumns = 7;

/** The time that is drawn, in milliseconds since the epoch. */
interface Span {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** The executions of a session along its time, each with a bar; how many there were at each time, if not all have one; what marks say. */
export function timelineLines(
  { executions, all, unseen }: Extract<HistoryAnswer, { view: "timeline" }>,
  session: SessionRow,
  terminal: Terminal,
): string[] {
  const { width, glyphs } = terminal;
  const span = spanOf(session, [...all, ...executions]);
  const narrow = width < 60;
  const offsets = executions.map(({ startedAtMs }) => offsetText(startedAtMs - span.fromMs));
  const offsetColumns = widestOf(offsets);
  const fixed = glyphs.failed.length + offsetColumns + tookColumns + 4;
  const widest = widestOf(executions.map(labelOf));
  const labels = Math.min(widest, Math.max(8, Math.floor((width - fixed) / 3)));
  const columns = narrow ? width : Math.max(8, width - fixed - labels);
  const indent = " ".repeat(width - columns);

  const lineOf = (execution: ExecutionRecord, index: number): string[] => {
    const { status, durationMs, startedAtMs } = execution;
    const paint = statusPaint[status];
    const bar = paint(barLine(startedAtMs - span.fromMs, execution, span.lengthMs, columns, glyphs));
    const mark = paint(statusMark(status, glyphs));
    const took = formatDuration(durationMs);
    if (narrow) {
      const offset = offsets[index]!;
      const room = width - glyphs.failed.length - offset.length - took.length - 3;
      return [
        `${mark} ${fitted(labelOf(execution), room, glyphs.ellipsis)} ${dim(offset)} ${took}`,
        bar,
      ];
    }
    const offset = offsets[index]!.padStart(offsetColumns);
    const who = fitted(labelOf(execution), labels, glyphs.ellipsis);
    return [`${mark} ${dim(offset)} ${took.padStart(tookColumns)} ${who} ${bar}`];
  };
  const left = all.length + unseen - executions.length;
  return [
    ...executions.flatMap(lineOf),
    ...timeAxis(span.lengthMs, columns, glyphs).map((line) => dim((indent + line).trimEnd())),
    ...(left > 0 ? crowdLines(all, unseen === 0, span, columns, indent, terminal) : []),
    ...legend(executions, left > 0, terminal),
    ...moreLines(left, terminal),
  ];
}

/** From the beginning of a session to its end; as long as it has none, and if its executions went on after it, to the end of the last of these. */
function spanOf({ startedAtMs, stoppedAtMs }: SessionRow, all: readonly ExecutionRecord[]): Span {
  const fromMs = all.reduce((first, record) => Math.min(first, record.startedAtMs), startedAtMs);
  const toMs = all.reduce(
    (last, record) => Math.max(last, record.startedAtMs + record.durationMs),
    stoppedAtMs ?? fromMs,
  );
  return { fromMs, lengthMs: Math.ceil(toMs - fromMs) };
}

/** Who it is, without what it listens to, for which there is no room beside a bar. */
function labelOf(execution: ExecutionRecord): string {
  return subjectText({ ...execution, topic: "" });
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

function offsetText(offsetMs: number): string {
  return `+${formatMoment(offsetMs)}`;
}

function crowdLines(
  all: readonly ExecutionRecord[],
  isWhole: boolean,
  { fromMs, lengthMs }: Span,
  columns: number,
  indent: string,
  { width, glyphs }: Terminal,
): string[] {
  const counts = crowdCounts(all.map(({ startedAtMs }) => startedAtMs - fromMs), lengthMs, columns);
  const line = crowdCountLine(counts, glyphs);
  const label = `${isWhole ? "all" : "first"} ${formatCount(all.length)}`;
  return [`${indent === "" ? "" : fitted(label, width - columns - 1, glyphs.ellipsis) + " "}${line}`.trimEnd()];
}

function legend(executions: readonly ExecutionRecord[], hasCrowd: boolean, { width, glyphs }: Terminal): string[] {
  const used = new Set<ExecutionStatus>(executions.map(({ status }) => status));
  const items = executionStatuses.filter((status) => used.has(status))
    .map((status) => `${statusMark(status, glyphs).trimEnd()} ${statusText(status)}`);
  const crowd = hasCrowd ? [`${glyphs.levels[1]}-${glyphs.levels.at(-1)} how many began then`] : [];
  return flowed([...items, ...crowd], width).map((line) => dim(cutLine(line, width, glyphs.ellipsis)));
}

function moreLines(left: number, { width, glyphs }: Terminal): string[] {
  if (left === 0) return [];
  const are = left === 1 ? "is" : "are";
  const text = `${formatCount(left)} more ${are} not drawn: failures and the longest come first; --limit all draws all`;
  return wrapped(`${glyphs.ellipsis} ${text}`, width).map(dim);
}
