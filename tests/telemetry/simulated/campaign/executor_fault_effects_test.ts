import { assertEquals } from "@std/assert";
import { RandomStreams } from "../../../../src/simulation/random_streams.ts";
import { executorFaultEffects } from "../../../../src/telemetry/simulated/campaign/executor_fault_effects.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import { executorEngine } from "../../../../src/telemetry/simulated/executor_engine.ts";
import type { ExecutorScenario, StoreFaultKind } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const base: ExecutorScenario = {
  name: "struck",
  horizonMs: 100_000,
  executor: { flushMs: 0, backoff: { jitter: "none" }, storeTimeoutMs: 2_000 },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 1_000 }, toMs: 50_500 }],
};
const during = (fromMs: number, toMs: number, how: StoreFaultKind, fields = {}) => ({
  store: { faults: [{ name: "disk", fromMs, toMs, how, ...fields }] },
});

async function effectsOf(fields: Partial<ExecutorScenario>) {
  const cast = executorCastOf({ ...base, ...fields });
  const { trace } = await executorEngine(cast, new RandomStreams("1"), { limit: 100_000 });
  return executorFaultEffects(trace);
}

Deno.test("executorFaultEffects() counts the calls of the store that a fault struck", async () => {
  assertEquals(await effectsOf({}), {});
  // Calls at 10 and 11 s fail; and at 13 s no more.
  assertEquals(await effectsOf(during(9_500, 12_500, "fails")), { fails: 2 });
  for (const how of ["hangs", "locks", "stores-and-fails", "refuses-rows"] as const) {
    assertEquals(await effectsOf(during(9_500, 10_500, how)), { [how]: 1 });
  }
  assertEquals(await effectsOf(during(9_500, 10_500, "slow", { takes: { kind: "fixed", ms: 10 } })), { slow: 1 });
});

Deno.test("executorFaultEffects() counts no fault that met nobody", async () => {
  for (const how of ["fails", "hangs", "locks", "stores-and-fails", "refuses-rows"] as const) {
    assertEquals(await effectsOf(during(60_000, 70_000, how)), {}, how);
    assertEquals(await effectsOf(during(9_500, 12_500, how, { share: 1e-9 })), {}, how);
  }
  assertEquals(await effectsOf({ hangs: [{ fromMs: 60_000, toMs: 70_000 }] }), {});
  assertEquals(await effectsOf({ hangs: [{ fromMs: 9_500, toMs: 9_600 }] }), {});
  assertEquals(await effectsOf({ stalls: [{ atMs: 60_000, forMs: 5_000 }, { atMs: 9_100, forMs: 100 }] }), {});
  assertEquals(await effectsOf({ wallClockJumps: [{ atMs: 60_000, byMs: 5 }, { atMs: 1_000, byMs: 0 }] }), {});
  const recovery = { fromMs: 5_000, withinMs: 1_000 };
  assertEquals(
    await effectsOf({ ...during(9_500, 12_500, "fails"), recovery, stalls: [{ atMs: 9_900, forMs: 500 }] }),
    {},
  );
  const stopped = { stopAtMs: 8_500, restartAtMs: 12_500 };
  assertEquals(await effectsOf({ ...stopped, bursts: [{ atMs: 9_900, load: "orders/placed", count: 5 }] }), {
    stop: 1,
  });
  assertEquals(await effectsOf({ stopAtMs: 100_001 }), {});
});

Deno.test("executorFaultEffects() counts what else had an effect", async () => {
  assertEquals(await effectsOf({ hangs: [{ fromMs: 9_500, toMs: 12_500 }] }), { hang: 3 });
  // The second one begins where the first one ends: what is due at 10 s comes before it, or at its end.
  assertEquals(await effectsOf({ stalls: [{ atMs: 9_900, forMs: 300 }, { atMs: 10_100, forMs: 300 }] }), { stall: 1 });
  assertEquals(await effectsOf({ stalls: [{ atMs: 9_900, forMs: 300 }, { atMs: 9_950, forMs: 300 }] }), { stall: 2 });
  assertEquals(await effectsOf({ wallClockJumps: [{ atMs: 50_000, byMs: -5 }, { atMs: 1_000, byMs: 9 }] }), {
    "wall-clock-jump": 2,
  });
  const bursts = [{ atMs: 9_900, load: "orders/placed", count: 5 }, { atMs: 9_900, load: "orders/placed", count: 7 }];
  assertEquals(await effectsOf({ bursts }), { burst: 2 });
});
