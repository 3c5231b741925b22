import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { type Scenario, simulate, type SimulateOptions } from "@mainstay/supervisor/simulation";

const busy: Scenario = {
  name: "busy",
  horizonMs: 3_600_000,
  workers: [
    { name: "a", behaviour: { life: { kind: "exponential", meanMs: 60_000 } } },
    { name: "b", behaviour: { life: { kind: "weibull", shape: 0.7, scaleMs: 90_000 } } },
  ],
  outages: [{ name: "db", fromMs: 600_000, toMs: 630_000 }],
};

Deno.test("simulate() gives the same hash for the same seed, for ever", async () => {
  // A change of this text is a change of every recorded run: it wants a word in the release notes.
  assertEquals((await simulate(busy, { seed: 42 })).hash, "50f92e2c5885b303");
});

Deno.test("simulate() gives another hash for another seed", async () => {
  assertNotEquals((await simulate(busy, { seed: 1 })).hash, (await simulate(busy, { seed: 2 })).hash);
});

Deno.test("simulate() takes one seed in all its forms", async () => {
  const hashes = await Promise.all(
    [255, 255n, "255", "0xff", "0XFF"].map(async (seed) => (await simulate(busy, { seed })).hash),
  );

  assertEquals(new Set(hashes).size, 1);
});

Deno.test("simulate() changes no draw of a worker when another worker is added", async () => {
  const own = (events: readonly { readonly type: string }[]) =>
    events.filter((event) => "worker" in event && event.worker === "a");
  const alone = await simulate({ ...busy, workers: busy.workers.slice(0, 1) });
  const together = await simulate(busy);

  assertEquals(own(together.events), own(alone.events));
});

Deno.test("simulate() draws the same jitter when a fault is added", async () => {
  const calm: Scenario = {
    name: "calm",
    horizonMs: 60_000,
    workers: [{ name: "a", behaviour: { script: [{ acts: [{ atMs: 100, do: "crash" }] }] } }],
  };
  const faulty: Scenario = {
    ...calm,
    workers: [{
      ...calm.workers[0]!,
      behaviour: { ...calm.workers[0]!.behaviour, life: { kind: "exponential", meanMs: 5_000 } },
    }],
  };
  const firstDelay = async (scenario: Scenario) =>
    (await simulate(scenario)).events.find((event) => event.type === "restart-scheduled")?.delayMs;

  assertEquals(await firstDelay(faulty), await firstDelay(calm));
});

for (const engine of ["real", "policy"] as const) {
  Deno.test(`simulate() with the ${engine} engine says that the limit came first`, async () => {
    const { cutOffBy, endedAtMs, metrics } = await simulate(busy, { engine, limit: 50 });

    assertEquals(cutOffBy, "limit");
    assert(endedAtMs < busy.horizonMs);
    assertEquals(metrics.group.upMs + metrics.group.waitingMs + metrics.group.coolingMs, 2 * endedAtMs);
  });

  Deno.test(`simulate() with the ${engine} engine ends a crash loop without any delay at its limit`, async () => {
    const { cutOffBy } = await simulate({
      name: "spinning",
      horizonMs: 1_000,
      workers: [{
        name: "a",
        backoff: { baseMs: 0 },
        budget: { intensity: 1_000_000 },
        behaviour: { life: { kind: "fixed", ms: 0 } },
      }],
    }, { engine, limit: 1_000 });

    assertEquals(cutOffBy, "limit");
  });
}

Deno.test("simulate() of a day of ten workers finds every invariant kept", async () => {
  const day = { ...busy, horizonMs: 86_400_000, workers: [{ ...busy.workers[0]!, count: 10 }] };

  const { breaches, metrics } = await simulate(day);

  assertEquals(breaches, []);
  assert(metrics.group.crashes > 1_000);
});

for (
  const [options, message] of [
    [{ engine: "fast" }, '"engine" must be one of "real", "policy", "services", received "fast"'],
    [{ limit: 0 }, '"limit" must be a whole number of at least 1, received 0'],
    [{ seed: -1 }, "-1"],
    [{ sed: 1 }, 'unknown option "sed"'],
  ] as const
) {
  Deno.test(`simulate() refuses ${JSON.stringify(options)}`, async () => {
    await assertRejects(() => simulate(busy, options as unknown as SimulateOptions), Error, message);
  });
}

Deno.test("simulate() logs what production would log", async () => {
  const lines: string[] = [];
  const take = (message: string) => lines.push(message);

  await simulate(
    {
      name: "one crash",
      horizonMs: 100,
      workers: [{ name: "a", behaviour: { script: [{ acts: [{ atMs: 50, do: "crash" }] }] } }],
    },
    { logger: { debug: () => {}, info: () => {}, warn: take, error: take } },
  );

  assertEquals(lines, ['Worker "a" (incarnation 1) crashed after 50 ms: Error: crashed']);
});

for (const engine of ["real", "policy"] as const) {
  Deno.test(`simulate() with the ${engine} engine takes a life that outlasts all numbers`, async () => {
    const { metrics } = await simulate({
      name: "eternal",
      horizonMs: 1_000,
      workers: [{ name: "a", count: 10, behaviour: { life: { kind: "exponential", meanMs: 1e308 } } }],
    }, { engine, seed: 3 });

    assertEquals([metrics.group.crashes, metrics.group.availability], [0, 1]);
  });
}
