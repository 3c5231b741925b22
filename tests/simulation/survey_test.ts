import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { simulate } from "@mainstay/supervisor/simulation";
import { survey, type SurveyOptions } from "../../src/simulation/survey.ts";
import { holds } from "../support/law.ts";
import { scenarios } from "../support/scenario_arbitrary.ts";

for (const engine of ["policy", "real"] as const) {
  Deno.test(`survey() gives the figures and the hash of simulate(), whatever the scenario, engine ${engine}`, async (test) => {
    await holds(
      test,
      fc.asyncProperty(scenarios, fc.nat(1_000), async (scenario, seed) => {
        const kept = await simulate(scenario, { seed, engine, limit: 20_000 });
        const surveyed = await survey(scenario, { seed, engine, limit: 20_000 });

        assertEquals(surveyed.metrics, kept.metrics);
        assertEquals(
          [surveyed.hash, surveyed.eventCount, surveyed.endedAtMs, surveyed.cutOffBy],
          [kept.hash, kept.events.length, kept.endedAtMs, kept.cutOffBy],
        );
      }),
      { numRuns: 300 },
    );
  });
}

Deno.test("survey() times the recovery of a worker that was never up as simulate() does", async () => {
  const scenario = {
    name: "never",
    horizonMs: 3_600_000,
    workers: [{ name: "a", startupTimeoutMs: 10_000 }, { name: "b" }],
  };
  const { metrics } = await survey(scenario, { engine: "policy" });

  assertEquals(metrics, (await simulate(scenario, { engine: "policy" })).metrics);
  assertEquals(metrics.group.worstRecoveryMs, 3_590_000);
});

for (
  const [options, problem] of [
    [{ engine: "services" }, '"engine" must be one of "real", "policy"'],
    [{ limit: 0 }, '"limit" must be a whole number of at least 1'],
    [{ logger: console }, 'unknown option "logger"'],
    [{ seed: -1 }, "Cannot read the seed"],
  ] as const
) {
  Deno.test(`survey() refuses ${Object.keys(options)}`, async () => {
    const scenario = { name: "short", horizonMs: 1, workers: [{ name: "a" }] };
    const { message } = await assertRejects(() => survey(scenario, options as unknown as SurveyOptions)) as Error;

    assertEquals(message.includes(problem), true, message);
  });
}
