// Decision 10: when a worker's attempts and cooldowns start over, and what its budget has to do with it.
import { assertEquals } from "@std/assert";
import type { Worker } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { endless, rigid, superviseVirtually } from "../support/virtual_run.ts";

/** The second incarnation lives for so long; then come further crashes at once. */
for (const [lifeMs, delaysMs] of [[4_999, [1_000, 2_000]], [5_000, [1_000, 1_000]], [5_001, [1_000, 1_000]]] as const) {
  Deno.test(`supervise() with healthyAfterMs 5000 waits ${delaysMs[1]} ms after a life of ${lifeMs} ms`, async () => {
    const run = superviseVirtually(crashingAfter(0, lifeMs), { healthyAfterMs: 5_000 });
    await run.advance(20_000);
    assertEquals(run.delaysMs, delaysMs);
  });
}

for (const [lifeMs, healthy] of [[29_999, 0], [30_000, 1], [30_001, 1]] as const) {
  Deno.test(`supervise() takes the backoff's maxMs for healthyAfterMs: a life of ${lifeMs} ms`, async () => {
    const run = superviseVirtually(crashingAfter(0, lifeMs));
    await run.advance(100_000);
    assertEquals(run.times("healthy").filter((atMs) => atMs < 32_000).length, healthy);
  });
}

Deno.test("supervise() tells what a healthy time forgives", async () => {
  const run = superviseVirtually(crashingAfter(0, 0, 0), {
    budget: { intensity: 1, periodMs: 10_000 },
    cooldownMs: 100,
    healthyAfterMs: 5_000,
  });
  await run.advance(100_000);
  assertEquals(run.lines("cooldown-started", "healthy"), [
    "1000 w#2 cooldown-started cycle=1 cooldownMs=100 retryAtMs=1100 rule=worker-budget",
    "7100 w#4 healthy attempts=1 cooldowns=1",
  ]);
});

Deno.test("supervise() does not call a worker healthy that never failed", async () => {
  const run = superviseVirtually(obedient);
  await run.advance(1_000_000);
  assertEquals(run.heads(), ["0 w#1 started"]);
  assertEquals(run.clock.pending, 1);
});

Deno.test("supervise() does not count the time of a start-up as health", async () => {
  const slow: Worker = async (context) => {
    if (context.incarnation === 1) throw new Error("boom");
    await context.clock.sleep(4_000);
    context.ready();
    await obedient(context);
  };
  const run = superviseVirtually(slow, { startupTimeoutMs: 10_000, healthyAfterMs: 5_000 });
  await run.advance(100_000);
  assertEquals(run.heads("ready", "healthy"), ["5000 w#2 ready", "10000 w#2 healthy"]);
});

Deno.test("WorkerContext.ready() starts the healthy time over when it is first said", async () => {
  const run = superviseVirtually(async (context) => {
    if (context.incarnation === 1) throw new Error("boom");
    await context.clock.sleep(3_000);
    context.ready("connected");
    await context.clock.sleep(1_000);
    context.ready("again");
    await obedient(context);
  }, { healthyAfterMs: 5_000 });
  await run.advance(100_000);
  assertEquals(run.lines("ready", "healthy"), [
    "4000 w#2 ready reason=connected",
    "9000 w#2 healthy attempts=1 cooldowns=0",
  ]);
});

Deno.test("WorkerContext.ready() starts the healthy time over in each incarnation anew", async () => {
  const run = superviseVirtually(async (context) => {
    await context.clock.sleep(3_000);
    context.ready();
    if (context.incarnation === 1) throw new Error("boom");
    await obedient(context);
  }, { healthyAfterMs: 5_000 });
  await run.advance(100_000);
  assertEquals(run.heads("ready", "healthy"), ["3000 w#1 ready", "7000 w#2 ready", "12000 w#2 healthy"]);
});

Deno.test("WorkerContext.notReady() breaks the healthy time, which ready() begins anew", async () => {
  const run = superviseVirtually(async (context) => {
    if (context.incarnation === 1) throw new Error("boom");
    await context.clock.sleep(4_999);
    context.notReady("lost its peer");
    context.notReady("still lost");
    await context.clock.sleep(10_000);
    context.ready("peer is back");
    await obedient(context);
  }, { healthyAfterMs: 5_000 });
  await run.advance(100_000);
  assertEquals(run.lines("not-ready", "ready", "healthy"), [
    "5999 w#2 not-ready reason=lost its peer",
    "15999 w#2 ready reason=peer is back",
    "20999 w#2 healthy attempts=1 cooldowns=0",
  ]);
});

Deno.test("supervise() does not forgive the budget of a worker that is healthy each time", async () => {
  const run = superviseVirtually(crashingAfter(0, 6_000, 6_000, 6_000), {
    healthyAfterMs: 5_000,
    budget: { intensity: 3, periodMs: 100_000 },
    onExhausted: "give-up",
  });
  await run.advance(100_000);
  assertEquals(run.delaysMs, [1_000, 1_000, 1_000]);
  assertEquals(run.lines("gave-up"), ["21000 w#4 gave-up rule=worker-budget error=Error: boom"]);
});

Deno.test("supervise() with resetWhenHealthy forgives the budget of a worker that is healthy each time", async () => {
  const lives = Array.from({ length: 50 }, () => 6_000);
  const run = superviseVirtually(crashingAfter(...lives), {
    healthyAfterMs: 5_000,
    budget: { intensity: 1, periodMs: 1_000_000, resetWhenHealthy: true },
    onExhausted: "give-up",
  });
  await run.advance(1_000_000);
  assertEquals([run.delaysMs.length, run.heads("gave-up")], [50, []]);
});

Deno.test("supervise() with resetWhenHealthy after 0 ms resets on ready, as the reference does", async () => {
  const readyEachTime: Worker = async ({ clock, ready }) => {
    await clock.sleep(100);
    ready();
    await clock.sleep(0);
    throw new Error("boom");
  };
  const run = superviseVirtually(readyEachTime, {
    startupTimeoutMs: 5_000,
    healthyAfterMs: 0,
    budget: { intensity: 1, periodMs: 1_000_000, resetWhenHealthy: true },
  });
  await run.advance(1_100 * 20 - 1);
  assertEquals(run.delaysMs, Array.from({ length: 20 }, () => 1_000));
});

Deno.test("supervise() with resetWhenHealthy after 0 ms still exhausts the budget of a worker that is never ready", async () => {
  const run = superviseVirtually(alwaysCrashing, {
    startupTimeoutMs: 5_000,
    healthyAfterMs: 0,
    budget: { intensity: 2, periodMs: 1_000_000, resetWhenHealthy: true },
    onExhausted: "give-up",
  });
  await run.advance(100_000);
  assertEquals([run.times("started"), run.report?.rule], [[0, 1_000, 3_000], "worker-budget"]);
});

Deno.test("supervise() does not count waiting or cooling as health", async () => {
  const run = superviseVirtually(alwaysCrashing, {
    backoff: { ...rigid, maxMs: 8_000 },
    healthyAfterMs: 3_000,
    budget: endless,
  });
  await run.advance(22_999);
  assertEquals(run.delaysMs, [1_000, 2_000, 4_000, 8_000, 8_000]);
  assertEquals(run.heads("healthy"), []);
});
