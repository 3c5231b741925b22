import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import type { RunFailure } from "../../../src/simulation/campaign/subject.ts";
import {
  upTo,
  withCloserMoments,
  withEarlierHorizon,
  withRounderStrikes,
  withSimplerNumbers,
} from "../../../src/simulation/campaign/simpler_times.ts";

const scenario: Scenario = {
  name: "times",
  horizonMs: 100_000,
  stopAtMs: 70_000,
  recovery: { fromMs: 20_000, withinMs: 5_000 },
  workers: [{ name: "a", count: 3, backoff: { multiplier: 2 } }],
  faults: [{ kind: "crash", atMs: 12_345 }],
};

function failure(name: string, atMs: number): RunFailure {
  return { name, kind: "invariant", message: "", atMs };
}

Deno.test("withEarlierHorizon() ends shortly after the first failure of each name, without what comes later", () => {
  const earlier = [...withEarlierHorizon(scenario, [failure("x", 25_500), failure("y", 12_345), failure("x", 30_000)])];
  assertEquals(earlier.map(({ horizonMs, recovery, stopAtMs }) => [horizonMs, recovery !== undefined, stopAtMs]), [
    [12_346, false, undefined],
    [12_400, false, undefined],
    [13_000, false, undefined],
    [20_000, false, undefined],
    [25_501, true, undefined],
    [25_600, true, undefined],
    [26_000, true, undefined],
    [30_000, true, undefined],
    [50_000, true, undefined],
    [80_000, true, 70_000],
  ]);
});

Deno.test("withEarlierHorizon() takes no failure without a moment for one at the beginning", () => {
  assertEquals([...withEarlierHorizon(scenario, [failure("x", 0)])].map(({ horizonMs }) => horizonMs), [
    50_000,
    80_000,
  ]);
});

Deno.test("withCloserMoments() rounds all moments, and moves what follows a gap with it", () => {
  const closer = [...withCloserMoments(scenario)];
  const has = (atMs: number, stopAtMs: number, horizonMs: number) =>
    closer.some((each) =>
      (each.faults![0] as { atMs: number }).atMs === atMs && each.stopAtMs === stopAtMs && each.horizonMs === horizonMs
    );
  assertEquals(has(12_000, 70_000, 100_000), true);
  assertEquals(has(0, 57_655, 87_655), true);
  assertEquals(has(12_345, 20_000, 50_000), true);
  assertEquals(has(12_345, 70_000, 73_000), true);
});

Deno.test("withSimplerNumbers() makes every number simpler but how many there are and how soon is soon enough", () => {
  const simpler = [...withSimplerNumbers(scenario)];
  assertEquals(simpler.every(({ workers, recovery }) => workers[0]!.count === 3 && recovery!.withinMs === 5_000), true);
  assertEquals(simpler.some(({ faults }) => (faults![0] as { atMs: number }).atMs === 12_000), true);
  assertEquals(simpler.map(({ workers }) => workers[0]!.backoff!.multiplier).filter((each) => each !== 2), [1]);
});

const outage = { kind: "outage", fromMs: 12_345, toMs: 62_345 } as const;

Deno.test("withSimplerNumbers() makes a fault shorter from its beginning on, and moves it as long as it is", () => {
  const spells = [...withSimplerNumbers({ ...scenario, faults: [outage] })].flatMap(({ faults = [] }) =>
    faults.flatMap((fault) => "toMs" in fault && fault.toMs !== outage.toMs ? [[fault.fromMs, fault.toMs]] : [])
  );
  const has = (fromMs: number, toMs: number) => spells.some((spell) => spell[0] === fromMs && spell[1] === toMs);
  // Next to none, a rounder part, and one unit less of what it lasts: 50 s.
  assertEquals([has(12_345, 12_346), has(12_345, 32_345), has(12_345, 52_345)], [true, true, true]);
  assertEquals([has(12_000, 62_000), has(0, 50_000)], [true, true]);
  assertEquals(spells.every(([fromMs, toMs]) => fromMs === 12_345 || toMs! - fromMs! === 50_000), true);
  assertEquals(spells.every(([fromMs, toMs]) => toMs! > fromMs!), true);
});

Deno.test("withSimplerNumbers() makes an outage that the scenario names shorter", () => {
  const outages = [{ name: "o", fromMs: 12_345, toMs: 62_345 }];
  const ends = [...withSimplerNumbers({ ...scenario, outages })].map((each) => each.outages![0]!.toMs);
  assertEquals(ends.includes(32_345), true);
});

Deno.test("upTo() cuts what outlasts the horizon, and leaves out what begins after it", () => {
  const { faults, outages, horizonMs } = upTo({
    ...scenario,
    faults: [
      { kind: "hang", fromMs: 10, toMs: 31 },
      { kind: "hang", fromMs: 30, toMs: 40 },
      { kind: "stall", atMs: 20, forMs: 11 },
      { kind: "crash", atMs: 30 },
      { kind: "crash", atMs: 31 },
    ],
    outages: [{ name: "o", fromMs: 0, toMs: 100_001 }, { name: "late", fromMs: 31, toMs: 40 }],
  }, 30);
  assertEquals([faults, outages, horizonMs], [
    [{ kind: "hang", fromMs: 10, toMs: 30 }, { kind: "stall", atMs: 20, forMs: 10 }, { kind: "crash", atMs: 30 }],
    [{ name: "o", fromMs: 0, toMs: 30 }],
    30,
  ]);
});

Deno.test("withRounderStrikes() moves nothing closer to what comes before it, and makes nothing longer", () => {
  const rounder = [...withRounderStrikes({
    ...scenario,
    outages: [{ name: "o", fromMs: 13_001, toMs: 14_567 }],
    operations: [{ atMs: 12_345, do: "stop", worker: "a-1" }],
  })].map(({ faults, outages, operations }) => [
    (faults![0] as { atMs: number }).atMs,
    operations![0]!.atMs,
    outages![0]!.fromMs,
    outages![0]!.toMs,
  ]);
  assertEquals(rounder, [
    [60_000, 60_000, 120_000, 121_566],
    [13_000, 13_000, 14_000, 15_566],
    [12_400, 12_400, 13_100, 14_666],
    [12_350, 12_350, 13_010, 14_576],
    [12_345, 12_345, 13_001, 14_567],
  ]);
});
