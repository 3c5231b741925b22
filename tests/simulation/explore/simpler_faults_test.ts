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
    { ...outage, toMs: 102 },
  ]);
});

Deno.test("milderFaults() offers round lengths and moments, also the next one above", () => {
  const of = (fault: ExploredFault, field: string) => [
    ...new Set(
      [...milderFaults([struck(fault)])].map(([milder]) => (milder as unknown as Record<string, number>)[field]),
    ),
  ];
  const stall = (atMs: number, forMs: number) => ({ do: "stall", atMs, forMs }) as const;
  const small = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  const thousands = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000];
  assertEquals(of(stall(0, 7_777), "forMs"), [...small, ...thousands, 8_000, 7_700, 7_800]);
  assertEquals(of(stall(0, 7_700), "forMs"), [...small, ...thousands, 8_000]);
  assertEquals(of(stall(0, 7_000), "forMs"), [...small, ...thousands.slice(0, -1)]);
  assertEquals(of(stall(0, 0.7), "forMs"), [1]);
  assertEquals(of(stall(0, 1), "forMs"), []);
  assertEquals(of(stall(12, 1), "atMs"), [0, 1, 2, 5, 10, 20]);
  const jump = { do: "wall-clock-jump", atMs: 0, byMs: -650_589 } as const;
  assertEquals(of(jump, "byMs").slice(-4), [-600_000, -700_000, -650_000, -660_000]);
  assertEquals(of({ ...jump, byMs: -1, atMs: 1_433_909 }, "atMs"), [
    ...[0, ...small, ...small.map((ms) => 1_000 * ms), 1_000_000, 2_000_000, 1_400_000, 1_500_000],
  ]);
});
