import type { Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";
import { parts } from "./list_parts.ts";
import { namesOf, placesOf } from "./scenario_place.ts";
import { groupSpots, workerSpots } from "./scenario_spot.ts";

/** The same scenario with fewer workers and groups: without parts of each group, with fewer of those that are alike, without walls. */
export function* withFewerWorkers(scenario: Scenario): Generator<Scenario> {
  for (const { value: group, put } of groupSpots(scenario)) {
    for (const [from, to] of parts(group.workers.length)) {
      if (to - from < group.workers.length) yield put(withoutChildren(group, from, to));
    }
  }
  for (const { value: worker, put } of workerSpots(scenario)) {
    const { name, count = 1 } = worker;
    if (count === 1) continue;
    const { count: _, ...one } = worker;
    // Whom a number names is named without one when there is only one left.
    yield renamed(put(one), (segment) => namesOf(worker).includes(segment) ? name : segment);
    for (const fewer of new Set([2, Math.ceil(count / 2), count - 1])) {
      if (fewer > 1 && fewer < count) yield put({ ...worker, count: fewer });
    }
  }
  for (const { value: group, put } of groupSpots(scenario)) {
    for (const [index, child] of group.workers.entries()) {
      if (child.group === undefined || (child.count ?? 1) > 1) continue;
      const free = put(withoutWall(group, index));
      // What all in the group came to together can be said of the group around it only if nobody else is in that one.
      const expect = group.workers.length === 1
        ? free.expect
        : free.expect?.filter((text) => /^(.+):/.exec(text)?.[1]?.split("/").at(-1) !== child.name);
      yield renamed({ ...free, ...(expect && { expect }) }, (name) => name === child.name ? undefined : name);
    }
  }
}

/** Each of those that are alike with an entry of its own, so that each can behave in another way. */
export function countedOut(scenario: Scenario): Scenario {
  const places = placesOf(scenario);
  const pathsOf = (name: string) => {
    const found = places.filter(({ names }) => names.includes(name)).map(({ path }) => path);
    return found.length === 0 ? [name] : found;
  };
  const counted: Scenario = { ...scenario, workers: scenario.workers.flatMap((worker) => each(worker, scenario)) };
  const strikes = <Strike>(list: readonly Strike[] | undefined) =>
    list?.map((strike) => {
      const { workers } = strike as { readonly workers?: readonly string[] };
      return workers === undefined ? strike : { ...strike, workers: workers.flatMap(pathsOf) };
    });
  return {
    ...counted,
    ...(scenario.faults === undefined ? {} : { faults: strikes(scenario.faults) }),
    ...(scenario.outages === undefined ? {} : { outages: strikes(scenario.outages) }),
  };
}

function each(worker: ScenarioWorker, around: ScenarioGroup): ScenarioWorker[] {
  const { count: _, dependsOn, group, ...rest } = worker;
  const others = dependsOn?.flatMap((name) => namesOf(around.workers.find((other) => other.name === name) ?? { name }));
  return namesOf(worker).map((name) => ({
    ...rest,
    name,
    ...(others === undefined ? {} : { dependsOn: others }),
    ...(group === undefined
      ? {}
      : { group: { ...group, workers: group.workers.flatMap((child) => each(child, group)) } }),
  }));
}

/** Who depended on one of those now depends on what that one depended on. */
function withoutChildren(group: ScenarioGroup, from: number, to: number): ScenarioGroup {
  const gone = group.workers.slice(from, to);
  const left = [...group.workers.slice(0, from), ...group.workers.slice(to)];
  const heirs = (name: string, depth: number): readonly string[] => {
    const one = gone.find((worker) => worker.name === name || namesOf(worker).includes(name));
    if (one === undefined) return [name];
    return depth > gone.length ? [] : (one.dependsOn ?? []).flatMap((other) => heirs(other, depth + 1));
  };
  return {
    ...group,
    workers: left.map((worker) =>
      worker.dependsOn === undefined
        ? worker
        : { ...worker, dependsOn: [...new Set(worker.dependsOn.flatMap((name) => heirs(name, 0)))] }
    ),
  };
}

/** The children of a group stand where the group stood, under the defaults that they had there. */
function withoutWall(group: ScenarioGroup, index: number): ScenarioGroup {
  const wall = group.workers[index]!;
  const { workers, defaults, ...rules } = wall.group!;
  const freed = workers.map((worker) => ({ ...defaults, ...worker }));
  const others = group.workers.map((worker) =>
    worker.dependsOn?.includes(wall.name)
      ? {
        ...worker,
        dependsOn: worker.dependsOn.flatMap((name) => name === wall.name ? workers.map((each) => each.name) : [name]),
      }
      : worker
  );
  const merged = { ...group, workers: others.toSpliced(index, 1, ...freed) };
  // The last group left is the whole scenario: its rules are all that there is.
  return group.workers.length === 1 ? { ...rules, ...merged } : merged;
}

/** The same scenario with other names in the paths that it is about; a segment that is `undefined` is left out. */
function renamed(scenario: Scenario, rename: (segment: string) => string | undefined): Scenario {
  const path = (text: string) => text.split("/").flatMap((segment) => rename(segment) ?? []).join("/");
  const paths = (list: readonly string[]) => [...new Set(list.map(path).filter((each) => each !== ""))];
  const strikes = <Strike>(list: readonly Strike[]) =>
    list.map((strike) => {
      const { workers } = strike as { readonly workers?: readonly string[] };
      return workers === undefined ? strike : { ...strike, workers: paths(workers) };
    });
  const { faults, outages, operations, expect } = scenario;
  return {
    ...scenario,
    ...(faults === undefined ? {} : { faults: strikes(faults) }),
    ...(outages === undefined ? {} : { outages: strikes(outages) }),
    ...(operations === undefined ? {} : {
      operations: operations.map(({ worker, in: group, ...operation }) => ({
        ...operation,
        worker: typeof worker === "string" ? path(worker) : worker,
        ...(group === undefined || path(group) === "" ? {} : { in: path(group) }),
      })),
    }),
    ...(expect === undefined ? {} : {
      expect: expect.map((text) =>
        text.replace(/^(.+):/, (_, worker) => path(worker) === "" ? "" : `${path(worker)}:`).trim()
      ),
    }),
  };
}
