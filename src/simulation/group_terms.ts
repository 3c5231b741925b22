import { type Dialect, dialect as dialectOf, dialectNames } from "../core/dialect.ts";
import type { GroupRules } from "../core/group_plan.ts";
import { checkChoice, checkKeys, shown } from "../core/option_check.ts";
import type { GroupBudget } from "../core/group_budget.ts";
import { policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import { groupRuleFields, type GroupRuleOptions, resolveRules } from "../drivers/group_spec.ts";
import type { ScenarioGroup, ScenarioPolicy, ScenarioWorker } from "./scenario.ts";
import { below, checkList } from "./scenario_check.ts";

/** What holds for the children of a group. */
export interface GroupTerms {
  readonly rules: GroupRules;
  /** Whether its stop order was asked for; otherwise it changes when a first child joins that depends on another. */
  readonly saysStopOrder: boolean;
  /** The policy of whoever says nothing else. */
  readonly defaults: ResolvedPolicy | undefined;
}

const budgetFields = [
  "intensity",
  "periodMs",
  "window",
  "onExhausted",
  "pauseMs",
] as const satisfies readonly (keyof GroupBudget)[];

/**
 * Checks what a group says of itself and of its children, and fills in what that leaves open.
 *
 * @param path Where the group stands in the scenario; empty for the scenario itself.
 * @param inherited The policy of the group around it.
 */
export function termsOf(
  action: string,
  path: string,
  group: ScenarioGroup,
  inherited: ResolvedPolicy | undefined,
): GroupTerms {
  const { dialect } = group;
  if (dialect !== undefined) checkChoice(action, below(path, "dialect"), dialect, dialectNames);
  const base = dialect === undefined ? undefined : dialectOf(dialect);
  const field = below(path, "defaults");
  if (group.defaults !== undefined) checkKeys(action, field, group.defaults, policyFields);
  const defaults = base === undefined ? inherited : resolvePolicy(action, base.defaults, inherited);
  return {
    rules: resolveRules(
      path === "" ? action : `${action}: in "${path}"`,
      ruleOptions(action, path, group, base),
      false,
      isOrdered(group),
    ),
    saysStopOrder: group.stopOrder !== undefined,
    defaults: policyOf(action, field, group.defaults ?? {}, defaults),
  };
}

/** Whether children depend on each other, whatever else is wrong with them. */
function isOrdered({ workers }: ScenarioGroup): boolean {
  return Array.isArray(workers) &&
    (workers as readonly Partial<ScenarioWorker>[]).some((worker) => {
      const dependsOn = worker?.dependsOn;
      return Array.isArray(dependsOn) && dependsOn.length > 0;
    });
}

/** The options that a group gives itself, over those of its dialect. */
function ruleOptions(
  action: string,
  path: string,
  group: ScenarioGroup,
  dialect: Dialect | undefined,
): GroupRuleOptions {
  const { defaults: _, ...base }: Partial<Dialect> = dialect ?? {};
  const own = Object.fromEntries(
    groupRuleFields.filter((field) => field !== "defaults" && group[field] !== undefined)
      .map((field) => [field, group[field]]),
  ) as GroupRuleOptions;
  const options: { -readonly [Field in keyof GroupRuleOptions]: GroupRuleOptions[Field] } = { ...base, ...own };
  // A strategy that asks for an order of its own asks for it in every dialect.
  if (options.strategy !== undefined && options.strategy !== "one-for-one") options.startOrder = own.startOrder;
  // So do children that depend on each other.
  if (isOrdered(group)) {
    options.startOrder = own.startOrder;
    options.stopOrder = own.stopOrder;
  }
  if (own.budget === undefined) return options;
  checkKeys(action, below(path, "budget"), own.budget, budgetFields);
  const budget: { -readonly [Field in keyof GroupBudget]: GroupBudget[Field] } = { ...base.budget, ...own.budget };
  if (budget.onExhausted !== "pause") budget.pauseMs = own.budget.pauseMs;
  return { ...options, budget };
}

/**
 * Checks a policy, and fills in what it leaves open.
 *
 * @param path Where it stands in the scenario.
 */
export function policyOf(
  action: string,
  path: string,
  policy: ScenarioPolicy,
  defaults: ResolvedPolicy | undefined,
): ResolvedPolicy {
  for (const field of ["fatal", "nonRetryable", "clean"] as const) {
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
