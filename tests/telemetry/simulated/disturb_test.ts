import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import { disturb } from "../../../src/telemetry/simulated/disturb.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";

const base: ExecutorScenario = {
  name: "disturbed",
  horizonMs: 1_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
};

async function told(fields: Partial<ExecutorScenario>) {
  const clock = new VirtualClock();
  const events: string[] = [];
  const stalls = disturb(executorCastOf({ ...base, ...fields }), {
    clock,
    tell: (event) => events.push(`${event.atMs} ${event.type} ${"fault" in event ? event.fault : ""}`),
    burst: ({ count }) => events.push(`${count} at once`),
  });
  await clock.advanceTo(1_000);
  return { events, stalls };
}

Deno.test("disturb() tells of each fault when it begins and when it is over", async () => {
  const { events } = await told({
    store: { faults: [{ name: "disk", fromMs: 100, toMs: 200, how: "fails" }] },
    wallClockJumps: [{ atMs: 300, byMs: -5 }],
    bursts: [{ atMs: 400, load: "orders/placed", count: 7 }],
    hangs: [{ fromMs: 500, toMs: 600 }],
  });
  assertEquals(events, [
    "100 fault-began disk",
    "200 fault-ended disk",
    "300 fault-began wall-clock-jump",
    "300 fault-ended wall-clock-jump",
    "400 fault-began burst",
    "7 at once",
    "400 fault-ended burst",
    "500 fault-began hang",
    "600 fault-ended hang",
  ]);
});

Deno.test("disturb() stalls the clock, one stall after the other, and not beyond the end", async () => {
  const { events, stalls } = await told({
    stalls: [{ atMs: 100, forMs: 300 }, { atMs: 200, forMs: 50 }, { atMs: 900, forMs: 5_000 }],
    bursts: [{ atMs: 150, load: "orders/placed", count: 1 }],
  });
  assertEquals(stalls, [{ fromMs: 100, toMs: 400 }, { fromMs: 400, toMs: 450 }, { fromMs: 900, toMs: 1_000 }]);
  assertEquals(events.filter((event) => event.includes("burst")), ["400 fault-began burst", "400 fault-ended burst"]);
});

Deno.test("disturb() lets nothing go wrong once everything has healed", async () => {
  const { events, stalls } = await told({
    recovery: { fromMs: 500, withinMs: 500 },
    store: {
      faults: [
        { name: "disk", fromMs: 400, toMs: 800, how: "fails" },
        { name: "later", fromMs: 500, toMs: 800, how: "fails" },
      ],
    },
    stalls: [{ atMs: 450, forMs: 300 }, { atMs: 600, forMs: 10 }],
    hangs: [{ fromMs: 499, toMs: 900 }, { fromMs: 500, toMs: 900 }],
  });
  assertEquals(stalls, [{ fromMs: 450, toMs: 500 }]);
  assertEquals(events, [
    "400 fault-began disk",
    "450 fault-began stall",
    "500 fault-ended stall",
    "500 fault-began hang",
    "500 fault-ended disk",
    "500 fault-ended hang",
  ]);
});
