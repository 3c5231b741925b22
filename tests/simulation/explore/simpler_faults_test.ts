import type { ExploredFault } from "../../../src/simulation/explore/explored_fault.ts";
import type { StruckFault } from "../../../src/simulation/explore/run_account.ts";
import { mergedFaults, milderFaults, withoutPart } from "../../../src/simulation/explore/simpler_faults.ts";
import { assert, assertEquals } from "@std/assert";

const list = [1, 2, 3, 4].map((nth) => ({ call: "db", nth, do: "throw-before" }) as const);
const struck = (fault: ExploredFault, atMs = 0, nth = 1): StruckFault => ({ fault, atMs, nth });

Deno.test("withoutPart() leaves out as many as it is told, from a place on", () => {
  const left = (from: number, size: number) =>
    withoutPart(list, from, size).map((fault) => (fault as { nth: number }).nth).join("");
  assertEquals([left(0, 4), left(0, 2), left(2, 2), left(1, 1), left(3, 2)], ["", "34", "12", "134", "123"]);
});

Deno.test("mergedFaults() makes one outage of three faults of a call or more", () => {
  const stall = { do: "stall", atMs: 5, forMs: 5 } as const;
  const faults = [
    ...list.slice(0, 2).map((fault, index) => struck(fault, 100 + index * 50)),
    struck(stall, 5),
    struck({ call: "db", nth: 9, do: "slow", ms: 500 }, 300),
    struck({ call: "api", nth: 1, do: "throw-before" }, 1),
  ];
  assertEquals([...mergedFaults(faults)], [[
    stall,
    { call: "api", nth: 1, do: "throw-before" },
    { call: "db", do: "fails", fromMs: 100, toMs: 800 },
  ]]);
  assertEquals([...mergedFaults(faults.slice(0, 2))], []);
});

Deno.test("milderFaults() knows something milder for every kind, which ends", () => {
  const kinds: readonly ExploredFault[] = [
    { call: "db", nth: 9, do: "throw-after" },
    { call: "db", nth: 9, do: "throw-before" },
    { call: "db", nth: 9, do: "slow", ms: 777 },
    { call: "db", nth: 9, do: "hang", ms: 777 },
    { call: "db", do: "fails", fromMs: 0, toMs: 777 },
    { point: "db", nth: 9, do: "crash" },
    { do: "stall", atMs: 5, forMs: 777 },
    { do: "wall-clock-jump", atMs: 5, byMs: -777 },
  ];
  for (const kind of kinds) {
    let fault = kind;
    let steps = 0;
    for (;; steps++) {
      const [next] = milderFaults([struck(fault, 0, 1)]);
      if (next === undefined) break;
      fault = next[0]!;
      assert(steps < 50, JSON.stringify(fault));
    }
    assert(steps > 0, kind.do);
  }
});

Deno.test("milderFaults() makes a single call of an outage first, then a shorter one", () => {
  const outage = { call: "db", do: "fails", fromMs: 100, toMs: 1_100 } as const;
  const milder = [...milderFaults([struck(outage, 400, 7)])].map(([fault]) => fault);
  assertEquals(milder.slice(0, 4), [
    { call: "db", nth: 7, do: "throw-before" },
    { ...outage, fromMs: 400 },
    { ...outage, toMs: 101 },
    { ...outage, toMs: 600 },
  ]);
});

Deno.test("milderFaults() offers round lengths", () => {
  const lengths = [...milderFaults([struck({ do: "stall", atMs: 0, forMs: 7_777 })])].map(([fault]) =>
    (fault as { forMs: number }).forMs
  );
  assertEquals(lengths, [1, 3_889, 5_833, 6_805, 7_000]);
});
