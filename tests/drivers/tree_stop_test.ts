// A tree stops from the last leaf to the first, each within its own grace, all within the root's.
import { assertEquals } from "@std/assert";
import { type EscalationError, group, type WorkerReport } from "@mainstay/supervisor";
import { crashingAfter, deaf, obedient, readyAfter, slowToStop } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

/** Two levels below the root; every leaf takes 10 ms to stop. */
const tree = [
  ["first", slowToStop(10)],
  {
    name: "a",
    run: group([["a1", slowToStop(10)], { name: "b", run: group([["b1", slowToStop(10)], ["b2", slowToStop(10)]]) }, [
      "a2",
      slowToStop(10),
    ]]),
  },
  ["last", slowToStop(10)],
] as const;

Deno.test("runGroup() stops a tree in the reverse order of its start, through all levels", async () => {
  const run = runGroupVirtually(tree);
  await run.advance(0);
  await run.stop();
  await run.advance(100);
  const leaves = (types: string[]) => types.filter((line) => /\d#/.test(line) || /first|last/.test(line));
  const started = leaves(run.heads("started")).map((line) => line.split(" ")[1]!);
  assertEquals(started, ["first#1", "a/a1#1", "a/b/b1#1", "a/b/b2#1", "a/a2#1", "last#1"]);
  assertEquals(leaves(run.heads("stopped")), started.toReversed().map((who, i) => `${10 * (i + 1)} ${who} stopped`));
});

Deno.test("runGroup() in parallel stops all children of the root at once, and each group in its own order", async () => {
  const run = runGroupVirtually(tree, { stopOrder: "parallel" });
  await run.advance(0);
  await run.stop();
  await run.advance(100);
  assertEquals(run.marks.slice(1), [
    "10 last- last= a/a2- a/a2= a/b? a/b*? a/b/b2? first- first=",
    "20 a/b/b2- a/b/b2= a/b/b1?",
    "30 a/b/b1- a/b/b1= a/b*= a/b- a/b= a/a1?",
    "40 a/a1- a/a1= a*= a- a= *=",
  ]);
});

Deno.test("group() has as much time to stop as its children need, unless it has a grace", async () => {
  const run = runGroupVirtually([{
    name: "a",
    run: group([{ name: "x", run: deaf, graceMs: 40_000 }, { name: "y", run: deaf, graceMs: 50_000 }]),
  }]);
  await run.advance(0);
  await run.stop();
  await run.advance(100_000);
  assertEquals(run.lines("stopping"), [
    "0 a#1 stopping",
    "0 a/y#1 stopping graceMs=50000",
    "50000 a/x#1 stopping graceMs=40000",
  ]);
  assertEquals([run.report?.durationMs, run.report?.abandoned], [90_000, ["a/x", "a/y"]]);
});

Deno.test("group() with a grace of its own is over within it: who was not asked yet must end at once", async () => {
  const run = runGroupVirtually([{
    name: "a",
    graceMs: 70,
    run: group([
      { name: "deaf", run: deaf, graceMs: 500 },
      ["good", obedient],
      { name: "hung", run: deaf, graceMs: 500 },
    ]),
  }]);
  await run.advance(0);
  await run.stop();
  await run.advance(70);
  assertEquals(run.marks.slice(1), ["70 a*t a/hunga a/good? a/deaf? a/good- a/good= a/deafa a*= aa *="]);
  assertEquals(run.lines("stopping").slice(2), [
    "70 a/good#1 stopping graceMs=0",
    "70 a/deaf#1 stopping graceMs=0",
  ]);
  assertEquals(run.report?.abandoned, ["a/deaf", "a/hung"]);
});

Deno.test("group() hands on its grace to the groups in it", async () => {
  const run = runGroupVirtually([{
    name: "a",
    graceMs: 70,
    run: group([{ name: "b", run: group([{ name: "deaf", run: deaf, graceMs: 500 }]), graceMs: 300 }]),
  }]);
  await run.advance(0);
  await run.stop();
  await run.advance(70);
  assertEquals([run.report?.durationMs, run.report?.abandoned], [70, ["a/b/deaf"]]);
});

Deno.test("group() with a grace longer than its children's is over when they are", async () => {
  const run = runGroupVirtually([{
    name: "a",
    graceMs: 5_000,
    run: group([{ name: "x", run: deaf, graceMs: 40 }, ["y", slowToStop(10)]]),
  }]);
  await run.advance(0);
  await run.stop();
  await run.advance(50);
  assertEquals(run.report?.durationMs, 50);
});

// At 30 ms its deadline is noticed before the end of a worker that was asked to stop later.
for (const [graceMs, durationMs, abandoned] of [[29, 29, ["a"]], [30, 30, ["a"]], [31, 30, []]] as const) {
  Deno.test(`runGroup() with graceMs ${graceMs} is over after ${durationMs} ms of a stop that takes 30 ms`, async () => {
    const run = runGroupVirtually([["a", slowToStop(10)], ["b", slowToStop(10)], ["c", slowToStop(10)]], { graceMs });
    await run.advance(0);
    await run.stop();
    await run.advance(100);
    assertEquals([run.report?.durationMs, run.report?.abandoned], [durationMs, [...abandoned]]);
  });
}

Deno.test("runGroup() with graceMs is over within it, through all levels", async () => {
  const run = runGroupVirtually(tree, { graceMs: 25 });
  await run.advance(0);
  await run.stop();
  await run.advance(25);
  assertEquals(run.report?.durationMs, 25);
  assertEquals(run.report?.abandoned, ["first", "a/a1", "a/b/b1", "a/b/b2"]);
});

Deno.test("runGroup() with graceMs counts it from a failure too", async () => {
  const run = runGroupVirtually([["hung", deaf], { name: "bad", run: crashingAfter(10), fatal: Error }], {
    graceMs: 90,
  });
  await run.advance(99);
  assertEquals(run.isOver, false);
  await run.advance(1);
  assertEquals([run.isOver, run.times("grace-ended")], [true, [100]]);
});

Deno.test("EscalationError names who failed the group first, whoever fails while it stops", async () => {
  const fatal = Error;
  const run = runGroupVirtually([
    { name: "second", run: crashingAfter(200), fatal },
    { name: "first", run: crashingAfter(100), fatal },
    ["slow", slowToStop(300)],
  ]);
  await run.advance(1_000);
  assertEquals(run.marks.slice(1), ["100 first! firste *? slow?", "200 second! second=", "400 slow- slow= *="]);
  assertEquals((run.error as EscalationError).worker, "first");
});

Deno.test("runGroup() with graceMs 0 abandons at once who does not obey at once", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", deaf], ["c", slowToStop(1)]], { graceMs: 0 });
  await run.advance(5);
  await run.stop();
  assertEquals([run.report?.durationMs, run.report?.abandoned], [5, ["b", "c"]]);
});

