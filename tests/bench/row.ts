/** One measured number of a benchmark, with what it is compared with and the limit that it must keep. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  /** Unit of `value`, such as `µs/event`. */
  readonly unit: string;
  readonly value: number;
  /** The row that `ratio` divides by. */
  readonly versus?: string;
  /** `value` divided by that of `versus`. */
  readonly ratio?: number;
  /** The most that `ratio` may be (`value`, where there is no ratio). */
  readonly limit?: number;
  /** The lowest and the highest of the rounds that `ratio` (`value`, where there is no ratio) is the median of. */
  readonly spread?: readonly [least: number, most: number];
}
