import { policyFields } from "../../core/policy.ts";
import type { SupervisionEvent } from "../../core/event.ts";
import type { Scenario, ScenarioGroup, ScenarioPolicy, ScenarioWorker } from "../scenario.ts";
import { workerSpots } from "./scenario_spot.ts";

/** The same scenario with policies that say less: all at once, and each worker alone. What keeps delays free of jitter stays. */
export function* withSimplerPolicies(scenario: Scenario): Generator<Scenario> {
  yield withPolicies(scenario, calm);
  for (const { value, put } of workerSpots(scenario)) {
    if (policyFields.some((field) => value[field] !== undefined)) {
      yield put({ ...withoutPolicy(value), ...calm(value) });
    }
  }
}

/**
 * The same scenario without jitter in any delay, as the first line of its defaults says; and without that line where the run shows no
 * delay, so that nobody would ask for one.
 */
export function* calmed(scenario: Scenario, events: readonly SupervisionEvent[]): Generator<Scenario> {
  const { defaults = {} } = scenario;
  const isCalm = defaults.backoff?.jitter === "none";
  const waits = events.some((event) => event.type === "restart-scheduled");
  if (waits || isCalm) {
    const others = withPolicies(scenario, ({ backoff, ...policy }) => {
      const { jitter: _, jitterFactor: _factor, ...delays } = backoff ?? {};
      return { ...policy, ...(Object.keys(delays).length === 0 ? {} : { backoff: delays }) };
    });
    yield { ...others, defaults: { ...others.defaults, backoff: { ...others.defaults?.backoff, jitter: "none" } } };
  }
  if (waits || !isCalm) return;
  const { jitter: _, ...delays } = defaults.backoff!;
  const { backoff: _all, ...policy } = defaults;
  const { defaults: _defaults, ...rest } = scenario;
  const left = { ...policy, ...(Object.keys(delays).length === 0 ? {} : { backoff: delays }) };
  yield { ...rest, ...(Object.keys(left).length === 0 ? {} : { defaults: left }) };
}

/** The statement of a policy that its delays are without jitter, if it makes one. */
export function calm({ backoff }: ScenarioPolicy): ScenarioPolicy {
  return backoff?.jitter === "none" ? { backoff: { jitter: "none" } } : {};
}

/** The same scenario with each policy in it replaced. */
function withPolicies(scenario: Scenario, replace: (policy: ScenarioPolicy) => ScenarioPolicy): Scenario {
  const { operations } = scenario;
  return {
    ...replacedIn(scenario, replace),
    ...(operations === undefined ? {} : {
      operations: operations.map((operation) =>
        typeof operation.worker === "string"
          ? operation
          : { ...operation, worker: replacedInWorker(operation.worker, replace) }
      ),
    }),
  };
}

function replacedIn<Group extends ScenarioGroup>(
  { defaults, ...group }: Group,
  replace: (policy: ScenarioPolicy) => ScenarioPolicy,
): Group {
  const policy = defaults === undefined ? {} : replace(defaults);
  const workers = group.workers.map((worker) => replacedInWorker(worker, replace));
  return { ...group, ...(Object.keys(policy).length === 0 ? {} : { defaults: policy }), workers } as unknown as Group;
}

function replacedInWorker(
  worker: ScenarioWorker,
  replace: (policy: ScenarioPolicy) => ScenarioPolicy,
): ScenarioWorker {
  const { group, ...rest } = withoutPolicy(worker);
  const policy = Object.fromEntries(policyFields.flatMap((field) => field in worker ? [[field, worker[field]]] : []));
  return { ...rest, ...replace(policy), ...(group === undefined ? {} : { group: replacedIn(group, replace) }) };
}

function withoutPolicy(worker: ScenarioWorker): ScenarioWorker {
  return Object.fromEntries(
    Object.entries(worker).filter(([field]) => !(policyFields as readonly string[]).includes(field)),
  ) as unknown as ScenarioWorker;
}
