import type fc from "fast-check";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { scenarioArbitrary } from "../../src/simulation/arbitraries/scenario_arbitrary.ts";

/** A valid scenario in which anything may happen, often at the same instant. */
export const scenarios: fc.Arbitrary<Scenario> = scenarioArbitrary();
