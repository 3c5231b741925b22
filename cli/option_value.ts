import type { Call } from "./command.ts";
import type { TerminalWish } from "./terminal.ts";
import { exactDuration, parseDuration } from "./scenario/duration.ts";
import { UsageError } from "./usage_error.ts";

/** Some 2700 years; longer times lose milliseconds, and beyond what a double holds they are not even printed as they are read. */
const longestMs = 1e6 * 86_400_000;

/**
 * The whole number that an option says; `undefined` where it is not given.
 *
 * @throws {UsageError} For what is none, or is out of bounds.
 */
export function countOf(
  option: string,
  text: string | undefined,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return count;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new UsageError(`Cannot use --${option} "${text}": expected a whole number ${bounds}`);
}

/**
 * The word that an option says; `undefined` where it is not given.
 *
 * @throws {UsageError} For another word than these.
 */
export function wordOf<Word extends string>(
  option: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined || words.includes(text as Word)) return text as Word | undefined;
  throw new UsageError(`Cannot use --${option} "${text}": expected one of ${words.join(", ")}`, {
    unknown: { word: text, known: words },
  });
}

/**
 * The time that an option says, in milliseconds; `undefined` where it is not given.
 *
 * @throws {UsageError} For what is no time above 0 with its unit, or is more than a million days.
 */
export function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > longestMs) {
    throw new UsageError(`Cannot use --${option} "${text}": expected at most ${exactDuration(longestMs)}`);
  }
  if (ms !== undefined && ms > 0) return ms;
  throw new UsageError(
    `Cannot use --${option} "${text}": expected a time above 0 with its unit, such as 90s, 30m, 24h or 1h30m`,
  );
}

/**
 * What `--width`, `--color`, `--no-color` and `--ascii` ask for.
 *
 * @throws {UsageError} For a bad width, and for both of the colours' flags.
 */
export function terminalWishOf({ values, flags }: Pick<Call, "values" | "flags">): TerminalWish {
  if (flags.has("color") && flags.has("no-color")) throw new UsageError("Cannot use --color and --no-color together");
  const width = countOf("width", values.width, 20, 1_000);
  return {
    ...(width === undefined ? {} : { width }),
    ...(flags.has("color") || flags.has("no-color") ? { color: flags.has("color") } : {}),
    ...(flags.has("ascii") ? { ascii: true } : {}),
  };
}
