import type { Fault } from "../faults/fault.ts";
import type { Outage, Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";
import { namesOf, placesOf } from "./scenario_place.ts";

/**
 * The same scenario in the order in which one is read, and without what is about nobody: names of workers that it does not have, faults, outages and operations that concern
 * nobody else, and lists that are empty then. Also without what chance may add: it has been added.
 */
export function mendedScenario(scenario: Scenario): Scenario {
  const { chaos: _, faults, outages, operations, expect, ...rest } = withKnownDependencies(scenario);
  const own = { ...rest, ...(operations === undefined ? {} : { operations }) } as Scenario;
  const known = new Set(placesOf(own).flatMap(({ names }) => names));
  const kept = {
    faults: faults?.flatMap((fault) => struck(fault, known)),
    outages: outages?.flatMap((outage) => struck(outage, known)),
    operations: operations?.filter(({ worker, in: group }) =>
      typeof worker === "string" ? known.has(worker) : group === undefined || known.has(group)
    ),
    expect: expect?.filter((text) => {
      const worker = /^(.+):/.exec(text)?.[1]?.trim();
      return worker === undefined || known.has(worker);
    }),
  };
  const lists = Object.entries(kept).filter(([, list]) => list !== undefined && list.length > 0);
  return inOrder({ ...rest, ...Object.fromEntries(lists) } as Scenario);
}

/** The fields that a reader looks for first, and those that belong at the end; all others are between them as they are. */
const placeOfField = new Map(
  ["name", "description", "count", "horizonMs", "stopAtMs", "recovery"].map((field, index) => [field, index]),
);
["defaults", "behaviour", "workers", "group", "faults", "outages", "operations", "expect"].forEach((field, index) =>
  placeOfField.set(field, 200 + index)
);

function inOrder<Part extends ScenarioGroup | ScenarioWorker>(part: Part): Part {
  const place = (field: string) => placeOfField.get(field) ?? 100;
  const fields = Object.keys(part).sort((a, b) => place(a) - place(b)) as (keyof Part & string)[];
  const sorted: Record<string, unknown> = {};
  for (const field of fields) {
    if (part[field] !== undefined && !(field as string === "count" && part[field] === 1)) sorted[field] = part[field];
  }
  if ("workers" in part) sorted.workers = part.workers.map(inOrder);
  if ("group" in part && part.group !== undefined) sorted.group = inOrder(part.group);
  return sorted as unknown as Part;
}

/** The same, if it strikes anybody. */
function struck<Strike extends Fault | Outage>(strike: Strike, known: ReadonlySet<string>): Strike[] {
  if (!("workers" in strike) || strike.workers === undefined) return [strike];
  const workers = strike.workers.filter((name) => known.has(name));
  if (workers.length === 0) return [];
  return [workers.length === strike.workers.length ? strike : { ...strike, workers }];
}

function withKnownDependencies<Group extends ScenarioGroup>(group: Group): Group {
  const names = new Set(group.workers.flatMap((worker) => [worker.name, ...namesOf(worker)]));
  return { ...group, workers: group.workers.map((worker) => dependent(worker, names)) };
}

function dependent({ dependsOn, group, ...worker }: ScenarioWorker, names: ReadonlySet<string>): ScenarioWorker {
  const known = dependsOn?.filter((name) => names.has(name)) ?? [];
  return {
    ...worker,
    ...(known.length === 0 ? {} : { dependsOn: known }),
    ...(group === undefined ? {} : { group: withKnownDependencies(group) }),
  };
}
