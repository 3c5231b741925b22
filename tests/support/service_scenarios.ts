import fc from "fast-check";
import type {
  Operation,
  Scenario,
  ScenarioGroup,
  ScenarioPolicy,
  ScenarioWorker,
} from "@mainstay/supervisor/simulation";
import { scenarios } from "./scenario_arbitrary.ts";

/** A valid scenario in which anything may happen that services can be told. In every other one they may live on for a while. */
export const serviceScenarios: fc.Arbitrary<Scenario> = fc.oneof(
  scenarios.map(forServices),
  scenarios.map(forServices).map(lenient),
);

/** Of those the ones that mean the same for workers and for services: nobody ends for good, and who is ready has to say so. */
export const plainScenarios: fc.Arbitrary<Scenario> = scenarios.map(forServices).map(lenient).map((scenario) => ({
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

/** The same scenario without what has no meaning for services. */
export function forServices(scenario: Scenario): Scenario {
  const { operations, ...rest } = groupOf(scenario, true);
  const kept = operations?.filter(isPossible(rest));
  return { ...rest, ...(kept === undefined ? {} : { operations: kept }) };
}

function groupOf<Group extends ScenarioGroup>(group: Group, isRoot: boolean): Group {
  const {
    dialect: _dialect,
    strategy: _strategy,
    autoShutdown: _autoShutdown,
    startOrder: _startOrder,
    stopOrder: _stopOrder,
    onStartFailure: _onStartFailure,
    terminateTree: _terminateTree,
    maxChildren: _maxChildren,
    keepAlive: _keepAlive,
    budget,
    ...rest
  } = group;
  return {
    ...rest as Group,
    ...(isRoot && budget !== undefined ? { budget } : {}),
    workers: group.workers.map(workerOf),
  };
}

function workerOf({ significant: _, group, ...rest }: ScenarioWorker): ScenarioWorker {
  return { ...rest, ...(group === undefined ? {} : { group: groupOf(group, false) }) };
}

/** Whether somebody is there for it: whoever would have been added is not. */
function isPossible(scenario: ScenarioGroup): (operation: Operation) => boolean {
  return ({ do: deed, worker }) => deed !== "remove" && typeof worker === "string" && isThere(scenario, worker);
}

function isThere({ workers }: ScenarioGroup, path: string): boolean {
  const [first, ...rest] = path.split("/");
  return workers.some(({ name, count = 1, group }) => {
    const names = count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
    if (!names.includes(first!)) return false;
    return rest.length === 0 || (group !== undefined && isThere(group, rest.join("/")));
  });
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
