// @ts-types="../std.d.ts"
import { dim, red, yellow } from "@std/fmt/colors";
import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import { columnsOf, fitted } from "../report/paragraph.ts";
import type { Terminal } from "../terminal.ts";
import { lostTexts, sessionLines, statePaint } from "./session_lines.ts";
import { sessionState, sessionStateText } from "./session_status_text.ts";
import { errorText, shownText } from "./subject_text.ts";
import { cutLine, momentText } from "./text_line.ts";

const momentColumns = 19;
const stateColumns = Math.max(...Object.values(sessionStateText).map((text) => text.length));
const indent = "    ";

/**
 * The runs of applications, a line each; where one crashed, what it lost and where it ran stands below it.
 *
 * @param nowMs The present time, in milliseconds since the epoch.
 */
export function sessionsLines(sessions: readonly SessionRow[], terminal: Terminal, nowMs: number): string[] {
  const { width, glyphs } = terminal;
  if (width < 80) {
    return sessions.flatMap((row, index) => [...(index > 0 ? [""] : []), ...sessionLines(row, terminal, nowMs)]);
  }
  const ids = sessions.reduce((most, { id }) => Math.max(most, String(id).length), 2);
  const widest = sessions.reduce((most, row) => Math.max(most, columnsOf(shownText(row.application))), 11);
  const applications = Math.min(widest, width - ids - 2 * momentColumns - stateColumns - 8);
  const title = [
    "id".padStart(ids),
    fitted("application", applications, glyphs.ellipsis),
    "started (UTC)".padEnd(momentColumns),
    "ended or heard of".padEnd(momentColumns),
    "status",
  ].join("  ");
  const below = (text: string) => indent + cutLine(text, width - indent.length, glyphs.ellipsis);
  return [
    dim(title),
    ...sessions.flatMap((session) => {
      const { id, application, host, startedAtMs, stoppedAtMs, heartbeatAtMs, error, drops } = session;
      const state = sessionState(session, nowMs);
      const lost = lostTexts(drops);
      const line = [
        String(id).padStart(ids),
        fitted(shownText(application), applications, glyphs.ellipsis),
        shortMoment(startedAtMs),
        shortMoment(stoppedAtMs ?? heartbeatAtMs),
        // A run that crashed may not have ended yet.
        statePaint[state](sessionStateText[state] + (state === "failure" && stoppedAtMs === null ? ", not ended" : "")),
      ].join("  ");
      return [
        line,
        ...(error === null ? [] : [red(below(errorText(error)))]),
        ...(lost.length === 0 ? [] : [yellow(below(`records lost: ${lost.join(", ")}`))]),
        ...(host === null ? [] : [dim(below(`on ${shownText(host)}`))]),
      ];
    }),
  ];
}

/** To the second: who wants more has the timeline. */
function shortMoment(atMs: number): string {
  return momentText(atMs).slice(0, momentColumns).padEnd(momentColumns);
}
