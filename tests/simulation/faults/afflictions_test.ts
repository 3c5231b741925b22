import { assertEquals, assertThrows } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { castOf } from "../../../src/simulation/cast.ts";

const scenario: Scenario = { name: "faults", horizonMs: 10_000, workers: [{ name: "a", count: 2 }, { name: "b" }] };
const withFaults = (...faults: readonly unknown[]) => ({ ...scenario, faults }) as Scenario;
const spell = { fromMs: 1, toMs: 2 };

for (
  const [fault, problem] of [
    [{ kind: "crashed", atMs: 1 }, '"faults[0].kind" must be one of "crash", '],
    [{ kind: "crash" }, '"faults[0].atMs" must be a finite number of at least 0, received undefined'],
    [{ kind: "crash", atMs: -1 }, '"faults[0].atMs" must be a finite number of at least 0, received -1'],
    [
      { kind: "crash", atMs: 1, workers: ["c"] },
      '"faults[0].workers" must be one of "a", "a-1", "a-2", "b", received "c"',
    ],
    [{ kind: "crash", atMs: 1, workers: "a" }, '"faults[0].workers" must be a list, received "a"'],
    [{ kind: "crash", atMs: 1, error: { name: "" } }, '"faults[0].error.name" must be a text that is not empty'],
    [{ kind: "crash", atMs: 1, workers: [] }, '"faults[0].workers" must name somebody'],
    [{ kind: "hang", fromMs: 2, toMs: 2 }, '"faults[0].toMs" must be a finite number above 2, received 2'],
    [{ kind: "hang", ...spell, byMs: 1 }, 'unknown option "faults[0].byMs"'],
    [{ kind: "slow-stop", ...spell, byMs: 0 }, '"faults[0].byMs" must be a finite number above 0, received 0'],
    [{ kind: "cascade", atMs: 1, delayMs: 1 }, '"faults[0].workers" must be a list, received undefined'],
    [{ kind: "stall", atMs: 1, forMs: 0 }, '"faults[0].forMs" must be a finite number above 0, received 0'],
    [{ kind: "flaky-calls", ...spell, everyMs: 1, share: 1.1 }, '"faults[0].share" must be at most 1, received 1.1'],
    [{ kind: "flaky-calls", ...spell, everyMs: 0, share: 1 }, '"faults[0].everyMs" must be a finite number above 0'],
    [{ kind: "wall-clock-jump", atMs: 1, byMs: NaN }, '"faults[0].byMs" must be a finite number of at least -9'],
    [null, '"faults[0]" must be a fault, received null'],
  ] as const
) {
  Deno.test(`castOf() refuses the fault ${JSON.stringify(fault)}`, () => {
    const { message } = assertThrows(() => castOf(withFaults(fault))) as Error;

    assertEquals(message.includes(problem), true, message);
  });
}

Deno.test("castOf() gives each worker the faults that name it, its group, all alike, or nobody", () => {
  const { members } = castOf({
    name: "faults",
    horizonMs: 10_000,
    workers: [{ name: "a", count: 2 }, { name: "g", group: { workers: [{ name: "b" }] } }],
    faults: [
      { kind: "hang", fromMs: 1, toMs: 9, workers: ["a"] },
      { kind: "crash", atMs: 2, workers: ["a-2"] },
      { kind: "outage", fromMs: 3, toMs: 4, workers: ["g"] },
      { kind: "crash-burst", atMs: 5 },
    ],
  });

  const struck = members.map(({ name, faults, outages }) => [
    name,
    faults.map((fault) => "atMs" in fault ? fault.atMs : fault.fromMs),
    outages.map(({ fromMs }) => fromMs),
  ]);
  assertEquals(struck, [["a-1", [1, 5], []], ["a-2", [1, 2, 5], []], ["g/b", [5], [3]]]);
});

Deno.test("castOf() lets nothing go wrong any more once all has healed", () => {
  const { members, stalls, observerFaults } = castOf({
    ...withFaults(
      { kind: "hang", fromMs: 1_000, toMs: 9_000 },
      { kind: "crash", atMs: 5_000 },
      { kind: "stall", atMs: 4_000, forMs: 3_000 },
      { kind: "stall", atMs: 6_000, forMs: 3_000 },
      { kind: "throwing-observer", fromMs: 4_500, toMs: 6_000 },
    ),
    outages: [{ name: "db", fromMs: 4_000, toMs: 6_000 }, { name: "late", fromMs: 5_000, toMs: 6_000 }],
    recovery: { fromMs: 5_000, withinMs: 5_000 },
  });

  assertEquals(members[0]!.faults, [{ kind: "hang", fromMs: 1_000, toMs: 5_000 }]);
  assertEquals(members[0]!.outages.map(({ fromMs, toMs }) => [fromMs, toMs]), [[4_000, 5_000]]);
  assertEquals(stalls, [{ atMs: 4_000, forMs: 1_000 }]);
  assertEquals(observerFaults, [{ fromMs: 4_500, toMs: 5_000 }]);
});

Deno.test("castOf() takes a stall within another one for a part of it, and ends it at the horizon", () => {
  const { stalls } = castOf(withFaults(
    { kind: "stall", atMs: 9_000, forMs: 5_000 },
    { kind: "stall", atMs: 1_000, forMs: 500 },
    { kind: "stall", atMs: 1_200, forMs: 5_000 },
    { kind: "stall", atMs: 1_500, forMs: 100 },
  ));

  assertEquals(stalls, [{ atMs: 1_000, forMs: 500 }, { atMs: 1_500, forMs: 100 }, { atMs: 9_000, forMs: 1_000 }]);
});

Deno.test("castOf() knows whom a rule of the chaos names, also where no fault names anybody", () => {
  const named = (...workers: string[]): Scenario => ({ ...scenario, chaos: { faults: { hang: { workers } } } });

  assertEquals(castOf(named("b", "a", "a-2")).members.length, 3);
  const { message } = assertThrows(() => castOf(named("c"))) as Error;
  assertEquals(
    message.includes('"chaos.faults.hang.workers" must be one of "a", "a-1", "a-2", "b", received "c"'),
    true,
  );
});
