import { assertEquals, assertThrows } from "@std/assert";
import { type Scenario, type ScenarioWorker, simulate, timeline } from "@mainstay/supervisor/simulation";

const crashAt = (atMs: number) => ({ acts: [{ atMs, do: "crash" as const }] });

async function phases(scenario: Omit<Scenario, "name">): Promise<Record<string, unknown[]>> {
  const { workers, events } = await simulate({ name: "timeline", ...scenario });
  const stretches = timeline(workers, events, scenario.horizonMs);
  return Object.fromEntries(
    [...stretches].map(([worker, own]) => [worker, own.map(({ phase, fromMs, toMs }) => [phase, fromMs, toMs])]),
  );
}

Deno.test("timeline() names what a worker was doing, without a gap", async () => {
  const { a } = await phases({
    horizonMs: 10_000,
    stopAtMs: 8_000,
    workers: [{
      name: "a",
      startupTimeoutMs: 5_000,
      budget: { intensity: 1 },
      backoff: { baseMs: 1_000, jitter: "none" },
      cooldownMs: 2_000,
      behaviour: {
        script: [
          { acts: [{ atMs: 500, do: "ready" }, { atMs: 1_000, do: "crash" }] },
          { acts: [{ atMs: 500, do: "ready" }, { atMs: 750, do: "not-ready" }, { atMs: 1_000, do: "crash" }] },
          { acts: [{ atMs: 0, do: "ready" }], onStop: { takesMs: 1_000 } },
        ],
      },
    }],
  });

  assertEquals(a, [
    ["starting", 0, 500],
    ["up", 500, 1_000],
    ["waiting", 1_000, 2_000],
    ["starting", 2_000, 2_500],
    ["up", 2_500, 2_750],
    ["starting", 2_750, 3_000],
    ["cooling", 3_000, 5_000],
    ["up", 5_000, 8_000],
    ["stopping", 8_000, 9_000],
    ["done", 9_000, 10_000],
  ]);
});

Deno.test("timeline() shows who was stopped because another failed the group as dead", async () => {
  const { sibling } = await phases({
    horizonMs: 5_000,
    workers: [
      { name: "a", budget: { intensity: 0 }, onExhausted: "escalate", behaviour: { script: [crashAt(1_000)] } },
      {
        name: "sibling",
      },
    ],
  });

  assertEquals(sibling, [["up", 0, 1_000], ["dead", 1_000, 5_000]]);
});

const second = { baseMs: 1_000, multiplier: 1, jitter: "none" } as const;

Deno.test("timeline() shows who is stopped by the restart of its group as stopping, then as waiting", async () => {
  const { sibling } = await phases({
    horizonMs: 10_000,
    strategy: "one-for-all",
    workers: [
      { name: "a", backoff: { ...second, baseMs: 3_000 }, behaviour: { script: [crashAt(1_000)] } },
      { name: "sibling", behaviour: { onStop: { takesMs: 1_000 } } },
    ],
  });

  assertEquals(sibling, [["up", 0, 1_000], ["stopping", 1_000, 2_000], ["waiting", 2_000, 4_000], [
    "up",
    4_000,
    10_000,
  ]]);
});

Deno.test("timeline() shows who waits for the end of a pause as waiting", async () => {
  const { a } = await phases({
    horizonMs: 10_000,
    budget: { intensity: 0, onExhausted: "pause", pauseMs: 2_000 },
    workers: [{ name: "a", behaviour: { script: [crashAt(1_000)] } }],
  });

  assertEquals(a, [["up", 0, 1_000], ["waiting", 1_000, 3_000], ["up", 3_000, 10_000]]);
});

const failingGroup = (policy: Partial<ScenarioWorker>): Omit<Scenario, "name"> => ({
  horizonMs: 10_000,
  workers: [
    {
      name: "db",
      backoff: second,
      ...policy,
      group: {
        budget: { intensity: 0 },
        workers: [
          { name: "writer", behaviour: { script: [crashAt(1_000)] } },
          { name: "reader", behaviour: { onStop: { takesMs: 500 } } },
          { name: "once", behaviour: { life: { kind: "fixed", ms: 200 }, end: "return" } },
        ],
      },
    },
    { name: "sibling" },
  ],
});

