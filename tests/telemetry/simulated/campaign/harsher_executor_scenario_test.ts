import { assertEquals } from "@std/assert";
import type { RunFailure } from "../../../../src/simulation/campaign/subject.ts";
import { harsherExecutorThan } from "../../../../src/telemetry/simulated/campaign/harsher_executor_scenario.ts";
import type { ExecutorScenario, ScenarioExecutor } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const scenario: ExecutorScenario = {
  name: "harsh",
  horizonMs: 10_000,
  executor: { capacity: 5, flushMs: 100, backoff: { baseMs: 500, jitter: "proportional", jitterFactor: 2 } },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 50 } }],
  store: { faults: [{ name: "disk", fromMs: 1_000, toMs: 9_000, how: "fails" }] },
  sessionFromMs: 500,
};
const failure = (kind: RunFailure["kind"], name: string): RunFailure => ({ name, kind, message: "", atMs: 0 });
function harsher(fields: Partial<ExecutorScenario>, failed = failure("expectation", "lost == 0")): boolean {
  return harsherExecutorThan(scenario, [failed])({ ...scenario, ...fields });
}

Deno.test("harsherExecutorThan() takes another executor for harsher, but for defaults that are spelled out and jitter", () => {
  const executor = (options: ScenarioExecutor) => harsher({ executor: { ...scenario.executor, ...options } });
  assertEquals([executor({ capacity: 1 }), executor({ capacity: 50 }), executor({ retries: 11 })], [true, true, true]);
  assertEquals(harsher({ executor: {} }), true);
  assertEquals([executor({ flushMs: 200 }), executor({ retries: 10, stopMs: 5_000 })], [true, false]);
  const { flushMs: _, ...without } = scenario.executor;
  assertEquals(harsher({ executor: without }), false);
  assertEquals(executor({ backoff: { baseMs: 500, jitter: "none" } }), false);
  assertEquals(executor({ backoff: { baseMs: 400, jitter: "none" } }), true);
});

Deno.test("harsherExecutorThan() takes more load, more faults and a later session for harsher", () => {
  assertEquals(harsher({ load: [{ ...scenario.load[0]!, every: { kind: "fixed", ms: 30 } }] }), true);
  assertEquals(harsher({ store: { faults: [{ ...scenario.store!.faults![0]!, fromMs: 0 }] } }), true);
  assertEquals(harsher({ store: { takes: { kind: "fixed", ms: 1 }, faults: scenario.store!.faults! } }), true);
  assertEquals([harsher({ sessionFromMs: 501 }), harsher({ sessionFromMs: undefined })], [true, false]);
  assertEquals([harsher({ horizonMs: 5_000, store: {} }), harsher({ horizonMs: 10_001 })], [false, true]);
});

Deno.test("harsherExecutorThan() takes a shorter run or less load for harsher, where that alone may miss what is expected", () => {
  const share = failure("expectation", "held == 0");
  const amount = failure("expectation", "stored >= 10");
  const thinner = { load: [{ ...scenario.load[0]!, every: { kind: "fixed", ms: 100 } }] } as const;
  assertEquals([harsher({ horizonMs: 9_000 }, share), harsher({ horizonMs: 9_000 }, amount)], [true, true]);
  assertEquals([harsher(thinner, share), harsher(thinner, amount), harsher(thinner)], [false, true, false]);
});

Deno.test("harsherExecutorThan() asks nothing of an invariant, and takes nothing for harsher that is not valid", () => {
  const broken = failure("invariant", "held-bounded");
  assertEquals(
    harsher({ executor: { capacity: 1 }, load: [{ ...scenario.load[0]!, every: { kind: "fixed", ms: 1 } }] }, broken),
    false,
  );
  assertEquals(harsher({ executor: {} }, failure("determinism", "determinism")), false);
  assertEquals(harsher({ executor: {} }, failure("recovery", "recovery")), true);
  assertEquals(harsher({ horizonMs: -1 }), false);
});
