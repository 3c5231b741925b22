import { checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { groupFields, resolveEntries } from "./cast_entry.ts";
import type { CastGroup, CastTree } from "./cast_group.ts";
import type { CastMember } from "./cast_member.ts";
import type { CastOperation } from "./cast_operation.ts";
import { Casting } from "./casting.ts";
import { parseExpectation } from "./expectation.ts";
import { resolveOperations } from "./operations.ts";
import { checkChaos } from "./faults/chaos_check.ts";
import { Afflictions } from "./faults/afflictions.ts";
import { checkRecovery } from "./faults/recovery.ts";
import type { Jump, Spell, Stall } from "./faults/member_fault.ts";
import type { Scenario } from "./scenario.ts";
import { checkList, checkObject, checkText } from "./scenario_check.ts";

/** A scenario with its workers counted out, its policies resolved and everything checked. */
export interface Cast {
  readonly scenario: Scenario;
  /** All workers in start order, whatever group they are in; then those that operations add. */
  readonly members: readonly CastMember[];
  /** The root, then depth first all that it consists of; then those that operations add. */
  readonly groups: readonly CastGroup[];
  /** What is done by hand, by its time. */
  readonly operations: readonly CastOperation[];
  /** The times in which the event loop does nothing. */
  readonly stalls: readonly Stall[];
  /** The times in which whoever is told of events throws. */
  readonly observerFaults: readonly Spell[];
  /** The jumps of the time of day, in the order of the list. */
  readonly jumps: readonly Jump[];
  /** The same workers and groups as a tree. */
  readonly root: CastTree;
}

const scenarioFields = [
  "name",
  "description",
  "horizonMs",
  "graceMs",
  "outages",
  "faults",
  "chaos",
  "recovery",
  "operations",
  "stopAtMs",
  "expect",
  ...groupFields,
] as const satisfies readonly (keyof Scenario)[];

/**
 * Checks a scenario and counts its workers out.
 *
 * @throws {TypeError} For an unknown field, a word that its field does not know, a name that is empty or not unique.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function castOf(scenario: Scenario): Cast {
  checkObject("simulate", "scenario", scenario);
  checkKeys("simulate the scenario", "", scenario, scenarioFields);
  checkText("simulate the scenario", "name", scenario.name);
  const action = `simulate scenario ${shown(scenario.name)}`;
  const { horizonMs, stopAtMs, description, graceMs = Infinity } = scenario;
  checkNumber(action, "horizonMs", horizonMs, { min: 0, aboveMin: true });
  if (stopAtMs !== undefined) checkNumber(action, "stopAtMs", stopAtMs, { min: 0 });
  checkNumber(action, "graceMs", graceMs, { min: 0, orInfinity: true });
  if (description !== undefined && typeof description !== "string") {
    throw new TypeError(`Cannot ${action}: "description" must be a text, received ${shown(description)}`);
  }
  const entries = resolveEntries(action, "", scenario, undefined);
  checkRecovery(action, scenario);
  const afflictions = new Afflictions(action, scenario);
  const casting = new Casting(action, afflictions);
  const root = casting.root({ ...entries, rules: { ...entries.rules, graceMs } });
  const operations = resolveOperations(action, scenario.operations, casting);
  afflictions.checkNames();
  if (scenario.chaos !== undefined) checkChaos(action, "chaos", scenario.chaos, afflictions.known);
  const { members, groups } = casting;
  checkList(action, "expect", scenario.expect ?? []);
  scenario.expect?.forEach((text, index) => parseExpectation(action, `expect[${index}]`, text, members));
  const { stalls, observerFaults, jumps } = afflictions;
  return { scenario, members, groups, operations, stalls, observerFaults, jumps, root };
}

/**
 * Checks a scenario.
 *
 * @throws {TypeError} For an unknown field, a word that its field does not know, a name that is empty or not unique.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkScenario(scenario: Scenario): void {
  castOf(scenario);
}
