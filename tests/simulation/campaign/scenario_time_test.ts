import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { momentsOf, movedScenario } from "../../../src/simulation/campaign/scenario_time.ts";

const scenario: Scenario = {
  name: "moved",
  horizonMs: 1_000,
  stopAtMs: 900,
  recovery: { fromMs: 500, withinMs: 77 },
  workers: [{
    name: "g",
    group: {
      workers: [{
        name: "a",
        behaviour: { script: [{ acts: [{ atMs: 30, do: "crash" }] }, { acts: [{ atMs: 40, do: "crash" }] }] },
      }],
    },
  }],
  faults: [{ kind: "crash", atMs: 100 }, { kind: "slow-stop", fromMs: 200, toMs: 300, byMs: 11 }],
  outages: [{ name: "net", fromMs: 400, toMs: 500, crashAfterMs: 12 }],
  operations: [{ atMs: 600, do: "stop", worker: "g/a" }],
};

Deno.test("momentsOf() are those on the run's clock, each one once, in order", () => {
  assertEquals(momentsOf(scenario, false), [100, 200, 300, 400, 500, 600, 900, 1_000]);
  assertEquals(momentsOf(scenario, true), [30, 100, 200, 300, 400, 500, 600, 900, 1_000]);
});

Deno.test("movedScenario() moves moments, and no lengths of time", () => {
  const moved = movedScenario(scenario, (ms) => ms + 1_000, true);
  assertEquals(momentsOf(moved, true), momentsOf(scenario, true).map((ms) => ms + 1_000));
  assertEquals(movedScenario(moved, (ms) => ms - 1_000, true), scenario);
});

Deno.test("movedScenario() adds no field that was not there", () => {
  const bare = { name: "bare", horizonMs: 5, workers: [{ name: "a" }] };
  assertEquals(movedScenario(bare, (ms) => ms * 2, true), { ...bare, horizonMs: 10 });
});
