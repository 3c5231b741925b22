import { assertEquals, assertThrows } from "@std/assert";
import { executorRegressionOf, type ExecutorScenario } from "../../../../src/telemetry/simulated/mod.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";

const scenario: ExecutorScenario = {
  horizonMs: 60_000,
  name: "orders",
  description: "What the user wrote.",
  executor: { capacity: 5 },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
  chaos: {},
  recovery: { fromMs: 10_000, withinMs: 5_000 },
};

Deno.test("executorRegressionOf() names what broke, who found it and what must hold, and has no chance left", () => {
  const failure = { name: "held-bounded", kind: "invariant", message: "6 are held, of 5", atMs: 10 } as const;
  const regression = executorRegressionOf(scenario, failure, "0x2a");

  executorCastOf(regression);
  assertEquals(Object.entries(regression), [
    ["name", "held-bounded in orders"],
    [
      "description",
      'Found by a campaign over "orders" with seed 0x2a: 6 are held, of 5. The invariant "held-bounded" must hold.',
    ],
    ["horizonMs", 60_000],
    ["executor", { capacity: 5 }],
    ["load", scenario.load],
    ["recovery", { fromMs: 10_000, withinMs: 5_000 }],
  ]);
});

Deno.test("executorRegressionOf() says for each kind of failure what must hold", () => {
  const last = (kind: "recovery" | "expectation" | "determinism", name: string) =>
    executorRegressionOf(scenario, { name, kind, message: "It did not.", atMs: 0 }, "1").description!
      .replace(/^.*It did not\. /, "");
  assertEquals([
    last("recovery", "recovery"),
    last("expectation", "longest-wait < 5s (none)"),
    last("determinism", "determinism"),
  ], [
    "What waits must be written down within 5000 ms after everything has healed.",
    'The expectation "longest-wait < 5s" must hold.',
    "The same seed must give the same run.",
  ]);
});

Deno.test("executorRegressionOf() refuses what is no scenario or no failure", () => {
  assertThrows(() => executorRegressionOf(undefined as never, undefined as never, "1"), TypeError, '"scenario"');
  assertThrows(() => executorRegressionOf(scenario, undefined as never, "1"), TypeError, '"failure"');
});
