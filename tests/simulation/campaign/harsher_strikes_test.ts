import { assertEquals } from "@std/assert";
import type { Fault, Scenario } from "@mainstay/supervisor/simulation";
import {
  hasCloserStrikes,
  hasHarsherStrikes,
  healsSooner,
  strikeMs,
} from "../../../src/simulation/campaign/harsher_strikes.ts";

const scenario: Scenario = { name: "s", horizonMs: 1_000, workers: [{ name: "a" }] };
const withFaults = (...faults: Fault[]): Scenario => ({ ...scenario, faults });

const slow = { kind: "slow-start", fromMs: 10, toMs: 20, byMs: 5 } as const;
const calls = { kind: "flaky-calls", fromMs: 10, toMs: 20, everyMs: 5, share: 0.5 } as const;
const harsher: readonly (readonly [Fault, Fault])[] = [
  [{ ...slow, fromMs: 9 }, slow],
  [{ ...slow, byMs: 6 }, slow],
  [{ ...calls, share: 1 }, calls],
  [{ ...calls, everyMs: 4 }, calls],
  [{ kind: "stall", atMs: 1, forMs: 3 }, { kind: "stall", atMs: 1, forMs: 2 }],
  [{ kind: "cascade", atMs: 1, workers: ["a"], delayMs: 1 }, { kind: "cascade", atMs: 1, workers: ["a"], delayMs: 2 }],
];

for (const [one, other] of harsher) {
  Deno.test(`hasHarsherStrikes() takes ${JSON.stringify(one)} for harsher than ${JSON.stringify(other)}`, () => {
    const compared = (a: Fault, b: Fault) => hasHarsherStrikes(withFaults(a), withFaults(b));
    assertEquals([compared(one, other), compared(other, one), compared(one, one)], [true, false, false]);
  });
}

Deno.test("hasHarsherStrikes() takes a crash for harsher than what may crash nobody", () => {
  const isHarsher = (kind: "crash-in-start" | "crash-in-stop" | "outage") =>
    hasHarsherStrikes(withFaults({ kind: "crash", atMs: 1 }), withFaults({ kind, fromMs: 1, toMs: 2 }));
  assertEquals([isHarsher("crash-in-start"), isHarsher("crash-in-stop"), isHarsher("outage")], [true, true, false]);
});

Deno.test("hasHarsherStrikes() sees longer outages, and those that let nobody run", () => {
  const outage = { name: "o", fromMs: 5, toMs: 10, crashAfterMs: 3 };
  const isHarsher = (other: object) =>
    hasHarsherStrikes({ ...scenario, outages: [{ ...outage, ...other }] }, { ...scenario, outages: [outage] });
  assertEquals([{ toMs: 11 }, { crashAfterMs: undefined }, { toMs: 9 }].map(isHarsher), [true, true, false]);
});

Deno.test("hasCloserStrikes() compares what follows each other in all lists, as long as they are the same", () => {
  const of = (faultMs: number, outageMs: number, stopMs: number): Scenario => ({
    ...withFaults({ kind: "crash", atMs: faultMs }),
    outages: [{ name: "o", fromMs: outageMs, toMs: 900 }],
    operations: [{ atMs: stopMs, do: "stop", worker: "a" }],
  });
  const given = of(100, 300, 200);
  const isCloser = (other: Scenario, fromBegin = false) => hasCloserStrikes(other, given, fromBegin);
  assertEquals([isCloser(given), isCloser(of(50, 250, 150)), isCloser(of(100, 400, 250))], [false, false, false]);
  assertEquals([isCloser(of(150, 300, 200)), isCloser(of(100, 299, 200)), isCloser(of(0, 201, 200))], [
    true,
    true,
    true,
  ]);
  assertEquals([isCloser(of(50, 250, 150), true), isCloser(of(150, 350, 250), true)], [true, false]);
  assertEquals(isCloser(withFaults({ kind: "crash", atMs: 0 })), false);
});

Deno.test("strikeMs() is when it begins", () => {
  assertEquals([strikeMs(slow), strikeMs({ kind: "crash", atMs: 7 })], [10, 7]);
});

Deno.test("healsSooner() compares how long each fault and outage is over before the healing", () => {
  const of = (fromMs: number, crashMs: number, toMs: number): Scenario => ({
    ...withFaults({ kind: "crash", atMs: crashMs }),
    outages: [{ name: "o", fromMs: 0, toMs }],
    recovery: { fromMs, withinMs: 1 },
  });
  const isSooner = (other: Scenario) => healsSooner(other, of(500, 100, 200));
  assertEquals([of(500, 100, 200), of(400, 0, 100), of(500, 99, 150)].map(isSooner), [false, false, false]);
  assertEquals([of(499, 100, 200), of(500, 101, 200), of(500, 100, 600)].map(isSooner), [true, true, true]);
  assertEquals(healsSooner(of(500, 100, 700), of(500, 100, 600)), false);
  assertEquals(isSooner(withFaults({ kind: "crash", atMs: 499 })), false);
});
