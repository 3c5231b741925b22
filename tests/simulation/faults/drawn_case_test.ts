import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { checkScenario } from "../../../src/simulation/cast.ts";
import type { Chaos, FaultRule } from "../../../src/simulation/faults/chaos.ts";
import { type FaultKind, faultKinds } from "../../../src/simulation/faults/fault.ts";
import { drawCase } from "../../../src/simulation/faults/drawn_case.ts";
import type { Scenario, ScenarioGroup, ScenarioWorker } from "../../../src/simulation/scenario.ts";
import { holds } from "../../support/law.ts";
import { scenarios } from "../../support/scenario_arbitrary.ts";

const swarm = { swarm: true };
const seeds = fc.integer({ min: 0, max: 1_000 }).map(String);
const seedList = Array.from({ length: 100 }, (_, seed) => String(seed));

const range = (end: fc.Arbitrary<number>) =>
  fc.tuple(end, end).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const ms = fc.constantFrom(0.5, 1, 250, 1_000 / 3, 5_000, 60_000);
const rates = { probability: fc.constantFrom(0, 0.5, 1), perHour: fc.constantFrom(0, 1, 500) };
const ruleOf = (kind: FaultKind): fc.Arbitrary<FaultRule | true> =>
  fc.oneof(
    fc.constant(true as const),
    // A crash takes no time.
    kind === "crash" || kind === "crash-burst"
      ? fc.record(rates, { requiredKeys: [] })
      : fc.record({ ...rates, minMs: ms }, { requiredKeys: [] }),
  );
const chaos: fc.Arbitrary<Chaos> = fc.record({
  faults: fc.record(Object.fromEntries(faultKinds.map((kind) => [kind, ruleOf(kind)])), { requiredKeys: [] }),
  mostFaults: fc.nat(30),
  count: range(fc.integer({ min: 1, max: 12 })),
  policies: fc.record({
    intensity: range(fc.nat(9)),
    periodMs: range(ms),
    baseMs: range(ms),
    multiplier: range(fc.constantFrom(1, 1.5, 2, 3.14159)),
    maxMs: range(ms),
    jitter: fc.subarray(["none", "proportional", "decorrelated"] as const, { minLength: 1 }),
    onExhausted: fc.subarray(["cooldown", "give-up", "escalate"] as const, { minLength: 1 }),
    cooldownMs: range(ms),
    maxCooldowns: range(fc.nat(3)),
    graceMs: range(ms),
    healthyAfterMs: range(ms),
  }, { requiredKeys: [] }),
}, { requiredKeys: [] });

function leavesOf(group: ScenarioGroup): ScenarioWorker[] {
  return group.workers.flatMap((worker) => worker.group === undefined ? [worker] : leavesOf(worker.group));
}

Deno.test("drawCase() gives a scenario that is taken, without chaos, whatever the scenario and the ranges", async (test) => {
  await holds(
    test,
    fc.property(scenarios, chaos, seeds, fc.boolean(), (scenario, chaos, seed, swarm) => {
      const drawn = drawCase({ ...scenario, chaos }, seed, { swarm });

      checkScenario(drawn);
      assertEquals(drawn.chaos, undefined);
      assertEquals(drawn.faults?.slice(0, scenario.faults?.length ?? 0), scenario.faults ?? drawn.faults?.slice(0, 0));
    }),
    { numRuns: 500 },
  );
});

Deno.test("drawCase() draws the same for the same seed, as plain data", async (test) => {
  await holds(
    test,
    fc.property(scenarios, chaos, seeds, (scenario, chaos, seed) => {
      const drawn = drawCase({ ...scenario, chaos }, seed, swarm);

      assertEquals(drawCase({ ...scenario, chaos }, seed, swarm), drawn);
    }),
    { numRuns: 100 },
  );
});

const two: Scenario = { name: "two", horizonMs: 3_600_000, workers: [{ name: "a" }, { name: "b" }] };

Deno.test("drawCase() draws nothing without chaos, unless in a swarm", () => {
  assertEquals(drawCase(two, "1", { swarm: false }), two);
  assert(seedList.some((seed) => drawCase(two, seed, swarm).faults !== undefined));
});

Deno.test("drawCase() draws counts and policies in a swarm alone", () => {
  const scenario: Scenario = {
    ...two,
    workers: [{ name: "a", count: 2 }],
    chaos: { faults: {}, count: { min: 5, max: 9 }, policies: { intensity: { min: 1, max: 2 } } },
  };
  const { chaos: _, ...bare } = scenario;
  assertEquals(drawCase(scenario, "1", { swarm: false }), bare);
  const drawn = seedList.map((seed) => drawCase(scenario, seed, swarm).workers[0]!);
  assertEquals(new Set(drawn.map(({ count }) => count)), new Set([5, 6, 7, 8, 9]));
  assertEquals(new Set(drawn.map(({ budget }) => budget?.intensity)), new Set([1, 2]));
});

Deno.test("drawCase() refuses a scenario that is none", () => {
  assertThrows(() => drawCase({ ...two, workers: [] }, "1", swarm), TypeError, "must hold at least one worker");
});

/** The counts that are drawn of workers in any of a hundred seeds. */
function counts(scenario: Omit<Scenario, "name" | "horizonMs">, range: { min: number; max: number }) {
  const all = seedList.map((seed) => {
    const drawn = drawCase(
      { name: "counts", horizonMs: 1_000, ...scenario, chaos: { faults: {}, count: range } },
      seed,
      swarm,
    );
    checkScenario(drawn);
    return leavesOf(drawn).map(({ count = 1 }) => count);
  });
  return all[0]!.map((_, index) => {
    const numbers = all.map((each) => each[index]!);
    return [Math.min(...numbers), Math.max(...numbers)];
  });
}

