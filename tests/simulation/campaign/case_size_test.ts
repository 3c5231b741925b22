import { assertEquals } from "@std/assert";
import { sizeOfScenario } from "../../../src/simulation/campaign/case_size.ts";

Deno.test("sizeOfScenario() counts workers out, those in groups and those that operations add too", () => {
  const size = sizeOfScenario({
    name: "sized",
    horizonMs: 60_000,
    workers: [{ name: "a" }, { name: "pool", count: 3, group: { workers: [{ name: "b", count: 2 }] } }],
    operations: [{ atMs: 10, do: "start", worker: { name: "late", count: 2 } }, { atMs: 20, do: "stop", worker: "a" }],
    outages: [{ name: "net", fromMs: 0, toMs: 10 }],
    faults: [{ kind: "crash", atMs: 5 }],
  });
  assertEquals(size, { faults: 4, workers: 9, horizonMs: 60_000 });
});

Deno.test("sizeOfScenario() of a scenario in which nothing goes wrong", () => {
  assertEquals(sizeOfScenario({ name: "quiet", horizonMs: 1, workers: [{ name: "a" }] }), {
    faults: 0,
    workers: 1,
    horizonMs: 1,
  });
});
