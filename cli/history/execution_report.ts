// @ts-types="../std.d.ts"
import { bold, dim } from "@std/fmt/colors";
import { flowed } from "../report/paragraph.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import type { HistoryAnswer } from "./history_answer.ts";
import { registrationParts } from "./registrations_report.ts";
import { sessionState, sessionStateText } from "./session_status_text.ts";
import { statusMark, statusPaint, statusText } from "./status_mark.ts";
import { shownLines, shownText } from "./subject_text.ts";
import { momentText } from "./text_line.ts";

const labelColumns = 14;
const none = "-";

/**
 * All that is known of one execution, a field a line. A text is never cut: who copies a stack gets the whole of it, whatever the width.
 *
 * @param nowMs The present time, in milliseconds since the epoch.
 */
export function executionLines(
  { execution, registration, session }: Extract<HistoryAnswer, { view: "show" }>,
  { width, glyphs }: Terminal,
  nowMs: number,
): string[] {
  const { status, startedAtMs, durationMs, error, registrationId, sessionId, triggerId, triggerOrigin } = execution;
  const narrow = width < 60;
  const indent = narrow ? "  " : " ".repeat(labelColumns);
  const labelled = (label: string, lines: readonly string[]) =>
    narrow
      ? [dim(label), ...lines.map((line) => `${indent}${line}`)]
      : lines.map((line, index) => `${index === 0 ? dim(label.padEnd(labelColumns)) : indent}${line}`);
  const field = (label: string, text: string | null) => labelled(label, shownLines(text || none));
  const parts = (label: string, items: readonly string[]) =>
    labelled(label, flowed(items, width - indent.length, "", glyphs.separator));
  const outcome = [
    `${statusMark(status, glyphs).trimEnd()} ${statusText(status)}`,
    ...(execution.timedOutBy === null ? [] : [timedOutTexts[execution.timedOutBy]]),
    ...(execution.dependencyFailed ? ["for want of a dependency"] : []),
  ];
  return [
    ...labelled("execution", [bold(shownText(execution.id))]),
    ...labelled("status", flowed(outcome, width - indent.length, "", glyphs.separator).map(statusPaint[status])),
    ...parts("started", [`${momentText(startedAtMs)} UTC`]),
    ...parts("took", [formatDuration(durationMs)]),
    ...field("kind", execution.kind),
    ...field("owner", execution.owner),
    ...field("instance", execution.instance),
    ...field("name", execution.name),
    ...field("topic", execution.topic),
    ...field("tier", execution.tier),
    ...parts("trigger", [
      triggerId === null ? none : shownText(triggerId),
      ...(triggerOrigin === null ? [] : [`from ${shownText(triggerOrigin)}`]),
    ]),
    ...parts("registration", [
      registrationId === null ? none : String(registrationId),
      ...(registration === null ? [] : registrationParts(registration)),
    ]),
    ...parts("session", [
      sessionId === null ? none : String(sessionId),
      ...(session === null ? [] : [shownText(session.application), sessionStateText[sessionState(session, nowMs)]]),
    ]),
    ...(error === null ? field("error", null) : [
      ...field("error", error.type),
      ...field("message", error.message),
      ...field("stack", error.stack),
    ]),
  ];
}

const timedOutTexts = { limit: "at its limit", body: "thrown by its own body" } as const;
