// Decision 12: a promise cannot be killed. At the end of its grace it is abandoned, and never restarted while it lives.
import { assertEquals } from "@std/assert";
import { deaf, obedient, slowToStop } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

for (const [stopMs, outcome] of [[999, "stopped"], [1_000, "stopped"], [1_001, "abandoned"]] as const) {
  Deno.test(`supervise() with graceMs 1000 calls a worker ${outcome} that takes ${stopMs} ms to stop`, async () => {
    const run = superviseVirtually(slowToStop(stopMs), { graceMs: 1_000 });
    await run.advance(500);
    await run.stop();
    await run.advance(998);
    assertEquals(run.isOver, false);
    await run.advance(2);
    assertEquals([run.report?.outcome, run.report?.abandonedSinceMs], [
      outcome,
      outcome === "stopped" ? undefined : 500,
    ]);
  });
}

Deno.test("runGroup() tells since when an abandoned worker was asked to stop", async () => {
  const run = runGroupVirtually([["deaf", deaf], ["good", obedient]], { defaults: { graceMs: 1_000 } });
  await run.advance(500);
  await run.stop();
  await run.advance(1_000);
  assertEquals(run.lines().slice(3), [
    "500 group group-stopping reason=abort",
    "500 good#1 stopping graceMs=1000",
    "500 good#1 stopped ranMs=500",
    "500 good#1 finished outcome=stopped rule=stop-requested",
    "500 deaf#1 stopping graceMs=1000",
    "1500 deaf#1 abandoned sinceMs=500",
    "1500 group group-finished outcome=stopped",
  ]);
  assertEquals(run.report?.abandoned, ["deaf"]);
});

Deno.test("runGroup() waits for each worker's own grace, one after the other", async () => {
  const run = runGroupVirtually([
    { name: "short", run: deaf, graceMs: 100 },
    { name: "long", run: slowToStop(2_999), graceMs: 3_000 },
  ]);
  await run.advance(0);
  await run.stop();
  await run.advance(3_099);
  assertEquals(run.heads("abandoned", "stopped", "group-finished"), [
    "2999 long#1 stopped",
    "3099 short#1 abandoned",
    "3099 group group-finished",
  ]);
});

Deno.test("runGroup() in parallel waits for each worker's own grace", async () => {
  const run = runGroupVirtually([
    { name: "short", run: deaf, graceMs: 100 },
    { name: "long", run: slowToStop(2_999), graceMs: 3_000 },
  ], { stopOrder: "parallel" });
  await run.advance(0);
  await run.stop();
  await run.advance(3_000);
  assertEquals(run.heads("abandoned", "stopped", "group-finished"), [
    "100 short#1 abandoned",
    "2999 long#1 stopped",
    "2999 group group-finished",
  ]);
});

Deno.test("supervise() with graceMs 0 does not wait at all", async () => {
  const run = superviseVirtually(deaf, { graceMs: 0 });
  await run.advance(10);
  await run.stop();
  assertEquals([run.report?.outcome, run.clock.now()], ["abandoned", 10]);
});

Deno.test("runGroup() does not wait for a worker that was abandoned when it failed to start", async () => {
  const run = runGroupVirtually([
    { name: "hung", run: deaf, startupTimeoutMs: 100, graceMs: 50 },
    ["brief", ({ clock }) => clock.sleep(1_000)],
  ]);
  await run.advance(1_000);
  assertEquals(run.heads("abandoned", "group-finished"), ["150 hung#1 abandoned", "1000 group group-finished"]);
  assertEquals([run.report?.outcome, run.report?.abandoned], ["ended", ["hung"]]);
});

Deno.test("runGroup() never restarts an abandoned worker while it lives", async () => {
  const run = runGroupVirtually([
    { name: "hung", run: deaf, startupTimeoutMs: 100, graceMs: 50 },
    ["other", obedient],
  ]);
  await run.advance(10_000_000);
  assertEquals(run.typesOf("hung"), ["started", "startup-timeout", "stopping", "abandoned"]);
});

Deno.test("runGroup() revives an abandoned worker whose start failed once it has ended", async () => {
  const run = runGroupVirtually([
    { name: "slow", run: ({ clock }) => clock.sleep(1_000), startupTimeoutMs: 100, graceMs: 50, backoff: rigid },
    ["other", obedient],
  ]);
  await run.advance(2_000);
  assertEquals(run.lines().filter((line) => line.includes("slow")), [
    "0 slow#1 started ready=false after=first",
    "100 slow#1 startup-timeout startupTimeoutMs=100",
    "100 slow#1 stopping graceMs=50",
    "150 slow#1 abandoned sinceMs=100",
    "1000 slow#1 late-exit",
    '1000 slow#1 crashed error=StartupTimeoutError: Cannot start worker "slow": it was not ready within 100 ms ranMs=1000',
    "1000 slow#1 restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
    "2000 slow#2 started ready=false after=restart",
  ]);
});

Deno.test("runGroup() waits for a worker that came back from abandonment", async () => {
  const run = runGroupVirtually([
    {
      name: "slow",
      run: ({ clock, incarnation }) => incarnation === 1 ? clock.sleep(1_000) : undefined,
      startupTimeoutMs: 100,
      graceMs: 50,
      backoff: rigid,
    },
    ["brief", ({ clock }) => clock.sleep(1_500)],
  ]);
  await run.advance(10_000);
  assertEquals(run.heads("completed", "group-finished"), [
    "1500 brief#1 completed",
    "2000 slow#2 completed",
    "2000 group group-finished",
  ]);
});

Deno.test("runGroup() does not revive a worker that ends after the stop", async () => {
  const run = runGroupVirtually([
    { name: "slow", run: ({ clock }) => clock.sleep(1_000), startupTimeoutMs: 100, graceMs: 50 },
    { name: "slower", run: slowToStop(5_000), graceMs: 10_000 },
  ]);
  await run.advance(500);
  await run.stop();
  await run.advance(10_000);
  assertEquals(run.heads().slice(-6), [
    "500 group group-stopping",
    "500 slower#1 stopping",
    "1000 slow#1 late-exit",
    "5500 slower#1 stopped",
    "5500 slower#1 finished",
    "5500 group group-finished",
  ]);
  assertEquals(run.report?.abandoned, ["slow"]);
});

Deno.test("runGroup() tells nothing of a worker that ends after the group", async () => {
  const run = runGroupVirtually([{ name: "late", run: slowToStop(5_000), graceMs: 100 }]);
  await run.advance(0);
  await run.stop();
  await run.advance(10_000);
  assertEquals(run.heads().at(-1), "100 group group-finished");
});
