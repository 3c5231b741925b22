import type { Scenario } from "../scenario.ts";
import { checkList, checkObject } from "../scenario_check.ts";
import { mendedScenario } from "./mended_scenario.ts";
import { regressionWords } from "./regression_words.ts";
import type { RunFailure } from "./subject.ts";

/**
 * A scenario that failed, as a file to be kept: its name and description say what it broke, which seed of which scenario found it, and
 * what must hold in it from now on.
 *
 * @param scenario The scenario as it is after shrinking.
 * @param seed The seed with which it failed.
 * @throws {TypeError} For what is no scenario, no failure, or no seed; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { regressionOf, type Scenario } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = { name: "shop", horizonMs: 4_000, workers: [{ name: "mail" }], expect: ["give-ups == 0"] };
 * const failure = { name: "give-ups == 0", kind: "expectation", message: "it came to 1", atMs: 0 } as const;
 * const { name, description } = regressionOf(scenario, failure, "17");
 * assertEquals(name, "give-ups == 0 in shop");
 * assertEquals(
 *   description,
 *   'Found by a campaign over "shop" with seed 17: it came to 1. The expectation "give-ups == 0" must hold.',
 * );
 * ```
 */
export function regressionOf(scenario: Scenario, failure: RunFailure, seed: string): Scenario {
  const action = "make a regression";
  checkObject(action, "scenario", scenario);
  checkList(action, "scenario.workers", scenario.workers);
  const words = regressionWords(
    scenario,
    failure,
    seed,
    (when) => `Everybody who has not been given up must be up again ${when} after everything has healed.`,
  );
  const { name: _name, description: _description, ...rest } = mendedScenario(scenario);
  return { ...words, ...rest };
}
