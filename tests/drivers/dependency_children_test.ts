// Children with dependencies come and go, observers call back, workers pull at their own group: the order between them holds.
import { assertEquals, assertThrows } from "@std/assert";
import { group, type RunningGroup, type SupervisionEvent } from "@mainstay/supervisor";
import { crashingAfter, obedient, readyAfter, slowToStop } from "../support/acting_workers.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

const late = { startupTimeoutMs: Infinity };
const onA = { dependsOn: ["a"] };
const restart = { onDependencyFailure: "restart" } as const;

Deno.test("GroupHandle.start() starts a child whose dependency is ready", async () => {
  const run = startGroupVirtually([["a", obedient]]);
  await run.advance(0);
  assertEquals(run.group.start({ name: "b", run: obedient, ...onA }), "started");
  assertEquals(run.marks, ["0 *+ a+ bn b+"]);
});

Deno.test("GroupHandle.start() holds a child whose dependency is not ready", async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(10), ...late }]);
  await run.advance(0);
  assertEquals(run.group.start({ name: "b", run: obedient, ...onA }), "started");
  await run.advance(10);
  assertEquals(run.marks, ["0 *+ a+ bn bw", "10 a^ b+"]);
  assertEquals(run.lines("started").at(-1), "10 b#1 started ready=true after=manual");
});

Deno.test("GroupHandle.start() ends at once a child whose dependency has ended", async () => {
  const run = startGroupVirtually([["a", () => {}]]);
  await run.advance(0);
  run.group.start({ name: "b", run: obedient, ...onA });
  assertEquals(run.marks, ["0 *+ a+ a. a= bn b="]);
});

Deno.test("GroupHandle.start() builds a group with dependencies from nothing, which stops in their order", async () => {
  const run = startGroupVirtually([]);
  for (const [name, dependsOn] of [["a", []], ["b", ["a"]], ["c", ["b"]]] as const) {
    run.group.start({ name, run: slowToStop(10), dependsOn });
  }
  await run.advance(0);
  await run.stop();
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ an a+ bn b+ cn c+ *? c?", "10 c- c= b?", "20 b- b= a?", "30 a- a= *="]);
});

Deno.test("GroupHandle.start() refuses a dependency in a group that was told to stop one after the other", async () => {
  const run = startGroupVirtually([["a", obedient]], { stopOrder: "sequential" });
  await run.advance(0);
  assertThrows(
    () => run.group.start({ name: "b", run: obedient, ...onA }),
    TypeError,
    'Cannot start a child: "stopOrder" must be "parallel" in a group whose members depend on each other, as "b" does',
  );
  assertEquals(run.group.children().map(({ name }) => name), ["a"]);
});

Deno.test("GroupHandle.start() refuses a dependency that is not there", async () => {
  const run = startGroupVirtually([["a", obedient]]);
  await run.advance(0);
  assertThrows(
    () => run.group.start({ name: "b", run: obedient, dependsOn: ["x"] }),
    TypeError,
    'Cannot start a child: "b" depends on "x", which is not there',
  );
});

Deno.test("GroupHandle.start() refuses a circle", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: obedient, ...onA }]);
  await run.advance(0);
  await run.group.remove("a");
  assertThrows(
    () => run.group.start({ name: "a", run: obedient, dependsOn: ["b"] }),
    TypeError,
    'Cannot start a child: "dependsOn" goes round in a circle: "b" → "a" → "b"',
  );
});

Deno.test("GroupHandle.start() is not kept by what others miss", async () => {
  const run = startGroupVirtually([["a", obedient], ["z", obedient], { name: "b", run: obedient, ...onA }]);
  await run.advance(0);
  await run.group.remove("a");
  assertEquals(run.group.start({ name: "c", run: obedient, dependsOn: ["z"] }), "started");
});

Deno.test("a dependency that was removed and comes back is depended on as before", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: crashingAfter(100), ...onA, ...restart }]);
  await run.advance(0);
  await run.group.remove("a");
  await run.advance(10);
  const removed = run.marks;
  run.group.start({ name: "a", run: readyAfter(20), ...late });
  assertEquals([run.group.start("b")], ["started"]);
  await run.advance(20);
  assertEquals([removed, run.marks.slice(1)], [["0 *+ a+ b+ *~ b? b- a? bw a- a= ao b="], ["10 an a+ bw", "30 a^ b+"]]);
});

Deno.test("a dependency that was removed and comes back takes its running dependents with it again", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: obedient, ...onA, ...restart }]);
  await run.advance(0);
  await run.group.remove("a");
  run.group.start({ name: "a", run: crashingAfter(10) });
  run.group.start("b");
  await run.advance(1_010);
  assertEquals(run.marks.slice(1), ["10 a! a~ *~ b? b- bw", "1010 a+ b+"]);
});

Deno.test("a dependency that is replaced while dependents run leaves them alone", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: crashingAfter(100), ...onA }]);
  await run.advance(0);
  await run.group.remove("a");
  await run.advance(500);
  run.group.start({ name: "a", run: obedient });
  await run.advance(1_000);
  assertEquals(run.marks.slice(1), ["100 b! b~", "500 an a+", "1100 b+"]);
});

Deno.test("a child with other dependencies in place of an old one waits for those", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "z", run: readyAfter(50), ...late }, {
    name: "b",
    run: obedient,
    ...onA,
  }]);
  await run.advance(0);
  await run.group.stop("b");
  run.group.start({ name: "b", run: obedient, dependsOn: ["z"] });
  await run.advance(10);
  await run.group.stop("a");
  await run.advance(40);
  assertEquals(run.marks, ["0 *+ a+ z+ b+ b? b- b= bo bn bw", "10 a? a- a=", "50 z^ b+"]);
});

