import type { Command } from "./command.ts";
import { helpOption } from "./command_line.ts";
import { wrapped } from "./report/paragraph.ts";
import { programLine } from "./program.ts";

/** What the program can do as a whole. */
export function programHelp(commands: readonly Command[], width: number): string {
  const program = programLine();
  const column = Math.max(...commands.map(({ name }) => name.length)) + 4;
  return [
    ...wrapped("Shows how supervised workers live through failures, in virtual time, the same at every run.", width),
    "",
    `Usage: ${program} <command> [options]`,
    "",
    "Commands:",
    ...commands.flatMap(({ name, summary }) => wrapped(summary, width, `  ${name}`.padEnd(column))),
    "",
    "Begin with:",
    `  ${program} simulate`,
    `  ${program} help simulate`,
  ].join("\n");
}

/** What one command can do, with examples. */
export function commandHelp(command: Command, width: number): string {
  const program = programLine();
  const options = [...command.options, helpOption].map(({ name, short, value, summary, group = "" }) => ({
    group,
    typed: `${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`,
    summary,
  }));
  const column = Math.max(...options.map(({ typed }) => typed.length)) + 4;
  const beside = width >= column + 30;
  return [
    ...wrapped(command.summary, width),
    "",
    `Usage: ${
      [program, command.name, command.operands, command.options.length > 0 ? "[options]" : ""].join(" ").trimEnd()
    }`,
    ...command.details.flatMap((paragraph) => ["", ...wrapped(paragraph, width)]),
    ...[...Map.groupBy(options, ({ group }) => group)].sort(([one], [other]) =>
      Number(other === "") - Number(one === "")
    )
      .flatMap(([group, of]) => [
        "",
        group === "" ? "Options:" : `${group}:`,
        ...of.flatMap(({ typed, summary }) =>
          beside
            ? wrapped(summary, width, `  ${typed}`.padEnd(column))
            : [`  ${typed}`, ...wrapped(summary, width, "        ")]
        ),
      ]),
    "",
    "Examples:",
    ...command.examples.flatMap(({ line, summary }) => [...wrapped(summary, width, "  # "), `  ${program} ${line}`]),
  ].join("\n");
}
