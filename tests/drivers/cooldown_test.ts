// Decisions 3 and 8: cooldowns, how many of them there may be, and what is charged.
import { assertEquals } from "@std/assert";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

/** One restart per 10 s, then a cooldown of 60 s: a worker that crashes at once starts twice per cycle. */
const spec = { backoff: rigid, budget: { intensity: 1, periodMs: 10_000 }, cooldownMs: 60_000 } as const;

for (const [maxCooldowns, starts] of [[1, 4], [2, 6], [3, 8]] as const) {
  Deno.test(`supervise() with maxCooldowns ${maxCooldowns} gives up at start ${starts}`, async () => {
    const run = superviseVirtually(alwaysCrashing, { ...spec, maxCooldowns });
    await run.advance(10_000_000);
    assertEquals([run.report?.starts, run.report?.cooldowns, run.report?.rule], [
      starts,
      maxCooldowns,
      "max-cooldowns",
    ]);
  });
}

for (const [atMs, starts] of [[60_999, 2], [61_000, 3], [61_001, 3]] as const) {
  Deno.test(`supervise() in a cooldown from 1 s to 61 s has ${starts} starts at ${atMs} ms`, async () => {
    const run = superviseVirtually(alwaysCrashing, spec);
    await run.advance(atMs);
    assertEquals(run.times("started").length, starts);
  });
}

Deno.test("supervise() counts cooldowns anew after a confirmed recovery", async () => {
  const twoCrashes = [0, 0];
  const healthyLife = 30_000;
  const run = superviseVirtually(
    crashingAfter(...twoCrashes, healthyLife, 0, healthyLife, 0, healthyLife, 0),
    { ...spec, maxCooldowns: 1 },
  );
  await run.advance(10_000_000);
  assertEquals(run.lines("cooldown-started").map((line) => line.split(" ")[3]), [
    "cycle=1",
    "cycle=1",
    "cycle=1",
    "cycle=1",
  ]);
  assertEquals(run.isOver, false);
});

Deno.test("supervise() counts on when the recovery came 1 ms short of healthyAfterMs", async () => {
  const run = superviseVirtually(crashingAfter(0, 0, 29_999, 0), { ...spec, maxCooldowns: 1 });
  await run.advance(10_000_000);
  assertEquals([run.report?.starts, run.report?.rule], [4, "max-cooldowns"]);
});

Deno.test("supervise() begins with attempt 1 after a cooldown", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, budget: { intensity: 3, periodMs: 100_000 } });
  await run.advance(80_000);
  assertEquals(run.delaysMs, [1_000, 2_000, 4_000, 1_000, 2_000, 4_000]);
});

Deno.test("supervise() with cooldownMs 0 starts again at the same instant", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: { intensity: 0 }, cooldownMs: 0, maxCooldowns: 3 });
  await run.advance(0);
  assertEquals([run.times("started"), run.report?.rule], [[0, 0, 0, 0], "max-cooldowns"]);
});

for (const [lifeMs, used] of [[8_999, 2], [9_000, 1], [9_001, 1]] as const) {
  Deno.test(`supervise() has used ${used} of a 10 s window after restarts at 0 and ${1_000 + lifeMs} ms`, async () => {
    const run = superviseVirtually(crashingAfter(0, lifeMs), { budget: { intensity: 3, periodMs: 10_000 } });
    await run.advance(20_000);
    const scheduled = run.events.filter((event) => event.type === "restart-scheduled");
    assertEquals(scheduled.map(({ atMs, budgetUsed }) => [atMs, budgetUsed]), [[0, 1], [1_000 + lifeMs, used]]);
  });
}

Deno.test("supervise() charges a restart when it is decided, before its delay", async () => {
  const run = superviseVirtually(alwaysCrashing, {
    backoff: { baseMs: 10_000, multiplier: 1, jitter: "none" },
    budget: { intensity: 1, periodMs: 10_000 },
    onExhausted: "give-up",
  });
  await run.advance(95_000);
  assertEquals(run.times("started"), [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000]);
});

Deno.test("runGroup() escalates when the budget that all share is spent", async () => {
  const run = runGroupVirtually([
    ["a", crashingAfter(0, 0)],
    ["b", crashingAfter(100)],
    ["bystander", obedient],
  ], { budget: { intensity: 2, periodMs: 60_000 } });
  await run.advance(100_000);
  assertEquals(run.lines("restart-scheduled", "escalated", "group-finished").map((line) => line.split(" delayMs")[0]), [
    "0 a#1 restart-scheduled attempt=1",
    "100 b#1 restart-scheduled attempt=1",
    "1000 a#2 escalated rule=group-budget error=Error: boom",
    "1000 group group-finished outcome=failed",
  ]);
});

for (const [crashMs, fails] of [[10_000 - 1, true], [10_000, false], [10_000 + 1, false]] as const) {
  Deno.test(`runGroup() ${fails ? "fails" : "lives"} by a group budget of 1 in 10 s with crashes at 0 and ${crashMs} ms`, async () => {
    const run = runGroupVirtually([["a", crashingAfter(0)], ["b", crashingAfter(crashMs)]], {
      budget: { intensity: 1, periodMs: 10_000 },
    });
    await run.advance(50_000);
    assertEquals(run.error !== undefined, fails);
  });
}

Deno.test("runGroup() asks a worker's own budget before the one that all share", async () => {
  const run = runGroupVirtually([
    { name: "w", run: alwaysCrashing, ...spec, budget: { intensity: 0 }, onExhausted: "give-up" },
  ], { budget: { intensity: 0 } });
  await run.advance(0);
  assertEquals(run.report?.workers[0]?.rule, "worker-budget");
});

Deno.test("runGroup() does not charge the budget that all share for the restart that ends a cooldown", async () => {
  const run = runGroupVirtually([
    { name: "w", run: alwaysCrashing, budget: { intensity: 0 }, cooldownMs: 10, maxCooldowns: 5 },
  ], { budget: { intensity: 0 } });
  await run.advance(1_000);
  assertEquals([run.report?.workers[0]?.starts, run.report?.workers[0]?.rule], [6, "max-cooldowns"]);
});

Deno.test("runGroup() keeps the first reason when two workers escalate", async () => {
  const run = runGroupVirtually([["a", alwaysCrashing], ["b", alwaysCrashing]], {
    defaults: { budget: { intensity: 0 }, onExhausted: "escalate" },
  });
  await run.advance(0);
  assertEquals((run.error as { worker: string }).worker, "a");
  assertEquals(run.heads("escalated"), ["0 a#1 escalated"]);
});
