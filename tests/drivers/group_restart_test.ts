// A group restart: last first down, in start order up, after the delay of the child that crashed, which alone is charged.
import { assertEquals } from "@std/assert";
import type { Strategy } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient, slowToStop } from "../support/acting_workers.ts";
import { type CoreChild, CoreGroup } from "../support/core_group.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

const short = { baseMs: 50, multiplier: 1, jitter: "none" } as const;

Deno.test("a group restart counts its delay from the crash, however long the siblings stop", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", slowToStop(300)]], {
    strategy: "one-for-all",
  });
  await run.advance(2_000);
  assertEquals(run.marks, [
    "0 *+ a+ b+ c+",
    "100 b! b~ *~ c?",
    "400 c- a? a-",
    "1100 a+ b+ c+",
  ]);
});

Deno.test("a group restart starts nobody before all are down, even when the delay is over", async () => {
  const run = runGroupVirtually([["a", obedient], { name: "b", run: crashingAfter(100), backoff: short }, [
    "c",
    slowToStop(300),
  ]], { strategy: "one-for-all" });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ b+ c+", "100 b! b~ *~ c?", "400 c- a? a- a+ b+ c+"]);
});

Deno.test("a group restart tells who started again with the group, and who by its own restart", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", crashingAfter(100)]], { strategy: "one-for-all" });
  await run.advance(2_000);
  assertEquals(run.lines("group-restarting", "started").slice(2), [
    "100 group group-restarting trigger=b strategy=one-for-all",
    "1100 a#2 started ready=true after=group-restart",
    "1100 b#2 started ready=true after=restart",
  ]);
});

Deno.test("a group restart charges its trigger alone", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", crashingAfter(100, 100)], ["c", obedient]], {
    strategy: "one-for-all",
    defaults: { budget: { intensity: 2 } },
  });
  await run.advance(10_000);
  await run.stop();
  assertEquals(run.report?.workers.map(({ starts, restarts, crashes }) => [starts, restarts, crashes]), [
    [3, 0, 0],
    [3, 2, 2],
    [3, 0, 0],
  ]);
});

for (const [strategy, charges] of [["one-for-one", 3], ["one-for-all", 1], ["rest-for-one", 1]] as const) {
  Deno.test(`${strategy} charges the group's budget ${charges} for three crashes in one instant`, () => {
    const core = new CoreGroup({ a: {}, b: {}, c: {} }, { strategy, budget: { intensity: 9 } });
    core.group.begin(0);
    for (const name of ["a", "b", "c"]) core.crash(name, 100);
    assertEquals(core.group.groupWindow?.count(100), charges);
  });
}

Deno.test("rest-for-one charges each of three crashes in one instant that come last first", () => {
  const core = new CoreGroup({ a: {}, b: {}, c: {} }, { strategy: "rest-for-one", budget: { intensity: 9 } });
  core.group.begin(0);
  for (const name of ["c", "b", "a"]) core.crash(name, 100);
  assertEquals(core.group.groupWindow?.count(100), 3);
  assertEquals(core.told().filter((line) => /stopping|stopped/.test(line)), []);
  for (const name of ["c", "b", "a"]) core.worker(name).onDue(1_100);
  assertEquals(core.told().map((line) => line.split(" ").slice(1, 3).join(" ")), [
    "a#2 started",
    "b#2 started",
    "c#2 started",
  ]);
});

Deno.test("one-for-all loops for ever, within a budget of 1 in 1 s, when a sibling takes 2.1 s to stop", async () => {
  const run = runGroupVirtually([["crashing", alwaysCrashing], { name: "slow", run: slowToStop(2_100) }], {
    strategy: "one-for-all",
    budget: { intensity: 1, periodMs: 1_000, window: "whole-seconds" },
    defaults: { backoff: { baseMs: 0 }, budget: { intensity: Infinity } },
  });
  await run.advance(210_000);
  assertEquals([run.isOver, run.times("group-restarting").length], [false, 101]);
});

Deno.test("one-for-all spends a budget of 1 in 1 s when all stop at once", async () => {
  const run = runGroupVirtually([["crashing", alwaysCrashing], ["quick", obedient]], {
    strategy: "one-for-all",
    budget: { intensity: 1, periodMs: 1_000, window: "whole-seconds" },
    defaults: { backoff: { baseMs: 0 } },
  });
  await run.advance(0);
  assertEquals([run.times("group-restarting").length, String(run.error)], [
    1,
    `EscalationError: Worker "crashing" failed its group: the group's restart budget is spent, last Error: boom`,
  ]);
});

