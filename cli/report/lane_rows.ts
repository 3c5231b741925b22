import type { Strategy } from "../../src/core/group_plan.ts";
import type { Scenario, ScenarioWorker } from "../../src/simulation/scenario.ts";

/** What every line of the lanes has. */
interface Row {
  /** In how many groups that have a line it is. */
  readonly depth: number;
}

/**
 * What one line of the lanes is about: a worker, a group with those in it below, several alike as a crowd, or how many more there are that
 * are not shown.
 */
export type LaneRow =
  | WorkerRow
  | GroupRow
  | CrowdRow
  | Row & { readonly kind: "more"; readonly count: number };

/** A worker. */
export interface WorkerRow extends Row {
  readonly kind: "worker";
  readonly name: string;
  /** Its path. */
  readonly worker: string;
}

/** A group. */
export interface GroupRow extends Row {
  readonly kind: "group";
  /** The last name of its path; empty for the root. */
  readonly name: string;
  /** Empty for the root. */
  readonly path: string;
  readonly strategy: Strategy;
}

/** Several alike: workers, or all workers in several groups. */
export interface CrowdRow extends Row {
  readonly kind: "crowd";
  readonly name: string;
  /** How many there are of the name. */
  readonly count: number;
  /** The paths of all workers. */
  readonly workers: readonly string[];
}

/** Which lines there should be. */
export interface LaneRowOptions {
  /**
   * Whether there is a line for everybody, however many they are.
   * @default false
   */
  readonly all?: boolean;
  /**
   * Whether the group at the root has a line too, with all others below it.
   * @default false
   */
  readonly rooted?: boolean;
}

const mostLanes = 24;
const lanesPerCrowd = 3;

/**
 * Which lines the lanes have. As long as there are few workers and groups, each has its own; of many, those that are counted out of one
 * entry become a crowd with its first few members, and of the others the first are shown.
 */
export function laneRows(
  scenario: Pick<Scenario, "workers" | "operations" | "strategy">,
  { all = false, rooted = false }: LaneRowOptions = {},
): LaneRow[] {
  const added = addedTo(scenario);
  const rows: LaneRow[] = [];
  const every = [scenario.workers, ...added.values()].flat();
  const few = all || every.reduce((sum, entry) => sum + lanesOf(entry), 0) <= mostLanes;
  let shown = 0;
  let hidden = 0;

  const showGroup = (path: string, entries: readonly ScenarioWorker[], depth: number) => {
    for (const entry of [...entries, ...(added.get(path) ?? [])]) {
      if (few || shown < mostLanes) showEntry(entry, path, depth);
      else hidden += (entry.count ?? 1) * workersIn(entry);
    }
  };
  const showEntry = (entry: ScenarioWorker, groupPath: string, depth: number) => {
    const { name, group } = entry;
    const paths = pathsOf(entry, groupPath);
    const isCrowd = !few && paths.length > 1;
    if (isCrowd) {
      const workers = paths.flatMap((path) => workerPaths(entry, path, added));
      rows.push({ kind: "crowd", name, count: paths.length, workers, depth });
    }
    const most = group === undefined ? lanesPerCrowd : 1;
    const first = isCrowd && paths.length > most + 1 ? paths.slice(0, most) : paths;
    for (const path of first) {
      const own = path.slice(groupPath === "" ? 0 : groupPath.length + 1);
      shown++;
      if (group === undefined) {
        rows.push({ kind: "worker", name: own, worker: path, depth });
        continue;
      }
      rows.push({ kind: "group", name: own, path, strategy: group.strategy ?? "one-for-one", depth });
      showGroup(path, group.workers, depth + 1);
    }
    if (first.length < paths.length) rows.push({ kind: "more", count: paths.length - first.length, depth });
  };

  if (rooted) rows.push({ kind: "group", name: "", path: "", strategy: scenario.strategy ?? "one-for-one", depth: 0 });
  showGroup("", scenario.workers, rooted ? 1 : 0);
  if (hidden > 0) rows.push({ kind: "more", count: hidden, depth: rooted ? 1 : 0 });
  return rows;
}

/** Those whom operations add, by the path of the group that they join. */
function addedTo({ operations = [] }: Pick<Scenario, "operations">): ReadonlyMap<string, readonly ScenarioWorker[]> {
  const added = new Map<string, ScenarioWorker[]>();
  for (const { worker, in: group = "" } of operations) {
    if (typeof worker === "string") continue;
    const own = added.get(group);
    if (own === undefined) added.set(group, [worker]);
    else own.push(worker);
  }
  return added;
}

/** The paths of an entry, counted out. */
function pathsOf({ name, count = 1 }: ScenarioWorker, groupPath: string): string[] {
  const path = groupPath === "" ? name : `${groupPath}/${name}`;
  return count === 1 ? [path] : Array.from({ length: count }, (_, index) => `${path}-${index + 1}`);
}

function workerPaths(
  { group }: ScenarioWorker,
  path: string,
  added: ReadonlyMap<string, readonly ScenarioWorker[]>,
): string[] {
  if (group === undefined) return [path];
  return [...group.workers, ...(added.get(path) ?? [])].flatMap((entry) =>
    pathsOf(entry, path).flatMap((inner) => workerPaths(entry, inner, added))
  );
}

/** How many lines an entry takes where everybody has one. */
function lanesOf({ count = 1, group }: ScenarioWorker): number {
  return count * (1 + (group?.workers.reduce((sum, entry) => sum + lanesOf(entry), 0) ?? 0));
}

/** How many workers there are in one of an entry. */
function workersIn({ group }: ScenarioWorker): number {
  return group?.workers.reduce((sum, entry) => sum + (entry.count ?? 1) * workersIn(entry), 0) ?? 1;
}
