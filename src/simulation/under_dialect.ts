import { dialect as dialectOf, type DialectName, dialectNames } from "../core/dialect.ts";
import { checkChoice } from "../core/option_check.ts";
import { policyFields } from "../core/policy.ts";
import type { Scenario, ScenarioGroup, ScenarioPolicy, ScenarioWorker } from "./scenario.ts";

/** How slow workers are is so whoever supervises them; the rest of a policy is for the dialect to say. */
const keptFields: readonly (keyof ScenarioPolicy)[] = ["startupTimeoutMs", "graceMs"];
const decidedFields = policyFields.filter((field) => !keptFields.includes(field));
const decidedRules = ["budget", "startOrder", "stopOrder", "onStartFailure"] as const;

/**
 * The same scenario under another supervisor: "how would systemd have handled this?"
 *
 * Every group gets the dialect, and loses what a dialect decides: all of its policies but their `startupTimeoutMs` and `graceMs`, which
 * say how slow the workers are; its `budget`, `startOrder`, `stopOrder` and `onStartFailure`. With them go `fatal` and `nonRetryable`,
 * which no dialect knows, and, except under `"otp"`, significance and `autoShutdown`. (Under `"otp"` a significant worker keeps its restart rule.)
 * Structure, strategies, dependencies, behaviours, outages, operations and expectations stay.
 *
 * @throws {TypeError} For a name that is no dialect's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simulate, underDialect } from "@mainstay/supervisor/simulation";
 *
 * const flapping = {
 *   name: "flapping",
 *   horizonMs: 600_000,
 *   workers: [{ name: "ingest", behaviour: { life: { kind: "fixed", ms: 10 } as const } }],
 * };
 * const { metrics } = await simulate(underDialect(flapping, "systemd"));
 * assertEquals([metrics.group.starts, metrics.group.giveUps], [5, 1]);
 * ```
 */
export function underDialect(scenario: Scenario, dialect: DialectName): Scenario {
  checkChoice("choose a dialect", "name", dialect, dialectNames);
  const under = groupUnder(scenario, dialect, {});
  if (scenario.operations === undefined) return under;
  const operations = scenario.operations.map((operation) => {
    const { worker } = operation;
    return typeof worker === "string" ? operation : { ...operation, worker: workerUnder(worker, dialect, {}) };
  });
  return { ...under, operations };
}

/** @param around What the groups around this one say of workers that say nothing else. */
function groupUnder<Group extends ScenarioGroup>(group: Group, dialect: DialectName, around: ScenarioPolicy): Group {
  const own = group.dialect === undefined ? {} : { restart: dialectOf(group.dialect).defaults.restart };
  const defaults = { ...around, ...own, ...group.defaults };
  const kept = without(defaults, decidedFields);
  return {
    ...without(group, [...decidedRules, "defaults", ...(dialect === "otp" ? [] : ["autoShutdown" as const])]),
    dialect,
    ...(Object.keys(kept).length === 0 ? {} : { defaults: kept }),
    workers: group.workers.map((worker) => workerUnder(worker, dialect, defaults)),
  };
}

function workerUnder(worker: ScenarioWorker, dialect: DialectName, around: ScenarioPolicy): ScenarioWorker {
  const { group, significant, restart = around.restart ?? "on-failure" } = worker;
  return {
    ...without(worker, [...decidedFields, "group", "significant"]),
    ...(significant && dialect === "otp" ? { significant, restart } : {}),
    ...(group === undefined ? {} : { group: groupUnder(group, dialect, around) }),
  };
}

function without<Value extends object>(value: Value, fields: readonly (keyof Value)[]): Value {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field as keyof Value))) as Value;
}
