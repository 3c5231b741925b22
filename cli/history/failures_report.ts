// @ts-types="../std.d.ts"
import { bold, dim, red } from "@std/fmt/colors";
import type { FailureSummary } from "../../src/telemetry/history/execution_history.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { flowed } from "../report/paragraph.ts";
import type { Terminal } from "../terminal.ts";
import { errorText, shownText, subjectText } from "./subject_text.ts";
import { cutLine, momentText } from "./text_line.ts";

/**
 * The failures of each owner below its name: what fails most comes first.
 *
 * @param all Also what is not shown, for the sums.
 */
export function failureLines(
  failures: readonly FailureSummary[],
  all: readonly FailureSummary[],
  terminal: Terminal,
): string[] {
  const sums = new Map<string, number>();
  for (const { owner, failures } of all) sums.set(owner, (sums.get(owner) ?? 0) + failures);
  const groups = [...Map.groupBy(failures, ({ owner }) => owner)];
  const sorted = groups.toSorted(([one], [other]) => sums.get(other)! - sums.get(one)!);
  const column = failures.reduce((most, { failures }) => Math.max(most, formatCount(failures).length), 0);
  return sorted.flatMap(([owner, own], index) => [
    ...(index > 0 ? [""] : []),
    bold(cutLine(
      `${shownText(owner)}: ${formatAmount(sums.get(owner)!, "failure")}`,
      terminal.width,
      terminal.glyphs.ellipsis,
    )),
    ...own.flatMap((failure) => linesOf(failure, column, terminal)),
  ]);
}

function linesOf(failure: FailureSummary, column: number, { width, glyphs }: Terminal): string[] {
  const { kind, errorType, lastMessage, firstAtMs, lastAtMs } = failure;
  const count = formatCount(failure.failures).padStart(column + 2);
  const room = width - count.length - 2;
  const indent = " ".repeat(count.length + 2);
  const times = failure.failures === 1
    ? [`at ${momentText(lastAtMs)}`]
    : [`first ${momentText(firstAtMs)}`, `last ${momentText(lastAtMs)}`];
  return [
    `${red(count)}  ${cutLine(`${kind} ${subjectText(failure)}`, room, glyphs.ellipsis)}`,
    indent + cutLine(errorText({ type: errorType, message: lastMessage }), room, glyphs.ellipsis),
    ...flowed(times, width, indent, glyphs.separator).map((line) => dim(cutLine(line, width, glyphs.ellipsis))),
  ];
}
