import { assertEquals } from "@std/assert";
import { executorCoveragePoints } from "../../../../src/telemetry/simulated/campaign/executor_coverage.ts";
import { executorSubject } from "../../../../src/telemetry/simulated/campaign/executor_subject.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const base: ExecutorScenario = {
  name: "covered",
  horizonMs: 120_000,
  executor: { backoff: { baseMs: 1_000, multiplier: 2, maxMs: 8_000, jitter: "none" }, storeTimeoutMs: 3_000 },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 1_000 }, toMs: 119_500 }],
};
const outage = { name: "disk", fromMs: 10_000, toMs: 30_000, how: "fails" } as const;

async function coverageOf(fields: Partial<ExecutorScenario>) {
  const scenario = { ...base, ...fields };
  return (await executorSubject(scenario).run(scenario, "1", { limit: 1_000_000 })).outcome.coverage;
}

Deno.test("executorCoverage() has the places that a run came to, and no other", async () => {
  const hit = async (fields: Partial<ExecutorScenario>) => Object.keys(await coverageOf(fields));
  const includes = async (fields: Partial<ExecutorScenario>, points: readonly string[]) => {
    const coverage = await hit(fields);
    assertEquals(points.filter((point) => !coverage.includes(point)), [], coverage.join());
    assertEquals(coverage.filter((point) => !executorCoveragePoints.includes(point)), []);
  };
  const during = (how: "fails" | "hangs" | "locks" | "refuses-rows" | "stores-and-fails") => ({
    store: { faults: [{ ...outage, how }] },
  });
  const tight = { ...base.executor, capacity: 5, batchSize: 2 };
  assertEquals(await hit({}), []);
  await includes(during("fails"), ["fault:fails", "store-failure", "retry", "stored-after-outage"]);
  await includes({ ...during("fails"), executor: tight }, ["overflow", "nearly-full", "batch-full"]);
  await includes({ ...during("fails"), executor: { ...tight, retries: 1 } }, ["exhausted"]);
  await includes(during("hangs"), ["store-timeout"]);
  await includes(during("locks"), ["late-answer"]);
  await includes(during("refuses-rows"), ["refused-row"]);
  await includes(during("stores-and-fails"), ["stored-though-failed"]);
  await includes({ sessionFromMs: 5_000 }, ["no-session"]);
  const stop = { ...during("hangs"), stopAtMs: 20_000 };
  await includes(stop, ["stop", "fault:stop", "stop-while-retrying", "stop-at-limit", "lost-at-stop"]);
  await includes({ store: { takes: { kind: "fixed", ms: 2_000 } }, stopAtMs: 20_000 }, ["stop-while-writing"]);
  await includes({ ...stop, restartAtMs: 26_000, executor: { ...base.executor, spill: true } }, [
    "restart-after-stop",
    "spilled",
    "picked-up",
    "pick-up-again",
  ]);
  const long = {
    owner: "mail",
    name: "confirm",
    every: { kind: "fixed", ms: 1_000 },
    takes: { kind: "fixed", ms: 5_000 },
  } as const;
  const load = [{ ...base.load[0]!, outcomes: { success: 1, error: 1, hang: 1 }, timeoutMs: 700 }, long];
  await includes({ load, stopAtMs: 20_500 }, ["body-error", "body-timeout", "body-cancelled"]);
  await includes({
    stalls: [{ atMs: 1_000, forMs: 100 }],
    wallClockJumps: [{ atMs: 1_000, byMs: 100 }],
    bursts: [{ atMs: 1_000, load: "orders/placed", count: 1 }],
    hangs: [{ fromMs: 2_000, toMs: 2_100 }],
    recovery: { fromMs: 50_000, withinMs: 1_000 },
  }, ["fault:stall", "fault:wall-clock-jump", "fault:burst", "fault:hang", "recovered"]);
});

Deno.test("executorCoverage() counts how often", async () => {
  const { overflow, exhausted, ...others } = await coverageOf({
    executor: { ...base.executor, capacity: 5, flushMs: 0 },
    store: { faults: [outage, { ...outage, fromMs: 60_000, toMs: 70_000 }] },
  });
  // Of each outage the records that come after the fifth one, until the store is tried and found well.
  assertEquals(others["stored-though-failed"], undefined);
  // Calls at 10, 11, 13, 17 and 25 s, and at 60, 61, 63 and 67 s.
  assertEquals([exhausted, others["stored-after-outage"], others["fault:fails"]], [undefined, 2, 9]);
  assertEquals([others["nearly-full"], overflow! > 10], [2, true]);
});
