import { castOf } from "../cast.ts";
import type { Scenario } from "../scenario.ts";
import type { Engine } from "../simulation_result.ts";
import { campaignExpectations, campaignFigures } from "./campaign_figures.ts";
import type { CampaignAbout } from "./campaign_tally.ts";
import { caseDigest } from "./case_digest.ts";
import { coveragePoints } from "./coverage.ts";

/** What never happens under an engine: only services have a time of day, and the policy engine tells nobody of events. */
const without: Readonly<Record<Engine, readonly string[]>> = {
  real: ["fault:wall-clock-jump"],
  policy: ["fault:wall-clock-jump", "fault:throwing-observer"],
  services: [],
};

/**
 * What a campaign over a scenario of a supervision counts.
 *
 * @throws {TypeError} For an unknown field or word in the scenario.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function supervisionAbout(scenario: Scenario, engine: Engine, swarm = false): CampaignAbout {
  const cast = castOf(scenario);
  return {
    scenario: scenario.name,
    digest: caseDigest({ ...scenario, swarm }),
    kind: "supervision",
    engine,
    horizonMs: scenario.horizonMs,
    expect: campaignExpectations(cast),
    ...campaignFigures(cast),
    points: coveragePoints.map(({ name }) => name).filter((name) => !without[engine].includes(name)),
  };
}
