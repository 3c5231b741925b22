import type { Output } from "./output.ts";

/** One option of a command. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  /** The one letter that is short for it. */
  readonly short?: string;
  /** What its value is called in the help; a flag has none. */
  readonly value?: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What the help lists it under, after those that have none. */
  readonly group?: string;
}

/** A command line to learn from. */
export interface Example {
  /** What follows the program's name. */
  readonly line: string;
  readonly summary: string;
}

/** The words of one call, told apart. */
export interface Call {
  /** All of them, as they were typed, the command's name first. */
  readonly args: readonly string[];
  /** What is no option. */
  readonly operands: readonly string[];
  /** Options that have a value, by name; absent where they were not given. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The flags that were given. */
  readonly flags: ReadonlySet<string>;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** One thing that the program can do. Help, the parser and "did you mean" all read the same description. */
export interface Command {
  readonly name: string;
  /** What cannot be done where the words are wrong, such as `read a history`; its name unless given. */
  readonly action?: string;
  readonly summary: string;
  /** What stands after the command's name in the usage line, without options; for example `[scenario …]`. */
  readonly operands: string;
  /** How many operands it takes. */
  readonly operandCount: { readonly min: number; readonly max: number };
  /** More than the summary says; paragraphs. */
  readonly details: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Does it, and answers the exit code. */
  run(call: Call): number | Promise<number>;
}
