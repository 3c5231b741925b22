import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { UsageError } from "../usage_error.ts";

/** What runs of a scenario can hit. */
export interface KnownPoints {
  /** The scenario's name. */
  readonly scenario: string;
  readonly points: readonly string[];
}

/**
 * Makes sure that each point that is required is one that a run of one of the scenarios can hit.
 *
 * @throws {UsageError} Naming the first one that is not.
 */
export function checkCoverage(known: readonly KnownPoints[], required: "all" | readonly string[]): void {
  const points = [...new Set(known.flatMap(({ points }) => points))];
  const unknown = required === "all" ? undefined : required.find((point) => !points.includes(point));
  if (unknown === undefined) return;
  const scenarios = known.map(({ scenario }) => scenario).join(" or ");
  throw new UsageError(
    `Cannot use --require-coverage with "${unknown}": a run of ${scenarios} knows ${points.join(", ")}`,
    { unknown: { word: unknown, known: points } },
  );
}

/** The coverage points that were required and never hit; of those that no run of this kind can hit nothing is required. */
export function uncoveredOf(
  { coverage }: Pick<CampaignResult, "coverage">,
  required: "all" | readonly string[],
): readonly string[] {
  const points = required === "all" ? Object.keys(coverage) : required;
  return points.filter((point) => coverage[point]?.hits === 0);
}
