// Who wants to be started anew with what it depends on is stopped when that fails, is restarted or ends, and started again after it.
import { assertEquals } from "@std/assert";
import { group, type GroupChild, type GroupOptions } from "@mainstay/supervisor";
import { crashingAfter, deaf, obedient, readyAfter, slowToStop, throwing } from "../support/acting_workers.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

const restart = { onDependencyFailure: "restart" } as const;
const onA = { dependsOn: ["a"], ...restart };
const onB = { dependsOn: ["b"], ...restart };

/** a ← b ← c want to go down together; d stays. Each takes its time to stop. */
const chain = (a: GroupChild): GroupChild[] => [
  a,
  { name: "b", run: slowToStop(30), ...onB, ...onA },
  { name: "c", run: slowToStop(20), ...onB },
  { name: "d", run: obedient, dependsOn: ["a"] },
];

async function marksOf(children: readonly GroupChild[], ms: number, options: GroupOptions = {}): Promise<string[]> {
  const run = startGroupVirtually(children, options);
  await run.advance(ms);
  return run.marks;
}

Deno.test('onDependencyFailure "restart" stops dependents, the last one first, and starts them after the dependency', async () => {
  assertEquals(await marksOf(chain(["a", crashingAfter(100)]), 1_100), [
    "0 *+ a+ b+ c+ d+",
    "100 a! a~ *~ c?",
    "120 c- b? cw",
    "150 b- bw",
    "1100 a+ b+ c+",
  ]);
});

Deno.test('onDependencyFailure "restart" charges the dependency alone', async () => {
  const run = startGroupVirtually(chain(["a", crashingAfter(100, 100)]), {
    budget: { intensity: 2, periodMs: 60_000 },
  });
  await run.advance(10_000);
  await run.stop();
  await run.advance(50);
  assertEquals(run.report?.workers.map(({ name, starts, restarts, crashes }) => [name, starts, restarts, crashes]), [
    ["a", 3, 2, 2],
    ["b", 3, 0, 0],
    ["c", 3, 0, 0],
    ["d", 1, 0, 0],
  ]);
});

Deno.test('onDependencyFailure "restart" tells whose restart it is', async () => {
  const run = startGroupVirtually([["a", crashingAfter(100)], { name: "b", run: obedient, ...onA }]);
  await run.advance(100);
  assertEquals(run.lines("group-restarting"), ["100 group group-restarting trigger=a strategy=dependents"]);
});

Deno.test('onDependencyFailure "restart" starts again as part of a restart of the group', async () => {
  const run = startGroupVirtually([["a", crashingAfter(100)], { name: "b", run: obedient, ...onA }]);
  await run.advance(1_100);
  assertEquals(run.lines("started").slice(2), [
    "1100 a#2 started ready=true after=restart",
    "1100 b#2 started ready=true after=group-restart",
  ]);
});

Deno.test('onDependencyFailure "restart" ends at one who stays', async () => {
  const children: GroupChild[] = [["a", crashingAfter(100)], { name: "b", run: obedient, dependsOn: ["a"] }, {
    name: "c",
    run: obedient,
    ...onB,
  }];
  assertEquals(await marksOf(children, 1_100), ["0 *+ a+ b+ c+", "100 a! a~", "1100 a+"]);
});

for (
  const [stopMs, marks] of [[999, ["1099 b- bw", "1100 a+ b+"]], [1_000, ["1100 a+ b- b+"]], [1_001, [
    "1100 a+",
    "1101 b- b+",
  ]]] as const
) {
  Deno.test(`onDependencyFailure "restart" waits for who takes ${stopMs} ms to stop, when the dependency is back after 1000`, async () => {
    const children: GroupChild[] = [["a", crashingAfter(100)], { name: "b", run: slowToStop(stopMs), ...onA }];
    assertEquals((await marksOf(children, 3_000)).slice(2), marks);
  });
}

Deno.test('onDependencyFailure "restart" without delay does not wait for dependents to start the dependency', async () => {
  const a: GroupChild = { name: "a", run: crashingAfter(100), backoff: { baseMs: 0 } };
  assertEquals(await marksOf([a, { name: "b", run: slowToStop(30), ...onA }], 200), [
    "0 *+ a+ b+",
    "100 a! a~ *~ b? a+",
    "130 b- b+",
  ]);
});

