// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import { formatCount } from "../report/figure.ts";
import { wrapped } from "../report/paragraph.ts";
import type { Terminal } from "../terminal.ts";
import { executionLines } from "./execution_report.ts";
import { failureLines } from "./failures_report.ts";
import type { HistoryAnswer } from "./history_answer.ts";
import type { HistorySettings } from "./history_settings.ts";
import { listLines } from "./list_report.ts";
import { registrationLines } from "./registrations_report.ts";
import { sessionLines } from "./session_lines.ts";
import { sessionsLines } from "./sessions_report.ts";
import { shownText } from "./subject_text.ts";
import { summaryLines } from "./summary_report.ts";
import { timelineLines } from "./timeline_report.ts";

/**
 * What a store said, for people, as lines.
 *
 * @param name What the store is called.
 */
export function historyLines(
  answer: HistoryAnswer,
  name: string,
  { filter, nowMs }: Pick<HistorySettings, "filter" | "nowMs">,
  terminal: Terminal,
): string[] {
  const { width, glyphs } = terminal;
  const isFiltered = Object.keys(filter).length > 0;
  const say = (text: string) => wrapped(text, width);
  const more = (count: number) => say(`${glyphs.ellipsis} ${formatCount(count)} more; --limit all shows them`).map(dim);
  switch (answer.view) {
    case "list":
    case "slowest":
      if (answer.executions.length === 0) return say(nothing("execution", name, isFiltered));
      return [
        ...listLines(answer.executions, terminal),
        // Their number would take reading all of them.
        ...(answer.isMore
          ? say(`${glyphs.ellipsis} and more; --limit shows more than ${answer.executions.length}`).map(dim)
          : []),
      ];
    case "show":
      return executionLines(answer, terminal, nowMs);
    case "sessions":
      if (answer.sessions.length === 0) return say(nothing("session", name, isFiltered));
      return [...sessionsLines(answer.sessions, terminal, nowMs), ...(answer.isMore ? more(answer.left) : [])];
    case "registrations":
      if (answer.registrations.length === 0) return say(nothing("registration", name, isFiltered));
      return [...registrationLines(answer.registrations, terminal), ...(answer.isMore ? more(answer.left) : [])];
    case "summary":
      if (answer.all.length === 0) return say(nothing("execution", name, isFiltered));
      return [
        ...summaryLines(answer, terminal, nowMs),
        ...(answer.isMore ? more(answer.all.length - answer.summary.length) : []),
      ];
    case "failures":
      if (answer.all.length === 0) return say(nothing("failure", name, isFiltered));
      return [
        ...failureLines(answer.failures, answer.all, terminal),
        ...(answer.isMore ? more(answer.all.length - answer.failures.length) : []),
      ];
    case "timeline": {
      const { session, executions } = answer;
      if (session === null) return say(nothing("session", name, false));
      const { sessionId: _, ...others } = filter;
      const said = Object.keys(others).length > 0
        ? "No execution of it matches what was asked for."
        : "It executed nothing.";
      return [
        ...sessionLines(session, terminal, nowMs),
        "",
        ...(executions.length === 0 ? say(said) : timelineLines(answer, session, terminal)),
      ];
    }
    default:
      return answer satisfies never;
  }
}

function nothing(what: string, name: string, isFiltered: boolean): string {
  return isFiltered
    ? `No ${what} in ${shownText(name)} matches what was asked for.`
    : `No ${what} is on record in ${shownText(name)}.`;
}
