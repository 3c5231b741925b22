import type { Cast } from "../cast.ts";
import { castOf } from "../cast.ts";
import type { CastGroup } from "../cast_group.ts";
import type { CastMember } from "../cast_member.ts";
import type { Scenario } from "../scenario.ts";
import { hangsOnLength } from "./length_bound.ts";
import { isHarsherBehaviour } from "./harsher_behaviour.ts";
import { isOtherPolicy } from "./other_policy.ts";
import { hasCloserStrikes, hasHarsherStrikes, healsSooner } from "./harsher_strikes.ts";
import type { RunFailure } from "./subject.ts";

/**
 * Tells which scenarios are harder to survive than this one, so that they may fail for a reason of their own: behaviours, rules or faults
 * are worse, faults closer to each other, or policies other ones. Of a missed expectation or recovery alone: an invariant must hold in every scenario. What is not valid
 * is not harsher.
 *
 * @param failures What the scenario is to fail by.
 */
export function harsherThan(scenario: Scenario, failures: readonly RunFailure[]): (other: Scenario) => boolean {
  const isMissed = failures.some(({ kind }) => kind === "expectation");
  if (!isMissed && !failures.some(({ kind }) => kind === "recovery")) return () => false;
  const isLong = scenario.expect?.some(hangsOnLength) === true;
  const cast = castOf(scenario);
  return (other) => {
    if (hasHarsherStrikes(other, scenario) || isMissed && hasCloserStrikes(other, scenario, isLong)) return true;
    if (healsSooner(other, scenario)) return true;
    const own = castIfValid(other);
    return own !== undefined && isHarsherCast(own, cast);
  };
}

function castIfValid(scenario: Scenario): Cast | undefined {
  try {
    return castOf(scenario);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function isHarsherCast(cast: Cast, than: Cast): boolean {
  const groups = new Map(than.groups.map((group) => [group.path, group]));
  const members = new Map(than.members.map((member) => [member.name, member]));
  const alike = Map.groupBy(than.members, ({ name }) => lastName(name));
  return cast.groups.some((group) => groups.has(group.path) && isHarsherGroup(group, groups.get(group.path)!)) ||
    cast.members.some((member) => {
      const same = members.get(member.name);
      const others = same === undefined ? alike.get(lastName(member.name)) : [same];
      return others?.every((other) => isHarsherMember(member, other)) === true;
    });
}

function isHarsherMember({ policy, behaviour }: CastMember, than: CastMember): boolean {
  return isOtherPolicy(policy, than.policy) || isHarsherBehaviour(behaviour, than.behaviour, policy);
}

function isHarsherGroup({ policy, rules }: CastGroup, than: CastGroup): boolean {
  const { budget, terminateTree, keepAlive, graceMs } = rules;
  const { budget: other, terminateTree: tree, keepAlive: stays, graceMs: thanMs } = than.rules;
  if (budget !== undefined && budget.intensity !== Infinity) {
    if (other === undefined || budget.intensity < other.intensity || budget.periodMs > other.periodMs) return true;
    if (budget.onExhausted === "escalate" && other.onExhausted === "pause") return true;
  }
  return graceMs < thanMs || terminateTree === "propagate" && tree === "contain" || stays && !keepAlive ||
    policy !== undefined && than.policy !== undefined && isOtherPolicy(policy, than.policy);
}

/** A worker's own name, without the number that it has among those that are alike: neither steps nor walls change it. */
function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/-\d+$/, "");
}