Deno.test("drawCase() counts anew only those that there are several of, and leaves two at least", () => {
  assertEquals(counts({ workers: [{ name: "a" }, { name: "b", count: 3 }] }, { min: 1, max: 4 }), [[1, 1], [2, 4]]);
});

Deno.test("drawCase() leaves everybody who is named", () => {
  const b = { name: "b", count: 5 };
  const range = { min: 1, max: 3 };
  const named: readonly Omit<Scenario, "name" | "horizonMs">[] = [
    { workers: [b], expect: ["b-4: crashes == 0"] },
    { workers: [b], outages: [{ name: "o", fromMs: 0, toMs: 1, workers: ["b-4", "b"] }] },
    { workers: [b], faults: [{ kind: "hang", fromMs: 0, toMs: 1, workers: ["b-4"] }] },
    { workers: [b], operations: [{ atMs: 0, do: "stop", worker: "b-4" }] },
    { workers: [b], operations: [{ atMs: 0, do: "start", worker: { name: "c", dependsOn: ["b-4"] } }] },
    { workers: [{ name: "c", dependsOn: ["b-4"] }, b] },
  ];
  for (const each of named) assertEquals(counts(each, range).at(-1), [4, 4], JSON.stringify(each));
  const groups = [{ name: "b", count: 5, group: { workers: [{ name: "w", count: 2 }] } }];
  assertEquals(counts({ workers: groups, expect: ["b-4/w-2: crashes == 0"] }, range), [[2, 3]]);
});

Deno.test("drawCase() gives nobody a name that is taken", () => {
  const range = { min: 2, max: 9 };
  assertEquals(counts({ workers: [{ name: "b", count: 2 }, { name: "b-4" }] }, range), [[2, 3], [1, 1]]);
  const operations = [{ atMs: 0, do: "start" as const, worker: { name: "b-5" } }];
  assertEquals(counts({ workers: [{ name: "b", count: 2 }], operations }, range), [[2, 4]]);
});

Deno.test("drawCase() gives no group more children than it takes", () => {
  const workers = [{ name: "a" }, { name: "b", count: 2 }, { name: "c", count: 2 }];
  assertEquals(counts({ maxChildren: 5, workers }, { min: 3, max: 9 }), [[1, 1], [2, 2], [2, 2]]);
  assertEquals(counts({ maxChildren: 7, workers }, { min: 2, max: 9 }), [[1, 1], [2, 4], [2, 4]]);
});

Deno.test("drawCase() keeps the counts where the drawn ones would be more than a scenario can have", () => {
  const inner = { workers: [{ name: "w", count: 2 }] };
  const scenario = { workers: [{ name: "g", count: 2, group: inner }] };
  assertEquals(counts(scenario, { min: 2_000, max: 2_000 }), [[2, 2]]);
});

Deno.test("drawCase() draws the policy of each worker in the tree, and of no group", () => {
  const scenario: Scenario = {
    name: "tree",
    horizonMs: 1_000,
    workers: [
      { name: "a", backoff: { jitter: "proportional", jitterFactor: 1, firstMs: 7 }, budget: { window: "decay" } },
      { name: "g", cooldownMs: 5, group: { workers: [{ name: "b" }] } },
    ],
    chaos: {
      faults: {},
      policies: {
        intensity: { min: 3, max: 9 },
        baseMs: { min: 100, max: 200 },
        jitter: ["none", "proportional"],
        cooldownMs: { min: 1_000, max: 2_000 },
        onExhausted: ["give-up"],
      },
    },
  };
  const drawn = seedList.map((seed) => drawCase(scenario, seed, swarm));
  const [[a, g]] = drawn.map(({ workers }) => workers) as [[ScenarioWorker, ScenarioWorker]];
  assertEquals([a.backoff?.firstMs, a.budget?.window, a.onExhausted], [7, "decay", "give-up"]);
  assertEquals([g.cooldownMs, g.onExhausted, g.budget], [5, undefined, undefined]);
  for (const { budget, backoff, cooldownMs } of drawn.flatMap(leavesOf)) {
    assert(budget!.intensity! >= 3 && budget!.intensity! <= 9);
    assert(backoff!.baseMs! >= 100 && backoff!.baseMs! <= 200);
    assert(cooldownMs! >= 1_000 && cooldownMs! <= 2_000);
    assert((backoff!.jitterFactor === undefined) || backoff!.jitter === "proportional");
  }
  const kept = drawn.filter(({ workers }) => workers[0]!.backoff?.jitterFactor === 1).length;
  assert(kept > 20 && kept < 80, `${kept}`);
});

Deno.test("drawCase() draws the policy of one worker whatever other workers there are", () => {
  const chaos: Chaos = { faults: {}, policies: { cooldownMs: { min: 1, max: 1e6 } } };
  const alone = drawCase({ ...two, workers: [{ name: "b" }], chaos }, "1", swarm);
  assertEquals(drawCase({ ...two, chaos }, "1", swarm).workers[1], alone.workers[0]);
});

Deno.test("drawCase() draws the same faults for ever", () => {
  const { faults } = drawCase({ ...two, chaos: { mostFaults: 4 } }, "42", swarm);
  assertEquals(faults, [
    { kind: "throwing-observer", fromMs: 91_000, toMs: 93_486 },
    { kind: "outage", fromMs: 973_000, toMs: 974_766, workers: ["a", "b"] },
    { kind: "throwing-observer", fromMs: 1_697_000, toMs: 1_714_341 },
    { kind: "crash-burst", atMs: 2_152_000 },
  ]);
});
