import { checkChoice, checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import { type BudgetLimits, checkBudgetLimits, defaultBudgetLimits } from "../core/restart_budget.ts";
import { checkBehaviour, checkError } from "./behaviour_check.ts";
import { parseExpectation } from "./expectation.ts";
import type { Behaviour, Outage, Scenario, ScenarioPolicy, ScriptedError } from "./scenario.ts";

/** One simulated worker with nothing left open. */
export interface CastMember {
  readonly name: string;
  readonly policy: ResolvedPolicy;
  readonly behaviour: Behaviour;
  /** The outages that strike it, by their beginning. */
  readonly outages: readonly CastOutage[];
}

/** An outage as it concerns one worker. */
export interface CastOutage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly crashAfterMs: number;
  readonly error: ScriptedError;
}

/** A scenario with its workers counted out, its policies resolved and everything checked. */
export interface Cast {
  readonly scenario: Scenario;
  readonly members: readonly CastMember[];
  readonly budget: BudgetLimits | undefined;
}

const scenarioFields = [
  "name",
  "description",
  "horizonMs",
  "defaults",
  "budget",
  "keepAlive",
  "workers",
  "outages",
  "stopAtMs",
  "expect",
] as const satisfies readonly (keyof Scenario)[];

/** The most workers that a scenario may have, counts included. */
const mostWorkers = 1_000_000;

/**
 * Checks a scenario and counts its workers out.
 *
 * @throws {TypeError} For an unknown field, a word that its field does not know, a name that is empty or not unique.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function castOf(scenario: Scenario): Cast {
  checkKeys("simulate the scenario", "", scenario, scenarioFields);
  if (typeof scenario.name !== "string" || scenario.name === "") {
    throw new TypeError(
      `Cannot simulate the scenario: "name" must be a text that is not empty, received ${shown(scenario.name)}`,
    );
  }
  const action = `simulate scenario ${shown(scenario.name)}`;
  checkNumber(action, "horizonMs", scenario.horizonMs, { min: 0, aboveMin: true });
  if (scenario.stopAtMs !== undefined) checkNumber(action, "stopAtMs", scenario.stopAtMs, { min: 0 });
  if (scenario.description !== undefined && typeof scenario.description !== "string") {
    throw new TypeError(`Cannot ${action}: "description" must be a text, received ${shown(scenario.description)}`);
  }
  checkFlag(action, "keepAlive", scenario.keepAlive);
  const budget = budgetOf(action, scenario);
  const defaults = policyOf(action, "defaults", scenario.defaults ?? {}, undefined);
  checkList(action, "workers", scenario.workers);
  if (scenario.workers.length === 0) throw new TypeError(`Cannot ${action}: "workers" must hold at least one worker`);
  const members: Omit<CastMember, "outages">[] = [];
  const groups = new Map<string, string[]>();
  Array.from(scenario.workers).forEach((worker, index) => {
    const path = `workers[${index}]`;
    checkKeys(action, path, worker, ["name", "count", "behaviour", ...policyFields]);
    const { name, count = 1, behaviour = {} } = worker;
    if (typeof name !== "string" || name === "") {
      throw new TypeError(
        `Cannot ${action}: "${path}.name" must be a text that is not empty, received ${shown(name)}`,
      );
    }
    checkNumber(action, `${path}.count`, count, { min: 1, integer: true });
    checkBehaviour(action, `${path}.behaviour`, behaviour);
    if (members.length + count > mostWorkers) {
      throw new RangeError(
        `Cannot ${action}: "${path}.count" makes more than ${mostWorkers} workers, received ${count}`,
      );
    }
    const policy = policyOf(action, path, worker, defaults);
    const names = count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
    for (const each of names) members.push({ name: each, policy, behaviour });
    if (groups.has(name)) {
      throw new TypeError(`Cannot ${action}: "${path}.name" is taken already, received ${shown(name)}`);
    }
    groups.set(name, names);
  });
  for (const { name } of members) if (!groups.has(name)) groups.set(name, [name]);
  if (new Set(members.map(({ name }) => name)).size !== members.length) {
    throw new TypeError(`Cannot ${action}: "workers" counted out have the same name twice`);
  }
  const struck = outagesOf(action, scenario, groups);
  checkList(action, "expect", scenario.expect ?? []);
  scenario.expect?.forEach((text, index) => parseExpectation(action, `expect[${index}]`, text, members));
  return {
    scenario,
    budget,
    members: members.map((member) => ({
      ...member,
      outages: struck.filter(({ names }) => names === undefined || names.has(member.name)).map(({ outage }) => outage),
    })),
  };
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

function policyOf(
  action: string,
  path: string,
  policy: ScenarioPolicy,
  defaults: ResolvedPolicy | undefined,
): ResolvedPolicy {
  if (path === "defaults") checkKeys(action, path, policy, policyFields);
  for (const field of ["fatal", "nonRetryable"] as const) {
    const names = policy[field];
    if (names === undefined) continue;
    checkList(action, `${path}.${field}`, names);
    for (const name of names) {
      if (typeof name === "string" && name !== "") continue;
      throw new TypeError(`Cannot ${action}: "${path}.${field}" must hold error names, received ${shown(name)}`);
    }
  }
  return resolvePolicy(`${action}: in "${path}"`, policy, defaults);
}

function budgetOf(action: string, { budget }: Scenario): BudgetLimits | undefined {
  if (budget === undefined) return undefined;
  checkKeys(action, "budget", budget, ["intensity", "periodMs"]);
  const { intensity = defaultBudgetLimits.intensity, periodMs = defaultBudgetLimits.periodMs } = budget;
  checkBudgetLimits(action, "budget.", { intensity, periodMs });
  return { intensity, periodMs };
}

function outagesOf(
  action: string,
  { outages = [] }: Scenario,
  groups: ReadonlyMap<string, readonly string[]>,
): { outage: CastOutage; names: ReadonlySet<string> | undefined }[] {
  checkList(action, "outages", outages);
  return outages.map((outage, index) => {
    const path = `outages[${index}]`;
    checkKeys(
      action,
      path,
      outage,
      ["name", "fromMs", "toMs", "workers", "error", "crashAfterMs"] satisfies (keyof Outage)[],
    );
    const { name, fromMs, toMs, workers, error, crashAfterMs = 0 } = outage;
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`Cannot ${action}: "${path}.name" must be a text that is not empty, received ${shown(name)}`);
    }
    checkNumber(action, `${path}.fromMs`, fromMs, { min: 0 });
    checkNumber(action, `${path}.toMs`, toMs, { min: fromMs, aboveMin: true });
    checkNumber(action, `${path}.crashAfterMs`, crashAfterMs, { min: 0 });
    if (error !== undefined) checkError(action, `${path}.error`, error);
    if (workers !== undefined) {
      checkList(action, `${path}.workers`, workers);
      for (const worker of workers) checkChoice(action, `${path}.workers`, worker, [...groups.keys()]);
    }
    return {
      outage: { fromMs, toMs, crashAfterMs, error: error ?? { name: "OutageError", message: name } },
      names: workers && new Set(workers.flatMap((worker) => groups.get(worker)!)),
    };
  }).sort((a, b) => a.outage.fromMs - b.outage.fromMs);
}

function checkList(action: string, field: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a list, received ${shown(value)}`);
}

function checkFlag(action: string, field: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be true or false, received ${shown(value)}`);
}
