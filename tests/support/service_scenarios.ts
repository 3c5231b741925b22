import fc from "fast-check";
import type { Scenario, ScenarioPolicy, ScenarioWorker } from "@mainstay/supervisor/simulation";
import { scenarioArbitrary } from "../../src/simulation/arbitraries/scenario_arbitrary.ts";

const scenarios = scenarioArbitrary({ engine: "services" });

/** A valid scenario in which anything may happen that services can be told. In every other one they may live on for a while. */
export const serviceScenarios: fc.Arbitrary<Scenario> = fc.oneof(scenarios, scenarios.map(lenient));

/** Of those the ones that mean the same for workers and for services: nobody ends for good, and who is ready has to say so. */
export const plainScenarios: fc.Arbitrary<Scenario> = scenarios.map(lenient).map((scenario) => ({
  ...scenario,
  defaults: { ...scenario.defaults, restart: "always", startupTimeoutMs: 60_000 },
  operations: [],
  workers: scenario.workers.map(({ group: _, behaviour, ...worker }) => ({
    ...worker,
    behaviour: behaviour && {
      ...behaviour,
      script: behaviour.script?.map((life) => ({
        ...life,
        acts: life.acts.map(({ error: _error, ...act }) => act),
      })),
    },
  })),
  faults: scenario.faults?.filter(({ kind }) => !ofHooks.includes(kind)).map(forAll),
  outages: scenario.outages?.map(forAll),
}));

const ofHooks: readonly string[] = ["slow-start", "slow-stop", "crash-in-start", "crash-in-stop", "cascade"];

/** Strikes everybody, whoever it named may not be there, and with an error that says nothing of restarts. */
function forAll<Stroke extends object>(stroke: Stroke): Stroke {
  const { workers: _workers, error: _error, ...rest } = stroke as { workers?: unknown; error?: unknown };
  return rest as Stroke;
}

/** The same under policies that never give up, and to its end. */
function lenient({ stopAtMs: _, ...scenario }: Scenario): Scenario {
  const policy: ScenarioPolicy = { backoff: { baseMs: 100, maxMs: 1_000 }, cooldownMs: 500 };
  return { ...scenario, defaults: policy, budget: undefined, workers: scenario.workers.map(lenientWorker) };
}

function lenientWorker(worker: ScenarioWorker): ScenarioWorker {
  const { name, count, behaviour, group, dependsOn, onDependencyFailure, graceMs } = worker;
  return {
    name,
    count,
    behaviour: behaviour && { ...behaviour, error: undefined },
    dependsOn,
    onDependencyFailure,
    graceMs,
    group: group && { ...group, defaults: undefined, workers: group.workers.map(lenientWorker) },
  };
}
