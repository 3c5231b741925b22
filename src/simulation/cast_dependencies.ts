import { checkDependencies } from "../core/dependency_check.ts";
import type { GroupRules } from "../core/group_plan.ts";
import { checkChoice } from "../core/option_check.ts";
import type { CastEntry } from "./cast_entry.ts";

/**
 * The same entries with what they depend on counted out: the name of several alike without a number stands for all of them.
 *
 * @param pathOf Where each entry stands in the scenario.
 * @param others What they may depend on besides each other.
 * @throws {TypeError} For a name that nobody in the group has.
 */
export function withDependencies(
  action: string,
  entries: readonly CastEntry[],
  pathOf: (index: number) => string,
  others: readonly CastEntry[] = [],
): readonly CastEntry[] {
  if (entries.every(({ dependsOn }) => dependsOn.length === 0)) return entries;
  const all = [...others, ...entries];
  const known = new Map(all.map(({ name, names }) => [name, names]));
  // A name with its number is that one alone.
  for (const { names } of all) for (const name of names) known.set(name, [name]);
  return entries.map((entry, index) => {
    for (const name of entry.dependsOn) {
      if (!known.has(name)) checkChoice(action, `${pathOf(index)}.dependsOn`, name, [...known.keys()]);
    }
    return { ...entry, dependsOn: [...new Set(entry.dependsOn.flatMap((name) => known.get(name)!))] };
  });
}

/**
 * Throws unless all who are counted out can depend on each other as they say.
 *
 * @throws {TypeError} For a cycle, and for rules under which nobody may depend on another.
 */
export function checkCounted(
  action: string,
  entries: readonly CastEntry[],
  rules: Pick<GroupRules, "strategy" | "startOrder" | "stopOrder">,
): void {
  const members = entries.flatMap(({ names, dependsOn }) => names.map((name) => ({ name, dependsOn })));
  checkDependencies(action, members, rules);
}
