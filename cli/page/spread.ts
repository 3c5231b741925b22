import type { Histogram } from "../../src/simulation/campaign/campaign_result.ts";
import { binRange } from "../../src/simulation/campaign/histogram.ts";
import { thinnedList } from "./thinning.ts";

const mostPoints = 400;

type Point = readonly [value: number, share: number];

/** For each bin in turn its upper end, and the share (0 to 1) of the values that are at most that. */
export function spreadOfHistogram({ bins, zeros, count, max }: Histogram): readonly Point[] {
  if (count === 0 || max === null) return [];
  let passed = zeros;
  const points = bins.map(([bin, times]): Point => {
    passed += times;
    return [Math.min(max, binRange(bin)[1]), passed / count];
  });
  return thinnedList([...(zeros > 0 ? [[0, zeros / count] as const] : []), ...points], mostPoints);
}

/** For each value in turn, the share (0 to 1) of the values that are at most that. */
export function spreadOfValues(values: readonly number[]): readonly Point[] {
  const sorted = [...values].sort((one, other) => one - other);
  const points = sorted.flatMap((value, index): readonly Point[] =>
    sorted[index + 1] === value ? [] : [[value, (index + 1) / sorted.length]]
  );
  return thinnedList(points, mostPoints);
}