for (
  const [strategy, restarted] of [
    ["one-for-all", ["d? d- t? t- t= a? a-", "a+ b+ done+ d+ done. done="]],
    ["rest-for-one", ["d? d- t? t- t=", "b+ done+ d+ done. done="]],
  ] as const
) {
  Deno.test(`${strategy} revives a completed sibling, but not a temporary one`, async () => {
    const run = runGroupVirtually([
      ["a", obedient],
      ["b", crashingAfter(100)],
      { name: "t", run: obedient, restart: "temporary" },
      ["done", () => {}],
      ["d", obedient],
    ], { strategy });
    await run.advance(2_000);
    const [down, up] = restarted;
    assertEquals(run.marks, ["0 *+ a+ b+ t+ done+ d+ done. done=", `100 b! b~ *~ ${down}`, `1100 ${up}`]);
    await run.stop();
    assertEquals(
      run.report?.workers.filter(({ restarts }) => restarts > 0).map(({ name, restarts }) => [name, restarts]),
      [["b", 1]],
    );
  });
}

Deno.test("one-for-all does not revive a temporary sibling that has completed", async () => {
  const run = runGroupVirtually([["b", crashingAfter(100)], { name: "t", run: () => {}, restart: "temporary" }], {
    strategy: "one-for-all",
  });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ b+ t+ t. t=", "100 b! b~ *~", "1100 b+"]);
});

Deno.test("one-for-all revives a sibling that was stopped by hand", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", crashingAfter(100)]], { strategy: "one-for-all" });
  await run.advance(50);
  run.group.stop("a");
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ b+", "50 a? a- a=", "100 b! b~ *~", "1100 a+ b+"]);
});

Deno.test("one-for-all does not revive a sibling that was given up", async () => {
  const run = runGroupVirtually([
    { name: "gone", run: alwaysCrashing, nonRetryable: Error },
    ["b", crashingAfter(100)],
    ["c", obedient],
  ], { strategy: "one-for-all" });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ gone+ b+ c+ gone! gonex", "100 b! b~ *~ c? c-", "1100 b+ c+"]);
});

for (
  const [strategy, marks] of [
    ["one-for-all", ["100 b! b~ *~ d?", "200 c!", "600 d- a?", "1100 a- a+ b+ c+ d+"]],
    ["rest-for-one", ["100 b! b~ *~ d?", "200 c!", "600 d-", "1100 b+ c+ d+"]],
  ] as const
) {
  Deno.test(`${strategy} charges nothing to a sibling that crashes while it waits for its turn to stop`, async () => {
    const run = runGroupVirtually([
      ["a", slowToStop(500)],
      ["b", crashingAfter(100)],
      ["c", crashingAfter(200)],
      ["d", slowToStop(500)],
    ], { strategy });
    await run.advance(2_000);
    assertEquals(run.marks.slice(1), [...marks]);
    await run.stop();
    await run.advance(1_000);
    assertEquals(run.report?.workers.map(({ crashes, restarts }) => [crashes, restarts]), [[0, 0], [1, 1], [1, 0], [
      0,
      0,
    ]]);
  });
}

for (
  const [strategy, marks] of [
    ["one-for-all", ["100 b! b~ *~ d? d- c?", "400 ca a? a-", "1100 a+ b+ d+", "5100 cl c+"]],
    ["rest-for-one", ["100 b! b~ *~ d? d- c?", "400 ca", "1100 b+ d+", "5100 cl c+"]],
  ] as const
) {
  Deno.test(`${strategy} goes on without an abandoned sibling, which comes back alone when it ends`, async () => {
    const run = runGroupVirtually([
      ["a", obedient],
      ["b", crashingAfter(100)],
      { name: "c", run: slowToStop(5_000), graceMs: 300 },
      ["d", obedient],
    ], { strategy });
    await run.advance(6_000);
    assertEquals(run.marks.slice(1), [...marks]);
  });
}

Deno.test("one-for-all waits for its trigger's cooldown", async () => {
  const run = runGroupVirtually([
    ["a", obedient],
    { name: "b", run: alwaysCrashing, budget: { intensity: 0 }, cooldownMs: 700 },
    ["c", obedient],
  ], { strategy: "one-for-all" });
  await run.advance(700);
  assertEquals(run.marks, [
    "0 *+ a+ b+ c+ b! bc *~ c? c- a? a-",
    "700 a+ b+ c+ b! bc *~ c? c- a? a-",
  ]);
});

