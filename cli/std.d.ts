// The types of what is used of `npm:deno-std`, the Deno standard library on npm, which comes without any.

/** `@std/cli/parse-args` */
export function parseArgs(args: readonly string[], options: {
  string?: readonly string[];
  boolean?: readonly string[];
  alias?: Readonly<Record<string, string>>;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}): { _: string[] } & Record<string, unknown>;

/** `@std/text/closest-string` */
export function closestString(word: string, words: readonly string[]): string;

/** `@std/text/levenshtein-distance` */
export function levenshteinDistance(one: string, other: string): number;

/** `@std/fmt/colors` */
export function setColorEnabled(enabled: boolean): void;
export function bold(text: string): string;
export function dim(text: string): string;
export function red(text: string): string;
export function green(text: string): string;
export function yellow(text: string): string;
export function blue(text: string): string;
export function magenta(text: string): string;
export function cyan(text: string): string;