Deno.test('onDependencyFailure "restart" keeps up with a dependency that crashes over and over in one instant', async () => {
  const a: GroupChild = { name: "a", run: throwing(1, 2), backoff: { baseMs: 0 } };
  assertEquals(await marksOf([a, { name: "b", run: obedient, ...onA }], 0), [
    "0 *+ a+ b+ a! a~ *~ b? a+ b- b+ a! a~ *~ b? a+ b- b+",
  ]);
});

Deno.test('onDependencyFailure "restart" under restart "never" is stopped for good', async () => {
  assertEquals(
    await marksOf([["a", crashingAfter(100)], { name: "b", run: obedient, restart: "never", ...onA }], 1_100),
    [
      "0 *+ a+ b+",
      "100 a! a~ *~ b? b- b=",
      "1100 a+",
    ],
  );
});

Deno.test('onDependencyFailure "restart" leaves alone who has completed', async () => {
  assertEquals(await marksOf([["a", crashingAfter(100)], { name: "b", run: () => {}, ...onA }], 1_100), [
    "0 *+ a+ b+ b. b=",
    "100 a! a~",
    "1100 a+",
  ]);
});

Deno.test('onDependencyFailure "restart" ends dependents when the dependency has ended', async () => {
  const a: GroupChild = { name: "a", run: crashingAfter(100), restart: "never" };
  assertEquals((await marksOf(chain(a), 1_000)).slice(1), ["100 a! ax *~ c?", "120 c- b? cw", "150 b- b= c="]);
});

Deno.test('onDependencyFailure "restart" ends dependents when the dependency completes', async () => {
  const a: GroupChild = ["a", ({ clock }) => clock.sleep(100)];
  assertEquals((await marksOf(chain(a), 1_000)).slice(1), ["100 a. a= *~ c?", "120 c- b? cw", "150 b- b= c="]);
});

Deno.test('onDependencyFailure "restart" waits through the cooldown of the dependency', async () => {
  const a: GroupChild = { name: "a", run: crashingAfter(100), budget: { intensity: 0 }, cooldownMs: 5_000 };
  assertEquals(await marksOf([a, { name: "b", run: obedient, ...onA }], 6_000), [
    "0 *+ a+ b+",
    "100 a! ac *~ b? b- bw",
    "5100 a+ b+",
  ]);
});

Deno.test('onDependencyFailure "restart" waits through a pause of the group', async () => {
  const options: GroupOptions = { budget: { intensity: 0, onExhausted: "pause", pauseMs: 500 } };
  assertEquals(await marksOf([["a", crashingAfter(100)], { name: "b", run: obedient, ...onA }], 1_000, options), [
    "0 *+ a+ b+",
    "100 a! *| a| *~ b? b- bw",
    "600 *r a+ b+",
  ]);
});

Deno.test('onDependencyFailure "restart" in a pause waits on when the dependency is restarted by hand', async () => {
  const run = startGroupVirtually([["a", crashingAfter(100)], { name: "b", run: obedient, ...onA }], {
    budget: { intensity: 0, onExhausted: "pause", pauseMs: 500 },
  });
  await run.advance(200);
  assertEquals([await run.group.restart("a")], ["restarted"]);
  await run.advance(1_000);
  assertEquals(run.marks.slice(2), ["200 a+", "600 *r b+"]);
});

Deno.test('onDependencyFailure "restart" does not judge who crashes on its way down', async () => {
  const hasty: GroupChild = {
    name: "b",
    ...onA,
    budget: { intensity: 0 },
    run: async (context) => {
      await context.clock.sleep(Infinity, context.signal).catch(() => {});
      if (context.incarnation === 1) throw new Error("failed to clean up");
    },
  };
  assertEquals(await marksOf([["a", crashingAfter(100)], hasty], 1_100), [
    "0 *+ a+ b+",
    "100 a! a~ *~ b? b- bw",
    "1100 a+ b+",
  ]);
});

Deno.test('onDependencyFailure "restart" takes a crash before the turn to stop for the stop', async () => {
  const children: GroupChild[] = [["a", crashingAfter(100)], { name: "b", run: crashingAfter(110), ...onA }, {
    name: "c",
    run: slowToStop(20),
    ...onB,
  }];
  assertEquals(await marksOf(children, 1_100), [
    "0 *+ a+ b+ c+",
    "100 a! a~ *~ c?",
    "110 b! bw",
    "120 c- cw",
    "1100 a+ b+ c+",
  ]);
});

