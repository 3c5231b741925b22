import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { scenarioWeight } from "../../../src/simulation/campaign/scenario_weight.ts";
import { isLighter } from "../../../src/simulation/campaign/weight.ts";

const base: Scenario = {
  name: "w",
  horizonMs: 61_234,
  workers: [{ name: "a", behaviour: { life: { kind: "exponential", meanMs: 10 } } }, { name: "b", count: 2 }],
  faults: [{ kind: "flaky-calls", fromMs: 0, toMs: 10, everyMs: 1, share: 0.5 }],
};

const behaviour = { script: [{ acts: [{ atMs: 1, do: "crash" }] }] } as const;

/** Each of these weighs less than the base. */
const lighter: Readonly<Record<string, Scenario>> = {
  "fewer of those that are alike": { ...base, workers: [base.workers[0]!, { name: "b" }] },
  "a script in place of a drawn life": { ...base, workers: [{ name: "a", behaviour }, { name: "b", count: 2 }] },
  "a share that is all": { ...base, faults: [{ kind: "flaky-calls", fromMs: 0, toMs: 10, everyMs: 1, share: 1 }] },
  "a fault of one": {
    ...base,
    faults: [{ ...base.faults![0]!, workers: ["b-1"] } as NonNullable<Scenario["faults"]>[0]],
  },
  "no fault": { ...base, faults: [] },
  "a far shorter horizon": { ...base, horizonMs: 6_123.4 },
  "a rounder number": { ...base, horizonMs: 62_000 },
  "a word less": { ...base, name: "" },
};

for (const [what, scenario] of Object.entries(lighter)) {
  Deno.test(`scenarioWeight() is less for ${what}`, () => {
    assertEquals(isLighter(scenarioWeight(scenario), scenarioWeight(base)), true);
    assertEquals(isLighter(scenarioWeight(base), scenarioWeight(scenario)), false);
  });
}

Deno.test("scenarioWeight() weighs how long a fault lasts, not when it is over", () => {
  const of = (fromMs: number, toMs: number): Scenario => ({ ...base, faults: [{ kind: "hang", fromMs, toMs }] });
  const isLess = (one: Scenario, other: Scenario) => isLighter(scenarioWeight(one), scenarioWeight(other));

  // 12,345 and 30,000 are easier than 12,345 and 37,655.
  assertEquals(isLess(of(12_345, 42_345), of(12_345, 50_000)), true);
  assertEquals(isLess(of(12_000, 49_655), of(12_345, 50_000)), true);
});

Deno.test("scenarioWeight() is the same with the statement that delays are without jitter", () => {
  const calm = { ...base, defaults: { backoff: { jitter: "none" } } } as const;
  assertEquals(scenarioWeight(calm), scenarioWeight(base));
});
