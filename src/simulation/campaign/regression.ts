import type { Scenario } from "../scenario.ts";
import { mendedScenario } from "./mended_scenario.ts";
import type { RunFailure } from "./subject.ts";

/**
 * A scenario that failed, as a file to be kept: its name and description say what it broke, which seed of which scenario found it, and
 * what must hold in it from now on.
 *
 * @param scenario The scenario as it is after shrinking.
 * @param seed The seed with which it failed.
 */
export function regressionOf(scenario: Scenario, failure: RunFailure, seed: string): Scenario {
  const { name, description: _, ...rest } = mendedScenario(scenario);
  const found = `Found by a campaign over "${name}" with seed ${seed}`;
  return {
    name: `${failure.name} in ${name}`,
    description: `${found}: ${sentence(failure.message)} ${mustHold(failure, scenario)}`,
    ...rest,
  };
}

function mustHold({ kind, name }: RunFailure, { recovery }: Scenario): string {
  switch (kind) {
    case "invariant":
      return `The invariant "${name}" must hold.`;
    case "expectation":
      return `The expectation "${name}" must hold.`;
    case "recovery": {
      const within = recovery === undefined ? "in time" : `within ${recovery.withinMs} ms`;
      return `Everybody who has not been given up must be up again ${within} after everything has healed.`;
    }
    case "determinism":
      return "The same seed must give the same run.";
    default:
      return kind satisfies never;
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
