// A group whose children depend on each other stops dependents before dependencies, and everything else at once, within its grace.
import { assertEquals } from "@std/assert";
import { group, type GroupChild, type GroupOptions, type GroupReport, type Worker } from "@mainstay/supervisor";
import { launchGroup } from "../../src/drivers/start_group.ts";
import { crashingAfter, deaf, obedient, readyAfter, slowToStop } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually, VirtualRun } from "../support/virtual_run.ts";

const late = { startupTimeoutMs: Infinity };

/** a ← b ← c, with workers and graces of this kind. */
function chainOf(run: Worker, graceMs = 10_000): GroupChild[] {
  return [{ name: "a", run, graceMs }, { name: "b", run, graceMs, dependsOn: ["a"] }, {
    name: "c",
    run,
    graceMs,
    dependsOn: ["b"],
  }];
}

async function stopped(children: readonly GroupChild[], options: GroupOptions = {}, afterMs = 0) {
  const run = runGroupVirtually(children, options);
  await run.advance(afterMs);
  const told = run.events.length;
  await run.stop();
  await run.advance(60_000);
  run.events.splice(0, told);
  return run;
}

Deno.test("a group stops dependents before dependencies", async () => {
  const { marks } = await stopped(chainOf(slowToStop(10)));
  assertEquals(marks, ["0 *? c?", "10 c- c= b?", "20 b- b= a?", "30 a- a= *="]);
});

Deno.test("a group stops everything at once that nobody depends on", async () => {
  const children: GroupChild[] = [...chainOf(slowToStop(10)), ["x", slowToStop(5)], ["y", slowToStop(15)]];
  assertEquals((await stopped(children)).marks, [
    "0 *? y? x? c?",
    "5 x- x=",
    "10 c- c= b?",
    "15 y- y=",
    "20 b- b= a?",
    "30 a- a= *=",
  ]);
});

Deno.test("a group stops a diamond from its tip", async () => {
  const children: GroupChild[] = [["a", slowToStop(10)], { name: "b", run: slowToStop(10), dependsOn: ["a"] }, {
    name: "c",
    run: slowToStop(20),
    dependsOn: ["a"],
  }, { name: "d", run: slowToStop(10), dependsOn: ["b", "c"] }];
  assertEquals((await stopped(children)).marks, [
    "0 *? d?",
    "10 d- d= b? c?",
    "20 b- b=",
    "30 c- c= a?",
    "40 a- a= *=",
  ]);
});

Deno.test("a group that fails stops in the same order", async () => {
  const run = runGroupVirtually([
    ...chainOf(slowToStop(10)),
    { name: "w", run: crashingAfter(100), budget: { intensity: 0 }, onExhausted: "escalate" },
  ]);
  await run.advance(1_000);
  assertEquals(run.marks.slice(1), ["100 w! we *? c?", "110 c- c= b?", "120 b- b= a?", "130 a- a= *="]);
});

Deno.test("a group whose dependency fails it stops the dependents", async () => {
  const failing: GroupChild = { name: "a", run: crashingAfter(100), budget: { intensity: 0 }, onExhausted: "escalate" };
  const run = runGroupVirtually([failing, ...chainOf(slowToStop(10)).slice(1)]);
  await run.advance(1_000);
  assertEquals(run.marks.slice(1), ["100 a! ae *? c?", "110 c- c= b?", "120 b- b= *="]);
});

// Each in a phase of its start, with b behind it: nobody is started any more, and there is nothing to wait for.
const phases: [phase: string, a: Exclude<GroupChild, readonly unknown[]>, marks: string[]][] = [
  ["starts", { name: "a", run: readyAfter(1_000), ...late }, ["150 *? b= a? a- a= *="]],
  ["is ready", { name: "a", run: obedient }, ["150 *? b? b- b= a? a- a= *="]],
  ["waits for its restart", { name: "a", run: crashingAfter(100), ...late }, ["150 *? a= b= *="]],
  [
    "cools down",
    { name: "a", run: crashingAfter(100), budget: { intensity: 0 }, ...late },
    ["150 *? a= b= *="],
  ],
  [
    "is asked to stop, being late",
    { name: "a", run: slowToStop(100), startupTimeoutMs: 100 },
    ["150 *? b=", "200 a- a= *="],
  ],
];

