import { assertEquals } from "@std/assert";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";

const plain = { baseMs: 1_000, multiplier: 2, maxMs: 8_000, jitter: "none" } as const;

Deno.test("measureExecutor() counts executions, records and calls", async () => {
  const { metrics } = await simulateExecutor({
    name: "figures",
    horizonMs: 20_000,
    executor: { flushMs: 0, backoff: plain },
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 2_000 } }],
    store: { faults: [{ name: "db", fromMs: 3_000, toMs: 9_000, how: "fails" }] },
  });

  // Records of 4, 6 and 8 s wait: calls fail at 4, 5 and 7 s, the next are at 11 s, which are three.
  assertEquals(metrics, {
    executions: 10,
    statuses: { "success": 10, "error": 0, "cancelled": 0, "timed-out": 0 },
    accepted: 10,
    stored: 10,
    storedShare: 1,
    lost: 0,
    dropped: { overflow: 0, exhausted: 0, invalid: 0, noSession: 0, shutdown: 0 },
    spilled: 0,
    spilledLeft: 0,
    held: 0,
    mostHeld: 4,
    attempts: 12,
    failedAttempts: 3,
    longestWaitMs: 7_000,
    meanWaitMs: 1_600,
    longestOutageMs: 7_000,
    worstRecoveryMs: 2_000,
    stopMs: null,
  });
});

Deno.test("measureExecutor() knows no figure of what did not happen", async () => {
  const { metrics } = await simulateExecutor({
    name: "idle",
    horizonMs: 100,
    executor: {},
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 2_000 } }],
  });
  const { storedShare, longestWaitMs, meanWaitMs, longestOutageMs, worstRecoveryMs, stopMs } = metrics;
  assertEquals(
    [storedShare, longestWaitMs, meanWaitMs, longestOutageMs, worstRecoveryMs, stopMs],
    [null, null, null, null, null, null],
  );
});
