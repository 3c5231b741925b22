import { assertEquals } from "@std/assert";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";
import { livedScripts, withLivedScripts } from "../../../src/simulation/campaign/lived_script.ts";

const scenario: Scenario = {
  name: "lived",
  horizonMs: 600_000,
  stopAtMs: 590_000,
  defaults: { startupTimeoutMs: 5_000, backoff: { jitter: "none" } },
  workers: [
    {
      name: "pool",
      count: 2,
      group: {
        workers: [{
          name: "conn",
          count: 2,
          behaviour: {
            life: { kind: "exponential", meanMs: 60_000 },
            readyAfter: { kind: "uniform", minMs: 10, maxMs: 6_000 },
            error: { name: "ConnError", message: "lost" },
            onStop: { takesMs: 100 },
          },
        }],
      },
    },
    {
      name: "job",
      restart: "always",
      behaviour: {
        life: { kind: "weibull", shape: 2, scaleMs: 60_000 },
        end: "return",
        readyAfter: { kind: "fixed", ms: 0 },
      },
    },
    { name: "fixed", behaviour: { life: { kind: "fixed", ms: 200_000 }, readyAfter: { kind: "fixed", ms: 5 } } },
  ],
  outages: [{ name: "net", fromMs: 100_000, toMs: 110_000, workers: ["pool"] }],
};

Deno.test("withLivedScripts() gives the same run, without chance", async () => {
  const before = await simulate(scenario, { engine: "policy", seed: 3 });

  const [lived] = [...withLivedScripts(scenario, before.events)];

  for (const seed of [3, 4]) {
    const after = await simulate(lived!, { engine: "policy", seed });
    assertEquals([after.hash, after.events.length > 50], [before.hash, true]);
  }
  assertEquals(/exponential|uniform|weibull/.test(JSON.stringify(lived)), false);
  assertEquals(lived!.outages![0]!.workers, ["pool-1", "pool-2"]);
  assertEquals(lived!.workers.at(-1), scenario.workers.at(-1));
});

Deno.test("withLivedScripts() has nothing for a scenario without chance", async () => {
  const fixed = { ...scenario, workers: scenario.workers.slice(-1), outages: [] };
  const { events } = await simulate(fixed, { engine: "policy" });

  assertEquals([...withLivedScripts(fixed, events)], []);
});

Deno.test("livedScripts() tell life by life what a worker did before it was asked to stop", async () => {
  const { events } = await simulate({
    name: "script",
    horizonMs: 10_000,
    stopAtMs: 5_000,
    defaults: { startupTimeoutMs: 1_000, backoff: { baseMs: 100, jitter: "none" } },
    workers: [{
      name: "a",
      behaviour: {
        script: [
          {
            acts: [{ atMs: 10, do: "ready" }, { atMs: 20, do: "not-ready" }, {
              atMs: 30,
              do: "crash",
              error: { name: "E" },
            }],
          },
          { acts: [{ atMs: 40, do: "ready" }, { atMs: 6_000, do: "crash" }] },
        ],
      },
    }],
  }, { engine: "policy" });

  assertEquals(livedScripts(events).get("a"), {
    lives: [
      {
        acts: [{ atMs: 10, do: "ready" }, { atMs: 20, do: "not-ready" }, {
          atMs: 30,
          do: "crash",
          error: { name: "E" },
        }],
      },
      { acts: [{ atMs: 40, do: "ready" }] },
    ],
    startsMs: [0, 130],
  });
});

Deno.test("withLivedScripts() lets lives that were not told of say that they are ready", async () => {
  const { events } = await simulate(scenario, { engine: "policy", seed: 3 });
  const [lived] = [...withLivedScripts(scenario, events)];
  const conn = lived!.workers[0]!.group!.workers[0]!;
  assertEquals(conn.behaviour!.readyAfter, { kind: "fixed", ms: 3_005 });
});
