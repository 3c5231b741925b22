import { checkDependsOn } from "../core/dependency_check.ts";
import type { DependencyFailureRule } from "../core/group_plan.ts";
import { checkBoolean, checkChoice, checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { policyFields, type ResolvedPolicy } from "../core/policy.ts";
import { groupRuleFields } from "../drivers/group_spec.ts";
import { checkBehaviour } from "./behaviour_check.ts";
import { checkCounted, withDependencies } from "./cast_dependencies.ts";
import { type GroupTerms, policyOf, termsOf } from "./group_terms.ts";
import type { Behaviour, ScenarioGroup, ScenarioWorker } from "./scenario.ts";
import { below, checkList, checkText } from "./scenario_check.ts";

/** One entry of a group's `workers` with nothing left open but how many there are of it. */
export interface CastEntry {
  readonly name: string;
  /** What they are called: the name alone, or one name for each. */
  readonly names: readonly string[];
  readonly policy: ResolvedPolicy;
  readonly significant: boolean;
  /** The names of those in its group that it depends on, counted out. */
  readonly dependsOn: readonly string[];
  readonly onDependencyFailure: DependencyFailureRule;
  readonly behaviour: Behaviour;
  /** What it consists of, if it is a group. */
  readonly group: CastEntries | undefined;
}

/** A group's entries, and what holds for all of them. */
export interface CastEntries extends GroupTerms {
  readonly entries: readonly CastEntry[];
}

/** The fields of {@linkcode ScenarioGroup}. */
export const groupFields = [
  "workers",
  "dialect",
  ...groupRuleFields,
] as const satisfies readonly (keyof ScenarioGroup)[];

const workerFields = [
  "name",
  "count",
  "significant",
  "dependsOn",
  "onDependencyFailure",
  "behaviour",
  "group",
  ...policyFields,
] as const satisfies readonly (
  keyof ScenarioWorker
)[];

/** The most workers of one name. */
export const mostWorkers = 1_000_000;

/**
 * Checks a group and all that is in it.
 *
 * @param path Where it stands in the scenario, such as `workers[2].group`; empty for the scenario itself.
 * @param inherited The policy of the group around it.
 * @throws {TypeError} For an unknown field or word, a name that is empty, taken or holds a "/", a significant child that cannot be one.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function resolveEntries(
  action: string,
  path: string,
  group: ScenarioGroup,
  inherited: ResolvedPolicy | undefined,
): CastEntries {
  const terms = termsOf(action, path, group, inherited);
  const field = below(path, "workers");
  checkList(action, field, group.workers);
  if (group.workers.length === 0) throw new TypeError(`Cannot ${action}: "${field}" must hold at least one worker`);
  const taken = new Set<string>();
  // `from` visits the holes of a list too.
  const entries = Array.from(group.workers, (worker, index) => {
    const entry = resolveEntry(action, `${field}[${index}]`, worker, terms);
    if (taken.has(entry.name)) {
      throw new TypeError(
        `Cannot ${action}: "${field}[${index}].name" is taken already, received ${shown(entry.name)}`,
      );
    }
    taken.add(entry.name);
    return entry;
  });
  const names = entries.flatMap((entry) => entry.names);
  if (new Set(names).size !== names.length) {
    throw new TypeError(`Cannot ${action}: "${field}" counted out have the same name twice`);
  }
  const dependent = withDependencies(action, entries, (index) => `${field}[${index}]`);
  if (dependent !== entries) checkCounted(path === "" ? action : `${action}: in "${path}"`, dependent, terms.rules);
  const { maxChildren } = terms.rules;
  if (names.length > maxChildren) {
    throw new RangeError(
      `Cannot ${action}: "${
        below(path, "maxChildren")
      }" must be at least the number of its workers (${names.length}), received ${maxChildren}`,
    );
  }
  return { ...terms, entries: dependent };
}

/** Checks one entry of a group's `workers`; see {@linkcode resolveEntries}. What it depends on is as it was given. */
export function resolveEntry(action: string, path: string, worker: ScenarioWorker, around: GroupTerms): CastEntry {
  checkKeys(action, path, worker, workerFields);
  const { name, count = 1, significant = false, dependsOn = [], onDependencyFailure = "stay", behaviour, group } =
    worker;
  checkText(action, `${path}.name`, name);
  if (name.includes("/")) {
    throw new TypeError(
      `Cannot ${action}: "${path}.name" must not contain "/", which separates the names of a path, received ${
        shown(name)
      }`,
    );
  }
  checkNumber(action, `${path}.count`, count, { min: 1, integer: true });
  if (count > mostWorkers) {
    throw new RangeError(`Cannot ${action}: "${path}.count" makes more than ${mostWorkers} workers, received ${count}`);
  }
  checkBoolean(action, `${path}.significant`, significant);
  checkDependsOn(action, `${path}.dependsOn`, dependsOn);
  checkChoice(action, `${path}.onDependencyFailure`, onDependencyFailure, ["stay", "restart"]);
  if (behaviour !== undefined) {
    if (group !== undefined) {
      throw new TypeError(
        `Cannot ${action}: "${path}.behaviour" must not be given for a group: its workers have theirs`,
      );
    }
    checkBehaviour(action, `${path}.behaviour`, behaviour);
  }
  const { graceMs = Infinity, startupTimeoutMs = Infinity } = worker;
  const own = group === undefined ? worker : { ...worker, graceMs, startupTimeoutMs };
  const policy = policyOf(action, path, own, around.defaults);
  if (significant && around.rules.autoShutdown === "never") {
    throw new TypeError(
      `Cannot ${action}: "${path}.significant" must be false in a group whose "autoShutdown" is "never"`,
    );
  }
  if (significant && policy.restart === "always") {
    throw new TypeError(`Cannot ${action}: "${path}.significant" must be false for a worker that is always restarted`);
  }
  if (group !== undefined) checkKeys(action, `${path}.group`, group, groupFields);
  return {
    name,
    names: count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`),
    policy,
    significant,
    dependsOn,
    onDependencyFailure,
    behaviour: behaviour ?? {},
    group: group && resolveEntries(action, `${path}.group`, group, around.defaults),
  };
}
