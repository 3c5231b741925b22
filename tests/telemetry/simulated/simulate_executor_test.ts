import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { executorInvariants, simulateExecutor } from "../../../src/telemetry/simulated/mod.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/mod.ts";
import { anyExecutorScenario } from "../../support/executor_scenario_arbitrary.ts";
import { holds } from "../../support/law.ts";

const orders = { owner: "orders", name: "placed", every: { kind: "exponential", meanMs: 100 } } as const;
const mail = { owner: "mail", name: "confirm", every: { kind: "exponential", meanMs: 300 } } as const;
const outage = { name: "database", fromMs: 10_000, toMs: 40_000, how: "fails" } as const;
const base: ExecutorScenario = {
  name: "outage",
  horizonMs: 60_000,
  executor: {},
  load: [orders],
  store: { takes: { kind: "uniform", minMs: 1, maxMs: 9 }, faults: [outage] },
};

Deno.test("simulateExecutor() breaks no invariant in any scenario", async (t) => {
  await holds(
    t,
    fc.asyncProperty(anyExecutorScenario, fc.nat(), async (scenario, seed) => {
      assertEquals((await simulateExecutor(scenario, { seed })).breaches, []);
    }),
    { numRuns: 150 },
  );
});

Deno.test("simulateExecutor() gives the same result for the same seed, another one for another", async () => {
  const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => simulateExecutor(base, { seed })));
  assertEquals(same, one);
  assertNotEquals(other!.hash, one!.hash);
});

Deno.test("simulateExecutor() draws what a load does from a stream of its own", async () => {
  const orderTimes = async (scenario: ExecutorScenario) => {
    const { events } = await simulateExecutor(scenario);
    return events.flatMap((event) => event.type === "executed" && event.load === "orders/placed" ? [event.atMs] : []);
  };
  const alone = await orderTimes(base);
  assertEquals(await orderTimes({ ...base, load: [mail, orders] }), alone);
  assertEquals(await orderTimes({ ...base, store: {} }), alone);
  assert(alone.length > 400);
});

Deno.test("simulateExecutor() loses nothing in an outage that the queue has room for", async () => {
  const { metrics, breaches, expectations } = await simulateExecutor({
    ...base,
    expect: ["lost == 0", "most-held > 250", "longest-outage >= 30s", "worst-recovery < 20s", "stored == 0"],
  });
  assertEquals([metrics.lost, metrics.stored + metrics.held, breaches], [0, metrics.executions, []]);
  assertEquals(expectations.map(({ held }) => held), [true, true, true, true, false]);
});

Deno.test("simulateExecutor() counts every record under its cause", async () => {
  const dropped = async (fields: Partial<ExecutorScenario>) => {
    const { metrics, breaches } = await simulateExecutor({ ...base, ...fields });
    assertEquals(breaches, []);
    return Object.entries(metrics.dropped).filter(([, count]) => count > 0).map(([cause]) => cause);
  };
  assertEquals(await dropped({ executor: { capacity: 50 } }), ["overflow"]);
  assertEquals(await dropped({ executor: { retries: 1 } }), ["exhausted"]);
  assertEquals(await dropped({ store: { faults: [{ ...outage, how: "refuses-rows", share: 0.1 }] } }), ["invalid"]);
  assertEquals(await dropped({ store: {}, sessionFromMs: 5_000 }), ["noSession"]);
  assertEquals(await dropped({ stopAtMs: 20_000 }), ["shutdown"]);
  assertEquals(await dropped({ store: {}, stopAtMs: 20_000, load: [{ ...orders, ignoresStop: true }] }), ["shutdown"]);
});

Deno.test("simulateExecutor() picks up after a restart what was spilled at the stop", async () => {
  const stopped = { ...base, executor: { spill: true }, stopAtMs: 20_000 };
  const left = (await simulateExecutor(stopped)).metrics;
  const { metrics, breaches } = await simulateExecutor({ ...stopped, restartAtMs: 30_000 });

  assert(left.spilledLeft > 50);
  assertEquals([left.spilledLeft, left.lost, left.stopMs], [left.spilled, 0, 5_000]);
  assertEquals([metrics.spilled, metrics.spilledLeft, metrics.lost, breaches], [left.spilled, 0, 0, []]);
});