Deno.test("timeline() shows workers of a group that failed as dead until it is over, then as waiting with it", async () => {
  const { "db/writer": writer, "db/reader": reader, sibling } = await phases(failingGroup({}));

  assertEquals(writer, [["up", 0, 1_000], ["dead", 1_000, 1_500], ["waiting", 1_500, 2_500], ["up", 2_500, 10_000]]);
  assertEquals(reader, [["up", 0, 1_000], ["stopping", 1_000, 1_500], ["waiting", 1_500, 2_500], [
    "up",
    2_500,
    10_000,
  ]]);
  assertEquals(sibling, [["up", 0, 10_000]]);
});

Deno.test("timeline() shows a worker that completed as done until its group starts it afresh", async () => {
  const { "db/once": once } = await phases(failingGroup({}));

  assertEquals(once, [["up", 0, 200], ["done", 200, 2_500], ["up", 2_500, 2_700], ["done", 2_700, 10_000]]);
});

Deno.test("timeline() shows workers of a group that cools down as cooling", async () => {
  const { "db/reader": reader } = await phases(failingGroup({ budget: { intensity: 0 }, cooldownMs: 4_000 }));

  assertEquals(reader?.slice(2), [["cooling", 1_500, 5_500], ["up", 5_500, 10_000]]);
});

Deno.test("timeline() shows workers of a group that was given up as dead", async () => {
  const { "db/reader": reader, sibling } = await phases(failingGroup({ restart: "never" }));

  assertEquals(reader?.slice(2), [["dead", 1_500, 10_000]]);
  assertEquals(sibling, [["up", 0, 10_000]]);
});

Deno.test("timeline() shows workers of a group that was stopped by hand as done", async () => {
  const { "db/reader": reader } = await phases({
    ...failingGroup({}),
    operations: [{ atMs: 500, do: "stop", worker: "db" }],
  });

  assertEquals(reader, [["up", 0, 500], ["stopping", 500, 1_000], ["done", 1_000, 10_000]]);
});

Deno.test("timeline() shows all workers as dead when the failure of a group fails the root", async () => {
  const all = await phases(failingGroup({ budget: { intensity: 0 }, onExhausted: "escalate" }));

  assertEquals(Object.values(all).map((own) => own.at(-1)), [
    ["dead", 1_000, 10_000],
    ["dead", 1_500, 10_000],
    ["done", 200, 10_000],
    ["dead", 1_500, 10_000],
  ]);
});

Deno.test("timeline() shows who joins later as idle until then", async () => {
  const { late } = await phases({
    horizonMs: 10_000,
    workers: [{ name: "a" }],
    operations: [
      { atMs: 1_000, do: "start", worker: { name: "late" } },
      { atMs: 4_000, do: "remove", worker: "late" },
    ],
  });

  assertEquals(late, [["idle", 0, 1_000], ["up", 1_000, 4_000], ["done", 4_000, 10_000]]);
});

Deno.test("timeline() shows a worker that never began as idle", () => {
  assertEquals(timeline(["a"], [], 5).get("a"), [{ phase: "idle", fromMs: 0, toMs: 5 }]);
});

Deno.test("timeline() joins equal neighbours and leaves out stretches of no length", async () => {
  const { events, workers } = await simulate({
    name: "instant",
    horizonMs: 2_000,
    workers: [{ name: "a", backoff: { baseMs: 0 }, behaviour: { script: [crashAt(1_000)] } }],
  });

  assertEquals(timeline(workers, events, 2_000).get("a"), [{ phase: "up", fromMs: 0, toMs: 2_000 }]);
});

Deno.test("timeline() names what is wrong", () => {
  const wrong = [
    [undefined, [], 1, '"workers" must be a list, received undefined'],
    [["a"], {}, 1, '"events" must be a list, received an object'],
    [["a"], [], NaN, '"endMs" must be a finite number of at least 0, received NaN'],
  ] as const;
  for (const [workers, events, endMs, message] of wrong) {
    assertThrows(() => timeline(workers as never, events as never, endMs), Error, message);
  }
});
