import { assertEquals, assertRejects } from "@std/assert";
import { type Engine, type Recovery, type Scenario, simulate } from "@mainstay/supervisor/simulation";

const always = { life: { kind: "fixed", ms: 100 } } as const;
const scenario: Scenario = {
  name: "recovery",
  horizonMs: 60_000,
  defaults: { backoff: { baseMs: 1_000, multiplier: 1, maxMs: 1_000, jitter: "none" }, budget: { intensity: 100 } },
  workers: [{ name: "a", behaviour: always }],
  recovery: { fromMs: 10_000, withinMs: 5_000 },
};

for (const engine of ["real", "policy"] as const satisfies readonly Engine[]) {
  Deno.test(`simulate() sees that everybody is up again in time, engine ${engine}`, async () => {
    const { recovery, breaches } = await simulate(scenario, { engine });

    assertEquals(recovery, { healedAtMs: 10_000, dueAtMs: 15_000, recovered: true, stragglers: [] });
    assertEquals(breaches, []);
  });

  Deno.test(`simulate() names who was not up in time, engine ${engine}`, async () => {
    const { recovery } = await simulate({
      ...scenario,
      workers: [
        { name: "a", behaviour: always },
        { name: "cools", budget: { intensity: 2 }, cooldownMs: 30_000, behaviour: always },
        { name: "gave-up", budget: { intensity: 2 }, onExhausted: "give-up", behaviour: always },
        { name: "waits", dependsOn: ["cools"], onDependencyFailure: "restart" },
      ],
    }, { engine });

    assertEquals(recovery!.recovered, false);
    assertEquals(recovery!.stragglers, [{ worker: "cools", phase: "cooling" }, { worker: "waits", phase: "blocked" }]);
  });

  Deno.test(`simulate() asks nobody to be up after the stop, engine ${engine}`, async () => {
    const { recovery } = await simulate({ ...scenario, stopAtMs: 12_000 }, { engine });

    assertEquals(recovery!.recovered, true);
  });
}

Deno.test("simulate() takes who returns after the healing for somebody who works", async () => {
  const returning = { life: { kind: "fixed", ms: 100 }, end: "return" } as const;
  const { recovery } = await simulate({
    ...scenario,
    workers: [{ name: "poll", restart: "always", behaviour: returning }],
    recovery: { fromMs: 10_000, withinMs: 1_500 },
  });

  assertEquals(recovery!.recovered, true);
});

Deno.test("simulate() asks nobody to be up whom somebody's hand has stopped since", async () => {
  const { recovery } = await simulate({
    ...scenario,
    workers: [{ name: "a" }, { name: "b", behaviour: { onStop: { takesMs: 10 } } }],
    operations: [{ atMs: 14_999.5, do: "restart", worker: "b" }],
  });

  assertEquals(recovery!.stragglers, []);
});

Deno.test("simulate() knows nothing of a recovery that was cut off, or was not asked for", async () => {
  const { recovery: _, ...without } = scenario;

  assertEquals((await simulate(scenario, { limit: 3 })).recovery, undefined);
  assertEquals((await simulate(without)).recovery, undefined);
});

for (
  const [recovery, problem] of [
    [{ fromMs: -1, withinMs: 1 }, '"recovery.fromMs" must be a finite number of at least 0'],
    [{ fromMs: 1, withinMs: 0 }, '"recovery.withinMs" must be a finite number above 0'],
    [{ fromMs: 55_000, withinMs: 5_001 }, '"recovery.withinMs" must end at the horizon (60000 ms) or before'],
    [{ fromMs: 1, withinMs: 1, by: 3 }, 'unknown option "recovery.by"'],
  ] as const
) {
  Deno.test(`simulate() refuses the recovery ${JSON.stringify(recovery)}`, async () => {
    const { message } = await assertRejects(() => simulate({ ...scenario, recovery: recovery as Recovery })) as Error;

    assertEquals(message.includes(problem), true, message);
  });
}
