import { assert } from "@std/assert";
import { executorScenarioWeight } from "../../../../src/telemetry/simulated/campaign/executor_scenario_weight.ts";
import { isLighter } from "../../../../src/simulation/campaign/weight.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const base: ExecutorScenario = {
  name: "weighed",
  horizonMs: 10_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "exponential", meanMs: 100 } }],
  store: { faults: [{ name: "disk", fromMs: 0, toMs: 1_000, how: "fails" }] },
};
const isLess = (fields: Partial<ExecutorScenario>, than: Partial<ExecutorScenario> = {}) =>
  isLighter(executorScenarioWeight({ ...base, ...fields }), executorScenarioWeight({ ...base, ...than }));

Deno.test("executorScenarioWeight() is less with fewer faults, chance, executions and words, in this order", () => {
  const [load] = base.load;
  assert(isLess({ store: {} }));
  assert(isLess({ load: [{ ...load!, every: { kind: "fixed", ms: 1 } }] }));
  assert(isLess({ executor: { backoff: { jitter: "none" } } }));
  assert(isLess({ load: [{ ...load!, every: { kind: "exponential", meanMs: 200 } }] }));
  assert(isLess({ horizonMs: 5_000 }));
  assert(isLess({ name: "w" }));
  assert(isLess({}, { executor: { capacity: 7 } }));
  assert(isLess({ stalls: [] }, { stalls: [{ atMs: 1, forMs: 1 }] }));
  assert(!isLess({}));
});
