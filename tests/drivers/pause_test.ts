// A group that pauses when its budget is spent, as suture does.
import { assertEquals } from "@std/assert";
import type { GroupOptions } from "@mainstay/supervisor";
import { crashingAfter, obedient, slowToStop } from "../support/acting_workers.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

const paused: GroupOptions = {
  budget: { intensity: 1, periodMs: 30_000, window: "decay", onExhausted: "pause", pauseMs: 15_000 },
  defaults: { backoff: { baseMs: 0 } },
};

Deno.test("a group pauses when its budget is spent, and then restarts who waited", async () => {
  const run = startGroupVirtually([["a", crashingAfter(100, 100)], ["b", obedient]], paused);
  await run.advance(20_000);
  assertEquals(run.marks, ["0 *+ a+ b+", "100 a! a~ a+", "200 a! *| a|", "15200 *r a+"]);
  assertEquals(run.lines("group-paused", "restart-held", "group-resumed"), [
    "200 group group-paused pauseMs=15000 untilMs=15200",
    "200 a#2 restart-held attempt=2 rule=group-budget",
    "15200 group group-resumed",
  ]);
});

Deno.test("a group leaves the others running in its pause", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)], ["b", obedient]], paused);
  await run.advance(1_000);
  assertEquals(run.group.children().map(({ name, status }) => `${name} ${status}`), ["a held", "b ready"]);
});

Deno.test("a group begins its pause anew when a failure in it finds the budget still spent", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)], ["b", crashingAfter(10_000)]], paused);
  await run.advance(30_000);
  assertEquals(run.marks.slice(1), ["10000 b! *| b|", "25000 *r a+ b+"]);
});

Deno.test("a group only lets a failure in its pause wait when the budget has recovered", async () => {
  const quick: GroupOptions = { ...paused, budget: { ...paused.budget, intensity: 2, periodMs: 500 } };
  const run = startGroupVirtually([["a", crashingAfter(0, 0, 0)], ["b", crashingAfter(10_000)]], quick);
  await run.advance(30_000);
  assertEquals(run.marks.slice(1), ["10000 b! b|", "15000 *r a+ b+"]);
});

Deno.test("a group counts from 0 again after its pause", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0, 0, 0)]], paused);
  await run.advance(100_000);
  assertEquals(run.marks, ["0 *+ a+ a! a~ a+ a! *| a|", "15000 *r a+ a! a~ a+ a! *| a|", "30000 *r a+", "60000 ah"]);
});

Deno.test("a group restarts all who waited in start order when it resumes", async () => {
  const run = startGroupVirtually([["a", crashingAfter(300)], ["b", crashingAfter(200)], ["c", crashingAfter(100)]], {
    ...paused,
    budget: { ...paused.budget, intensity: 0 },
  });
  await run.advance(20_000);
  assertEquals(run.marks, ["0 *+ a+ b+ c+", "100 c! *| c|", "200 b! *| b|", "300 a! *| a|", "15300 *r a+ b+ c+"]);
});

Deno.test("a group starts a child at once that is added in its pause", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)]], paused);
  await run.advance(100);
  assertEquals(run.group.start({ name: "new", run: obedient }), "started");
  await run.advance(0);
  assertEquals(run.marks.at(-1), "100 newn new+");
});

Deno.test("a group restarts a waiting child by hand in its pause, at once", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)]], paused);
  await run.advance(100);
  void run.group.restart("a");
  await run.advance(20_000);
  assertEquals(run.marks.slice(1), ["100 a+", "15000 *r"]);
});

Deno.test("a group restarts a running child by hand in its pause", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)], ["b", obedient]], paused);
  await run.advance(100);
  void run.group.restart("b");
  await run.advance(0);
  assertEquals(run.marks.at(-1), "100 b? b- b+");
});

Deno.test("a group lets a child complete in its pause", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)], ["b", ({ clock }) => clock.sleep(50)]], paused);
  await run.advance(100);
  assertEquals(run.marks.at(-1), "50 b. b=");
});

Deno.test("a group can be stopped in its pause, at once", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)], ["b", obedient]], paused);
  await run.advance(5_000);
  await run.stop();
  assertEquals(run.marks.at(-1), "5000 *? a= b? b- b= *=");
  assertEquals([run.report?.outcome, run.clock.pending], ["stopped", 0]);
});

Deno.test("a group is over when its only child is removed in its pause, without keepAlive", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)]], { ...paused, keepAlive: false });
  await run.advance(5_000);
  await Promise.all([run.group.remove("a"), run.advance(0)]);
  assertEquals([run.report?.outcome, run.clock.pending], ["ended", 0]);
});

Deno.test("a group reports the time in its pause as no time of the worker's delays", async () => {
  const run = startGroupVirtually([["a", crashingAfter(0, 0)]], paused);
  await run.advance(20_000);
  await run.stop();
  const { waitingMs, runningMs, restarts } = run.report!.workers[0]!;
  assertEquals([waitingMs, runningMs, restarts], [0, 5_000, 2]);
});

for (
  const [strategy, marks] of [
    ["one-for-all", ["300 b! *| b| *~ c?", "310 c- a? a-", "15300 *r a+ b+ c+"]],
    ["rest-for-one", ["300 b! *| b| *~ c?", "310 c-", "15300 *r b+ c+"]],
  ] as const
) {
  Deno.test(`${strategy} waits for the end of a pause with everybody whom the restart concerns`, async () => {
    const run = startGroupVirtually([["a", obedient], ["b", crashingAfter(300)], ["c", slowToStop(10)]], {
      ...paused,
      strategy,
      budget: { ...paused.budget, intensity: 0 },
    });
    await run.advance(20_000);
    assertEquals(run.marks.slice(1), [...marks]);
  });
}
