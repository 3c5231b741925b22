import { shown } from "../../core/option_check.ts";
import { type Cast, castOf } from "../cast.ts";
import { type CastChild, type CastGroup, type CastTree, isTree } from "../cast_group.ts";
import type { CastMember } from "../cast_member.ts";
import type { Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";
import { below } from "../scenario_check.ts";
import type { Engine } from "../simulation_result.ts";

/**
 * Checks a scenario and counts its workers out, as an engine runs them.
 *
 * @throws {TypeError} For what `castOf` refuses, and for what the engine cannot do.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function castFor(scenario: Scenario, engine: Engine): Cast {
  const cast = castOf(scenario);
  return engine === "services" ? asServices(cast) : cast;
}

/**
 * A cast as an application of services runs it: each worker is a service, and each group a service with children. What the scenario leaves open
 * is as an application has it.
 *
 * @throws {TypeError} For what no application can be told: `Cannot simulate scenario "x" with the services engine: "strategy" must be …`.
 */
export function asServices(cast: Cast): Cast {
  const { scenario } = cast;
  checkGroup(`simulate scenario ${shown(scenario.name)} with the services engine`, "", scenario);
  checkOperations(`simulate scenario ${shown(scenario.name)} with the services engine`, scenario);
  const groups = new Map(cast.groups.map((group) => [group, groupOf(group, isOrdered(group, cast))]));
  const members = new Map(cast.members.map((member) => [member, memberOf(member)]));
  const childOf = (child: CastChild): CastChild => isTree(child) ? treeOf(child) : members.get(child)!;
  const treeOf = ({ group, children }: CastTree): CastTree => ({
    group: groups.get(group)!,
    children: children.map(childOf),
  });
  return { ...cast, members: [...members.values()], groups: [...groups.values()], root: treeOf(cast.root) };
}

/** Its start has no limit unless one is given, and it is ready when it says so. */
function memberOf(member: CastMember): CastMember {
  return { ...member, policy: { ...member.policy, startupTimeoutMs: member.policy.startupTimeoutMs ?? Infinity } };
}

function groupOf(group: CastGroup, ordered: boolean): CastGroup {
  const isRoot = group.policy === undefined;
  const order = isRoot || ordered ? "parallel" : "sequential";
  return {
    ...group,
    policy: group.policy && { ...group.policy, startupTimeoutMs: group.policy.startupTimeoutMs ?? Infinity },
    rules: { ...group.rules, startOrder: order, stopOrder: order, keepAlive: !isRoot, sharesGrace: !isRoot },
  };
}

function isOrdered({ path }: CastGroup, { members, groups }: Cast): boolean {
  const isIn = (child: string) => child.slice(0, Math.max(0, child.lastIndexOf("/"))) === path && child !== "";
  return members.some(({ name, dependsOn }) => dependsOn.length > 0 && isIn(name)) ||
    groups.some(({ path: own, dependsOn }) => dependsOn.length > 0 && isIn(own));
}

function checkGroup(action: string, path: string, group: ScenarioGroup): void {
  const isRoot = path === "";
  const order = isRoot || group.workers.some(({ dependsOn = [] }) => dependsOn.length > 0) ? "parallel" : "sequential";
  const only = (field: keyof ScenarioGroup, word: unknown) => {
    if (group[field] === undefined || group[field] === word) return;
    throw new TypeError(
      `Cannot ${action}: "${below(path, field)}" must be ${shown(word)}, as services have it, received ${
        shown(group[field])
      }`,
    );
  };
  const none = (field: keyof ScenarioGroup) => {
    if (group[field] !== undefined) throw unknown(action, below(path, field), group[field]);
  };
  none("dialect");
  none("maxChildren");
  if (!isRoot) none("budget");
  only("strategy", "one-for-one");
  only("autoShutdown", "never");
  only("startOrder", order);
  only("stopOrder", order);
  only("onStartFailure", "restart");
  only("terminateTree", "propagate");
  only("keepAlive", !isRoot);
  group.workers.forEach((worker, index) => checkWorker(action, `${below(path, "workers")}[${index}]`, worker));
}

function checkWorker(action: string, path: string, { group }: ScenarioWorker): void {
  if (group !== undefined) checkGroup(action, `${path}.group`, group);
}

function checkOperations(action: string, { operations = [] }: Scenario): void {
  operations.forEach((operation, index) => {
    if (typeof operation.worker !== "string") {
      throw unknown(action, `operations[${index}].worker`, operation.worker);
    }
    if (operation.do === "remove") throw unknown(action, `operations[${index}].do`, operation.do);
  });
}

function unknown(action: string, field: string, value: unknown): TypeError {
  return new TypeError(`Cannot ${action}: "${field}" has no meaning for services, received ${shown(value)}`);
}
