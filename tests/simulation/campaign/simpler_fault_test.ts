import { assertEquals } from "@std/assert";
import type { Fault, Scenario, SpellFault } from "@mainstay/supervisor/simulation";
import { withFewerFaults, withSimplerFaults } from "../../../src/simulation/campaign/simpler_fault.ts";

const quiet: Scenario = {
  name: "faults",
  horizonMs: 10_000,
  workers: [{ name: "g", group: { workers: [{ name: "a", count: 2 }] } }, { name: "b" }],
};

function simplerOf(...faults: Fault[]): (readonly Fault[] | undefined)[] {
  return [...withSimplerFaults({ ...quiet, faults })].map((simpler) => simpler.faults);
}

Deno.test("withFewerFaults() takes away everything, then parts of each list", () => {
  const stall: Fault = { kind: "stall", atMs: 1, forMs: 1 };
  const outage = { name: "net", fromMs: 1, toMs: 2 };
  const fewer = [...withFewerFaults({ ...quiet, faults: [stall, stall], outages: [outage] })];
  assertEquals(fewer.map(({ faults = [], outages = [] }) => `${faults.length} ${outages.length}`), [
    "0 0",
    "0 1",
    "1 1",
    "1 1",
    "2 0",
  ]);
});

Deno.test("withSimplerFaults() makes a plain crash of what begins with one", () => {
  const crash: Fault = { kind: "crash", atMs: 5, workers: ["b"] };
  const spell = { fromMs: 5, toMs: 9, workers: ["b"] };
  for (
    const fault of [
      { kind: "crash-burst", atMs: 5, workers: ["b"] },
      { kind: "cascade", atMs: 5, workers: ["b", "g"], delayMs: 1 },
      { kind: "outage", ...spell },
      { kind: "crash-in-start", ...spell },
      { kind: "crash-in-stop", ...spell },
      { kind: "flaky-calls", ...spell, everyMs: 1, share: 1 },
    ] satisfies Fault[]
  ) assertEquals(simplerOf(fault)[0], [crash]);
});

Deno.test("withSimplerFaults() names fewer of those whom a fault strikes", () => {
  const hang = (workers?: readonly string[]): Fault => ({
    kind: "hang",
    fromMs: 1,
    toMs: 2,
    ...(workers && { workers }),
  });
  assertEquals(
    simplerOf(hang(["g"])),
    [[hang(["g/a-2"])], [hang(["g/a-1"])]],
  );
  assertEquals(simplerOf(hang()).map((faults) => (faults![0] as SpellFault).workers!.join(" ")), [
    "b",
    "g/a-1 g/a-2",
    "g/a-2 b",
    "g/a-1 b",
    "g/a-1 g/a-2",
  ]);
});

Deno.test("withSimplerFaults() names nobody where there is only one", () => {
  const alone = { ...quiet, workers: [{ name: "b" }] };
  const fault: Fault = { kind: "hang", fromMs: 1, toMs: 2, workers: ["b"] };
  const outage = { name: "net", fromMs: 1, toMs: 2 };
  const simpler = [...withSimplerFaults({ ...alone, faults: [fault], outages: [{ ...outage, workers: ["b"] }] })];
  assertEquals(simpler.map(({ faults, outages }) => [faults, outages]), [
    [[{ kind: "hang", fromMs: 1, toMs: 2 }], [{ ...outage, workers: ["b"] }]],
    [[fault, { kind: "crash", atMs: 1, workers: ["b"] }], []],
    [[fault], [outage]],
  ]);
});

Deno.test("withSimplerFaults() leaves alone what strikes no worker", () => {
  assertEquals(simplerOf({ kind: "stall", atMs: 1, forMs: 1 }, { kind: "wall-clock-jump", atMs: 1, byMs: -1 }), []);
});
