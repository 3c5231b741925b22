import type { Scenario, ScenarioPolicy } from "../scenario.ts";
import { objectSpots } from "./scenario_spot.ts";
import { calm } from "./simpler_policy.ts";

/** What an object is nothing without, or what is taken away in another way. */
const needed: readonly string[] = [
  "name",
  "horizonMs",
  "kind",
  "ms",
  "fromMs",
  "toMs",
  "atMs",
  "do",
  "worker",
  "acts",
  "script",
  "group",
  "count",
  "recovery",
  "faults",
  "outages",
  "operations",
  "expect",
  "withinMs",
  "intensity",
];

/** The same scenario without one of the fields that may be left out, and without an object that is empty then. */
export function* withFewerFields(scenario: Scenario): Generator<Scenario> {
  for (const { value, fields, put } of objectSpots(scenario)) {
    const isTagged = "kind" in value;
    for (const [field, inside] of Object.entries(value)) {
      if (isTagged ? field !== "error" : needed.includes(field) && !isOptional(fields, field)) continue;
      if (field === "workers" || field === "jitter" && inside === "none") continue;
      const { [field]: _, ...rest } = value;
      yield put({ ...rest, ...left(field, inside) });
    }
  }
}

/** A budget's numbers may be left out, an error's name may not. */
function isOptional(fields: readonly string[], field: string): boolean {
  return field === "intensity" && fields.at(-1) === "budget";
}

/** What stays of a policy in any case: that its delays are without jitter. */
function left(field: string, inside: unknown): Readonly<Record<string, unknown>> {
  if (field === "backoff") return { ...calm({ backoff: inside as ScenarioPolicy["backoff"] }) };
  if (field !== "defaults") return {};
  const policy = calm(inside as ScenarioPolicy);
  return Object.keys(policy).length === 0 ? {} : { defaults: policy };
}
