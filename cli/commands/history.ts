// @ts-types="../std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";
import { historyAnswer } from "../history/history_answer.ts";
import { executionStatuses, historySettings } from "../history/history_settings.ts";
import { asUsage, openHistory } from "../history/history_source.ts";
import { historyAction } from "../history/history_view.ts";
import type { Output } from "../output.ts";
import { terminalOf } from "../terminal.ts";
import { terminalOptions } from "../terminal_options.ts";

/** Reads back what was executed. */
export const command: Command = {
  name: "history",
  action: historyAction,
  summary: "Read back what was executed, from a store",
  operands: "[view] STORE",
  // Of more than two it is said here which order they belong in.
  operandCount: { min: 1, max: Infinity },
  details: [
    "A view is summary (default): what became of each handler and job; list: the newest executions; show: all that is known of one; failures: what failed, by owner, " +
    "the most frequent first; slowest: the longest executions; timeline: one session along its time, with a bar for each execution; of " +
    "too many those that tell most have one, failures before long ones; sessions: the runs of applications, the newest first; registrations: " +
    "which handlers and jobs were made known.",
    "STORE is the SQLite file of an execution store or postgres://user:password@host:5432/database. Nothing in it, or beside it, is changed, also while " +
    "an application writes to it. A file needs --allow-read, and --allow-write as long as nobody has it open, " +
    "for then SQLite locks it as if to write; a database needs --allow-net. All times are UTC.",
    "json is one value, with the fields that the interfaces of the library have, and times in milliseconds since the epoch; isMore says " +
    "whether the limit left something out. csv has the same fields, after RFC 4180; a text that begins with one of = + - @ ', a tab or a line break, gets " +
    "a ' before it, so that no spreadsheet takes it for a formula.",
    "Exit codes: 0 it was read, also if there is nothing in it; 2 the command line is wrong or the store cannot be read.",
  ],
  options: [
    {
      name: "id",
      value: "ID",
      summary: "The execution of this id, which list and the lines of a log have; show needs it",
    },
    { name: "owner", value: "NAME", summary: "Executions of this owner alone" },
    { name: "kind", value: "KIND", summary: "handler or job" },
    { name: "name", value: "NAME", summary: "What the owner calls the handler or job" },
    { name: "status", value: "STATUS", summary: `One or more, with commas between: ${executionStatuses.join(", ")}` },
    {
      name: "session",
      value: "ID",
      summary: "Executions of this session; timeline shows it instead of the newest one",
    },
    {
      name: "since",
      value: "TIME",
      summary:
        "Begun then or later: 2026-01-31, 2026-01-31T18:30, with a zone such as +02:00, or a time ago such as 2h",
    },
    { name: "until", value: "TIME", summary: "Begun before then" },
    {
      name: "limit",
      short: "n",
      value: "N",
      summary:
        "The most rows, or all; default 100, of failures and sessions 50, of timeline 40, of slowest 20, of summary all",
    },
    { name: "format", short: "f", value: "FORMAT", summary: "text (default), json or csv" },
    ...terminalOptions,
  ],
  examples: [
    { line: "history executions.db", summary: "How are the handlers and jobs doing?" },
    { line: "history failures executions.db --since 1d", summary: "What failed since yesterday?" },
    { line: `history show executions.db --id 0198c1d2-7a3e-7c40-9f11-3b2a5d6e7f80`, summary: "With its stack" },
    { line: "history list executions.db --owner billing --status error,timed-out", summary: "One by one" },
    { line: "history timeline executions.db --session 12", summary: "What happened in that run?" },
    { line: "history sessions executions.db", summary: "Which runs were there, and how did they end?" },
    { line: "history list executions.db --limit all --format csv > executions.csv", summary: "For a spreadsheet" },
  ],
  async run(call) {
    const { stdout } = call;
    const settings = historySettings(call, Date.now());
    const { name, history } = await openHistory(settings.store, call.args);
    try {
      const answer = await asUsage(() => historyAnswer(history, settings));
      switch (settings.format) {
        case "text": {
          const terminal = terminalOf(stdout, settings.terminal);
          setColorEnabled(terminal.color);
          const { historyLines } = await import("../history/text_report.ts");
          write(stdout, historyLines(answer, name, settings, terminal).map((line) => `${line}\n`));
          break;
        }
        case "json": {
          const { historyJson } = await import("../history/history_json.ts");
          write(stdout, historyJson(answer, name, settings));
          break;
        }
        case "csv": {
          const { historyCsv } = await import("../history/history_csv.ts");
          const rows = historyCsv(answer);
          write(stdout, stdout.isTerminal ? rows.map(withoutControls) : rows);
          break;
        }
        default:
          settings.format satisfies never;
      }
      return exitCode.held;
    } finally {
      await history.close();
    }
  },
};

/** A row as a terminal may have it; a program gets every character as it is. */
function withoutControls(row: string): string {
  return row.replace(/(?![\r\n])\p{Control}/gu, "\ufffd");
}

/** As many characters are written at a time, or some more. */
const chunk = 65_536;

function write(output: Output, pieces: Iterable<string>): void {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < chunk) continue;
    if (output.closed) return;
    output.write(text);
    text = "";
  }
  output.write(text);
}
