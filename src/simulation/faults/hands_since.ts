import type { Cast } from "../cast.ts";
import type { CastOperation } from "../cast_operation.ts";
import type { PhaseChange } from "../phase_changes.ts";
import type { Phase } from "../timeline.ts";

/** Whether a worker is not up, and has not been given up, stopped or done for good either. */
export function isOnItsWay(phase: Phase): boolean {
  return phase !== "up" && phase !== "dead" && phase !== "done";
}

/** A child, as far as others depend on it. */
interface Dependent {
  readonly path: string;
  /** The paths of those that it depends on. */
  readonly needs: readonly string[];
}

/**
 * What was done by hand while everybody was to come up again, and whom that excuses: whom it was done to, and who depends on it, as long as that is
 * on its way, or it was up until then and has not failed since.
 */
export class HandsSince {
  readonly #operations: readonly CastOperation[];
  readonly #dependents: readonly Dependent[];
  readonly #changes: ReadonlyMap<string, readonly PhaseChange[]>;
  readonly #dueAtMs: number;

  /** @param changes What each worker was doing, over the whole run. */
  constructor(
    { operations, members, groups }: Cast,
    healedAtMs: number,
    dueAtMs: number,
    changes: ReadonlyMap<string, readonly PhaseChange[]>,
  ) {
    this.#operations = operations.filter(({ atMs }) => atMs > healedAtMs && atMs <= dueAtMs);
    this.#changes = changes;
    this.#dueAtMs = dueAtMs;
    this.#dependents = [
      ...members.map(({ name: path, dependsOn }) => dependent(path, dependsOn)),
      ...groups.map(({ path, dependsOn }) => dependent(path, dependsOn)),
    ].filter(({ needs }) => needs.length > 0);
  }

  /** Whether a worker that is not up at the end of that time need not be. */
  excuse(worker: string): boolean {
    if (this.#operations.length === 0) return false;
    if (this.#operations.some(({ path }) => isAt(worker, path))) return true;
    const needed = this.#neededBy(worker);
    return this.#operations.some(({ path, atMs }) => {
      if (![...needed].some((each) => isAt(each, path) || isAt(path, each))) return false;
      return this.#isOnItsWay(path) || this.#cameDownAfter(worker, atMs);
    });
  }

  /** The paths of all that a worker depends on, be it by others or because a group around it does. */
  #neededBy(worker: string): ReadonlySet<string> {
    const needed = new Set<string>();
    const look = (at: string) => {
      for (const { path, needs } of this.#dependents) {
        if (isAt(at, path)) {
          for (const each of needs) needed.add(each);
        }
      }
    };
    look(worker);
    for (const each of needed) look(each);
    return needed;
  }

  #isOnItsWay(path: string): boolean {
    for (const [worker, changes] of this.#changes) {
      if (isAt(worker, path) && isOnItsWay(phaseAt(changes, this.#dueAtMs))) return true;
    }
    return false;
  }

  #cameDownAfter(worker: string, atMs: number): boolean {
    const changes = this.#changes.get(worker)!;
    const failed = changes.some((change) => change.hasFailed && change.atMs >= atMs && change.atMs <= this.#dueAtMs);
    // What has changed at that very moment has done so because of it.
    return !failed && !isOnItsWay(changes.findLast((change) => change.atMs < atMs)?.phase ?? "idle");
  }
}

function dependent(path: string, dependsOn: readonly string[]): Dependent {
  const around = path.slice(0, path.lastIndexOf("/") + 1);
  return { path, needs: dependsOn.map((name) => `${around}${name}`) };
}

/** Whether a path is another one, or in it. */
function isAt(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`);
}

function phaseAt(changes: readonly PhaseChange[], atMs: number): Phase {
  return changes.findLast((change) => change.atMs <= atMs)?.phase ?? "idle";
}
