import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { percentileOf } from "../../src/simulation/campaign/histogram.ts";
import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import { pageText } from "./page_text.ts";
import type { Distribution, SeedsPicture, SpreadLimit } from "./page_data.ts";
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

function distributionsOf(campaign: CampaignResult): readonly Distribution[] {
  const { samples, figures } = campaign;
  const spreads: readonly Distribution[] = [
    ...Object.entries(samples).map(([name, histogram]) =>
      distribution(campaign, {
        name,
        of: "sample",
        count: histogram.count,
        points: spreadOfHistogram(histogram),
        percentile: (percent) => percentileOf(histogram, percent) ?? 0,
      })
    ),
    ...Object.entries(figures).map(([name, values]) => {
      const given = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
      const sorted = given.sort((one, other) => one - other);
      return distribution(campaign, {
        name,
        of: "run",
        count: sorted.length,
        points: spreadOfValues(sorted),
        // The nearest rank, as everywhere.
        percentile: (percent) => sorted[Math.max(1, Math.ceil(percent / 100 * sorted.length)) - 1] ?? 0,
      });
    }),
  ];
  const rank = ({ name }: Distribution) => first.includes(name) ? first.indexOf(name) : first.length;
  return spreads.filter(({ points }) => points.length > 0).sort((one, other) => rank(one) - rank(other));
}

/** The values of a figure, by the name that it has in the result. */
interface Values extends Pick<Distribution, "name" | "of" | "points"> {
  readonly count: number;
  percentile(percent: number): number;
}

const units = { "%": "percent", "ms": "ms", "": "count" } as const;

function distribution(
  { units: unitsOf, expectations }: CampaignResult,
  { name, of, count, points, percentile }: Values,
): Distribution {
  const unit = units[unitsOf[name] ?? ""];
  const text = (percent: number) => {
    const value = percentile(percent);
    return unit === "ms" ? formatDuration(value) : unit === "percent" ? formatShare(value / 100) : formatCount(value);
  };
  const limits = expectations.filter(({ about }) => about.name === name && about.isSample === (of === "sample"))
    .map(({ expectation, about, held }): SpreadLimit => ({ text: pageText(expectation), value: about.limit, held }));
  return {
    name: pageText(name),
    unit,
    of,
    summary: `${formatAmount(count, of === "run" ? "run" : "time")}: least ${text(0)}, p5 ${text(5)}, median ${
      text(50)
    }, p95 ${text(95)}, most ${text(100)}.`,
    rows: [
      ...[0, 1, 5, 25, 50, 75, 95, 99, 100].map((percent) => [percent === 0 ? "least" : `${percent}%`, text(percent)]),
      ...limits.map(({ text, held }) => [text, held ? "held" : "missed"]),
    ],
    limits,
    points,
  };
}
