import { assertEquals } from "@std/assert";
import { servicesScenario } from "../../../src/simulation/arbitraries/services_scenario.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";
import { castFor } from "../../../src/simulation/services/services_cast.ts";

Deno.test("servicesScenario() keeps what services can be told, and nothing else", () => {
  const scenario: Scenario = {
    name: "any",
    horizonMs: 10,
    strategy: "one-for-all",
    maxChildren: 9,
    budget: { intensity: 3 },
    autoShutdown: "any-significant",
    workers: [
      { name: "a", count: 2, significant: true, restart: "never" },
      { name: "b", group: { budget: { intensity: 1 }, keepAlive: false, workers: [{ name: "c" }] } },
    ],
    operations: [
      { atMs: 0, do: "start", worker: { name: "extra" } },
      { atMs: 1, do: "stop", worker: "extra" },
      { atMs: 2, do: "remove", worker: "b" },
      { atMs: 3, do: "restart", worker: "b/c" },
      { atMs: 4, do: "stop", worker: "a-2" },
    ],
  };
  const kept = servicesScenario(scenario);

  assertEquals(kept, {
    name: "any",
    horizonMs: 10,
    budget: { intensity: 3 },
    workers: [{ name: "a", count: 2, restart: "never" }, { name: "b", group: { workers: [{ name: "c" }] } }],
    operations: [{ atMs: 3, do: "restart", worker: "b/c" }, { atMs: 4, do: "stop", worker: "a-2" }],
  });
  castFor(kept, "services");
});