Deno.test("a dependency that is started by hand after its end starts nobody who ended because of it", async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(10), ...late }, { name: "b", run: obedient, ...onA }]);
  await run.advance(0);
  await run.group.stop("a");
  run.group.start("a");
  await run.advance(10);
  assertEquals(run.marks, ["0 *+ a+ bw a? a- a= b= a+", "10 a^"]);
});

Deno.test("children added to a group() inside are gone, dependencies too, when it starts anew", async () => {
  const run = startGroupVirtually([{ name: "g", run: group([["a", obedient]]) }]);
  await run.advance(0);
  run.group.group("g")!.start({ name: "b", run: obedient, ...onA });
  await run.group.restart("g");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ g+ g*+ g/a+ g^ g/bn g/b+ g? g*? g/b? g/b- g/b= g/a? g/a- g/a= g*= g- g+ g*+ g/a+ g^"]);
});

/** Does something to the group from within the observer, once, at the first event that matches. */
function reacting(when: (event: SupervisionEvent) => boolean, act: (group: RunningGroup) => void) {
  let run: ReturnType<typeof startGroupVirtually> | undefined = undefined;
  let isDone = false;
  return {
    onEvent: (event: SupervisionEvent) => {
      if (isDone || run === undefined || !when(event)) return;
      isDone = true;
      act((run as ReturnType<typeof startGroupVirtually>).group);
    },
    of: (started: ReturnType<typeof startGroupVirtually>) => run = started,
  };
}

/** The event at which an observer calls back, what it does, and what follows. a crashes at 100 and takes b and c with it; each stops in 10 ms. */
const callbacks: [at: string, does: string, act: (group: RunningGroup) => void, marks: string[]][] = [
  ["group-restarting", "stops b", (group) => void group.stop("b"), [
    "100 a! a~ *~ c?",
    "110 c- b? cw",
    "120 b- b= c=",
    "1100 a+",
  ]],
  ["group-restarting", "restarts a", (group) => void group.restart("a"), [
    "100 a! a~ *~ c? a+",
    "110 c- b? cw",
    "120 b- b+ c+",
  ]],
  ["group-restarting", "removes a", (group) => void group.remove("a"), [
    "100 a! a~ *~ c? a= ao",
    "110 c- b? cw",
    "120 b- b= c=",
  ]],
  ["restart-scheduled", "removes c", (group) => void group.remove("c"), [
    "100 a! a~ *~ c?",
    "110 c- c= co b?",
    "120 b- bw",
    "1100 a+ b+",
  ]],
  ["restart-scheduled", "shuts down", (group) => void group.shutdown(), [
    "100 a! a~ *~ c? *? a=",
    "110 c- c= b?",
    "120 b- b= *=",
  ]],
  ["crashed", "stops a", (group) => void group.stop("a"), ["100 a! a~ *~ c? a=", "110 c- b? cw", "120 b- b= c="]],
  ["stopping", "restarts c", (group) => void group.restart("c"), [
    "100 a! a~ *~ c?",
    "110 c- b? cw",
    "120 b- bw",
    "1100 a+ b+ c+",
  ]],
  ["stopped", "removes b", (group) => void group.remove("b"), [
    "100 a! a~ *~ c?",
    "110 c- b? cw",
    "120 b- b= bo c=",
    "1100 a+",
  ]],
  ["start-held", "stops c", (group) => void group.stop("c"), [
    "100 a! a~ *~ c?",
    "110 c- b? cw c=",
    "120 b- bw",
    "1100 a+ b+",
  ]],
  ["start-held", "restarts a", (group) => void group.restart("a"), [
    "100 a! a~ *~ c?",
    "110 c- b? cw a+",
    "120 b- b+ c+",
  ]],
];

for (const [at, does, act, marks] of callbacks) {
  Deno.test(`an observer that ${does} at ${at} finds the group in one piece`, async () => {
    const reaction = reacting((event) => event.type === at && event.atMs >= 100, act);
    const run = reaction.of(startGroupVirtually([
      ["a", crashingAfter(100)],
      { name: "b", run: slowToStop(10), ...onA, ...restart },
      { name: "c", run: slowToStop(10), dependsOn: ["b"], ...restart },
    ], { onEvent: reaction.onEvent }));
    await run.advance(5_000);
    assertEquals(run.marks.slice(1), marks);
  });
}

Deno.test("a worker that stops its own dependency is down before it", async () => {
  const run = startGroupVirtually([["a", obedient], {
    name: "b",
    ...onA,
    ...restart,
    run: async (context) => {
      void context.group.stop("a");
      await obedient(context);
    },
  }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ b+ *~ b? b- a? bw a- a= b="]);
});

Deno.test('a worker that stops itself while others depend on it is answered "stopping" at once', async () => {
  let answer: unknown;
  const run = startGroupVirtually([["a", async (context) => {
    if (context.incarnation > 1) return await obedient(context);
    await context.clock.sleep(10);
    answer = await context.group.restart("a");
    await obedient(context);
  }], { name: "b", run: slowToStop(30), ...onA, ...restart }]);
  await run.advance(10);
  assertEquals(answer, "stopping");
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ a+ b+", "10 *~ b?", "40 b- a? bw a- a+ b+"]);
});

Deno.test(
  "an optional dependency that fails for good ends those who wait for it, and the group goes on",
  async () => {
    const run = startGroupVirtually([
      { name: "a", run: crashingAfter(10), ...late, budget: { intensity: 0 }, onExhausted: "escalate", optional: true },
      { name: "b", run: obedient, ...onA },
      ["x", obedient],
    ]);
    await run.advance(100);
    assertEquals([run.marks, run.isOver], [["0 *+ a+ bw x+", "10 a! ae b="], false]);
  },
);
