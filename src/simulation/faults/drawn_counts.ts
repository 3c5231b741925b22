import type { RandomStreams } from "../random_streams.ts";
import type { Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";
import { mostWorkers } from "../cast_entry.ts";
import { Chance } from "./chance.ts";
import type { Range } from "./chaos.ts";

/**
 * The same scenario with other numbers of those that it has several of, each drawn from a stream of its own. As many stay as are named
 * somewhere, two at least, so that everybody keeps the name; no group gets more children than it takes.
 */
export function withDrawnCounts(scenario: Scenario, range: Range, streams: RandomStreams): Scenario {
  const added = (scenario.operations ?? []).flatMap(({ worker }) => typeof worker === "string" ? [] : [worker.name]);
  const draw = { range, streams, named: namesIn(scenario), added };
  const drawn = { ...scenario, workers: countedAnew(scenario, "", draw) };
  return childrenOf(drawn) > mostWorkers ? scenario : drawn;
}

interface Draw {
  readonly range: Range;
  readonly streams: RandomStreams;
  /** All names that stand somewhere in the scenario, but for those of the entries themselves. */
  readonly named: readonly string[];
  /** The names of those that operations add. */
  readonly added: readonly string[];
}

function countedAnew(group: ScenarioGroup, path: string, draw: Draw): ScenarioWorker[] {
  const { workers, maxChildren = Infinity } = group;
  let room = maxChildren - workers.reduce((sum, { count = 1 }) => sum + count, 0);
  return workers.map((worker) => {
    const own = `${path}/${worker.name}`;
    const inner = worker.group;
    const kept = inner === undefined ? worker : {
      ...worker,
      group: { ...inner, workers: countedAnew(inner, own, draw) },
    };
    const { count: before = 1 } = worker;
    if (before === 1) return kept;
    const { min, max } = draw.range;
    const wanted = new Chance(draw.streams.stream(`chaos:count:${own}`)).whole(min, max);
    const others = [...workers.map(({ name }) => name), ...draw.added];
    const most = Math.min(before + room, mostFree(worker.name, before, others));
    const least = Math.max(2, highest(worker.name, before, draw.named));
    const count = Math.max(least, Math.min(wanted, most));
    room -= count - before;
    return { ...kept, count };
  });
}

/** The highest number of one of several alike that is named. */
function highest(name: string, count: number, named: readonly string[]): number {
  const numbers = named.map((each) => numberOf(each, name)).filter((number) => number <= count);
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** How many there may be before one of them gets the name of another entry. */
function mostFree(name: string, count: number, others: readonly string[]): number {
  const numbers = others.map((each) => numberOf(each, name)).filter((number) => number > count);
  return numbers.reduce((most, number) => Math.min(most, number - 1), Infinity);
}

/** The number of `name-<number>`; 0 of any other name. */
function numberOf(each: string, name: string): number {
  const number = each.startsWith(`${name}-`) ? each.slice(name.length + 1) : "";
  return /^[1-9]\d*$/.test(number) ? Number(number) : 0;
}

/** All names, without those of the groups before them, that the scenario says of somebody who must be there. */
function namesIn(scenario: Scenario): string[] {
  const { outages = [], faults = [], operations = [], expect = [] } = scenario;
  const paths = [
    ...outages.flatMap(({ workers = [] }) => workers),
    ...faults.flatMap((fault) => "workers" in fault ? fault.workers ?? [] : []),
    ...Object.values(scenario.chaos?.faults ?? {}).flatMap((rule) => rule === true ? [] : rule?.workers ?? []),
    ...operations.flatMap(({ worker, in: group = "" }) =>
      typeof worker === "string" ? [worker] : [group, ...worker.dependsOn ?? []]
    ),
    // Of an expectation it is what stands before the last colon.
    ...expect.map((text) => text.slice(0, Math.max(0, text.lastIndexOf(":"))).trim()),
  ];
  return [...new Set([...paths.flatMap((path) => path.split("/")), ...dependenciesIn(scenario)])];
}

function dependenciesIn({ workers }: ScenarioGroup): string[] {
  return workers.flatMap(({ dependsOn = [], group }) => [
    ...dependsOn,
    ...group === undefined ? [] : dependenciesIn(group),
  ]);
}

function childrenOf({ workers }: ScenarioGroup): number {
  return workers.reduce(
    (sum, { count = 1, group }) => sum + count * (group === undefined ? 1 : childrenOf(group)),
    0,
  );
}
