import { assert, assertEquals } from "@std/assert";
import {
  executorScenarioWeight,
  isLighter,
  meanOf,
} from "../../../../src/telemetry/simulated/campaign/executor_scenario_weight.ts";
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

Deno.test("meanOf() is about the mean of a span", () => {
  assertEquals(meanOf({ kind: "fixed", ms: 5 }), 5);
  assertEquals(meanOf({ kind: "uniform", minMs: 2, maxMs: 4 }), 3);
  assertEquals(meanOf({ kind: "exponential", meanMs: 7 }), 7);
  assertEquals(meanOf({ kind: "weibull", shape: 1, scaleMs: 9 }), 9);
});