Deno.test("simulateExecutor() lets an answer count that was due before the time-out, where both come at the end of a stall", async () => {
  const called = async (takesMs: number) => {
    const { events, breaches } = await simulateExecutor({
      name: "stalled",
      horizonMs: 10_000,
      executor: { flushMs: 0, storeTimeoutMs: 1_000, backoff: { jitter: "none", baseMs: 5_000 } },
      load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 1_000 }, toMs: 1_500 }],
      store: { takes: { kind: "fixed", ms: takesMs } },
      stalls: [{ atMs: 1_100, forMs: 3_000 }],
    });
    assertEquals(breaches, []);
    return events.filter(({ type }) => type === "answered" || type === "attempt-failed")
      .map(({ atMs, type }) => `${atMs} ${type}`).slice(0, 2);
  };
  assertEquals(await called(999), ["4100 answered"]);
  // What is due at one moment comes in the order in which it was asked for: the answer was.
  assertEquals(await called(1_000), ["4100 answered"]);
  assertEquals(await called(1_001), ["4100 attempt-failed", "4100 answered"]);
});

Deno.test("simulateExecutor() writes down what was executed after a stall, all of it late", async () => {
  const { metrics, breaches, events } = await simulateExecutor({
    ...base,
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
    store: {},
    stalls: [{ atMs: 5_000, forMs: 2_000 }],
  });
  assertEquals(breaches, []);
  assertEquals(metrics.executions, 600);
  assertEquals(events.filter(({ type, atMs }) => type === "executed" && atMs === 7_000).length, 21);
});

Deno.test("simulateExecutor() depends on the time of day for ids alone", async () => {
  const jitterless = { ...base, executor: { backoff: { jitter: "none" } } } as const;
  const jumping = {
    ...jitterless,
    wallClockJumps: [{ atMs: 5_000, byMs: -86_400_000 }, { atMs: 20_000, byMs: 7_000_000 }],
  };
  const told = async (scenario: ExecutorScenario) => {
    const { events, breaches } = await simulateExecutor(scenario);
    assertEquals(breaches, []);
    return events.filter((event) => !("fault" in event)).map((event) => ({ ...event, id: undefined }));
  };
  assertEquals(await told(jumping), await told(jitterless));
});

Deno.test("simulateExecutor() executes a burst besides the load, which goes on as it would", async () => {
  const orderTimes = async (scenario: ExecutorScenario) => {
    const { events, breaches } = await simulateExecutor({ ...scenario, load: [mail, orders] });
    assertEquals(breaches, []);
    return events.flatMap((event) => event.type === "executed" ? [event.atMs] : []);
  };
  const without = await orderTimes(base);
  const burst = await orderTimes({ ...base, bursts: [{ atMs: 4_321.5, load: "orders/placed", count: 50 }] });
  assertEquals(burst.filter((atMs) => atMs === 4_321.5).length, 50);
  assertEquals(burst.filter((atMs) => atMs !== 4_321.5), without);
});

Deno.test("simulateExecutor() lets bodies hang of the load that it is said of", async () => {
  const { metrics, breaches } = await simulateExecutor({
    ...base,
    store: {},
    load: [{ ...orders, timeoutMs: 2_000 }, mail],
    hangs: [{ fromMs: 10_000, toMs: 20_000, load: "orders/placed" }],
  });
  assertEquals([metrics.statuses.error, metrics.statuses["timed-out"] > 60, breaches], [0, true, []]);
});

Deno.test("simulateExecutor() is cut off by its limit, and by an abort", async () => {
  const limited = await simulateExecutor(base, { limit: 300 });
  assertEquals([limited.cutOffBy, limited.breaches], ["limit", []]);
  assert(limited.endedAtMs < base.horizonMs);
  const long = { ...base, horizonMs: 3_600_000 };
  const aborted = await simulateExecutor(long, { signal: AbortSignal.abort() });
  assertEquals([aborted.cutOffBy, aborted.breaches], ["signal", []]);
});

Deno.test("simulateExecutor() hands the executor's own log to the logger", async () => {
  const said: string[] = [];
  const say = (_parts: unknown, ...rest: unknown[]) => said.push([_parts, ...rest].join(" "));
  await simulateExecutor(base, { logger: { debug: say, info: say, warn: say, error: say } });
  assert(said.some((line) => line.includes("could not be written down")), said.join("\n"));
});

Deno.test("simulateExecutor() refuses what it does not know", async () => {
  await assertRejects(() => simulateExecutor(base, { engine: "real" } as never), TypeError, 'unknown option "engine"');
  await assertRejects(() => simulateExecutor(base, { limit: 0 }), RangeError, '"limit" must be a whole number');
  await assertRejects(() => simulateExecutor({ ...base, load: 1 } as never), TypeError, '"load" must be a list');
});

Deno.test("executorInvariants have a name and a sentence each", () => {
  assertEquals(new Set(executorInvariants.map(({ name }) => name)).size, executorInvariants.length);
  for (const { name, description } of executorInvariants) assert(/^[A-Z]/.test(description), name);
});
