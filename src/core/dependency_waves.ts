/** Something that needs others, by their names. */
export interface Dependent {
  /** Unique among those that it is sorted with. */
  readonly name: string;
  /** The names of those that must be ready before it may start; none unless given. */
  readonly dependsOn?: readonly string[];
}

/**
 * Sorts by dependency: the first wave depends on nobody, each later one only on those before it. Within a wave the given order stays. Who is
 * not among them is no dependency here; whoever is in a cycle, or needs somebody who is, comes in no wave.
 *
 * Takes time in proportion to the number of members and dependencies.
 */
export function dependencyWaves<Item extends Dependent>(members: readonly Item[]): readonly (readonly Item[])[] {
  const names = new Set(members.map(({ name }) => name));
  const dependents = new Map<string, Item[]>();
  const open = new Map<Item, number>();
  const level = new Map<Item, number>();
  const free: Item[] = [];
  for (const member of members) {
    const needed = new Set((member.dependsOn ?? []).filter((name) => names.has(name)));
    for (const name of needed) {
      const known = dependents.get(name);
      if (known === undefined) dependents.set(name, [member]);
      else known.push(member);
    }
    open.set(member, needed.size);
    if (needed.size === 0) free.push(member);
  }
  for (const member of free) {
    const own = level.get(member) ?? 0;
    level.set(member, own);
    for (const dependent of dependents.get(member.name) ?? []) {
      level.set(dependent, Math.max(level.get(dependent) ?? 0, own + 1));
      const left = open.get(dependent)! - 1;
      open.set(dependent, left);
      // `for … of` goes on with what is appended meanwhile.
      if (left === 0) free.push(dependent);
    }
  }
  const waves: Item[][] = [];
  for (const member of members) {
    if (open.get(member) === 0) (waves[level.get(member)!] ??= []).push(member);
  }
  return waves;
}

/**
 * Finds names that depend on each other in a circle.
 *
 * @returns The first such circle in the given order, its first name again at its end: `["a", "b", "a"]`; `undefined` if there is none.
 */
export function dependencyCycle(members: readonly Dependent[]): readonly string[] | undefined {
  const sorted = new Set(dependencyWaves(members).flat());
  const stuck = new Map(members.filter((member) => !sorted.has(member)).map((member) => [member.name, member]));
  // Whoever comes in no wave needs somebody who does not either: to follow that leads round in the end.
  const trail: string[] = [];
  const seen = new Map<string, number>();
  let name = stuck.keys().next().value;
  while (name !== undefined) {
    const before = seen.get(name);
    if (before !== undefined) return [...trail.slice(before), name];
    seen.set(name, trail.push(name) - 1);
    name = stuck.get(name)!.dependsOn!.find((each) => stuck.has(each));
  }
  return undefined;
}
