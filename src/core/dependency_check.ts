import { dependencyCycle, type Dependent } from "./dependency_waves.ts";
import type { GroupRules } from "./group_plan.ts";
import { checkName, shown } from "./option_check.ts";

/**
 * Throws unless `dependsOn` is a list of names, each of them once.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be …`.
 */
export function checkDependsOn(action: string, field: string, dependsOn: unknown): void {
  if (!Array.isArray(dependsOn)) {
    throw new TypeError(`Cannot ${action}: "${field}" must be an array of names, received ${shown(dependsOn)}`);
  }
  const names = new Set<string>();
  for (const name of dependsOn) {
    checkName(`${action}: ${field}`, name);
    if (names.has(name)) throw new TypeError(`Cannot ${action}: "${field}" holds ${shown(name)} twice`);
    names.add(name);
  }
}

/**
 * Throws unless all that the members of a group depend on are members too, nobody depends on himself, even by others, and the group
 * starts and stops by dependency alone.
 *
 * @param joining Those whose dependencies must be there; one that has left may come back to others.
 * @throws {TypeError} The message names who depends on whom, a cycle in full: `"a" → "b" → "a"`.
 */
export function checkDependencies(
  action: string,
  members: readonly Dependent[],
  rules: Pick<GroupRules, "strategy" | "startOrder" | "stopOrder">,
  joining: readonly Dependent[] = members,
): void {
  const first = members.find(({ dependsOn = [] }) => dependsOn.length > 0);
  if (first === undefined) return;
  const wanted = { strategy: "one-for-one", startOrder: "parallel", stopOrder: "parallel" } as const;
  for (const [field, word] of Object.entries(wanted) as ["strategy" | "startOrder" | "stopOrder", string][]) {
    if (rules[field] !== word) {
      throw new TypeError(
        `Cannot ${action}: "${field}" must be "${word}" in a group whose members depend on each other, as "${first.name}" does`,
      );
    }
  }
  const names = new Set(members.map(({ name }) => name));
  for (const { name, dependsOn = [] } of joining) {
    const missing = dependsOn.find((each) => !names.has(each));
    if (missing !== undefined) {
      throw new TypeError(`Cannot ${action}: "${name}" depends on ${shown(missing)}, which is not there`);
    }
  }
  const cycle = dependencyCycle(members);
  if (cycle !== undefined) {
    throw new TypeError(
      `Cannot ${action}: "dependsOn" goes round in a circle: ${cycle.map((name) => `"${name}"`).join(" → ")}`,
    );
  }
}
