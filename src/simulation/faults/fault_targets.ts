import type { Cast } from "../cast.ts";
import { groupPathOf } from "../cast_group.ts";
import type { CastMember } from "../cast_member.ts";
import { CastPaths } from "./cast_paths.ts";
import type { Chance } from "./chance.ts";

/** The most paths of a fault that strikes several by name. */
const mostNamed = 8;

/** A child of a group, and what depends on it. */
interface Link {
  readonly path: string;
  readonly dependents: string[];
}

/** Whom the faults of one rule can strike. */
export class FaultTargets {
  /** Whether there is anybody. */
  readonly isEmpty: boolean;
  readonly #cast: Cast;
  readonly #named: readonly string[] | undefined;
  readonly #members: readonly CastMember[];
  #knownLinks: ReadonlyMap<string, Link> | undefined;

  /**
   * @param named The paths of those that can be struck; all if `undefined`.
   * @param can Who else than by his name is fit for it.
   */
  constructor(cast: Cast, named: readonly string[] | undefined, can: (member: CastMember) => boolean = () => true) {
    this.#cast = cast;
    this.#named = named;
    this.#members = membersOf(cast, named).filter(can);
    this.isEmpty = this.#members.length === 0;
  }

  /** The path of one of them. */
  one(chance: Chance): readonly string[] {
    return [chance.oneOf(this.#members).name];
  }

  /** The paths of several that have something in common: all, those of one group, or just some. `undefined` is everybody. */
  several(chance: Chance): readonly string[] | undefined {
    const kind = chance.whole(0, 3);
    if (kind === 0 || this.#members.length === 1) return this.#named;
    const { group } = chance.oneOf(this.#members);
    const mates = this.#members.filter((member) => member.group === group);
    if (kind === 1 && group !== "" && mates.length > 1 && mates.length < this.#members.length) {
      return this.#named === undefined ? [group] : pathsOf(chance.someOf(mates, mostNamed));
    }
    return pathsOf(chance.someOf(this.#members, chance.whole(2, Math.min(mostNamed, this.#members.length))));
  }

  /**
   * Paths of a group in the order in which they fall: one that others depend on and then these, those that depend on these, and so on; where
   * nobody depends on another, some of a group in any order.
   */
  chain(chance: Chance): readonly string[] {
    const links = this.#knownLinks ??= this.#links();
    const roots = [...links.values()].filter(({ dependents }) => dependents.length > 0);
    if (roots.length > 0) return fallOf(chance.oneOf(roots), links, chance);
    const { group } = chance.oneOf(this.#members);
    const mates = this.#members.filter((member) => member.group === group);
    return pathsOf(chance.shuffled(chance.someOf(mates, chance.whole(2, mostNamed))));
  }

  /** Everybody, group or worker, who can be struck as a whole, with who depends on whom. */
  #links(): ReadonlyMap<string, Link> {
    const struck = new Set(pathsOf(this.#members));
    const spared = new Set<string>();
    for (const { name } of this.#cast.members) {
      if (struck.has(name)) continue;
      for (let path = name; path !== ""; path = groupPathOf(path)) spared.add(path);
    }
    const links = new Map<string, Link>();
    const all = [
      ...this.#cast.groups.filter(({ path }) => path !== ""),
      ...this.#cast.members.map(({ name, dependsOn }) => ({ path: name, dependsOn })),
    ].filter(({ path }) => !spared.has(path));
    for (const { path } of all) links.set(path, { path, dependents: [] });
    for (const { path, dependsOn } of all) {
      const group = groupPathOf(path);
      for (const name of dependsOn) links.get(group === "" ? name : `${group}/${name}`)?.dependents.push(path);
    }
    return links;
  }
}

function membersOf(cast: Cast, named: readonly string[] | undefined): readonly CastMember[] {
  if (named === undefined) return cast.members;
  const paths = new CastPaths(cast);
  const struck = new Set(named.flatMap((path) => paths.of(path)));
  return cast.members.filter(({ name }) => struck.has(name));
}

/** A child and all that fall with it, each after one that it depends on. */
function fallOf(root: Link, links: ReadonlyMap<string, Link>, chance: Chance): readonly string[] {
  const fallen = new Set([root.path]);
  for (const path of fallen) {
    for (const dependent of chance.shuffled(links.get(path)!.dependents)) {
      if (fallen.size < mostNamed) fallen.add(dependent);
    }
  }
  return [...fallen];
}

function pathsOf(members: readonly CastMember[]): string[] {
  return members.map(({ name }) => name);
}