for (const [phase, a, marks] of phases) {
  Deno.test(`a group stops at once whoever waits for one that ${phase}`, async () => {
    const run = await stopped([a, { name: "b", run: obedient, dependsOn: ["a"] }], {}, 150);
    assertEquals([run.marks, run.isOver], [marks, true]);
  });
}

Deno.test("a group with stop already requested on entry calls no factory", async () => {
  const stopper = new AbortController();
  stopper.abort();
  const run = runGroupVirtually(chainOf(obedient), { signal: stopper.signal });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ *? a= b= c= *="]);
});

Deno.test("a group stops while dependents go down with a dependency", async () => {
  const children: GroupChild[] = [["a", crashingAfter(100)], {
    name: "b",
    run: slowToStop(100),
    dependsOn: ["a"],
    onDependencyFailure: "restart",
  }, { name: "c", run: slowToStop(100), dependsOn: ["b"], onDependencyFailure: "restart" }];
  assertEquals((await stopped(children, {}, 150)).marks, ["150 *? a=", "200 c- c= b?", "300 b- b= *="]);
});

Deno.test("a group stops a dependency that is back while its dependents still go down", async () => {
  const a: GroupChild = { name: "a", run: crashingAfter(100), backoff: { baseMs: 0 } };
  const b: GroupChild = { name: "b", run: slowToStop(100), dependsOn: ["a"], onDependencyFailure: "restart" };
  assertEquals((await stopped([a, b], {}, 150)).marks, ["150 *?", "200 b- b= a? a- a= *="]);
});

for (const method of ["stop", "remove"] as const) {
  Deno.test(`GroupHandle.${method}() in the stop of the group does not jump the queue`, async () => {
    const run = startGroupVirtually(chainOf(slowToStop(10)));
    await run.advance(0);
    await run.stop();
    const answers = [run.group[method]("a"), run.group[method]("b")];
    await run.advance(100);
    const word = method === "stop" ? "stopped" : "removed";
    assertEquals(await Promise.all(answers), [word, word]);
    assertEquals(run.heads("stopping").slice(-3), ["0 c#1 stopping", "10 b#1 stopping", "20 a#1 stopping"]);
    assertEquals(run.isOver, true);
  });
}

Deno.test("a startup time-out in the stop of the group does not jump the queue", async () => {
  const twice: Worker = async (context) => {
    if (context.incarnation > 1) return await slowToStop(5)(context);
    context.ready();
    await crashingAfter(10)(context);
  };
  const run = await stopped(
    [
      { name: "a", run: twice, startupTimeoutMs: 50 },
      { name: "b", run: slowToStop(500), dependsOn: ["a"] },
    ],
    {},
    1_020,
  );
  assertEquals(run.marks, ["1020 *? b?", "1520 b- b= a?", "1525 a- a= *="]);
});

// The grace of the whole: each wave that is still to come keeps its share.

const graces: [graceMs: number, ownMs: number, stopping: string[]][] = [
  [29, 10_000, ["0 c 9", "9 b 10", "19 a 10"]],
  [30, 10_000, ["0 c 10", "10 b 10", "20 a 10"]],
  [31, 10_000, ["0 c 10", "10 b 10", "20 a 11"]],
  [30, 9, ["0 c 9", "9 b 9", "18 a 9"]],
  [30, 10, ["0 c 10", "10 b 10", "20 a 10"]],
  [30, 11, ["0 c 10", "10 b 10", "20 a 10"]],
  [2, 10_000, ["0 c 0", "0 b 1", "1 a 1"]],
];

for (const [graceMs, ownMs, stopping] of graces) {
  Deno.test(`graceMs ${graceMs} is shared by three waves with graces of ${ownMs}`, async () => {
    const run = await stopped(chainOf(deaf, ownMs), { graceMs });
    const told = run.events.flatMap((event) =>
      event.type === "stopping" ? [`${event.atMs} ${event.worker} ${event.graceMs}`] : []
    );
    assertEquals(told, stopping);
    assertEquals(run.report?.durationMs, Math.min(graceMs, 3 * ownMs));
    assertEquals(run.report?.abandoned, ["a", "b", "c"]);
  });
}

