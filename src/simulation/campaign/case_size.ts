import type { Scenario, ScenarioGroup } from "../scenario.ts";
import type { CaseSize } from "./subject.ts";

/** How big a scenario is: workers are counted out, those that operations add too; groups are not among them. */
export function sizeOfScenario(scenario: Scenario): CaseSize {
  const { faults = [], outages = [], operations = [], horizonMs } = scenario;
  const added = operations.flatMap(({ worker }) => typeof worker === "string" ? [] : [worker]);
  return {
    faults: faults.length + outages.length + operations.length,
    workers: workersIn(scenario) + workersIn({ workers: added }),
    horizonMs,
  };
}

function workersIn({ workers }: ScenarioGroup): number {
  return workers.reduce((sum, { count = 1, group }) => sum + count * (group === undefined ? 1 : workersIn(group)), 0);
}
