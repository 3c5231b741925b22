import type { RunFailure } from "../../../simulation/campaign/subject.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";
import { missedExpectation } from "./executor_outcome.ts";

/**
 * A scenario of an executor that failed, as a file to be kept: its name and description say what it broke, which seed of which scenario found it,
 * and what must hold in it from now on.
 *
 * @param scenario The scenario as it is after shrinking.
 * @param seed The seed with which it failed.
 */
export function executorRegressionOf(scenario: ExecutorScenario, failure: RunFailure, seed: string): ExecutorScenario {
  // What chance may add has been added.
  const { name, description: _, chaos: __, ...rest } = scenario;
  const found = `Found by a campaign over "${name}" with seed ${seed}`;
  return {
    name: `${missedExpectation(failure)} in ${name}`,
    description: `${found}: ${sentence(failure.message)} ${mustHold(failure, scenario)}`,
    ...rest,
  };
}

function mustHold(failure: RunFailure, { recovery }: ExecutorScenario): string {
  switch (failure.kind) {
    case "invariant":
      return `The invariant "${failure.name}" must hold.`;
    case "expectation":
      return `The expectation "${missedExpectation(failure)}" must hold.`;
    case "recovery": {
      const within = recovery === undefined ? "in time" : `within ${recovery.withinMs} ms`;
      return `What waits must be written down ${within} after everything has healed.`;
    }
    case "determinism":
      return "The same seed must give the same run.";
    default:
      return failure.kind satisfies never;
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
