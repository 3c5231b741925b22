import { rankOf } from "../aggregate.ts";
import { exponential, naturalLog } from "../exact_math.ts";
import { checkNumber } from "../../core/option_check.ts";
import { checkList, checkObject } from "../scenario_check.ts";
import type { Histogram } from "./campaign_result.ts";

/**
 * How many times as wide each bin is as the one before it. The middle of a bin is then at most 1 % off whatever is in it:
 * √1.0198 < 1.01.
 */
export const binRatio = 1.0198;
const lnRatio = naturalLog(binRatio);

/** The number of the bin that a value above 0 is in: bin 0 begins at 1. */
export function binOf(value: number): number {
  return Math.floor(naturalLog(value) / lnRatio);
}

/** From where to where a bin reaches. */
export function binRange(bin: number): readonly [from: number, to: number] {
  return [exponential(bin * lnRatio), exponential((bin + 1) * lnRatio)];
}

/** How many values are in a bin, the least and the greatest of them. */
interface Bin {
  count: number;
  min: number;
  max: number;
}

/** Counts values in bins whose width grows with them: as exact for minutes as for milliseconds, and of a size that hardly grows. */
export class LogHistogram {
  readonly #bins = new Map<number, Bin>();
  #zeros = 0;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  /** @param values Values to begin with, as many as there are. */
  constructor(values: readonly number[] = []) {
    for (const value of values) this.add(value);
  }

  /**
   * Adds a value.
   *
   * @throws {RangeError} For one that is below 0 or not finite.
   */
  add(value: number): void {
    checkNumber("count a value", "value", value, { min: 0 });
    if (value === 0) this.#zeros++;
    else this.#countIn(binOf(value), 1, value, value);
    this.#count++;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Adds all values of another one. */
  merge({ count, zeros, sum, min, max, bins }: Histogram): void {
    for (const bin of bins) this.#countIn(...bin);
    this.#count += count;
    this.#zeros += zeros;
    this.#sum += sum;
    this.#min = Math.min(this.#min, min ?? Infinity);
    this.#max = Math.max(this.#max, max ?? -Infinity);
  }

  /** As plain data. */
  data(): Histogram {
    return {
      count: this.#count,
      zeros: this.#zeros,
      sum: this.#sum,
      min: this.#count === 0 ? null : this.#min,
      max: this.#count === 0 ? null : this.#max,
      bins: [...this.#bins].sort(([a], [b]) => a - b).map(([bin, { count, min, max }]) => [bin, count, min, max]),
    };
  }

  #countIn(bin: number, count: number, min: number, max: number): void {
    const known = this.#bins.get(bin);
    if (known === undefined) {
      this.#bins.set(bin, { count, min, max });
      return;
    }
    known.count += count;
    known.min = Math.min(known.min, min);
    known.max = Math.max(known.max, max);
  }
}

/**
 * The value of the rank, counted from 1, right to 1 %; the first and the last one, 0, and any that is the only one in its bin, however often,
 * are exact.
 */
export function valueAt({ count, zeros, min, max, bins }: Histogram, rank: number): number | null {
  if (min === null || max === null) return null;
  if (rank <= 1) return min;
  if (rank >= count) return max;
  let below = zeros;
  if (rank <= below) return 0;
  for (const [, own, least, most] of bins) {
    below += own;
    if (rank <= below) return least + (most - least) / 2;
  }
  return max;
}

/**
 * A percentile by the nearest rank, right to 1 %; `null` where there is no value.
 *
 * @throws {TypeError} For what is no histogram.
 * @throws {RangeError} For a percentage that is no number of at least 0.
 */
export function percentileOf(histogram: Histogram, percent: number): number | null {
  const action = "find a percentile";
  checkObject(action, "histogram", histogram);
  checkList(action, "histogram.bins", histogram.bins);
  checkNumber(action, "percent", percent, { min: 0 });
  return valueAt(histogram, rankOf(histogram.count, percent));
}
