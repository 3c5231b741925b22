import type { Scenario, SimulationResult } from "@mainstay/supervisor/simulation";
import { supervisionSubjectRunBy } from "../../src/simulation/campaign/supervision_subject.ts";
import type { Subject } from "../../src/simulation/campaign/subject.ts";
import { type MakeGroup, policyEngine } from "../../src/simulation/policy_engine.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import { judge } from "../../src/simulation/simulate.ts";

/** A scenario as a campaign explores it, with a supervisor that may have a fault of its own; the product's unless given. */
export function mutantSubject(scenario: Scenario, makeGroup?: MakeGroup): Subject<Scenario, SimulationResult> {
  return supervisionSubjectRunBy(
    (cast, seed, { limit }) =>
      Promise.resolve(judge(cast, policyEngine(cast, new RandomStreams(seed), limit, makeGroup), "policy", seed)),
    scenario,
    { engine: "policy" },
  );
}
