import { exponential, naturalLog } from "../exact_math.ts";
import type { Interval } from "./campaign_result.ts";

/** So many standard deviations on both sides of the mean hold 95 % of a normal distribution. */
const z = 1.959963984540054;

/**
 * Where the true share lies with 95 % confidence, when `held` of `of` cases have held: the score interval, which stays between 0 and 1
 * and has a width also where all or none held. `null` where there is no case.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22 (1927), 209–212.
 */
export function shareInterval(held: number, of: number): Interval | null {
  if (of === 0) return null;
  const share = held / of;
  const middle = share + z * z / (2 * of);
  const half = z * Math.sqrt(share * (1 - share) / of + z * z / (4 * of * of));
  const whole = 1 + z * z / of;
  return {
    low: held === 0 ? 0 : (middle - half) / whole,
    high: held === of ? 1 : (middle + half) / whole,
  };
}

/**
 * Where the true mean lies with 95 % confidence: Student's t, which for many values is the normal distribution. The values must not depend
 * on each other; of few that are far from normally distributed (below about 30) it is a rough guide. `null` of fewer than two.
 *
 * Source: "Student", "The probable error of a mean", Biometrika 6 (1908), 1–25.
 */
export function meanInterval(values: readonly number[]): Interval | null {
  const count = values.length;
  if (count < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentT(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { low: mean - half, high: mean + half };
}

/**
 * Where the true mean lies with 95 % confidence of values that come in groups, one for each run: those of one run are alike, so that it is the
 * runs that count, not the values. The mean is taken as the ratio of two sums over the runs. `null` with fewer than two runs that have
 * any.
 *
 * Source: W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), section 6.3 (the variance of a ratio) with 9A.1 (clusters).
 *
 * @param groups How many values each run has, and their sum.
 */
export function pooledMeanInterval(groups: readonly (readonly [count: number, sum: number])[]): Interval | null {
  const some = groups.filter(([count]) => count > 0);
  if (some.length < 2) return null;
  const count = some.reduce((total, [own]) => total + own, 0);
  const mean = some.reduce((total, [, sum]) => total + sum, 0) / count;
  const squares = some.reduce((total, [own, sum]) => total + (sum - mean * own) ** 2, 0);
  const runs = some.length;
  const half = studentT(runs - 1) * Math.sqrt(squares * runs / (runs - 1)) / count;
  return { low: mean - half, high: mean + half };
}

/** The two-sided 95 % points of Student's t with 1 to 10 degrees of freedom. */
const studentTs = [
  12.706204736432095,
  4.302652729911275,
  3.182446305284263,
  2.7764451051977987,
  2.5705818366147395,
  2.4469118487916806,
  2.3646242510102993,
  2.3060041350333704,
  2.2621571627409915,
  2.2281388519649385,
];

/**
 * The two-sided 95 % point of Student's t: from a table up to 10 degrees of freedom, above that by its expansion about the normal distribution,
 * which is right to six digits there.
 *
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5.
 */
export function studentT(degrees: number): number {
  const known = studentTs[degrees - 1];
  if (known !== undefined) return known;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92160 * degrees ** 4);
}

/**
 * The ranks, counted from 1, of the two of `count` values in order between which the true percentile lies with at least 95 % confidence,
 * whatever their distribution: how many of them are below it is a binomial number. The values must not depend on each other. `null`
 * where there are too few to say so: one side would have no end.
 *
 * Source: W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), section 3.2; the binomial number exactly where fewer than
 * 20 values are expected on the scarcer side, else by the normal distribution, half a value wider for its steps.
 */
export function percentileRanks(count: number, percent: number): readonly [low: number, high: number] | null {
  const share = percent / 100;
  const scarce = Math.min(share, 1 - share);
  if (count === 0 || scarce <= 0) return null;
  if (count * scarce >= 20) {
    const half = z * Math.sqrt(count * share * (1 - share)) + 0.5;
    const low = Math.floor(count * share - half);
    const high = Math.ceil(count * share + half) + 1;
    return low < 1 || high > count ? null : [low, high];
  }
  // With the scarcer side below: P(fewer than `low` below) and P(at least `high` below) are at most 2.5 % each.
  const [low, high] = scarceRanks(count, scarce) ?? [];
  if (low === undefined || high === undefined) return null;
  return share <= 0.5 ? [low, high] : [count + 1 - high, count + 1 - low];
}

/** The ranks for a percentile whose share is small. */
function scarceRanks(count: number, share: number): readonly [low: number, high: number] | null {
  let probability = exponential(count * naturalLog(1 - share));
  // How likely at most `below` of the values are below the percentile.
  let atMost = probability;
  let low = 0;
  for (let below = 0; below < count; below++) {
    if (atMost <= 0.025) low = below + 1;
    if (atMost >= 0.975) return low < 1 ? null : [low, below + 1];
    probability *= (count - below) / (below + 1) * share / (1 - share);
    atMost += probability;
  }
  return null;
}

/** How many values it takes for {@linkcode percentileRanks} to give any. */
export function fewestFor(percent: number): number {
  const scarce = Math.min(percent, 100 - percent) / 100;
  // None on the scarcer side is at most 2.5 % likely.
  return scarce <= 0 ? Infinity : Math.ceil(naturalLog(0.025) / naturalLog(1 - scarce));
}
