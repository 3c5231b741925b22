import { checkChoice, checkKeys, checkNumber } from "./option_check.ts";

/** How chance is mixed into a delay; see {@linkcode backoffDelay} for what each one draws. */
export type Jitter = "none" | "full" | "equal" | "decorrelated" | "proportional";

/** How delays grow: multiplied from one to the next, or by the same step each time. */
export type BackoffCurve = "exponential" | "linear";

/** How long to wait before the n-th restart: a series with a cap, and jitter. */
export interface Backoff {
  /**
   * The delay of the first restart, in milliseconds, before jitter; of a linear curve also its step.
   * @default 1_000
   */
  readonly baseMs: number;
  /**
   * What each further delay is multiplied with; at least 1, and of no effect on a linear curve.
   * @default 2
   */
  readonly multiplier: number;
  /**
   * No delay is longer than this, the first one included, in milliseconds; `"proportional"` jitter alone may exceed it. It may be
   * less than `baseMs`.
   * @default 30_000
   */
  readonly maxMs: number;
  /**
   * How chance is mixed in.
   * @default "equal"
   */
  readonly jitter: Jitter;
  /**
   * How delays grow.
   * @default "exponential"
   */
  readonly curve?: BackoffCurve;
  /**
   * The delay of the first restart of a row, in milliseconds, if it is to be another than the curve's, which then begins with the
   * second restart. What jitter does to a delay of the curve it does to this one; `"decorrelated"` leaves it as it is.
   */
  readonly firstMs?: number;
  /**
   * How much longer than the curve's delay `"proportional"` jitter can make one, as a share of it; for no other jitter.
   * @default 0.2
   */
  readonly jitterFactor?: number;
}

/** The backoff that an empty set of options stands for: 1 s, doubled up to 30 s, equal jitter. */
export const defaultBackoff: Backoff = Object.freeze({
  baseMs: 1_000,
  multiplier: 2,
  maxMs: 30_000,
  jitter: "equal",
  curve: "exponential",
  firstMs: undefined,
  jitterFactor: undefined,
});

/** The jitters there are. */
export const jitters = [
  "none",
  "full",
  "equal",
  "decorrelated",
  "proportional",
] as const satisfies readonly Jitter[];

/** The curves there are. */
export const backoffCurves = ["exponential", "linear"] as const satisfies readonly BackoffCurve[];

const backoffFields = Object.keys(defaultBackoff);
const defaultJitterFactor = 0.2;

/**
 * The backoff with its defaults filled in from `defaults`.
 *
 * @throws {RangeError} For a number that is not finite, below 0 (`multiplier`: below 1).
 * @throws {TypeError} For an unknown option, jitter or curve, and for a `jitterFactor` without the jitter that uses it.
 */
export function resolveBackoff(action: string, options: Partial<Backoff>, defaults: Backoff = defaultBackoff): Backoff {
  checkKeys(action, "backoff", options, backoffFields);
  const {
    baseMs = defaults.baseMs,
    multiplier = defaults.multiplier,
    maxMs = defaults.maxMs,
    jitter = defaults.jitter,
    curve = defaults.curve ?? "exponential",
    firstMs = defaults.firstMs,
  } = options;
  checkNumber(action, "backoff.baseMs", baseMs, { min: 0 });
  checkNumber(action, "backoff.multiplier", multiplier, { min: 1 });
  checkNumber(action, "backoff.maxMs", maxMs, { min: 0 });
  checkChoice(action, "backoff.jitter", jitter, jitters);
  checkChoice(action, "backoff.curve", curve, backoffCurves);
  if (firstMs !== undefined) checkNumber(action, "backoff.firstMs", firstMs, { min: 0 });
  const jitterFactor = resolveJitterFactor(action, jitter, options, defaults);
  return Object.freeze({ baseMs, multiplier, maxMs, jitter, curve, firstMs, jitterFactor });
}