Deno.test('onDependencyFailure "restart" goes on without who hangs in its stop, and takes it back when it ends', async () => {
  const children: GroupChild[] = [
    ["a", crashingAfter(100)],
    { name: "b", run: slowToStop(3_000), graceMs: 10, ...onA },
    {
      name: "c",
      run: obedient,
      ...onB,
    },
  ];
  assertEquals(await marksOf(children, 5_000), [
    "0 *+ a+ b+ c+",
    "100 a! a~ *~ c? c- b? cw",
    "110 ba",
    "1100 a+",
    "3100 bl b+ c+",
  ]);
});

Deno.test('onDependencyFailure "restart" names both who stop when two dependencies crash in one instant', async () => {
  const children: GroupChild[] = [["a", crashingAfter(100)], ["b", crashingAfter(100)], {
    name: "c",
    run: slowToStop(10),
    dependsOn: ["a", "b"],
    ...restart,
  }];
  assertEquals(await marksOf(children, 1_100), [
    "0 *+ a+ b+ c+",
    "100 a! a~ *~ c? b! b~",
    "110 c- cw",
    "1100 a+ b+ c+",
  ]);
});

Deno.test('onDependencyFailure "restart" stops a whole group() and starts it anew', async () => {
  const children: GroupChild[] = [["a", crashingAfter(100)], {
    name: "g",
    run: group([["x", slowToStop(10)], ["y", slowToStop(10)]]),
    ...onA,
  }];
  assertEquals(await marksOf(children, 1_100), [
    "0 *+ a+ g+ g*+ g/x+ g/y+ g^",
    "100 a! a~ *~ g? g*? g/y?",
    "110 g/y- g/y= g/x?",
    "120 g/x- g/x= g*= g- gw",
    "1100 a+ g+ g*+ g/x+ g/y+ g^",
  ]);
});

Deno.test('onDependencyFailure "restart" follows a group() that fails', async () => {
  const failing = group([{ name: "x", run: crashingAfter(100), budget: { intensity: 0 }, onExhausted: "escalate" }]);
  assertEquals(await marksOf([{ name: "a", run: failing }, { name: "b", run: obedient, ...onA }], 1_100), [
    "0 *+ a+ a*+ a/x+ a^ b+",
    "100 a/x! a/xe a*? a*= a! a~ *~ b? b- bw",
    "1100 a+ a*+ a/x+ a^ b+",
  ]);
});

// By hand.

Deno.test("GroupHandle.restart() has dependents down before the dependency is asked", async () => {
  const run = startGroupVirtually(chain(["a", slowToStop(10)]));
  await run.advance(0);
  let answeredAtMs = -1;
  const answer = run.group.restart("a").finally(() => answeredAtMs = run.clock.now());
  await run.advance(1_000);
  assertEquals([await answer, answeredAtMs], ["restarted", 60]);
  assertEquals(run.marks, ["0 *+ a+ b+ c+ d+ *~ c?", "20 c- b? cw", "50 b- a? bw", "60 a- a+ b+ c+"]);
});

Deno.test("GroupHandle.stop() has dependents down before the dependency is asked, and ends them", async () => {
  const run = startGroupVirtually(chain(["a", slowToStop(10)]));
  await run.advance(0);
  const answer = run.group.stop("a");
  await run.advance(1_000);
  assertEquals(await answer, "stopped");
  assertEquals(run.marks, ["0 *+ a+ b+ c+ d+ *~ c?", "20 c- b? cw", "50 b- a? bw", "60 a- a= b= c="]);
});

Deno.test("GroupHandle.remove() has dependents down before the dependency is asked, and ends them", async () => {
  const run = startGroupVirtually(chain(["a", slowToStop(10)]));
  await run.advance(0);
  const answer = run.group.remove("a");
  await run.advance(1_000);
  assertEquals(await answer, "removed");
  assertEquals(run.marks, ["0 *+ a+ b+ c+ d+ *~ c?", "20 c- b? cw", "50 b- a? bw", "60 a- a= ao b= c="]);
});

Deno.test("GroupHandle.restart() waits no longer than its grace for a dependent that hangs", async () => {
  const run = startGroupVirtually([["a", slowToStop(10)], { name: "b", run: deaf, graceMs: 100, ...onA }]);
  await run.advance(0);
  const answer = run.group.restart("a");
  await run.advance(1_000);
  assertEquals([await answer, run.marks], ["restarted", ["0 *+ a+ b+ *~ b?", "100 ba a?", "110 a- a+"]]);
});

