import { assertEquals } from "@std/assert";
import { executorFaultCounts } from "../../../../src/telemetry/simulated/campaign/executor_fault_counts.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const base: ExecutorScenario = {
  name: "counted",
  horizonMs: 1_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
};
const fault = (how: "fails" | "locks", fromMs: number) => ({ name: "disk", fromMs, toMs: fromMs + 1, how });

Deno.test("executorFaultCounts() counts by kind what goes wrong, and nothing where nothing does", () => {
  assertEquals(executorFaultCounts(base), {});
  assertEquals(
    executorFaultCounts({
      ...base,
      store: { faults: [fault("fails", 0), fault("locks", 1), fault("fails", 2)] },
      stalls: [{ atMs: 0, forMs: 1 }],
      wallClockJumps: [{ atMs: 0, byMs: 1 }],
      bursts: [{ atMs: 0, load: "orders/placed", count: 9 }],
      hangs: [{ fromMs: 0, toMs: 1 }],
      stopAtMs: 999,
    }),
    { "fails": 2, "locks": 1, "stall": 1, "wall-clock-jump": 1, "stop": 1, "burst": 1, "hang": 1 },
  );
});

Deno.test("executorFaultCounts() counts no fault that does not come: after the end, or when everything has healed", () => {
  const faults = [fault("fails", 499), fault("fails", 500), fault("locks", 1_000)];
  assertEquals(executorFaultCounts({ ...base, store: { faults }, stopAtMs: 1_000 }), { fails: 2 });
  const recovery = { fromMs: 500, withinMs: 100 };
  assertEquals(executorFaultCounts({ ...base, store: { faults }, recovery, stopAtMs: 900 }), { fails: 1, stop: 1 });
});
