import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { groupSpots, numberSpots, objectSpots, workerSpots } from "../../../src/simulation/campaign/scenario_spot.ts";

const scenario: Scenario = {
  name: "spots",
  horizonMs: 10,
  workers: [{ name: "g", group: { workers: [{ name: "a", graceMs: 5 }] } }],
  operations: [{ atMs: 1, do: "start", worker: { name: "h", group: { workers: [{ name: "b" }] } } }],
};

Deno.test("workerSpots() are all children, those that operations add too", () => {
  assertEquals([...workerSpots(scenario)].map(({ value, fields }) => `${fields.join(".")} ${value.name}`), [
    "workers.0 g",
    "workers.0.group.workers.0 a",
    "operations.0.worker h",
    "operations.0.worker.group.workers.0 b",
  ]);
});

Deno.test("groupSpots() are the root and all groups in it", () => {
  assertEquals([...groupSpots(scenario)].map(({ value }) => value.workers.map(({ name }) => name).join()), [
    "g",
    "a",
    "b",
  ]);
});

Deno.test("numberSpots() are all numbers, wherever they stand", () => {
  assertEquals([...numberSpots(scenario)].map(({ value }) => value), [10, 5, 1]);
});

Deno.test("put() puts something in the place of what is there, and changes nothing else", () => {
  const before = structuredClone(scenario);
  for (const spots of [workerSpots, groupSpots, numberSpots, objectSpots]) {
    for (const { value, put } of spots(scenario)) assertEquals((put as (value: unknown) => Scenario)(value), scenario);
  }
  const [, , fourth, last] = [...workerSpots(scenario)];
  assertEquals(fourth!.put({ name: "z" }).operations, [{ atMs: 1, do: "start", worker: { name: "z" } }]);
  assertEquals(JSON.stringify(last!.put({ name: "z" })), JSON.stringify(scenario).replace('"b"', '"z"'));
  assertEquals([...numberSpots(scenario)][1]!.put(6).workers[0]!.group!.workers, [{ name: "a", graceMs: 6 }]);
  assertEquals(scenario, before);
});
