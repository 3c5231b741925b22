import { assertEquals } from "@std/assert";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";

const backoff = { baseMs: 1_000, multiplier: 2, maxMs: 8_000, jitter: "none" } as const;
const base: ExecutorScenario = {
  name: "healing",
  horizonMs: 60_000,
  executor: { flushMs: 0, backoff },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 500 } }],
  store: { faults: [{ name: "disk", fromMs: 5_000, toMs: 50_000, how: "fails" }] },
  recovery: { fromMs: 20_000, withinMs: 10_000 },
};

async function recoveryOf(fields: Partial<ExecutorScenario>) {
  const { recovery, breaches } = await simulateExecutor({ ...base, ...fields });
  assertEquals(breaches, []);
  return recovery;
}

Deno.test("judgeExecutorRecovery() finds everything written down after a fault that was ended", async () => {
  assertEquals(await recoveryOf({}), {
    healedAtMs: 20_000,
    dueAtMs: 30_000,
    recovered: true,
    waiting: 0,
    lateCalls: 0,
  });
});

Deno.test("judgeExecutorRecovery() counts the records that still wait, and the calls that come late", async () => {
  // Calls fail at 5, 6, 8, 12 and 20 s without the end of the fault; here the last one comes at 20 s, and succeeds.
  const early = await recoveryOf({ recovery: { fromMs: 13_000, withinMs: 6_000 } });
  assertEquals([early?.recovered, early!.waiting > 0, early!.lateCalls > 0], [false, true, true]);
  const late = await recoveryOf({ recovery: { fromMs: 13_000, withinMs: 8_000 } });
  assertEquals(late?.recovered, true);
});

Deno.test("judgeExecutorRecovery() does not wait for who was stopped for good", async () => {
  const stopped = await recoveryOf({ stopAtMs: 19_000, executor: { ...base.executor, spill: true, stopMs: 500 } });
  assertEquals([stopped?.recovered, stopped?.waiting], [true, 0]);
});

Deno.test("judgeExecutorRecovery() waits for what lies in the spill folder of an executor that runs", async () => {
  const executor = { ...base.executor, spill: true, stopMs: 500 };
  const restarted = { executor, stopAtMs: 10_000, restartAtMs: 11_000 };
  // Picked up at once, which fails, and then after 1, 2, 4 and 8 s.
  const soon = await recoveryOf({ ...restarted, recovery: { fromMs: 19_000, withinMs: 6_000 } });
  const [left, later] = [
    soon!.waiting,
    await recoveryOf({ ...restarted, recovery: { fromMs: 19_000, withinMs: 20_000 } }),
  ];
  assertEquals([soon?.recovered, left > 0], [false, true]);
  assertEquals(later?.recovered, true);
});

Deno.test("judgeExecutorRecovery() says nothing where nothing was to heal, or the run was cut off", async () => {
  assertEquals(await recoveryOf({ recovery: undefined }), undefined);
  const { recovery } = await simulateExecutor(base, { limit: 100 });
  assertEquals(recovery, undefined);
});

Deno.test("judgeExecutorRecovery() finds everything written down of which a call hung, took too long or waited for a lock", async () => {
  for (const how of ["hangs", "slow", "locks"] as const) {
    const takes = how === "slow" ? { takes: { kind: "fixed", ms: 500_000 } as const } : {};
    const healed = await recoveryOf({
      executor: { ...base.executor, storeTimeoutMs: 600_000 },
      store: { faults: [{ name: "disk", fromMs: 5_000, toMs: 50_000, how, ...takes }] },
    });
    assertEquals([healed?.recovered, healed?.waiting], [true, 0], how);
  }
});
