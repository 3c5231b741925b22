import { assertEquals, assertThrows } from "@std/assert";
import { supervise, systemClock } from "@mainstay/supervisor";
import { checkName } from "../../src/core/option_check.ts";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { countedSignal } from "../support/counted_signal.ts";
import { superviseVirtually } from "../support/virtual_run.ts";

Deno.test("supervise() tells the whole life of a worker", async () => {
  const run = superviseVirtually(crashingAfter(10), { healthyAfterMs: 50 });
  await run.advance(5_000);
  await run.stop();
  assertEquals(run.lines(), [
    "0 w#1 started ready=true after=first",
    "10 w#1 crashed error=Error: boom ranMs=10",
    "10 w#1 restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
    "1010 w#2 started ready=true after=restart",
    "1060 w#2 healthy attempts=1 cooldowns=0",
    "5000 w#2 stopping graceMs=10000",
    "5000 w#2 stopped ranMs=3990",
    "5000 w#2 finished outcome=stopped rule=stop-requested",
  ]);
});

Deno.test("supervise() tells nothing of a group", async () => {
  const run = superviseVirtually(obedient);
  await run.advance(0);
  await run.stop();
  assertEquals(run.events.every((event) => "worker" in event), true);
});

Deno.test("supervise() resolves when the worker is given up", async () => {
  const run = superviseVirtually(alwaysCrashing, { restart: "never" });
  await run.advance(0);
  assertEquals([run.report?.outcome, run.report?.error?.name, run.error], ["gave-up", "GiveUpError", undefined]);
});

Deno.test("supervise() by default starts a worker that always fails 6 times, then cools down for 5 minutes", async () => {
  const run = superviseVirtually(alwaysCrashing, { backoff: undefined, random: () => 1 - 2 ** -53 });
  await run.advance(400_000);
  const starts = run.times("started").map((atMs) => Math.round(atMs));
  assertEquals(starts.slice(0, 7), [0, 1_000, 3_000, 7_000, 15_000, 31_000, 331_000]);
});

Deno.test("supervise() by default jitters between half the delay and all of it", async () => {
  const run = superviseVirtually(alwaysCrashing, { backoff: undefined, random: () => 0 });
  await run.advance(15_500);
  assertEquals(run.delaysMs, [500, 1_000, 2_000, 4_000, 8_000]);
});

Deno.test("supervise() asks `random` once for each delay", async () => {
  let asked = 0;
  const run = superviseVirtually(alwaysCrashing, { backoff: { jitter: "full" }, random: () => (asked++, 0.5) });
  await run.advance(100_000);
  assertEquals([asked, run.delaysMs.length], [5, 5]);
});

Deno.test("supervise() hands the delay before to decorrelated jitter", async () => {
  const run = superviseVirtually(alwaysCrashing, {
    backoff: { baseMs: 1_000, multiplier: 1, maxMs: 100_000, jitter: "decorrelated" },
    random: () => 1 - 2 ** -53,
  });
  await run.advance(300_000);
  assertEquals(run.delaysMs.map((ms) => Math.round(ms)), [3_000, 9_000, 27_000, 81_000, 100_000]);
});

Deno.test("supervise() restarts a worker that returns, under restart always", async () => {
  const run = superviseVirtually(({ clock }) => clock.sleep(500), { restart: "always" });
  await run.advance(4_999);
  assertEquals(run.times("started"), [0, 1_500, 4_000]);
  assertEquals(run.lines("completed")[0], "500 w#1 completed ranMs=500");
});

Deno.test("supervise() starts again within a zero delay, in the same instant", async () => {
  const run = superviseVirtually(crashingAfter(0, 0, 0), { backoff: { baseMs: 0 } });
  await run.advance(0);
  assertEquals(run.times("started"), [0, 0, 0, 0]);
});

Deno.test("supervise() lets timers run within a crash loop without delay, on the real clock", async () => {
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), 1);
  let starts = 0;
  const report = await supervise("loop", () => {
    if (++starts === 1_000_000) stopper.abort();
    throw new Error("boom");
  }, { backoff: { baseMs: 0 }, budget: { intensity: 1e9 }, signal: stopper.signal, clock: systemClock });
  clearTimeout(timer);
  assertEquals([report.outcome, starts < 1_000_000], ["stopped", true]);
});

Deno.test("supervise() may be given frozen options", async () => {
  const run = superviseVirtually(alwaysCrashing, Object.freeze({ restart: "never" as const }));
  await run.advance(0);
  assertEquals(run.report?.outcome, "gave-up");
});

Deno.test("supervise() leaves no timer behind", async () => {
  const run = superviseVirtually(async (context) => {
    context.ready();
    await context.clock.sleep(100, context.signal);
  }, { startupTimeoutMs: 1_000, graceMs: 1_000 });
  await run.advance(100);
  assertEquals([run.report?.outcome, run.clock.pending], ["completed", 0]);
});

for (const fatal of [[], [Error]]) {
  Deno.test(`supervise() that ${fatal.length > 0 ? "rejects" : "resolves"} leaves no listener on its signal`, async () => {
    const { signal, count } = countedSignal();
    const run = superviseVirtually(crashingAfter(100), { signal, fatal, restart: "never" });
    await run.advance(99);
    assertEquals(count(), 1);
    await run.advance(1);
    assertEquals([run.isOver, count()], [true, 0]);
  });
}

Deno.test("checkName() lets a text pass", () => {
  assertEquals(checkName("act", "w"), undefined);
});

Deno.test("checkName() names action and value", () => {
  assertThrows(
    () => checkName("act", ""),
    TypeError,
    'Cannot act: "name" must be a text that is not empty, received ""',
  );
});
