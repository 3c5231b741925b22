import { shown } from "../core/option_check.ts";

const decimal = /^[0-9]+$/;
const hex = /^0x[0-9a-f]+$/i;
const commitHash = /^(?=[0-9]*[a-f])[0-9a-f]{7,40}$/i;

/**
 * The one spelling of a seed, whichever way it was written: decimal up to 2^53 - 1, above that hexadecimal with `0x` and in
 * lower case. So `255`, `"0xFF"` and `255n` are the same seed.
 *
 * A text is read as decimal if it has only digits, as hexadecimal after `0x`, and as a git commit hash if it has 7 to 40
 * hexadecimal digits, one of them at least a letter.
 *
 * @throws {RangeError} `Cannot read the seed: …` for a number that is negative, fractional or above 2^53 - 1, and for a text
 * that is none of these.
 * @throws {TypeError} `Cannot read the seed: …` for what is neither a number nor a text.
 */
export function parseSeed(value: number | bigint | string): string {
  switch (typeof value) {
    case "number":
      if (Number.isSafeInteger(value) && value >= 0) return String(value);
      break;
    case "bigint":
      if (value >= 0n) return canonical(value);
      break;
    case "string":
      if (decimal.test(value) || hex.test(value)) return canonical(BigInt(value));
      if (commitHash.test(value)) return canonical(BigInt(`0x${value}`));
      break;
    default:
      throw new TypeError(unreadable(value));
  }
  throw new RangeError(unreadable(value));
}

/**
 * The seed `n` after this one, for runs over first, first + 1, …
 *
 * @param n A whole number of at least 0.
 * @throws {RangeError} For a bad `seed`, and for a bad `n`.
 */
export function nextSeed(seed: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`Cannot count up the seed: "n" must be a whole number of at least 0, received ${shown(n)}`);
  }
  return canonical(BigInt(parseSeed(seed)) + BigInt(n));
}

/** Which of two seeds comes first, in the order in which a campaign runs them. */
export function bySeed(a: string, b: string): number {
  const [one, other] = [BigInt(a), BigInt(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function canonical(seed: bigint): string {
  return seed <= BigInt(Number.MAX_SAFE_INTEGER) ? String(seed) : `0x${seed.toString(16)}`;
}

function unreadable(value: unknown): string {
  return `Cannot read the seed: expected a whole number, 0x-hex or a git commit hash, received ${shown(value)}`;
}
