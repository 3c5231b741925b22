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

/** How a group starts and stops whose members depend on each other. */
type OrderRules = Pick<GroupRules, "strategy" | "startOrder" | "stopOrder">;

/**
 * Throws unless all that the members of a group depend on are members too, nobody depends on himself, even by others, and the group
 * starts and stops by dependency alone.
 *
 * @throws {TypeError} The message names who depends on whom, a cycle in full: `"a" → "b" → "a"`.
 */
export function checkDependencies(action: string, members: readonly Dependent[], rules: OrderRules): void {
  const names = new Set(members.map(({ name }) => name));
  let isOrdered = false;
  for (const member of members) {
    if (checkMember(action, member, rules, (name) => names.has(name))) isOrdered = true;
  }
  if (isOrdered) checkCycle(action, members);
}

/**
 * Throws unless all that one member of a group depends on are members too, and the group starts and stops by dependency alone.
 *
 * @returns Whether it depends on anybody.
 * @throws {TypeError} The message names who depends on whom.
 */
export function checkMember(
  action: string,
  { name, dependsOn = [] }: Dependent,
  rules: OrderRules,
  isMember: (name: string) => boolean,
): boolean {
  if (dependsOn.length === 0) return false;
  const wanted = { strategy: "one-for-one", startOrder: "parallel", stopOrder: "parallel" } as const;
  for (const [field, word] of Object.entries(wanted) as [keyof OrderRules, string][]) {
    if (rules[field] !== word) {
      throw new TypeError(
        `Cannot ${action}: "${field}" must be "${word}" in a group whose members depend on each other, as "${name}" does`,
      );
    }
  }
  const missing = dependsOn.find((each) => !isMember(each));
  if (missing === undefined) return true;
  throw new TypeError(`Cannot ${action}: "${name}" depends on ${shown(missing)}, which is not there`);
}

/**
 * Throws if members depend on each other in a circle.
 *
 * @throws {TypeError} The message spells it out: `"a" → "b" → "a"`.
 */
export function checkCycle(action: string, members: readonly Dependent[]): void {
  const cycle = dependencyCycle(members);
  if (cycle === undefined) return;
  throw new TypeError(
    `Cannot ${action}: "dependsOn" goes round in a circle: ${cycle.map((name) => `"${name}"`).join(" → ")}`,
  );
}
