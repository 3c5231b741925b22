import { aggregateOf, percentOf, sumOf } from "../aggregate.ts";
import { keeps, shownFigure } from "../expectation_text.ts";
import type { CampaignExpectation, Histogram, Interval, SeedsExpectation } from "./campaign_result.ts";
import { fewestFor, meanInterval, percentileRanks, pooledMeanInterval, shareInterval } from "./confidence.ts";
import { percentileOf, valueAt } from "./histogram.ts";

/** Of an expectation that must hold in each run: in how many it did, and what the worst run came to. */
export interface HeldRuns {
  readonly heldRuns: number;
  readonly value: number | null;
  readonly worstSeed: string | null;
}

/** What one run came to. */
export interface JudgedRun {
  readonly seed: string;
  readonly held: boolean;
  readonly value: number | null;
}

/**
 * What all runs come to with one more, or with those of another campaign: the worst value is the one that is farthest on the wrong side of the
 * limit, of equal ones that of the lowest seed.
 *
 * @param runs How many runs each side has.
 */
export function withRuns(
  about: CampaignExpectation,
  one: HeldRuns & { readonly runs: number },
  other: HeldRuns & { readonly runs: number },
): HeldRuns {
  const worst = isWorse(about, judgedOf(other), judgedOf(one)) ? other : one;
  return { heldRuns: one.heldRuns + other.heldRuns, value: worst.value, worstSeed: worst.worstSeed };
}

/** The worst run: one that held only where all held. */
function judgedOf({ runs, heldRuns, value, worstSeed }: HeldRuns & { readonly runs: number }): JudgedRun | undefined {
  return worstSeed === null ? undefined : { seed: worstSeed, held: heldRuns === runs, value };
}

function isWorse(about: CampaignExpectation, one: JudgedRun | undefined, other: JudgedRun | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  const [a, b] = [badness(about, one), badness(about, other)];
  return a > b || (a === b && BigInt(one.seed) < BigInt(other.seed));
}

function badness({ comparison, limit }: CampaignExpectation, { held, value }: JudgedRun): number {
  if (value === null) return held ? -Infinity : Infinity;
  if (comparison === "==") return Math.abs(value - limit);
  return comparison.startsWith(">") ? -value : value;
}

/** An expectation that must hold in each run, over all of them. */
export function judgeEach(
  about: CampaignExpectation,
  { heldRuns, value, worstSeed }: HeldRuns,
  runs: number,
): SeedsExpectation {
  return {
    expectation: about.expectation,
    about,
    held: heldRuns === runs,
    value,
    shown: shownFigure(value, about.unit),
    interval: null,
    shownInterval: null,
    heldRuns,
    heldShare: shareInterval(heldRuns, runs),
    worstSeed,
  };
}

/** Of one figure all that the runs gave. */
export interface AllRuns {
  /** One value a run. */
  readonly figures?: readonly (number | null)[];
  /** The values of all runs together. */
  readonly samples?: Histogram;
  /** How many there are of each run, and their sum. */
  readonly sampleRuns?: readonly (readonly [count: number, sum: number])[];
}

/**
 * An expectation about all runs together: of a figure that each run gives one value of, the aggregate of these; else that of the values of
 * all runs, pooled (a percentile of them is right to 1 %).
 *
 * A mean's interval takes runs for independent of each other, as they are, not the values of one run. A percentile of pooled values has one
 * that takes these for independent; where those of one run resemble each other it is too narrow.
 */
export function judgeTogether(
  about: CampaignExpectation,
  { figures = [], samples, sampleRuns = [] }: AllRuns,
): SeedsExpectation {
  const { aggregate = "mean", unit } = about;
  const values = figures.filter((value) => value !== null);
  const value = samples === undefined ? aggregateOf(aggregate, values) : pooled(about, samples);
  const percent = percentOf(aggregate);
  const count = samples?.count ?? values.length;
  const unbounded = percent !== undefined
    ? percentileInterval(percent, samples ?? values.toSorted((a, b) => a - b), count)
    : aggregate !== "mean"
    ? null
    : samples === undefined
    ? meanInterval(values)
    : pooledMeanInterval(sampleRuns);
  const interval = unbounded && within(unbounded, unit);
  return {
    expectation: about.expectation,
    about,
    // A shard that had nothing to do has missed nothing.
    held: value === null ? about.orNone || figures.length + sampleRuns.length === 0 : keeps(about, value),
    value,
    shown: shownFigure(value, unit),
    interval,
    shownInterval: interval === null
      ? tooFew(about, count, samples === undefined)
      : `${shownFigure(interval.low, unit)} to ${shownFigure(interval.high, unit)}`,
    heldRuns: null,
    heldShare: null,
    worstSeed: null,
  };
}

/** No figure but the headroom of a budget can be below 0, which is none either, and no share above 100 %. */
function within({ low, high }: Interval, unit: CampaignExpectation["unit"]): Interval {
  return { low: Math.max(0, low), high: unit === "%" ? Math.min(100, high) : high };
}

function pooled({ aggregate = "mean" }: CampaignExpectation, samples: Histogram): number | null {
  if (aggregate === "total") return samples.sum;
  if (aggregate === "mean") return samples.count === 0 ? null : samples.sum / samples.count;
  if (aggregate === "max" || aggregate === "min") return samples[aggregate];
  return percentileOf(samples, percentOf(aggregate)!);
}

function percentileInterval(percent: number, values: Histogram | readonly number[], count: number): Interval | null {
  const ranks = percentileRanks(count, percent);
  if (ranks === null) return null;
  const at = (rank: number) => "bins" in values ? valueAt(values, rank)! : values[rank - 1]!;
  return { low: at(ranks[0]), high: at(ranks[1]) };
}

function tooFew({ aggregate = "mean" }: CampaignExpectation, count: number, isOfRuns: boolean): string | null {
  const percent = percentOf(aggregate);
  if (percent === undefined && aggregate !== "mean") return null;
  if (percent === 100 || count === 0) return null;
  if (percent === undefined) return isOfRuns ? "too few values to say: 1 of 2" : "too few runs to say";
  return `too few values to say: ${count} of ${fewestFor(percent)}`;
}

/** The sums of all runs, in their order. */
export function sumOfRuns(sampleRuns: readonly (readonly [count: number, sum: number])[]): number {
  return sumOf(sampleRuns.map(([, sum]) => sum));
}
