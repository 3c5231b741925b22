import { assert, assertEquals } from "@std/assert";
import { checkScenario, type Scenario, simulate, type SimulationResult } from "@mainstay/supervisor/simulation";
import fc from "fast-check";
import { scenarioWeight } from "../../../src/simulation/campaign/scenario_weight.ts";
import { simplerScenarios } from "../../../src/simulation/campaign/simpler_scenario.ts";
import type { RunFailure, SubjectRun } from "../../../src/simulation/campaign/subject.ts";
import { holds } from "../../support/law.ts";
import { scenarios } from "../../support/scenario_arbitrary.ts";

async function runOf(scenario: Scenario, failures: readonly Partial<RunFailure>[] = []) {
  const result = await simulate(scenario, { engine: "policy", limit: 1_000 });
  return { outcome: { failures }, events: result.events, result } as unknown as SubjectRun<SimulationResult>;
}

async function simplerOf(scenario: Scenario, failures?: readonly Partial<RunFailure>[]) {
  return [...simplerScenarios(scenario, await runOf(scenario, failures))];
}

const broken = { name: "broken", kind: "invariant" } as const;

Deno.test("simplerScenarios() each weigh less, or are the same with delays without jitter, and have no list that is empty", async (test) => {
  await holds(
    test,
    fc.asyncProperty(scenarios, async (scenario) => {
      const given = { ...scenario, chaos: {} };
      const weight = scenarioWeight(given);
      for (const simpler of await simplerOf(given)) {
        const own = scenarioWeight(simpler);
        const place = own.findIndex((part, index) => part !== weight[index]);
        assert(place < 0 || own[place]! < weight[place]!, JSON.stringify(simpler));
        assertEquals("chaos" in simpler, false);
        const { faults, outages, operations, expect } = simpler;
        assertEquals([faults, outages, operations, expect].some((list) => list?.length === 0), false);
      }
    }),
    { numRuns: 5 },
  );
});

Deno.test("simplerScenarios() are valid more often than not", async (test) => {
  let valid = 0;
  let all = 0;
  await holds(
    test,
    fc.asyncProperty(scenarios, async (scenario) => {
      for (const simpler of await simplerOf(scenario)) {
        all++;
        try {
          checkScenario(simpler);
          valid++;
        } catch (error) {
          assert(error instanceof TypeError || error instanceof RangeError, String(error));
        }
      }
    }),
    { numRuns: 5 },
  );
  assert(valid > all / 2, `${valid} of ${all}`);
});

const big: Scenario = {
  name: "big",
  horizonMs: 3_600_000,
  stopAtMs: 3_000_000,
  recovery: { fromMs: 2_000_000, withinMs: 60_000 },
  workers: [
    { name: "a", behaviour: { life: { kind: "exponential", meanMs: 100_000 } } },
    { name: "pool", group: { workers: [{ name: "b", count: 3 }] } },
  ],
  faults: [{ kind: "crash-burst", atMs: 1_234_567 }, { kind: "stall", atMs: 1_000, forMs: 77 }],
  expect: ["starts <= 5", "pool/b-2: crashes == 0"],
};

Deno.test("simplerScenarios() begin with the greatest steps: no jitter, no expectation, a horizon right after the failure", async () => {
  const simpler = await simplerOf(big, [{ ...broken, atMs: 234_567 }]);
  const [first, second] = simpler;
  const third = simpler.find(({ horizonMs }) => horizonMs < 3_600_000);

  assertEquals(first, { ...first!, defaults: { backoff: { jitter: "none" } }, horizonMs: 3_600_000 });
  assertEquals([second!.expect, second!.horizonMs], [undefined, 3_600_000]);
  assertEquals([third!.horizonMs, third!.stopAtMs, third!.recovery], [234_568, undefined, undefined]);
});

Deno.test("simplerScenarios() keep the expectations that were missed", async () => {
  const simpler = await simplerOf(big, [{ name: "starts <= 5", kind: "expectation", atMs: 0 }]);

  assertEquals(simpler.some(({ expect }) => expect?.length === 1 && expect[0] === "starts <= 5"), true);
});

Deno.test("simplerScenarios() are as long as what they expect a share of", async () => {
  const scenario = { ...big, expect: ["availability >= 99%"] };
  const simpler = await simplerOf(scenario, [{ name: "availability >= 99%", kind: "expectation", atMs: 0 }]);
  const other = simpler.filter(({ horizonMs }) => horizonMs !== big.horizonMs);

  assertEquals([simpler.length > 20, other.every(({ expect }) => expect === undefined)], [true, true]);
});

Deno.test("simplerScenarios() never make the time for a recovery shorter", async () => {
  const kept = (await simplerOf(big)).flatMap(({ recovery }) => recovery?.withinMs ?? []);

  assertEquals([kept.length > 10, new Set(kept)], [true, new Set([60_000])]);
});

/** What some simpler scenario has in place of what the big one has. */
const steps: Readonly<Record<string, (scenario: Scenario) => boolean>> = {
  "no faults": ({ faults }) => faults === undefined,
  "one fault": ({ faults }) => faults?.length === 1,
  "one worker less": ({ workers }) => workers.length === 1 && workers[0]!.name === "a",
  "fewer alike": ({ workers }) => workers[1]?.group?.workers[0]?.count === 2,
  "one of those alike": ({ workers }) => workers[1]?.group?.workers[0]?.count === undefined,
  "a group without walls": ({ workers }) => workers.some(({ name }) => name === "b"),
  "no recovery": ({ recovery, stopAtMs }) => recovery === undefined && stopAtMs !== undefined,
  "no stop": ({ recovery, stopAtMs }) => recovery !== undefined && stopAtMs === undefined,
  "a life as it was lived": ({ workers }) => workers[0]?.behaviour?.script !== undefined,
  "a life that is not drawn": ({ workers }) => workers[0]?.behaviour?.life?.kind === "fixed",
  "a plain crash": ({ faults }) => faults?.some(({ kind }) => kind === "crash") === true,
  "a fault of fewer workers": ({ faults }) =>
    faults?.some((fault) => "workers" in fault && fault.workers !== undefined) === true,
  "a rounder time": ({ faults }) => faults?.some((fault) => "atMs" in fault && fault.atMs === 1_235_000) === true,
  "an earlier time": ({ faults }) => faults?.some((fault) => "atMs" in fault && fault.atMs === 0) === true,
  "a smaller fault": ({ faults }) => faults?.some((fault) => fault.kind === "stall" && fault.forMs < 77) === true,
};

for (const [step, taken] of Object.entries(steps)) {
  Deno.test(`simplerScenarios() offer ${step}`, async () => {
    assertEquals(taken(big), false);
    assertEquals((await simplerOf(big)).some(taken), true);
  });
}
