import { assertEquals } from "@std/assert";
import { checkScenario } from "@mainstay/supervisor/simulation";
import { mendedScenario } from "../../../src/simulation/campaign/mended_scenario.ts";

Deno.test("mendedScenario() leaves out what is about nobody, and the lists that are empty then", () => {
  const mended = mendedScenario({
    expect: ["gone: crashes == 0", "starts <= 5"],
    operations: [
      { atMs: 1, do: "stop", worker: "gone" },
      { atMs: 2, do: "start", worker: { name: "late" } },
      { atMs: 3, do: "stop", worker: "late" },
      { atMs: 4, do: "start", worker: { name: "later" }, in: "gone" },
    ],
    outages: [{ name: "net", fromMs: 0, toMs: 1, workers: ["gone", "pool"] }],
    faults: [
      { kind: "crash", atMs: 1, workers: ["gone"] },
      { kind: "hang", fromMs: 1, toMs: 2, workers: [] },
      { kind: "stall", atMs: 1, forMs: 5 },
      { kind: "crash", atMs: 2, workers: ["pool-2/a"] },
    ],
    chaos: {},
    workers: [
      { name: "pool", count: 2, group: { workers: [{ name: "a", dependsOn: ["gone"] }] } },
      { dependsOn: ["gone", "pool-1"], name: "b" },
    ],
    horizonMs: 10,
    name: "mended",
  });

  checkScenario(mended);
  assertEquals(Object.entries(mended), [
    ["name", "mended"],
    ["horizonMs", 10],
    ["workers", [
      { name: "pool", count: 2, group: { workers: [{ name: "a" }] } },
      { name: "b", dependsOn: ["pool-1"] },
    ]],
    ["faults", [{ kind: "stall", atMs: 1, forMs: 5 }, { kind: "crash", atMs: 2, workers: ["pool-2/a"] }]],
    ["outages", [{ name: "net", fromMs: 0, toMs: 1, workers: ["pool"] }]],
    ["operations", [{ atMs: 2, do: "start", worker: { name: "late" } }, { atMs: 3, do: "stop", worker: "late" }]],
    ["expect", ["starts <= 5"]],
  ]);
});

Deno.test("mendedScenario() leaves a sound scenario as it is", () => {
  const sound = {
    name: "sound",
    horizonMs: 10,
    workers: [{ name: "a" }],
    faults: [{ kind: "crash", atMs: 1 }],
  } as const;
  assertEquals(mendedScenario(sound), sound);
});

Deno.test("mendedScenario() does not count one", () => {
  const { workers } = mendedScenario({ name: "one", horizonMs: 1, workers: [{ name: "a", count: 1 }, { name: "b" }] });
  assertEquals(workers, [{ name: "a" }, { name: "b" }]);
});
