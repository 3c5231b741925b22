import type { CampaignExpectation } from "../../../simulation/campaign/campaign_result.ts";
import { caseDigest } from "../../../simulation/campaign/case_digest.ts";
import type { CampaignAbout } from "../../../simulation/campaign/campaign_tally.ts";
import {
  executorFigures,
  executorSamples,
  executorUnitOf,
  isExecutorSample,
  isVacuousFigure,
  parseExecutorExpectation,
} from "../executor_expectation.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";
import { executorCoveragePoints } from "./executor_coverage.ts";

/** What a campaign over a scenario of an executor is about. */
export function executorAbout(scenario: ExecutorScenario, swarm = false): CampaignAbout {
  const { name, horizonMs, expect = [] } = scenario;
  return {
    scenario: name,
    digest: caseDigest({ ...scenario, swarm }),
    kind: "executor",
    horizonMs,
    expect: expect.map((text, index): CampaignExpectation => {
      const { figure, aggregate, comparison, limit } = parseExecutorExpectation("explore", `expect[${index}]`, text);
      return {
        expectation: text,
        name: figure,
        isSample: isExecutorSample(figure),
        aggregate,
        comparison,
        limit,
        unit: executorUnitOf(figure),
        orNone: isVacuousFigure(figure),
      };
    }),
    figures: Object.fromEntries(executorFigures.map((figure) => [figure, executorUnitOf(figure)])),
    samples: Object.fromEntries(executorSamples.map((sample) => [sample, executorUnitOf(sample)])),
    points: executorCoveragePoints,
  };
}
