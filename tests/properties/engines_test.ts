import { assertEquals } from "@std/assert";
import { simulate } from "@mainstay/supervisor/simulation";
import fc from "fast-check";
import { scenarios } from "../support/scenario_arbitrary.ts";

Deno.test("simulate() makes the same decisions with both engines, whatever the scenario", async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, fc.integer({ min: 0, max: 1_000 }), async (scenario, seed) => {
      const real = await simulate(scenario, { seed, engine: "real", limit: 20_000 });
      const policy = await simulate(scenario, { seed, engine: "policy", limit: 20_000 });
      fc.pre(!real.limited && !policy.limited);
      assertEquals(policy.events.map((e) => JSON.stringify(e)), real.events.map((e) => JSON.stringify(e)));
      assertEquals(policy.hash, real.hash);
    }),
    { numRuns: 500 },
  );
});

Deno.test("simulate() breaks no invariant, whatever the scenario", async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, fc.integer({ min: 0, max: 1_000 }), async (scenario, seed) => {
      const { breaches } = await simulate(scenario, { seed, engine: "policy", limit: 20_000 });
      assertEquals(breaches, []);
    }),
    { numRuns: 1_000 },
  );
});
