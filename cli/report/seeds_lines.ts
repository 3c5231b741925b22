// @ts-types="../std.d.ts"
import { dim, green, red, yellow } from "@std/fmt/colors";
import type { CampaignResult, Interval, SeedsExpectation } from "../../src/simulation/campaign/campaign_result.ts";
import { formatDuration, parseDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { formatAmount, formatCount, formatShare } from "./figure.ts";
import { flowed, plain, wrapped } from "./paragraph.ts";

/** The expectations over all seeds: what came out, and how sure that is. */
export function seedsExpectationLines({ expectations, runs }: CampaignResult, { width, glyphs }: Terminal): string[] {
  return expectations.flatMap((expectation) => {
    const { held } = expectation;
    const text = plain(`${expectation.expectation}: ${seedsExpectationDetail(expectation, runs)}`);
    return wrapped(text, width, `${held ? glyphs.held : glyphs.failed} `).map(held ? green : red);
  });
}

/** What came out of an expectation over all seeds, with the range in which the truth lies with 95 % confidence. */
export function seedsExpectationDetail(expectation: SeedsExpectation, runs: number): string {
  const { heldRuns, heldShare, worstSeed } = expectation;
  const shown = shownValue(expectation);
  const shownInterval = intervalText(expectation);
  if (heldRuns === null) return `${shown}${shownInterval === null ? "" : ` (95%: ${shownInterval})`}`;
  const worst = worstSeed === null ? shown : `worst ${shown} at seed ${worstSeed}`;
  const share = heldShare === null ? "" : `, 95%: ${shareText(heldShare)} of all seeds`;
  return `${worst} (held in ${formatCount(heldRuns)} of ${formatAmount(runs, "run")}${share})`;
}

/** A time in its largest units, unless what these leave out is what tells it from the limit. */
function shownValue({ value, shown, about: { unit, limit } }: SeedsExpectation): string {
  if (value === null || unit !== "ms") return shown;
  const short = formatDuration(value);
  return parseDuration(short) === limit && value !== limit ? shown : short;
}

function intervalText({ interval, shownInterval, about: { unit } }: SeedsExpectation): string | null {
  if (interval === null || unit !== "ms") return shownInterval;
  return `${formatDuration(interval.low)} to ${formatDuration(interval.high)}`;
}

function shareText({ low, high }: Interval): string {
  return `${formatShare(low)} to ${formatShare(high)}`;
}

/** What happened in one run at least, with in how many, and what in none. */
export function coverageLines(
  { coverage, faults }: Pick<CampaignResult, "coverage" | "faults">,
  uncovered: readonly string[],
  { width, glyphs }: Terminal,
): string[] {
  const missing = new Set(uncovered);
  // Where no faults are drawn, nobody misses them.
  const isMissed = (name: string) => missing.has(name) || !name.startsWith("fault:") || Object.keys(faults).length > 0;
  const points = Object.entries(coverage).filter(([name, { hits }]) => hits > 0 || isMissed(name));
  if (points.length === 0) return [];
  const hit = points.filter(([, { hits }]) => hits > 0).toSorted(([, one], [, other]) => other.runs - one.runs);
  const never = points.filter(([, { hits }]) => hits === 0).map(([name]) => name);
  return [
    ...flowed(
      [
        `${hit.length} of ${formatAmount(points.length, "point")} hit`,
        ...hit.map(([name, { hits }]) => `${name} ${glyphs.times}${formatCount(hits)}`),
      ],
      width,
      "",
      "  ",
    ),
    ...(never.length === 0 ? [] : flowed(never, width, "never: ").map(missing.size > 0 ? yellow : dim)),
    ...(missing.size === 0 ? [] : flowed([...missing], width, `${glyphs.failed} required, but never hit: `).map(red)),
  ];
}