Deno.test("runGroup() says of each abandoned worker by its path since when", async () => {
  const run = runGroupVirtually([{
    name: "a",
    run: group([{ name: "x", run: deaf, graceMs: 100 }, { name: "y", run: deaf, graceMs: 200 }]),
  }, { name: "z", run: deaf, graceMs: 50 }]);
  await run.advance(5);
  await run.stop();
  await run.advance(1_000);
  assertEquals(run.report?.abandoned, ["a/x", "a/y", "z"]);
  const since = (workers: readonly WorkerReport[]): unknown[] =>
    workers.flatMap((
      { name, abandonedSinceMs, group },
    ) => [name, abandonedSinceMs, ...group ? since(group.workers) : []]);
  assertEquals(since(run.report!.workers), ["a", 55, "x", 255, "y", 55, "z", 5]);
});

Deno.test("runGroup() stops a tree at once in delays, cooldowns and hanging starts on all levels", async () => {
  const run = runGroupVirtually([
    {
      name: "waiting",
      run: group([["w", crashingAfter(10)]], { defaults: { budget: { intensity: 0 }, onExhausted: "escalate" } }),
      backoff: { baseMs: 1e6 },
    },
    {
      name: "deep",
      run: group([["w", crashingAfter(10)], { name: "c", run: crashingAfter(10), budget: { intensity: 0 } }]),
    },
    { name: "hanging", run: group([{ name: "w", run: readyAfter(Infinity), startupTimeoutMs: Infinity }]) },
  ]);
  await run.advance(500);
  await run.stop();
  assertEquals([run.report?.outcome, run.report?.durationMs, run.clock.pending], ["stopped", 500, 0]);
});

Deno.test("RunningGroup.shutdown() stops a tree and is its report", async () => {
  const run = startGroupVirtually(tree);
  await run.advance(0);
  const shutdown = run.group.shutdown();
  await run.advance(60);
  assertEquals((await shutdown).workers.map(({ name, outcome }) => `${name} ${outcome}`), [
    "first stopped",
    "a stopped",
    "last stopped",
  ]);
});

// What was abandoned inside a group is not started over.
const leftBehind = { name: "slow", run: slowToStop(5_000), graceMs: 100 };
const remaining = group([leftBehind, { name: "bad", run: crashingAfter(100), fatal: Error }]);

Deno.test("group() is restarted only when what was abandoned in it is gone", async () => {
  const run = runGroupVirtually([{ name: "a", run: remaining }, ["z", obedient]]);
  await run.advance(7_000);
  assertEquals(run.marks, [
    "0 *+ a+ a*+ a/slow+ a/bad+ a^ z+",
    "100 a/bad! a/bade a*? a/slow?",
    "200 a/slowa a*= aa",
    "5100 a/slowl al a! a~",
    "6100 a+ a*+ a/slow+ a/bad+ a^",
  ]);
});

Deno.test("group() with something abandoned in it fails its parent at once under escalate", async () => {
  const run = runGroupVirtually([{ name: "a", run: remaining, onExhausted: "escalate" }, ["z", obedient]]);
  await run.advance(7_000);
  assertEquals(run.marks.slice(2), ["200 a/slowa a*= aa ae *? z? z- z= *="]);
  assertEquals(
    String(run.error),
    'EscalationError: Worker "a" failed its group: something in it still runs that was abandoned',
  );
});

Deno.test("group() with something abandoned in it is loud in the report", async () => {
  const run = runGroupVirtually([{ name: "a", run: remaining }, ["z", obedient]]);
  await run.advance(1_000);
  await run.stop();
  const [{ outcome, rule, error }] = run.report!.workers as [WorkerReport];
  assertEquals([outcome, rule, error?.name, run.report?.abandoned], ["abandoned", "remains", "GiveUpError", [
    "a/slow",
  ]]);
});

Deno.test("group() with something abandoned in it comes back alone after a group restart", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([leftBehind]) }, ["b", crashingAfter(100)]], {
    strategy: "one-for-all",
  });
  await run.advance(6_000);
  assertEquals(
    run.marks.slice(1),
    [
      "100 b! b~ *~ a? a*? a/slow?",
      "200 a/slowa a*= aa",
      "1100 b+",
      "5100 a/slowl al a+ a*+ a/slow+ a^",
    ],
  );
});
