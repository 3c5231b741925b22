// @ts-types="./std.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import type { Call, Command, OptionSpec } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/** The option that every command has. */
export const helpOption: OptionSpec = { name: "help", short: "h", summary: "Show this help" };

/**
 * Tells options from operands, as the command describes them.
 *
 * @param args What follows the command's name.
 * @throws {UsageError} For an option that the command does not have, a value where none belongs, a missing one, one option given
 * twice, and for too few or too many operands.
 */
export function parseCommandLine(command: Command, args: readonly string[]): Omit<Call, "args" | "stdout" | "stderr"> {
  const options = [...command.options, helpOption];
  const valued = options.filter(({ value }) => value !== undefined).map(({ name }) => name);
  const flags = options.filter(({ value }) => value === undefined).map(({ name }) => name);
  checkRepeats(args, valued, flags);
  const unknown: string[] = [];
  const parsed = parseArgs(joined(args, options), {
    string: ["_", ...valued],
    boolean: flags,
    alias: Object.fromEntries(options.flatMap(({ name, short }) => short === undefined ? [] : [[short, name]])),
    unknown: (arg, key) => {
      if (key === undefined) return true;
      unknown.push(arg);
      return false;
    },
  });
  for (const arg of unknown) throw unknownOption(command, options, arg);
  const values: Record<string, string> = {};
  for (const name of valued) {
    const value = parsed[name];
    if (value === undefined) continue;
    if (value === "") throw missingValue(options, name);
    values[name] = value as string;
  }
  const given = new Set(flags.filter((name) => parsed[name] === true));
  if (!given.has("help")) checkOperandCount(command, parsed._);
  return { operands: parsed._, values, flags: given };
}

/**
 * A value that begins with a dash, such as `-1`, written as one word with its option, as in `--seed=-1`, for the parser would take
 * it for an option. What begins with two dashes, or with the letter of an option, is none.
 */
function joined(args: readonly string[], options: readonly OptionSpec[]): string[] {
  const isValue = (word = "") => /^-[^-]/.test(word) && !options.some(({ short }) => short === word[1]);
  const words: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") return [...words, ...args.slice(index)];
    const option = options.find(({ name, short, value }) =>
      value !== undefined && (arg === `--${name}` || arg === `-${short}`)
    );
    if (option === undefined || !isValue(args[index + 1])) words.push(arg);
    else words.push(`--${option.name}=${args[++index]}`);
  }
  return words;
}

/** `--seed 1 --seed 2` and `--quiet=maybe`, of which the parser would make something without a word. */
function checkRepeats(args: readonly string[], valued: readonly string[], flags: readonly string[]): void {
  const seen = new Set<string>();
  for (const arg of args) {
    if (arg === "--") return;
    const [, name, assigned] = /^--([^=]+)(=.*)?$/s.exec(arg) ?? [];
    if (name === undefined) continue;
    if (assigned !== undefined && flags.includes(name)) {
      throw new UsageError(`Cannot use "${arg}": --${name} takes no value`);
    }
    if (seen.has(name) && valued.includes(name)) {
      throw new UsageError(`Cannot use --${name} twice: which one is meant?`);
    }
    seen.add(name);
  }
}

function unknownOption(command: Command, options: readonly OptionSpec[], arg: string): UsageError {
  const typed = arg.split("=", 1)[0]!;
  return new UsageError(`Cannot ${actionOf(command)}: unknown option "${typed}"`, {
    unknown: { word: typed, known: options.map(({ name }) => `--${name}`) },
  });
}

function missingValue(options: readonly OptionSpec[], name: string): UsageError {
  const value = options.find((option) => option.name === name)?.value;
  return new UsageError(`Cannot use --${name}: it needs a value, as in --${name} ${value}`);
}

function checkOperandCount(command: Command, operands: readonly string[]): void {
  const { min, max } = command.operandCount;
  const needed = command.operands.replace(/\[[^\]]*\] ?/g, "");
  if (operands.length < min) throw new UsageError(`Cannot ${actionOf(command)}: ${needed} is missing`);
  if (operands.length > max) throw tooMany(actionOf(command), operands.slice(max));
  if (operands.filter((word) => word === "-").length > 1) {
    throw new UsageError(`Cannot ${actionOf(command)}: "-" is given twice, and the standard input can be read once`);
  }
}

function actionOf({ name, action = name }: Command): string {
  return action;
}

/**
 * What is said of words that nothing is done with.
 *
 * @param action What cannot be done because of them, such as `simulate`.
 */
export function tooMany(action: string, surplus: readonly string[]): UsageError {
  const count = surplus.length === 1
    ? "is one"
    : `are ${["two", "three", "four"][surplus.length - 2] ?? surplus.length}`;
  return new UsageError(`Cannot ${action}: ${surplus.map((word) => `"${word}"`).join(", ")} ${count} too many`);
}
