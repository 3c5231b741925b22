import { castOf } from "../cast.ts";
import type { Scenario } from "../scenario.ts";
import type { Engine } from "../simulation_result.ts";
import { campaignExpectations, campaignFigures } from "./campaign_figures.ts";
import type { CampaignAbout } from "./campaign_tally.ts";
import { coveragePoints } from "./coverage.ts";

/**
 * What a campaign over a scenario of a supervision counts.
 *
 * @throws {TypeError} For an unknown field or word in the scenario.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function supervisionAbout(scenario: Scenario, engine: Engine): CampaignAbout {
  const cast = castOf(scenario);
  return {
    scenario: scenario.name,
    kind: "supervision",
    engine,
    horizonMs: scenario.horizonMs,
    expect: campaignExpectations(cast),
    ...campaignFigures(cast),
    points: coveragePoints.map(({ name }) => name),
  };
}
