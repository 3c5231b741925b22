import { assert, assertEquals } from "@std/assert";
import { withEarlierBegin } from "../../../../src/telemetry/simulated/campaign/earlier_begin.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const orders = { owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } } as const;
const scenario: ExecutorScenario = {
  name: "late",
  horizonMs: 90_000,
  executor: {},
  load: [{ ...orders, fromMs: 5_000, toMs: 80_000 }],
  store: { faults: [{ name: "disk", fromMs: 20_000, toMs: 30_000, how: "fails" }] },
  stalls: [{ atMs: 12_345, forMs: 20 }],
  wallClockJumps: [{ atMs: 40_000, byMs: 5 }],
  bursts: [{ atMs: 25_000, load: "orders/placed", count: 9 }],
  hangs: [{ fromMs: 50_000, toMs: 51_000 }],
  stopAtMs: 60_000,
  restartAtMs: 61_000,
  sessionFromMs: 100,
  recovery: { fromMs: 70_000, withinMs: 5_000 },
};

Deno.test("withEarlierBegin() moves all that follows as much as the first fault", () => {
  const [first, ...others] = withEarlierBegin(scenario);
  assertEquals(first, {
    ...scenario,
    horizonMs: 77_655,
    load: [{ ...orders, fromMs: 0, toMs: 67_655 }],
    store: { faults: [{ name: "disk", fromMs: 7_655, toMs: 17_655, how: "fails" }] },
    stalls: [{ atMs: 0, forMs: 20 }],
    wallClockJumps: [{ atMs: 27_655, byMs: 5 }],
    bursts: [{ atMs: 12_655, load: "orders/placed", count: 9 }],
    hangs: [{ fromMs: 37_655, toMs: 38_655 }],
    stopAtMs: 47_655,
    restartAtMs: 48_655,
    sessionFromMs: 0,
    recovery: { fromMs: 57_655, withinMs: 5_000 },
  });
  assert(others.length > 3);
  for (const other of others) {
    executorCastOf(other);
    assertEquals(other.horizonMs - other.stalls![0]!.atMs, 77_655);
  }
});

Deno.test("withEarlierBegin() has nothing to move where nothing goes wrong, or at once", () => {
  const { store: _, stalls: __, wallClockJumps: ___, bursts: ____, hangs: _____, ...rest } = scenario;
  const calm = { ...rest, stopAtMs: undefined, restartAtMs: undefined };
  assertEquals([...withEarlierBegin(calm)], []);
  assertEquals([...withEarlierBegin({ ...scenario, stalls: [{ atMs: 0, forMs: 5 }] })], []);
});