// Another child fails to start in the middle: it is the next trigger, and its own restart is charged.
for (
  const [strategy, marks] of [
    ["one-for-all", [
      "100 b! b~ *~ d? d- c? c- a? a-",
      "1100 a+ b+ c+ c! c~ *~ b? b- a? a-",
      "1300 a+ b+ c+ c^ d+",
    ]],
    ["rest-for-one", ["100 b! b~ *~ d? d- c? c-", "1100 b+ c+ c! c~ *~", "1300 c+ c^ d+"]],
  ] as const
) {
  Deno.test(`${strategy} starts over from whom another child's failing start concerns`, async () => {
    const run = runGroupVirtually([
      ["a", obedient],
      ["b", crashingAfter(100)],
      {
        name: "c",
        run: async (context) => {
          if (context.incarnation === 2) throw new Error("port in use");
          context.ready();
          await obedient(context);
        },
        startupTimeoutMs: Infinity,
        backoff: { ...short, baseMs: 200 },
      },
      ["d", obedient],
    ], { strategy });
    await run.advance(3_000);
    assertEquals(run.marks.slice(1), [...marks]);
    await run.stop();
    assertEquals(run.report?.workers.map(({ restarts }) => restarts), [0, 1, 1, 0]);
  });
}

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  Deno.test(`${strategy} restarts once more when a started sibling crashes before the last one is up`, () => {
    const core = started(strategy, { a: {}, b: {}, c: { startupTimeoutMs: Infinity }, d: {} });
    core.worker("c").onReady(1, undefined, 0);
    core.crash("b", 0);
    settle(core, 0, ["d", "c", "a"]);
    core.worker("b").onDue(1_000);
    core.told();
    core.crash("b", 1_500);
    settle(core, 1_500, ["c", "a"]);
    const from = strategy === "one-for-all";
    assertEquals(heads(core), [
      "b#2 crashed",
      "b#2 restart-scheduled",
      "group group-restarting",
      "c#2 stopping",
      "c#2 stopped",
      ...(from ? ["a#2 stopping", "a#2 stopped"] : []),
    ]);
    core.worker("b").onDue(3_500);
    assertEquals(heads(core), [...(from ? ["a#3 started"] : []), "b#3 started", "c#3 started"]);
  });
}

Deno.test("rest-for-one takes an earlier child that crashes in the delay as the trigger of all that follow", async () => {
  const run = runGroupVirtually([["a", crashingAfter(600)], ["b", crashingAfter(100)], ["c", obedient]], {
    strategy: "rest-for-one",
  });
  await run.advance(3_000);
  assertEquals(run.marks, ["0 *+ a+ b+ c+", "100 b! b~ *~ c? c-", "600 a! a~ *~", "1600 a+ b+ c+"]);
});

Deno.test("rest-for-one leaves the children before its trigger as they are, and their incarnations", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", obedient], ["c", crashingAfter(10, 10, 10)]], {
    strategy: "rest-for-one",
  });
  await run.advance(60_000);
  await run.stop();
  assertEquals(run.report?.workers.map(({ starts }) => starts), [1, 1, 4]);
});

Deno.test("one-for-all stops its children last first in a restart, even if its own stop is parallel", async () => {
  const run = runGroupVirtually([["a", slowToStop(10)], ["b", crashingAfter(100)], ["c", slowToStop(20)]], {
    strategy: "one-for-all",
    stopOrder: "parallel",
  });
  await run.advance(2_000);
  assertEquals(run.marks.slice(1), ["100 b! b~ *~ c? a?", "110 a-", "120 c-", "1100 a+ b+ c+"]);
});

Deno.test("one-for-all restarts at once, and in order, when its trigger is restarted by hand in the delay", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", obedient]], {
    strategy: "one-for-all",
  });
  await run.advance(500);
  run.group.restart("b");
  await run.advance(2_000);
  assertEquals(run.marks.slice(2), ["500 a+ b+ c+"]);
});

Deno.test("one-for-all goes on without its trigger when that is stopped by hand in the delay", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", obedient]], {
    strategy: "one-for-all",
  });
  await run.advance(500);
  run.group.stop("b");
  await run.advance(2_000);
  assertEquals(run.marks.slice(2), ["500 b= a+ c+"]);
});

Deno.test("one-for-all goes on without its trigger when that is removed in the delay", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", obedient]], {
    strategy: "one-for-all",
  });
  await run.advance(500);
  run.group.remove("b");
  await run.advance(2_000);
  assertEquals(run.marks.slice(2), ["500 b= bo a+ c+"]);
});

/** A core group that has begun, its start told already. */
function started(strategy: Strategy, children: Record<string, CoreChild>): CoreGroup {
  const core = new CoreGroup(children, { strategy });
  core.group.begin(0);
  core.told();
  return core;
}

/** These children stop as soon as they are asked. */
function settle(core: CoreGroup, nowMs: number, names: readonly string[]): void {
  for (const name of names) if (core.worker(name).status === "stopping") core.complete(name, nowMs);
}

function heads(core: CoreGroup): string[] {
  return core.told().map((line) => line.split(" ").slice(1, 3).join(" "));
}
