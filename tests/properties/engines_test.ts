import { assert, assertEquals } from "@std/assert";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";
import fc from "fast-check";
import { holds } from "../support/law.ts";
import { scenarios } from "../support/scenario_arbitrary.ts";

const limit = 20_000;
const seeds = fc.integer({ min: 0, max: 1_000 });

Deno.test("simulate() makes the same decisions with both engines, whatever the scenario", async (test) => {
  await holds(
    test,
    fc.asyncProperty(scenarios, seeds, async (scenario, seed) => {
      const real = await simulate(scenario, { seed, engine: "real", limit });
      const policy = await simulate(scenario, { seed, engine: "policy", limit });
      fc.pre(real.cutOffBy === undefined && policy.cutOffBy === undefined);

      assertEquals(
        policy.events.map((event) => JSON.stringify(event)),
        real.events.map((event) => JSON.stringify(event)),
      );
      assertEquals(policy.hash, real.hash);
      assertEquals(JSON.stringify(policy.report), JSON.stringify(real.report));
    }),
    { numRuns: 500 },
  );
});

Deno.test("simulate() breaks no invariant, whatever the scenario", async (test) => {
  await holds(
    test,
    fc.asyncProperty(scenarios, seeds, async (scenario, seed) => {
      const { breaches } = await simulate(scenario, { seed, engine: "policy", limit });

      assertEquals(breaches, []);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("simulate() tells the same until all heals, whether it will or not", async (test) => {
  let healing = 0;
  await holds(
    test,
    fc.asyncProperty(scenarios, seeds, fc.integer({ min: 1, max: 9 }), async (scenario, seed, tenths) => {
      const { recovery: _, ...sick } = scenario;
      const fromMs = Math.floor(scenario.horizonMs * tenths / 10);
      const healed = { ...sick, recovery: { fromMs, withinMs: scenario.horizonMs - fromMs } };
      const told = async (of: Scenario) => {
        const { events } = await simulate(of, { seed, engine: "policy", limit });
        return events.filter(({ atMs }) => atMs < fromMs).map((event) => JSON.stringify(event));
      };

      const [before, after] = [await told(sick), await told(healed)];
      healing += before.length;
      assertEquals(after, before);
    }),
    { numRuns: 500 },
  );
  assert(healing > 5_000);
});

Deno.test("simulate() gives the same run twice, whatever the scenario", async (test) => {
  await holds(
    test,
    fc.asyncProperty(scenarios, seeds, async (scenario, seed) => {
      const [first, second] = [await simulate(scenario, { seed, limit }), await simulate(scenario, { seed, limit })];

      assertEquals(JSON.stringify(second), JSON.stringify(first));
    }),
    { numRuns: 200 },
  );
});