Deno.test("graceMs hands on what a wave did not need", async () => {
  const run = await stopped([
    { name: "a", run: deaf },
    { name: "b", run: obedient, dependsOn: ["a"] },
    { name: "c", run: slowToStop(4), dependsOn: ["b"] },
  ], { graceMs: 30 });
  assertEquals(run.lines("stopping"), [
    "0 c#1 stopping graceMs=10",
    "4 b#1 stopping graceMs=13",
    "4 a#1 stopping graceMs=26",
  ]);
});

Deno.test("graceMs gives all of it to whoever comes in the last wave", async () => {
  const run = await stopped([...chainOf(deaf), ["x", deaf]], { graceMs: 30 });
  assertEquals(run.lines("stopping").filter((line) => line.includes("x#")), ["0 x#1 stopping graceMs=30"]);
});

Deno.test("graceMs 0 abandons at once who does not obey at once, in order", async () => {
  assertEquals((await stopped(chainOf(deaf), { graceMs: 0 })).marks, ["0 *? c? *t ca b? a? ba aa *="]);
});

Deno.test("graceMs of a group() is shared by the waves in it", async () => {
  const run = await stopped([{ name: "g", run: group(chainOf(deaf)), graceMs: 30 }]);
  assertEquals(run.lines("stopping"), [
    "0 g#1 stopping graceMs=30",
    "0 g/c#1 stopping graceMs=10",
    "10 g/b#1 stopping graceMs=10",
    "20 g/a#1 stopping graceMs=10",
  ]);
});

Deno.test("a dependency that hangs in its stop is abandoned after its grace, its dependents being down", async () => {
  const run = await stopped([{ name: "a", run: deaf, graceMs: 50 }, ...chainOf(slowToStop(10)).slice(1)]);
  assertEquals([run.marks, run.report?.abandoned], [["0 *? c?", "10 c- c= b?", "20 b- b= a?", "70 aa *="], ["a"]]);
});

Deno.test("a dependent that hangs in its stop is waited for as long as its grace lasts", async () => {
  const run = await stopped([["a", obedient], { name: "b", run: deaf, graceMs: 50, dependsOn: ["a"] }]);
  assertEquals([run.marks, run.report?.abandoned], [["0 *? b?", "50 ba a? a- a= *="], ["b"]]);
});

Deno.test("a second request to stop changes nothing", async () => {
  const run = startGroupVirtually(chainOf(slowToStop(10)));
  await run.advance(0);
  void run.group.shutdown();
  await run.advance(5);
  await run.stop();
  void run.group.shutdown();
  await run.advance(100);
  assertEquals(run.marks.slice(1), ["10 c- c= b?", "20 b- b= a?", "30 a- a= *="]);
});

Deno.test("a second signal ends all waves at once", async () => {
  let driver!: ReturnType<typeof launchGroup>["driver"];
  const run = new VirtualRun<GroupReport>(({ clock, events }) => {
    const launched = launchGroup(
      chainOf(deaf),
      { clock, signals: false, onEvent: (event) => events.push(event) },
      false,
    );
    driver = launched.driver;
    return launched.finished;
  });
  await run.advance(0);
  driver.stop("signal");
  await run.advance(10);
  driver.endGrace();
  await run.advance(0);
  assertEquals([run.marks.slice(1), run.report?.abandoned], [["10 *t ca b? a? ba aa *="], ["a", "b", "c"]]);
});

Deno.test("a group() that others depend on is asked when they are down, and stops in its own order", async () => {
  const run = await stopped([
    { name: "g", run: group([["x", slowToStop(10)], { name: "y", run: slowToStop(10), dependsOn: ["x"] }]) },
    { name: "b", run: slowToStop(10), dependsOn: ["g"] },
  ]);
  assertEquals(run.marks, [
    "0 *? b?",
    "10 b- b= g? g*? g/y?",
    "20 g/y- g/y= g/x?",
    "30 g/x- g/x= g*= g- g= *=",
  ]);
});

Deno.test("a group stops dependents before dependencies through those that are down already", async () => {
  const run = startGroupVirtually(chainOf(slowToStop(10)));
  await run.advance(0);
  const answer = run.group.stop("b");
  await run.advance(10);
  assertEquals(await answer, "stopped");
  await run.stop();
  await run.advance(100);
  assertEquals(run.marks.slice(1), ["10 b- b= *? c?", "20 c- c= a?", "30 a- a= *="]);
});
