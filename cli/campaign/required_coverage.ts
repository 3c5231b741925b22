import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { UsageError } from "../usage_error.ts";

/**
 * Makes sure that each point that is required is one that such a run can hit.
 *
 * @throws {UsageError} Naming the first one that is not.
 */
export function checkCoverage(
  { scenario, points }: { readonly scenario: string; readonly points: readonly string[] },
  required: "all" | readonly string[],
): void {
  const unknown = required === "all" ? undefined : required.find((point) => !points.includes(point));
  if (unknown === undefined) return;
  throw new UsageError(
    `Cannot use --require-coverage with "${unknown}": a run of ${scenario} knows ${points.join(", ")}`,
    { unknown: { word: unknown, known: points } },
  );
}

/**
 * The coverage points that were required and never hit.
 *
 * @throws {UsageError} For a point that no run of this kind can hit.
 */
export function uncoveredOf(
  { scenario, coverage }: Pick<CampaignResult, "scenario" | "coverage">,
  required: "all" | readonly string[],
): readonly string[] {
  const points = Object.keys(coverage);
  checkCoverage({ scenario, points }, required);
  return (required === "all" ? points : required).filter((point) => coverage[point]!.hits === 0);
}
