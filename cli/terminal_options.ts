import type { OptionSpec } from "./command.ts";

/** The options of every command that writes for people: what a {@linkcode TerminalWish} is made of. */
export const terminalOptions: readonly OptionSpec[] = [
  { name: "width", value: "N", summary: "Columns of the text; by default the terminal's, or 100" },
  { name: "color", summary: "Colours even where there is no terminal, unless NO_COLOR is set" },
  { name: "no-color", summary: "No colours; so does the environment variable NO_COLOR" },
  { name: "ascii", summary: "Plain ASCII marks" },
];
