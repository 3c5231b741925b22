import { assertEquals, assertRejects } from "@std/assert";
import { run_group, runGroup } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

Deno.test("run_group is runGroup()", () => {
  assertEquals(run_group === runGroup, true);
});

Deno.test("runGroup() takes workers as objects or as pairs", async () => {
  const run = runGroupVirtually([["pair", () => {}], { name: "object", run: () => {} }]);
  await run.advance(0);
  assertEquals(run.report?.workers.map(({ name, outcome }) => [name, outcome]), [
    ["pair", "completed"],
    ["object", "completed"],
  ]);
});

Deno.test("runGroup() starts workers in order, but stops them in reverse", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", obedient], ["c", obedient]]);
  await run.advance(0);
  await run.stop();
  assertEquals(run.heads("started", "stopping"), [
    "0 a#1 started",
    "0 b#1 started",
    "0 c#1 started",
    "0 c#1 stopping",
    "0 b#1 stopping",
    "0 a#1 stopping",
  ]);
});

Deno.test("runGroup() lets the others live when one is given up", async () => {
  const run = runGroupVirtually([{ name: "bad", run: alwaysCrashing, restart: "never" }, [
    "good",
    ({ clock }) => clock.sleep(1_000),
  ]]);
  await run.advance(1_000);
  assertEquals([run.report?.outcome, run.report?.workers.map(({ outcome }) => outcome)], [
    "ended",
    ["gave-up", "completed"],
  ]);
});

Deno.test("runGroup() gives every worker the defaults, which its own options refine field by field", async () => {
  const run = runGroupVirtually([
    ["plain", alwaysCrashing],
    { name: "own", run: alwaysCrashing, backoff: { baseMs: 7 }, budget: { intensity: 1 } },
  ], {
    defaults: {
      backoff: { baseMs: 100, multiplier: 3, jitter: "none" },
      budget: { intensity: 2, periodMs: 5_000 },
      onExhausted: "give-up",
    },
  });
  await run.advance(10_000);
  assertEquals(run.lines("restart-scheduled").map((line) => line.split(" ").slice(1, 6).join(" ")), [
    "plain#1 restart-scheduled attempt=1 delayMs=100 ceilingMs=100",
    "own#1 restart-scheduled attempt=1 delayMs=7 ceilingMs=7",
    "plain#2 restart-scheduled attempt=2 delayMs=300 ceilingMs=300",
  ]);
  assertEquals(run.heads("gave-up"), ["7 own#2 gave-up", "400 plain#3 gave-up"]);
});

for (
  const [defaults, healthyAtMs] of [[{}, 1_500], [{ healthyAfterMs: 700 }, 1_700], [
    { healthyAfterMs: 30_000 },
    31_000,
  ]] as const
) {
  Deno.test(`runGroup() with defaults ${JSON.stringify(defaults)} calls a worker with maxMs 500 healthy at ${healthyAtMs} ms`, async () => {
    const backoff = { baseMs: 1_000, maxMs: 500, jitter: "none" } as const;
    const run = runGroupVirtually([{ name: "w", run: crashingAfter(500), backoff }, ["other", obedient]], {
      defaults: { backoff: undefined, ...defaults },
    });
    await run.advance(50_000);
    assertEquals(run.times("healthy"), [healthyAtMs]);
  });
}

Deno.test("runGroup() asks a worker's own random instead of the group's", async () => {
  const run = runGroupVirtually([
    { name: "own", run: crashingAfter(0), random: () => 0.25 },
    { name: "group's", run: crashingAfter(0) },
  ], { random: () => 0.75, defaults: { backoff: { jitter: "full" } } });
  await run.advance(0);
  assertEquals(run.delaysMs, [250, 750]);
});

Deno.test("runGroup() with keepAlive and no worker returns at once", async () => {
  const run = runGroupVirtually([], { keepAlive: true });
  await run.advance(0);
  assertEquals(run.report?.outcome, "ended");
});

Deno.test("runGroup() with keepAlive revives a late worker after all the others have ended", async () => {
  const run = runGroupVirtually([
    { name: "slow", run: ({ clock }) => clock.sleep(5_000), startupTimeoutMs: 100, graceMs: 100 },
    ["brief", () => {}],
  ], { keepAlive: true });
  await run.advance(6_000);
  assertEquals(run.heads("late-exit", "started").slice(-2), ["5000 slow#1 late-exit", "6000 slow#2 started"]);
});

Deno.test("runGroup() with keepAlive fails at once when a worker escalates", async () => {
  const run = runGroupVirtually([{ name: "w", run: alwaysCrashing, fatal: Error }], { keepAlive: true });
  await run.advance(0);
  assertEquals((run.error as Error).name, "EscalationError");
});

Deno.test("runGroup() installs no signal listener for an empty group", async () => {
  const { addSignalListener } = Deno;
  let added = 0;
  Deno.addSignalListener = () => added++;
  try {
    assertEquals((await runGroup([])).outcome, "ended");
  } finally {
    Deno.addSignalListener = addSignalListener;
  }
  assertEquals(added, 0);
});

Deno.test("runGroup() rejects before it starts anything when the last worker's options are bad", async () => {
  let starts = 0;
  const workers = [["good", () => starts++], { name: "bad", run: () => {}, graceMs: -1 }] as const;
  await assertRejects(() => runGroup(workers), RangeError, 'Cannot supervise worker "bad": "graceMs" must be');
  assertEquals(starts, 0);
});

Deno.test("runGroup() does not mind a list that changes afterwards", async () => {
  const workers: [string, () => void][] = [["w", () => {}]];
  const run = runGroupVirtually(workers);
  workers.length = 0;
  await run.advance(0);
  assertEquals(run.report?.workers.length, 1);
});
