import { regressionWords } from "../../../simulation/campaign/regression_words.ts";
import { checkFailure } from "../../../simulation/campaign/sought_failure.ts";
import type { RunFailure } from "../../../simulation/campaign/subject.ts";
import { checkList, checkObject } from "../../../simulation/scenario_check.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";
import { missedExpectation } from "./executor_outcome.ts";

/**
 * A scenario of an executor that failed, as a file to be kept: its name and description say what it broke, which seed of which scenario found it,
 * and what must hold in it from now on.
 *
 * @param scenario The scenario as it is after shrinking.
 * @param seed The seed with which it failed.
 * @throws {TypeError} For what is no scenario, no failure, or no seed; the message names it.
 */
export function executorRegressionOf(scenario: ExecutorScenario, failure: RunFailure, seed: string): ExecutorScenario {
  const action = "make a regression";
  checkObject(action, "scenario", scenario);
  checkList(action, "scenario.load", scenario.load);
  checkFailure(action, "failure", failure);
  const words = regressionWords(
    scenario,
    { ...failure, name: missedExpectation(failure) },
    seed,
    (when) => `What waits must be written down ${when} after everything has healed.`,
  );
  // What chance may add has been added.
  const { name: _name, description: _description, chaos: _chaos, ...rest } = scenario;
  return { ...words, ...rest };
}
