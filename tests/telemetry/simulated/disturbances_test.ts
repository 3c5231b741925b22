import { assertEquals, assertThrows } from "@std/assert";
import { castDisturbances } from "../../../src/telemetry/simulated/disturbances.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";

const least: ExecutorScenario = {
  name: "least",
  horizonMs: 1_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
};
const { load } = executorCastOf(least);
const cast = (fields: Partial<ExecutorScenario>) => castDisturbances("judge", { ...least, ...fields }, load);

Deno.test("castDisturbances() has none where a scenario says nothing", () => {
  assertEquals(cast({}), { stalls: [], wallClockJumps: [], bursts: [], hangs: [] });
});

Deno.test("castDisturbances() puts them into the order of their times, up to the moment at which everything heals", () => {
  const { stalls, wallClockJumps, bursts, hangs } = cast({
    recovery: { fromMs: 500, withinMs: 100 },
    stalls: [{ atMs: 300, forMs: 1 }, { atMs: 100, forMs: 1 }, { atMs: 500, forMs: 1 }],
    wallClockJumps: [{ atMs: 499, byMs: 1 }, { atMs: 500, byMs: 1 }],
    bursts: [{ atMs: 499, load: "orders/placed", count: 1 }, { atMs: 500, load: "orders/placed", count: 1 }],
    hangs: [{ fromMs: 100, toMs: 600 }, { fromMs: 500, toMs: 600, share: 0.5 }, { fromMs: 1, toMs: 2, share: 0.5 }],
  });
  assertEquals(stalls.map(({ atMs }) => atMs), [100, 300]);
  assertEquals([wallClockJumps.map(({ atMs }) => atMs), bursts.map(({ atMs }) => atMs)], [[499], [499]]);
  assertEquals(hangs, [{ fromMs: 100, toMs: 500, share: 1 }, { fromMs: 1, toMs: 2, share: 0.5 }]);
});

Deno.test("castDisturbances() sums jumps up in the order of their times, whatever their order in the list", () => {
  const back = { atMs: 10, byMs: -1.5e12 };
  const forth = { atMs: 5, byMs: 1.5e12 };
  assertEquals(
    cast({ wallClockJumps: [{ atMs: 20, byMs: -1.5e12 }, forth, { ...back, atMs: 7 }] }).wallClockJumps.length,
    3,
  );
  const { message } = assertThrows(
    () => cast({ wallClockJumps: [{ ...forth, atMs: 30 }, { atMs: 20, byMs: -1.5e12 }, back] }),
    RangeError,
  );
  assertEquals(
    message,
    'Cannot judge: "wallClockJumps[1].byMs" must leave the time of day between the years 1970 and 9999, received ' +
      "-1500000000000",
  );
});
