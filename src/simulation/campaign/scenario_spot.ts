import type { Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";

/** Something in a scenario, and the scenario with something else in its place. */
export interface Spot<Value> {
  readonly value: Value;
  /** The fields on the way to it, such as `["workers", "0", "behaviour"]`. */
  readonly fields: readonly string[];
  put(value: Value): Scenario;
}

/** The scenario's groups: the root first, each one before those in it, then those that operations add. */
export function* groupSpots(scenario: Scenario): Generator<Spot<ScenarioGroup>> {
  yield rootSpot(scenario);
  for (const { value, fields, put } of workerSpots(scenario)) {
    const { group } = value;
    if (group === undefined) continue;
    yield { value: group, fields: [...fields, "group"], put: (other) => put({ ...value, group: other }) };
  }
}

/** The scenario's children, groups too, each one before those in it; then those that operations add. */
export function* workerSpots(scenario: Scenario): Generator<Spot<ScenarioWorker>> {
  yield* childSpots(rootSpot(scenario));
  for (const [index, operation] of (scenario.operations ?? []).entries()) {
    if (typeof operation.worker === "string") continue;
    yield* withChildren({
      value: operation.worker,
      fields: ["operations", String(index), "worker"],
      put: (worker) => ({ ...scenario, operations: scenario.operations!.with(index, { ...operation, worker }) }),
    });
  }
}

/** All objects in it that have fields, lists not among them: the scenario first, each one before those in it. */
export function* objectSpots(scenario: Scenario): Generator<Spot<Readonly<Record<string, unknown>>>> {
  const root = { value: scenario as unknown, fields: [], put: (value: unknown) => value as Scenario };
  for (const spot of spotsIn(root)) {
    if (typeof spot.value === "object" && !Array.isArray(spot.value)) {
      yield spot as Spot<unknown> as Spot<Readonly<Record<string, unknown>>>;
    }
  }
}

/** All numbers in it. */
export function* numberSpots(scenario: Scenario): Generator<Spot<number>> {
  const root = { value: scenario as unknown, fields: [], put: (value: unknown) => value as Scenario };
  for (const spot of spotsIn(root)) if (typeof spot.value === "number") yield spot as Spot<unknown> as Spot<number>;
}

function rootSpot(scenario: Scenario): Spot<ScenarioGroup> {
  return { value: scenario, fields: [], put: (value) => value as Scenario };
}

function* childSpots({ value: group, fields, put }: Spot<ScenarioGroup>): Generator<Spot<ScenarioWorker>> {
  for (const [index, worker] of group.workers.entries()) {
    yield* withChildren({
      value: worker,
      fields: [...fields, "workers", String(index)],
      put: (other) => put({ ...group, workers: group.workers.with(index, other) }),
    });
  }
}

function* withChildren(spot: Spot<ScenarioWorker>): Generator<Spot<ScenarioWorker>> {
  yield spot;
  const { value, fields, put } = spot;
  if (value.group === undefined) return;
  yield* childSpots({ value: value.group, fields: [...fields, "group"], put: (group) => put({ ...value, group }) });
}

function* spotsIn(spot: Spot<unknown>): Generator<Spot<unknown>> {
  const { value, fields, put } = spot;
  yield spot;
  if (typeof value !== "object" || value === null) return;
  for (const [field, inside] of Object.entries(value)) {
    yield* spotsIn({
      value: inside,
      fields: [...fields, field],
      put: (other) => put(Array.isArray(value) ? value.with(Number(field), other) : { ...value, [field]: other }),
    });
  }
}
