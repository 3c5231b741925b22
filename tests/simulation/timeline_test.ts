import { assertEquals } from "@std/assert";
import { type Scenario, simulate, timeline } from "@mainstay/supervisor/simulation";

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
