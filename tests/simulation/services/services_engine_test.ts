import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { type Scenario, simulate, type SimulationResult, timeline } from "@mainstay/supervisor/simulation";
import { holds } from "../../support/law.ts";
import { plainScenarios } from "../../support/service_scenarios.ts";

const plain = { baseMs: 100, multiplier: 1, jitter: "none" } as const;
const steady = { readyAfter: { kind: "fixed", ms: 100 } } as const;

function run(rest: Omit<Scenario, "name" | "horizonMs"> & Partial<Scenario>, seed = 1): Promise<SimulationResult> {
  return simulate({ name: "test", horizonMs: 10_000, ...rest }, { engine: "services", seed });
}

/** What was told of its supervision: `100 a ready`. */
function told({ events }: SimulationResult, ...types: string[]): string[] {
  return events.filter(({ type }) => types.includes(type)).map((event) =>
    `${event.atMs} ${"worker" in event ? event.worker : event.group ?? ""} ${event.type}`
  );
}

Deno.test("simulate() with services starts each one when what it depends on is ready, and stops them in reverse", async () => {
  const result = await run({
    stopAtMs: 1_000,
    workers: [
      { name: "api", dependsOn: ["db"], behaviour: steady },
      { name: "db", behaviour: { ...steady, onStop: { takesMs: 50 } } },
    ],
  });

  assertEquals(told(result, "started", "ready", "stopping", "stopped"), [
    "0 db started",
    "100 db ready",
    "100 api started",
    "200 api ready",
    "1000 api stopping",
    "1000 api stopped",
    "1000 db stopping",
    "1050 db stopped",
  ]);
  assertEquals(result.breaches, []);
  assertEquals(result.endedAtMs, 1_050);
});

Deno.test("simulate() with services gives figures, lanes and a hash as other engines do", async () => {
  const result = await run({
    workers: [{ name: "a", behaviour: { life: { kind: "fixed", ms: 900 } }, backoff: plain, budget: { intensity: 2 } }],
    expect: ["restarts == 2"],
  });

  assertEquals([result.engine, result.workers], ["services", ["a"]]);
  assertEquals([result.metrics.group.starts, result.metrics.group.cooldowns], [3, 1]);
  assertEquals(result.expectations.map(({ held }) => held), [true]);
  const lane = timeline(result.workers, result.events, result.horizonMs).get("a");
  assertEquals(lane?.map(({ phase }) => phase), ["up", "waiting", "up", "waiting", "up", "cooling"]);
  assertEquals(result.hash.length, 16);
});

Deno.test("simulate() with services keeps what they told and did besides", async () => {
  const { services } = await run({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: steady }] });
  const { told, deeds, states, startUp, application, over } = services!;

  assertEquals(
    told.filter((event) => event.type === "service-status").map(({ atMs, status }) => `${atMs} ${status}`),
    ["0 starting", "0 running", "1000 stopping", "1000 stopped"],
  );
  assertEquals(
    deeds.filter(({ is }) => is === "called").map(({ atMs, hook }) => `${atMs} ${hook}`),
    [
      "0 beforeStart",
      "0 onStart",
      "0 serve",
      "0 afterStart",
      "1000 beforeStop",
      "1000 onStop",
      "1000 afterStop",
      "1000 afterChildrenStop",
    ],
  );
  assertEquals(states.map(({ atMs, status }) => `${atMs} ${status}`), ["0 starting", "100 ok", "1000 stopping"]);
  assertEquals([startUp?.atMs, startUp?.outcome], [100, "ready"]);
  assertEquals([application?.outcome, application?.exitCode, over?.atMs], ["stopped", 0, 1_000]);
});

Deno.test("simulate() with services runs a group as a service with children, one after the other", async () => {
  const result = await run({
    workers: [{ name: "db", group: { workers: [{ name: "a", behaviour: steady }, { name: "b", behaviour: steady }] } }],
  });

  assertEquals(told(result, "started", "ready"), [
    "0 db started",
    "0 db/a started",
    "100 db/a ready",
    "100 db/b started",
    "200 db/b ready",
    "200 db ready",
  ]);
  assertEquals(result.breaches, []);
});