function resolveJitterFactor(
  action: string,
  jitter: Jitter,
  options: Partial<Backoff>,
  defaults: Backoff,
): number | undefined {
  const given = options.jitterFactor;
  if (given !== undefined) checkNumber(action, "backoff.jitterFactor", given, { min: 0 });
  if (jitter === "proportional") return given ?? defaults.jitterFactor ?? defaultJitterFactor;
  if (given === undefined) return undefined;
  throw new TypeError(
    `Cannot ${action}: "backoff.jitterFactor" needs "backoff.jitter" to be "proportional", and it is "${jitter}"`,
  );
}

/**
 * The longest delay that the n-th restart may have, in milliseconds: the curve's delay, and with `"proportional"` jitter that times
 * `1 + jitterFactor`. (`"decorrelated"` draws up to three times the delay before, whatever the curve says.)
 *
 * @param attempt Which restart since the last healthy time, from 1; 0 and less count as 1.
 */
export function backoffCeiling(backoff: Backoff, attempt: number): number {
  const delayMs = curveDelay(backoff, attempt);
  return backoff.jitter === "proportional" ? stretched(backoff, delayMs) ?? backoff.maxMs : delayMs;
}

/**
 * The delay of the n-th restart before jitter: `min(baseMs × multiplier^(n-1), maxMs)`, `min(baseMs × n, maxMs)` if linear, without
 * overflow at any n. With `firstMs` that is the first delay, and the curve's own first one is the second.
 *
 * Only multiplications are used, so the last bit is the same on every machine.
 */
function curveDelay(backoff: Backoff, attempt: number): number {
  const { baseMs, multiplier, maxMs, firstMs } = backoff;
  if (firstMs !== undefined) {
    if (attempt <= 1) return Math.min(firstMs, maxMs);
    attempt--;
  }
  if (baseMs === 0) return 0;
  if (backoff.curve === "linear") return Math.min(baseMs * Math.max(1, attempt), maxMs);
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

/** The most that proportional jitter makes of a delay; `undefined` if no number can hold it. */
function stretched({ jitterFactor = defaultJitterFactor }: Backoff, delayMs: number): number | undefined {
  const mostMs = delayMs * (1 + jitterFactor);
  return mostMs === Infinity ? undefined : mostMs;
}

/**
 * How long to wait before the n-th restart, in milliseconds, always within `[0, maxMs]` unless the jitter is `"proportional"`.
 *
 * With c = `min(baseMs × multiplier^(n-1), maxMs)`, or `min(baseMs × n, maxMs)` on a linear curve: `"none"` waits c; `"full"` draws
 * from [0, c]; `"equal"` from [c/2, c]; `"decorrelated"` from [min(baseMs, maxMs), min(3 × the delay before, maxMs)]. These names
 * and shapes are those of the AWS architecture blog's "Exponential backoff and jitter". `"proportional"` is Akka's: it draws from
 * [c, c × (1 + jitterFactor)], the only one to exceed `maxMs`, and waits `maxMs` where that overflows. A drawn delay is a multiple
 * of 1/1024 ms, so that sums of delays are exact.
 *
 * @param attempt Which restart since the last healthy time, from 1.
 * @param random Answers a number in [0, 1) at each call; called once, and not at all where nothing is drawn.
 * @param previousMs The delay before this one, for `"decorrelated"`; without it the delay before as it is before jitter.
 * @throws {RangeError} For a number that its field cannot hold.
 * @throws {TypeError} For an unknown option, jitter or curve, and for a `jitterFactor` without the jitter that uses it.
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
  const delayMs = curveDelay(backoff, attempt);
  switch (backoff.jitter) {
    case "none":
      return delayMs;
    case "full":
      return drawn(0, delayMs, random());
    case "equal":
      return drawn(delayMs / 2, delayMs, random());
    case "proportional": {
      const mostMs = stretched(backoff, delayMs);
      return mostMs === undefined ? backoff.maxMs : drawn(delayMs, mostMs, random());
    }
    case "decorrelated": {
      if (backoff.firstMs !== undefined && attempt <= 1) return delayMs;
      const leastMs = Math.min(backoff.baseMs, backoff.maxMs);
      const beforeMs = previousMs ?? curveDelay(backoff, attempt - 1);
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
