import { assertEquals } from "@std/assert";
import { hasHarsherDisturbances } from "../../../../src/telemetry/simulated/campaign/harsher_disturbance.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario, StoreFault } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const fails: StoreFault = { name: "disk", fromMs: 1_000, toMs: 9_000, how: "fails", share: 0.4 };
const slow: StoreFault = {
  name: "slow",
  fromMs: 10_000,
  toMs: 20_000,
  how: "slow",
  takes: { kind: "uniform", minMs: 0, maxMs: 60_000 },
};
const base: ExecutorScenario = {
  name: "disturbed",
  horizonMs: 60_000,
  executor: { storeTimeoutMs: 30_000 },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
  store: { faults: [fails, slow] },
  stalls: [{ atMs: 1_000, forMs: 500 }],
  wallClockJumps: [{ atMs: 2_000, byMs: -500 }],
  bursts: [{ atMs: 3_000, load: "orders/placed", count: 10 }],
  hangs: [{ fromMs: 4_000, toMs: 5_000, load: "orders/placed", share: 0.5 }],
  stopAtMs: 30_000,
  restartAtMs: 35_000,
};
function harsher(fields: Partial<ExecutorScenario>, than: Partial<ExecutorScenario> = {}): boolean {
  return hasHarsherDisturbances(executorCastOf({ ...base, ...fields }), executorCastOf({ ...base, ...than }));
}
const store = (...faults: StoreFault[]) => ({ store: { faults } });

Deno.test("hasHarsherDisturbances() is true of a fault that is longer, strikes more, is slower or another one", () => {
  assertEquals([harsher(store({ ...fails, fromMs: 999 })), harsher(store({ ...fails, toMs: 9_001 }))], [true, true]);
  assertEquals([harsher(store({ ...fails, share: 0.5 })), harsher(store({ ...fails, share: undefined }))], [
    true,
    true,
  ]);
  assertEquals(harsher(store({ ...fails, how: "hangs" })), true);
  assertEquals(harsher(store(fails, fails, slow)), true);
  // All calls would be too late, not one half of them.
  assertEquals(harsher(store({ ...slow, takes: { kind: "fixed", ms: 30_000 } })), true);
  const hangs = (fields: object) => harsher({ hangs: [{ ...base.hangs![0]!, ...fields }] });
  assertEquals([hangs({ share: 1 }), hangs({ toMs: 5_001 }), hangs({ load: undefined })], [true, true, true]);
  assertEquals(harsher({ stalls: [{ atMs: 1_000, forMs: 501 }] }), true);
  assertEquals(harsher({ stalls: [{ atMs: 1_001, forMs: 500 }] }), true);
  const jumps = (atMs: number, byMs: number) => harsher({ wallClockJumps: [{ atMs, byMs }] });
  assertEquals([jumps(2_000, -501), jumps(2_000, 1), jumps(2_001, -1)], [true, true, true]);
  const burst = (atMs: number, count: number) => harsher({ bursts: [{ atMs, load: "orders/placed", count }] });
  assertEquals([burst(3_000, 11), burst(2_999, 1), burst(60_000, 1)], [true, true, true]);
});

Deno.test("hasHarsherDisturbances() is false of less", () => {
  assertEquals(harsher({}), false);
  assertEquals(harsher({ store: {}, stalls: [], wallClockJumps: [], bursts: [], hangs: [] }), false);
  assertEquals(harsher(store({ ...fails, fromMs: 2_000, toMs: 3_000, share: 0.1 })), false);
  assertEquals(harsher({ hangs: [{ ...base.hangs![0]!, toMs: 4_500, share: 0.4 }] }), false);
  assertEquals(harsher({ stalls: [{ atMs: 1_000, forMs: 100 }] }), false);
  assertEquals(harsher({ wallClockJumps: [{ atMs: 2_000, byMs: -1 }] }), false);
  assertEquals(harsher({ bursts: [{ atMs: 3_000, load: "orders/placed", count: 1 }] }), false);
  // What begins after the end does not come.
  assertEquals(harsher({ horizonMs: 40_000, stalls: [{ atMs: 40_001, forMs: 1 }] }), false);
});

Deno.test("hasHarsherDisturbances() is true of a stop at another time, and of one that lasts longer", () => {
  assertEquals([harsher({ stopAtMs: 29_000 }), harsher({ restartAtMs: 36_000 })], [true, true]);
  assertEquals([harsher({ restartAtMs: undefined }), harsher({ restartAtMs: 34_000 })], [true, false]);
  // It is not started again within the run anyway.
  assertEquals(harsher({ horizonMs: 33_000, restartAtMs: undefined }), false);
  const none = { stopAtMs: undefined, restartAtMs: undefined };
  assertEquals([harsher(none), harsher(none, { restartAtMs: undefined })], [false, true]);
  assertEquals(harsher({ ...none, horizonMs: 30_000 }, { restartAtMs: undefined }), false);
});

Deno.test("hasHarsherDisturbances() is true where the healing comes at another time, or would have ended something", () => {
  const healing = (fromMs: number, faults: StoreFault[]) => ({
    recovery: { fromMs, withinMs: 1_000 },
    ...store(...faults),
    hangs: [],
  });
  assertEquals(harsher(healing(6_000, [fails]), healing(5_000, [fails])), true);
  assertEquals(harsher({ ...store(fails), hangs: [] }, healing(5_000, [fails])), true);
  assertEquals(harsher({ ...store(fails), hangs: [] }, healing(9_000, [fails])), false);
  assertEquals(harsher({ ...store({ ...fails, toMs: 5_000 }), hangs: [] }, healing(5_000, [fails])), false);
  // A call that hangs waits for it, or would without end.
  const hung = { ...fails, how: "hangs" } as const;
  assertEquals(harsher({ ...store(hung), hangs: [] }, healing(9_000, [hung])), true);
  assertEquals(
    harsher({ ...store(hung), hangs: [], horizonMs: 9_000, stopAtMs: undefined, restartAtMs: undefined }, {
      ...healing(9_000, [hung]),
    }),
    false,
  );
});
