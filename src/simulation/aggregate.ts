/**
 * What is made of many values: a percentile (`p50`, `p99.9`), the greatest, the least, the mean, or the sum of them.
 */
export type Aggregate = `p${number}` | "max" | "min" | "mean" | "total";

/** Reads an aggregate; `undefined` for what is none. */
export function aggregateNamed(text: string): Aggregate | undefined {
  if (text === "max" || text === "min" || text === "mean" || text === "total") return text;
  if (!/^p\d{1,3}(?:\.\d+)?$/.test(text)) return undefined;
  const percent = percentOf(text as Aggregate)!;
  return percent > 0 && percent <= 100 ? text as Aggregate : undefined;
}

/** Which percentile it is, in percent; `undefined` of another aggregate. */
export function percentOf(aggregate: Aggregate): number | undefined {
  return aggregate.startsWith("p") ? Number(aggregate.slice(1)) : undefined;
}

/**
 * Which of `count` values in order, counted from 1, is the percentile: the least one that at least so many percent of the values do not
 * exceed (the nearest rank, as NIST/SEMATECH has it in 7.2.6.2; always a value that there is).
 */
export function rankOf(count: number, percent: number): number {
  // 1.1 has no exact binary form: 1.1 % of 3,000 is the 33rd, not the one after it.
  return Math.min(count, Math.max(1, Math.ceil(count * percent / 100 * (1 - 1e-12))));
}

/** The aggregate of values in any order; `null` where there are none, but for a sum, which is 0 then. */
export function aggregateOf(aggregate: Aggregate, values: readonly number[]): number | null {
  if (aggregate === "total") return sumOf(values);
  if (values.length === 0) return null;
  switch (aggregate) {
    case "max":
      return values.reduce((most, value) => Math.max(most, value));
    case "min":
      return values.reduce((least, value) => Math.min(least, value));
    case "mean":
      return sumOf(values) / values.length;
    default:
      return values.toSorted((a, b) => a - b)[rankOf(values.length, percentOf(aggregate)!) - 1]!;
  }
}

/** The sum, in the order of the list. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
