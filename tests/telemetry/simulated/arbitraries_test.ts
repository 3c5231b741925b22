import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { executorScenarioArbitrary } from "../../../src/telemetry/simulated/arbitraries.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";
import { holds } from "../../support/law.ts";

const sample = (of: fc.Arbitrary<ExecutorScenario>) => fc.sample(of, { numRuns: 300, seed: 1 });

Deno.test("executorScenarioArbitrary() gives valid scenarios", async (test) => {
  await holds(test, fc.property(executorScenarioArbitrary(), (scenario) => void executorCastOf(scenario)), {
    numRuns: 500,
  });
});

Deno.test("executorScenarioArbitrary() gives something of everything unless told otherwise", () => {
  const given = (all: readonly ExecutorScenario[]) =>
    new Set(
      all.flatMap((scenario) =>
        Object.entries(scenario).filter(([, value]) => !Array.isArray(value) || value.length > 0).map(([key]) => key)
      ),
    );
  const disturbed = ["stalls", "wallClockJumps", "bursts", "hangs"];
  const always = ["name", "horizonMs", "executor", "load", "store", "sessionFromMs", "stopAtMs", "restartAtMs"];
  assertEquals(given(sample(executorScenarioArbitrary())), new Set([...always, ...disturbed]));
  assertEquals(given(sample(executorScenarioArbitrary({ disturbances: false }))), new Set(always));
});

Deno.test("executorScenarioArbitrary() keeps to the horizon", () => {
  const horizons = sample(executorScenarioArbitrary({ horizonMs: 2_000 })).map(({ horizonMs }) => horizonMs);
  assertEquals(horizons.every((each) => each >= 1_000 && each <= 2_000), true);
});

Deno.test("executorScenarioArbitrary() shrinks to the load and the disturbance that matter", () => {
  const { counterexample } = fc.check(
    fc.property(executorScenarioArbitrary(), ({ bursts = [] }) => bursts.length === 0),
    { seed: 1, numRuns: 1_000 },
  );
  assertEquals(counterexample![0], {
    name: "any",
    horizonMs: 1_000,
    executor: {},
    load: [{ owner: "orders", every: { kind: "fixed", ms: 20 }, name: "load-0" }],
    store: { faults: [] },
    bursts: [{ atMs: 0, count: 1, load: "orders/load-0" }],
  });
});

Deno.test("executorScenarioArbitrary() lets nothing begin after the end", () => {
  for (const horizonMs of [1, 500, 20_000, 60_000]) {
    for (const scenario of sample(executorScenarioArbitrary({ horizonMs }))) {
      const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [], stopAtMs = 0, sessionFromMs = 0 } =
        scenario;
      const begins = [
        ...[...store!.faults!, ...hangs].map(({ fromMs }) => fromMs),
        ...scenario.load.map(({ fromMs = 0 }) => fromMs),
        ...[...stalls, ...wallClockJumps, ...bursts].map(({ atMs }) => atMs),
        stopAtMs,
        sessionFromMs,
      ];
      assertEquals(begins.filter((atMs) => atMs >= scenario.horizonMs), []);
    }
  }
});

Deno.test("executorScenarioArbitrary() shrinks spans to fixed ones, whatever the seed", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { counterexample } = fc.check(fc.property(executorScenarioArbitrary(), (_) => false), {
      seed,
    });
    assertEquals(counterexample![0].load, [{ owner: "orders", every: { kind: "fixed", ms: 20 }, name: "load-0" }]);
  }
});

Deno.test("executorScenarioArbitrary() names the option that is wrong", () => {
  const wrong = [
    [{ horizon: 5 }, 'unknown option "horizon", known are horizonMs, disturbances'],
    [{ horizonMs: 0 }, '"horizonMs" must be a whole number of at least 1, received 0'],
    [{ horizonMs: 1_500.5 }, '"horizonMs" must be a whole number of at least 1, received 1500.5'],
    [{ disturbances: 1 }, '"disturbances" must be true or false, received 1'],
  ] as const;
  for (const [options, message] of wrong) {
    assertThrows(() => executorScenarioArbitrary(options as never), Error, `Cannot make scenarios: ${message}`);
  }
});

function plainAllThrough(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
  return isPlain && Object.values(value).every(plainAllThrough);
}

Deno.test("executorScenarioArbitrary() gives plain objects", () => {
  assertEquals(sample(executorScenarioArbitrary()).every(plainAllThrough), true);
});
