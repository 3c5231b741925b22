import { checkChoice, checkKeys, checkNumber } from "./option_check.ts";

/** How chance is mixed into a delay; see {@linkcode backoffDelay} for what each one draws. */
export type Jitter = "none" | "full" | "equal" | "decorrelated";

/** How long to wait before the n-th restart: a geometric series with a cap, and jitter within the cap. */
export interface Backoff {
  /**
   * The delay of the first restart, in milliseconds, before jitter.
   * @default 1_000
   */
  readonly baseMs: number;
  /**
   * What each further delay is multiplied with; at least 1.
   * @default 2
   */
  readonly multiplier: number;
  /**
   * No delay is longer than this, the first one included, in milliseconds. It may be less than `baseMs`.
   * @default 30_000
   */
  readonly maxMs: number;
  /**
   * How chance is mixed in.
   * @default "equal"
   */
  readonly jitter: Jitter;
}

/** The backoff that an empty set of options stands for: 1 s, doubled up to 30 s, equal jitter. */
export const defaultBackoff: Backoff = Object.freeze({ baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "equal" });

const jitters: readonly Jitter[] = ["none", "full", "equal", "decorrelated"];

/**
 * The backoff with its defaults filled in from `defaults`.
 *
 * @throws {RangeError} For a number that is not finite, below 0 (`multiplier`: below 1).
 * @throws {TypeError} For an unknown option or jitter.
 */
export function resolveBackoff(action: string, options: Partial<Backoff>, defaults: Backoff = defaultBackoff): Backoff {
  checkKeys(action, "backoff", options, ["baseMs", "multiplier", "maxMs", "jitter"]);
  const {
    baseMs = defaults.baseMs,
    multiplier = defaults.multiplier,
    maxMs = defaults.maxMs,
    jitter = defaults.jitter,
  } = options;
  checkNumber(action, "backoff.baseMs", baseMs, { min: 0 });
  checkNumber(action, "backoff.multiplier", multiplier, { min: 1 });
  checkNumber(action, "backoff.maxMs", maxMs, { min: 0 });
  checkChoice(action, "backoff.jitter", jitter, jitters);
  return Object.freeze({ baseMs, multiplier, maxMs, jitter });
}

/**
 * The delay of the n-th restart before jitter: `min(baseMs × multiplier^(n-1), maxMs)`, without overflow at any n.
 *
 * Only multiplications are used, so the last bit is the same on every machine.
 *
 * @param attempt Which restart since the last healthy time, from 1; 0 and less count as 1.
 */
export function backoffCeiling(backoff: Backoff, attempt: number): number {
  const { baseMs, multiplier, maxMs } = backoff;
  if (baseMs === 0) return 0;
  let delayMs = baseMs;
  let factor = multiplier;
  for (
    let power = Math.min(Math.max(0, attempt - 1), Number.MAX_SAFE_INTEGER);
    power > 0 && delayMs < maxMs;
    power = Math.floor(power / 2)
  ) {
    if (power % 2 === 1) delayMs *= factor;
    factor *= factor;
  }
  return Math.min(delayMs, maxMs);
}

/**
 * How long to wait before the n-th restart, in milliseconds, always within `[0, maxMs]`.
 *
 * With c = `min(baseMs × multiplier^(n-1), maxMs)`: `"none"` waits c; `"full"` draws from [0, c]; `"equal"` from [c/2, c];
 * `"decorrelated"` from [min(baseMs, maxMs), min(3 × the delay before, maxMs)]. The names and the shapes are those of
 * the AWS architecture blog's "Exponential backoff and jitter". A drawn delay is a multiple of 1/1024 ms, so that sums of
 * delays are exact.
 *
 * @param attempt Which restart since the last healthy time, from 1.
 * @param random Answers a number in [0, 1) at each call; called once, and not at all for `"none"`.
 * @throws {RangeError} For a number that its field cannot hold.
 * @throws {TypeError} For an unknown option or jitter.
 * @param previousMs The delay before this one, for `"decorrelated"`; without it the delay before as it is before jitter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { backoffDelay } from "@mainstay/supervisor";
 *
 * const backoff = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "equal" } as const;
 * assertEquals(backoffDelay(backoff, 3, () => 0), 2_000);
 * assertEquals(backoffDelay(backoff, 3, () => 0.5), 3_000);
 * ```
 */
export function backoffDelay(backoff: Backoff, attempt: number, random: () => number, previousMs?: number): number {
  const action = "draw a delay";
  resolveBackoff(action, backoff);
  checkNumber(action, "attempt", attempt === Infinity ? Number.MAX_VALUE : attempt, { min: -Infinity });
  if (previousMs !== undefined) checkNumber(action, "previousMs", previousMs, { min: 0 });
  return drawDelay(backoff, attempt, random, previousMs);
}

/** The same for a backoff that was checked. */
export function drawDelay(backoff: Backoff, attempt: number, random: () => number, previousMs?: number): number {
  const ceilingMs = backoffCeiling(backoff, attempt);
  switch (backoff.jitter) {
    case "none":
      return ceilingMs;
    case "full":
      return drawn(0, ceilingMs, random());
    case "equal":
      return drawn(ceilingMs / 2, ceilingMs, random());
    case "decorrelated": {
      const leastMs = Math.min(backoff.baseMs, backoff.maxMs);
      const beforeMs = previousMs ?? backoffCeiling(backoff, attempt - 1);
      return drawn(leastMs, Math.max(leastMs, Math.min(3 * beforeMs, backoff.maxMs)), random());
    }
    default:
      return backoff.jitter satisfies never;
  }
}

/** A `random` that breaks its promise (NaN, 2, -1) must not make a delay leave its bounds. */
function drawn(leastMs: number, mostMs: number, chance: number): number {
  const share = chance >= 0 && chance <= 1 ? chance : 1;
  const delayMs = Math.floor((leastMs + (mostMs - leastMs) * share) * 1024) / 1024;
  return Math.min(Math.max(delayMs, leastMs), mostMs);
}
