import type { ScenarioGroup } from "../scenario.ts";

/** Who is in a group, and below it. */
export interface KnownPaths {
  /** The paths of all children, groups too. */
  readonly paths: readonly string[];
  /** Those that are groups, each with what it is. */
  readonly groups: readonly (readonly [path: string, group: ScenarioGroup])[];
}

/** The paths of all children, and those of the groups among them. */
export function knownPaths(group: ScenarioGroup, around = ""): KnownPaths {
  const parts = group.workers.flatMap(({ name, count = 1, group: nested }) =>
    Array.from({ length: count }, (_, n): KnownPaths => {
      const path = `${around}${name}${count === 1 ? "" : `-${n + 1}`}`;
      if (nested === undefined) return { paths: [path], groups: [] };
      const inside = knownPaths(nested, `${path}/`);
      return { paths: [path, ...inside.paths], groups: [[path, nested], ...inside.groups] };
    })
  );
  return { paths: parts.flatMap(({ paths }) => paths), groups: parts.flatMap(({ groups }) => groups) };
}
