// @ts-types="../std.d.ts"
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import type { SessionDrops, SessionRow } from "../../src/services/sessions/session_store.ts";
import { formatCount } from "../report/figure.ts";
import { flowed, wrapped } from "../report/paragraph.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { type SessionState, sessionState, sessionStateText } from "./session_status_text.ts";
import { errorText, shownText } from "./subject_text.ts";
import { cutLine, momentText } from "./text_line.ts";

/** How what became of a run is painted. */
export const statePaint: Readonly<Record<SessionState, (text: string) => string>> = {
  running: (text) => text,
  silent: yellow,
  success: green,
  failure: red,
  unknown: yellow,
};

/** What is known of a run: which application, from when to when, how it ended, what it lost. */
export function sessionLines(session: SessionRow, { width, glyphs }: Terminal, nowMs: number): string[] {
  const { id, application, host, startedAtMs, stoppedAtMs, heartbeatAtMs, error, drops } = session;
  const state = sessionState(session, nowMs);
  const lost = lostTexts(drops);
  const span = stoppedAtMs === null
    ? [`started ${momentText(startedAtMs)} UTC`, `heard of last ${momentText(heartbeatAtMs)}`]
    : [
      `from ${momentText(startedAtMs)}`,
      `to ${momentText(stoppedAtMs)} UTC`,
      formatDuration(Math.max(0, stoppedAtMs - startedAtMs)),
    ];
  const fit = (line: string) => cutLine(line, width, glyphs.ellipsis);
  const where = host === null ? [] : [`on ${shownText(host)}`];
  return [
    ...flowed([`session ${id}`, shownText(application), ...where], width, "", glyphs.separator).map(fit).map(bold),
    ...flowed([sessionStateText[state], ...span], width, "", glyphs.separator).map(fit).map(statePaint[state]),
    ...(error === null ? [] : [red(fit(errorText(error)))]),
    ...(lost.length === 0 ? [] : wrapped(`records lost: ${lost.join(", ")}`, width).map(fit).map(yellow)),
    ...(lost.length === 0 && stoppedAtMs !== null ? [dim("no record lost")] : []),
  ];
}

/** How many records a run lost, for each cause: `overflow 3`. */
export function lostTexts(drops: SessionDrops): string[] {
  return Object.entries(drops).filter(([, count]) => count > 0)
    .map(([cause, count]) => `${shownText(cause)} ${formatCount(count)}`);
}
