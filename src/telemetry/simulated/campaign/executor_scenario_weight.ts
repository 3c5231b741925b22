import { typicalMs } from "../../../simulation/campaign/typical_span.ts";
import { halvingsOf, textWeight } from "../../../simulation/campaign/weight.ts";
import type { ExecutorScenario, ScenarioLoad } from "../executor_scenario.ts";
import { countFaults } from "./draw_executor_case.ts";

/**
 * How much there is to understand in a scenario of an executor, as numbers of at least 0 of which the first ones matter most: how many loads
 * there are and how much goes wrong; how much of it is chance; how much is executed; how much there is to read. Every step of shrinking must
 * make it less, so that shrinking ends.
 */
export type ExecutorScenarioWeight = readonly [who: number, chance: number, executions: number, text: number];

/** What a scenario weighs. */
export function executorScenarioWeight(scenario: ExecutorScenario): ExecutorScenarioWeight {
  const { load, store, hangs = [], bursts = [], executor, restartAtMs } = scenario;
  const faults = store?.faults ?? [];
  const spans = [
    store?.takes,
    ...faults.map(({ takes }) => takes),
    ...load.flatMap(({ every, takes }) => [every, takes]),
  ];
  const chance = spans.filter((span) => span !== undefined && span.kind !== "fixed").length +
    [...faults, ...hangs].filter(({ share = 1 }) => share < 1).length +
    load.reduce((sum, { outcomes = {} }) => sum + Math.max(0, Object.values(outcomes).filter(Boolean).length - 1), 0) +
    // Delays with jitter are chance, where anything waits for another try.
    (faults.length > 0 && executor.backoff?.jitter !== "none" ? 1 : 0);
  const executions = load.reduce((sum, each) => sum + halvingsOf(executionsOf(each, scenario)), 0) +
    bursts.reduce((sum, { count }) => sum + halvingsOf(count), 0);
  const who = load.length + countFaults(scenario) + (restartAtMs === undefined ? 0 : 1);
  return [who, chance, executions, textWeight(scenario)];
}

function executionsOf({ every, fromMs = 0, toMs = Infinity }: ScenarioLoad, { horizonMs }: ExecutorScenario): number {
  return Math.max(0, Math.min(toMs, horizonMs) - fromMs) / Math.max(1, typicalMs(every));
}
