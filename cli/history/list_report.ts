// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { columnsOf, fitted } from "../report/paragraph.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { statusMark, statusPaint, statusText } from "./status_mark.ts";
import { faultText, shownText, subjectText } from "./subject_text.ts";
import { cutLine, momentText } from "./text_line.ts";

const momentColumns = 23;
const tookColumns = 8;
const idColumns = 36;
const indent = "  ";

/** One execution after the other: its line, and what went wrong below it. Its id has a place where there is room for it, or a line of its own. */
export function listLines(executions: readonly ExecutionRecord[], terminal: Terminal): string[] {
  if (terminal.width < 60) return executions.flatMap((execution) => narrowLines(execution, terminal));
  const { width, glyphs } = terminal;
  const statusColumns = glyphs.failed.length + 1 + "cancelled".length;
  const before = momentColumns + tookColumns + statusColumns + "handler".length + 8;
  const widest = executions.reduce((most, execution) => Math.max(most, columnsOf(subjectText(execution))), 3);
  const wide = width - before - idColumns - 2 >= Math.min(widest, 40);
  const room = width - before - (wide ? idColumns + 2 : 0);
  const subjects = Math.min(room, widest);
  const title = [
    "started (UTC)".padEnd(momentColumns),
    "took".padStart(tookColumns),
    "status".padEnd(statusColumns),
    "kind".padEnd("handler".length),
    ...(wide ? ["who".padEnd(subjects), "id"] : ["who"]),
  ].join("  ");
  return [
    dim(title.trimEnd()),
    ...executions.flatMap((execution) => {
      const { id, kind, startedAtMs, durationMs, status } = execution;
      const who = subjectText(execution);
      const line = [
        momentText(startedAtMs).padEnd(momentColumns),
        formatDuration(durationMs).padStart(tookColumns),
        statusPaint[status](`${statusMark(status, glyphs)} ${statusText(status).padEnd("cancelled".length)}`),
        kind.padEnd("handler".length),
        wide ? fitted(who, subjects, glyphs.ellipsis) : cutLine(who, room, glyphs.ellipsis),
        ...(wide ? [dim(shownText(id))] : []),
      ].join("  ");
      return [line, ...belowLines(execution, terminal, wide)];
    }),
  ];
}

function belowLines(execution: ExecutionRecord, { width, glyphs }: Terminal, hasId: boolean): string[] {
  const line = (text: string) => indent + cutLine(text, width - indent.length, glyphs.ellipsis);
  const fault = faultText(execution);
  return [
    ...(hasId ? [] : [dim(line(shownText(execution.id)))]),
    ...(fault === "" ? [] : [statusPaint[execution.status](line(fault))]),
  ];
}

function narrowLines(execution: ExecutionRecord, terminal: Terminal): string[] {
  const { width, glyphs } = terminal;
  const { kind, startedAtMs, durationMs, status } = execution;
  const line = (text: string) => cutLine(text, width, glyphs.ellipsis);
  return [
    statusPaint[status](
      line(`${statusMark(status, glyphs)} ${statusText(status)} after ${formatDuration(durationMs)}`),
    ),
    ...(width >= 26 ? [`${indent}${momentText(startedAtMs)}`] : [line(indent + momentText(startedAtMs))]),
    line(`${indent}${kind} ${subjectText(execution)}`),
    ...belowLines(execution, terminal, false),
  ];
}
