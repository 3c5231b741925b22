import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { percentileOf } from "../../src/simulation/campaign/histogram.ts";
import { figureNames, sampleNames, unitOf } from "../../src/simulation/figure.ts";
import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import { pageText } from "./page_text.ts";
import type { Distribution, SeedsPicture } from "./page_data.ts";
import { verdictWords, worstFirst } from "./page_verdict.ts";
import { spreadOfHistogram, spreadOfValues } from "./spread.ts";

/** What people ask for first. */
const first = ["recovery", "availability", "restarts", "wait", "stored-share", "lost"];

/** What is drawn of all seeds of a campaign. */
export function seedsPicture(campaign: CampaignResult): SeedsPicture {
  const { runs, horizonMs, verdicts, coverage, faults, upCurve } = campaign;
  return {
    runs,
    horizonMs,
    verdicts: worstFirst.flatMap((verdict) => {
      const count = (verdicts as Partial<Record<string, number>>)[verdict] ?? 0;
      return count > 0 ? [{ ...verdictWords[verdict], runs: count }] : [];
    }),
    fan: upCurve.map((histogram, index) => {
      const at = (percent: number) => (percentileOf(histogram, percent) ?? 0) / 1_000;
      const atMs = (index + 0.5) / upCurve.length * horizonMs;
      return { atMs, p5: at(5), p25: at(25), p50: at(50), p75: at(75), p95: at(95) };
    }),
    distributions: distributionsOf(campaign),
    coverage: Object.entries(coverage)
      .map(([name, { runs, hits, seed }]) => ({ name: pageText(name), runs, hits, seed: seed ?? "" }))
      .sort((one, other) => one.runs - other.runs),
    faults: Object.entries(faults).map(([kind, { runs, count }]) => ({ kind: pageText(kind), runs, count }))
      .sort((one, other) => other.count - one.count),
  };
}

function distributionsOf({ samples, figures }: CampaignResult): readonly Distribution[] {
  const spreads: readonly Distribution[] = [
    ...Object.entries(samples).map(([name, histogram]): Distribution => ({
      name: pageText(name),
      unit: "ms",
      of: "sample",
      summary: summaryOf(histogram.count, "ms", "time", (percent) => percentileOf(histogram, percent) ?? 0),
      points: spreadOfHistogram(histogram),
    })),
    ...Object.entries(figures).map(([name, values]): Distribution => {
      const given = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
      const sorted = given.sort((one, other) => one - other);
      const unit = unitOfFigure(name);
      // The nearest rank, as everywhere.
      const percentile = (percent: number) => sorted[Math.max(1, Math.ceil(percent / 100 * sorted.length)) - 1] ?? 0;
      return {
        name: pageText(name),
        unit,
        of: "run",
        summary: summaryOf(sorted.length, unit, "run", percentile),
        points: spreadOfValues(sorted),
      };
    }),
  ];
  const rank = ({ name }: Distribution) => first.includes(name) ? first.indexOf(name) : first.length;
  return spreads.filter(({ points }) => points.length > 0).sort((one, other) => rank(one) - rank(other));
}

/** Of executors. */
const times = ["longest-wait", "mean-wait", "longest-outage", "stop"];

function unitOfFigure(name: string): Distribution["unit"] {
  const known = [...figureNames, ...sampleNames].find((each) => each === name);
  if (known !== undefined) return ({ "%": "percent", "ms": "ms", "": "count" } as const)[unitOf(known)];
  return name === "stored-share" ? "percent" : times.includes(name) ? "ms" : "count";
}

function summaryOf(
  count: number,
  unit: Distribution["unit"],
  noun: string,
  percentile: (percent: number) => number,
): string {
  const text = (percent: number) => {
    const value = percentile(percent);
    return unit === "ms" ? formatDuration(value) : unit === "percent" ? formatShare(value / 100) : formatCount(value);
  };
  return `${formatAmount(count, noun)}: least ${text(0)}, p5 ${text(5)}, median ${text(50)}, p95 ${text(95)}, most ${
    text(100)
  }.`;
}
