import type { Operation, Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";

/** The same scenario without what services cannot be told: who would have been added is not there, and nobody acts on them. */
export function servicesScenario(scenario: Scenario): Scenario {
  const { operations, ...rest } = groupOf(scenario, true);
  const kept = operations?.filter((operation) => isPossible(operation, rest));
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

function isPossible({ do: deed, worker }: Operation, scenario: ScenarioGroup): boolean {
  return deed !== "remove" && typeof worker === "string" && isThere(scenario, worker);
}

function isThere({ workers }: ScenarioGroup, path: string): boolean {
  const [first, ...rest] = path.split("/");
  return workers.some(({ name, count = 1, group }) => {
    const names = count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
    if (!names.includes(first!)) return false;
    return rest.length === 0 || (group !== undefined && isThere(group, rest.join("/")));
  });
}