Deno.test("GroupHandle.restart() of a dependency that crashes while it waits for dependents is that restart", async () => {
  const run = startGroupVirtually([["a", crashingAfter(10)], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(0);
  const answer = run.group.restart("a");
  await run.advance(2_000);
  assertEquals([await answer, run.marks], ["restarted", ["0 *+ a+ b+ *~ b?", "10 a! a+", "30 b- b+"]]);
  await run.stop();
  await run.advance(50);
  assertEquals(run.report?.workers[0]?.restarts, 0);
});

Deno.test("GroupHandle.stop() of a dependency that waits for its dependents turns its restart into a stop", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(0);
  const answers = [run.group.restart("a"), run.group.stop("a")];
  await run.advance(100);
  assertEquals([await Promise.all(answers), run.marks.at(-1)], [["stopped", "stopped"], "30 b- a? bw a- a= b="]);
});

Deno.test("GroupHandle.restart() of a dependency that waits for its dependents turns its stop into a restart", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(0);
  const answers = [run.group.stop("a"), run.group.restart("a")];
  await run.advance(100);
  assertEquals([(await Promise.all(answers))[1], run.marks.at(-1)], ["restarted", "30 b- a? bw a- a+ b+"]);
});

Deno.test('GroupHandle.start() of a dependency that waits for its dependents to stop is "leaving"', async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(0);
  const answer = run.group.stop("a");
  assertEquals(run.group.start("a"), "leaving");
  await run.advance(100);
  assertEquals(await answer, "stopped");
});

Deno.test("GroupHandle.remove() of a dependent that is going down lets its dependency go on", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(0);
  const answers = [run.group.restart("a"), run.group.remove("b")];
  await run.advance(100);
  assertEquals([await Promise.all(answers), run.marks.at(-1)], [["restarted", "removed"], "30 b- b= bo a? a- a+"]);
});

Deno.test("GroupHandle.stop() of a dependent that is going down with others stops it for good", async () => {
  const run = startGroupVirtually(chain(["a", crashingAfter(100)]));
  await run.advance(105);
  const answer = run.group.stop("b");
  await run.advance(2_000);
  assertEquals(await answer, "stopped");
  assertEquals(run.marks.slice(1), ["100 a! a~ *~ c?", "120 c- b? cw", "150 b- b= c=", "1100 a+"]);
});

Deno.test('GroupHandle.restart() of a dependent that is going down with others is "waiting"', async () => {
  const run = startGroupVirtually([["a", crashingAfter(100)], { name: "b", run: slowToStop(30), ...onA }]);
  await run.advance(110);
  const answer = run.group.restart("b");
  await run.advance(2_000);
  assertEquals([await answer, run.marks.slice(1)], ["waiting", ["100 a! a~ *~ b?", "130 b- bw", "1100 a+ b+"]]);
});

Deno.test('GroupHandle.restart() of a child that waits for others is "waiting", and changes nothing', async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(100), startupTimeoutMs: Infinity }, {
    name: "b",
    run: obedient,
    ...onA,
  }]);
  await run.advance(0);
  assertEquals([await run.group.restart("b"), run.group.start("b")], ["waiting", "running"]);
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ a+ bw", "100 a^ b+"]);
});

Deno.test('GroupHandle.restart() of a child whose dependency has ended is "stopped"', async () => {
  const run = startGroupVirtually([["a", () => {}], { name: "b", run: obedient, dependsOn: ["a"] }]);
  await run.advance(0);
  const answers = [await run.group.restart("b"), await run.group.restart("b")];
  await run.advance(0);
  assertEquals([answers, run.marks], [["stopped", "stopped"], ["0 *+ a+ b+ a. a= b? b- b= b="]]);
});

Deno.test("GroupHandle.stop() of a child that waits for others is done at once", async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(100), startupTimeoutMs: Infinity }, {
    name: "b",
    run: obedient,
    ...onA,
  }, { name: "c", run: obedient, ...onB }]);
  await run.advance(0);
  assertEquals([await run.group.stop("b"), run.marks], ["stopped", ["0 *+ a+ bw cw b= c="]]);
});

Deno.test("GroupHandle.restart() of a child in its delay waits for the dependency", async () => {
  const run = startGroupVirtually([["a", crashingAfter(100)], { name: "b", run: crashingAfter(50), ...onA }]);
  await run.advance(200);
  assertEquals([await run.group.restart("b")], ["waiting"]);
  await run.advance(1_000);
  assertEquals(run.marks.slice(1), ["50 b! b~", "100 a! a~", "200 bw", "1100 a+ b+"]);
});