Deno.test("simulate() with services lets faults of the start and the stop strike the hooks", async () => {
  const { services, breaches } = await run({
    stopAtMs: 2_000,
    workers: [{ name: "a", behaviour: steady, backoff: plain }],
    faults: [
      { kind: "crash-in-start", fromMs: 0, toMs: 50 },
      { kind: "slow-start", fromMs: 50, toMs: 500, byMs: 300 },
      { kind: "slow-stop", fromMs: 1_500, toMs: 2_500, byMs: 200 },
      { kind: "crash-in-stop", fromMs: 1_500, toMs: 2_500 },
    ],
  });

  const hooks = services!.deeds.filter(({ hook, is }) => (hook === "onStart" || hook === "onStop") && is !== "called");
  assertEquals(hooks.map(({ atMs, hook, is }) => `${atMs} ${hook} ${is}`), [
    "0 onStart threw",
    "0 onStop returned",
    "400 onStart returned",
    "2200 onStop threw",
  ]);
  assertEquals(services!.application!.teardown.causes.map(({ kind }) => kind), ["hook-failed"]);
  assertEquals(breaches, []);
});

Deno.test("simulate() with services does by hand what is asked for", async () => {
  const result = await run({
    horizonMs: 4_000,
    workers: [{ name: "a", behaviour: steady }, { name: "b", behaviour: steady }],
    operations: [
      { atMs: 1_000, do: "restart", worker: "a" },
      { atMs: 2_000, do: "stop", worker: "a" },
      { atMs: 3_000, do: "start", worker: "a" },
    ],
  });

  assertEquals(told(result, "started", "stopped"), [
    "0 a started",
    "0 b started",
    "1000 a stopped",
    "1000 a started",
    "2000 a stopped",
    "3000 a started",
  ]);
  assertEquals(result.breaches, []);
});

Deno.test("simulate() with services gives them no more than the application's grace", async () => {
  const { services, endedAtMs, breaches } = await run({
    stopAtMs: 1_000,
    graceMs: 500,
    workers: [{ name: "a", behaviour: { onStop: "ignore" } }],
  });

  assertEquals([endedAtMs, services!.application!.teardown.abandoned, breaches], [1_500, ["a"], []]);
});

const stormy: Omit<Scenario, "name" | "horizonMs"> = {
  workers: [
    { name: "a", count: 3, behaviour: { life: { kind: "exponential", meanMs: 700 } }, backoff: { baseMs: 100 } },
  ],
};

Deno.test("simulate() with services gives the same run for the same seed", async () => {
  const [first, again, other] = [await run(stormy, 7), await run(stormy, 7), await run(stormy, 8)];

  assertEquals(again, first);
  assertNotEquals(other.hash, first.hash);
});

Deno.test("simulate() with services draws for each one apart: one more shifts nothing for the others", async () => {
  const alone = await run(stormy);
  const [worker] = stormy.workers;
  const more = await run({ workers: [...stormy.workers, { ...worker!, name: "b", count: 2 }] });

  const eventsOfA = ({ events }: SimulationResult) =>
    events.filter((event) => "worker" in event && event.worker === "a-1");
  assert(eventsOfA(alone).length > 20);
  assertEquals(eventsOfA(more), eventsOfA(alone));
});

Deno.test("simulate() with services is cut off by its limit", async () => {
  const { cutOffBy, breaches } = await simulate(
    { name: "test", horizonMs: 1e9, workers: stormy.workers, defaults: { budget: { intensity: 1e6 } } },
    { engine: "services", limit: 500 },
  );

  assertEquals([cutOffBy, breaches], ["limit", []]);
});

/** What is decided of each worker, in order: `1000 restart-scheduled 250`. */
function decisions({ workers, events }: SimulationResult): Record<string, string[]> {
  const decided = events.filter((event) => "worker" in event).flatMap((event) => {
    if (event.type === "started" || event.type === "start-held") return [[event.worker, `${event.atMs} ${event.type}`]];
    if (event.type === "restart-scheduled") return [[event.worker, `${event.atMs} ${event.type} ${event.delayMs}`]];
    if (event.type === "cooldown-started") return [[event.worker, `${event.atMs} ${event.type} ${event.cycle}`]];
    return [];
  });
  return Object.fromEntries(
    workers.map((path) => [path, decided.filter(([worker]) => worker === path).map(([, text]) => text!)]),
  );
}

const numRuns = 50;

Deno.test("simulate() with services decides the same as with workers, where both are told the same", async (t) => {
  let told = 0;
  const property = fc.asyncProperty(plainScenarios, fc.nat(), async (scenario, seed) => {
    const [services, real] = await Promise.all([
      simulate(scenario, { engine: "services", seed }),
      simulate(scenario, { engine: "real", seed }),
    ]);
    // Who is left behind by its stop comes back to a group when it ends after all, and fails an application that needs it.
    fc.pre(!real.events.some(({ type }) => type === "abandoned"));
    told += real.events.length;
    assertEquals(decisions(services), decisions(real));
  });
  await holds(t, property, { numRuns });
  assert(told > 500);
});
