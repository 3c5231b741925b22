// Whoever asks, however often and in the middle of whatever: the handle's methods are safe and say what came of it.
import { assertEquals } from "@std/assert";
import type { GroupHandle, RunningGroup, SupervisionEvent, WorkerContext } from "@mainstay/supervisor";
import { crashingAfter, deaf, obedient, slowToStop, throwing } from "../support/acting_workers.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

type Method = "stop" | "restart" | "remove";

/** What each of these calls answers, made one after the other at one instant, of a worker that takes 100 ms to stop. */
async function answers(...methods: Method[]): Promise<string> {
  const run = startGroupVirtually([["w", slowToStop(100)]]);
  await run.advance(0);
  const asked = methods.map((method) => run.group[method]("w"));
  await run.advance(1_000);
  const status = run.group.children()[0]?.status ?? "gone";
  return `${(await Promise.all(asked)).join(", ")}: ${status} ${run.marks.join(" ")}`;
}

for (
  const [methods, expected] of [
    [["stop", "stop"], "stopped, stopped: stopped 0 *+ w+ w? 100 w- w="],
    [["restart", "restart"], "restarted, restarted: ready 0 *+ w+ w? 100 w- w+"],
    [["remove", "remove"], "removed, removed: gone 0 *+ w+ w? 100 w- w= wo"],
    [["stop", "remove"], "stopped, removed: gone 0 *+ w+ w? 100 w- w= wo"],
    [["remove", "stop"], "removed, stopped: gone 0 *+ w+ w? 100 w- w= wo"],
    [["stop", "restart"], "stopped, restarted: ready 0 *+ w+ w? 100 w- w+"],
    [["restart", "stop"], "stopped, stopped: stopped 0 *+ w+ w? 100 w- w="],
    [["restart", "remove"], "not-found, removed: gone 0 *+ w+ w? 100 w- w= wo"],
    [["remove", "restart"], "removed, not-found: gone 0 *+ w+ w? 100 w- w= wo"],
    [["stop", "restart", "stop"], "stopped, stopped, stopped: stopped 0 *+ w+ w? 100 w- w="],
  ] as const
) {
  Deno.test(`GroupHandle asked at once to ${methods.join(", ")}`, async () => {
    assertEquals(await answers(...methods), expected);
  });
}

for (
  const [what, methods, left] of [
    ["stop", ["stop"], "abandoned"],
    ["restart", ["restart"], "abandoned"],
    ["remove", ["remove"], "abandoned"],
  ] as const
) {
  Deno.test(`GroupHandle.${what}() of a deaf worker answers at the end of its grace that it is abandoned`, async () => {
    const run = startGroupVirtually([{ name: "w", run: deaf, graceMs: 30 }]);
    await run.advance(0);
    let answer: string | undefined;
    run.group[methods[0]]("w").then((value) => answer = value);
    await run.advance(29);
    assertEquals(answer, undefined);
    await run.advance(1);
    assertEquals(answer, left);
  });
}

Deno.test("GroupHandle.restart() of a worker that was abandoned meanwhile starts it when it has ended", async () => {
  const run = startGroupVirtually([{ name: "w", run: slowToStop(100), graceMs: 30 }]);
  await run.advance(0);
  void run.group.restart("w");
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ w+ w?", "30 wa", "100 wl w+"]);
});

for (const method of ["stop", "restart", "remove"] as const) {
  Deno.test(`GroupHandle.${method}() that waits is answered when the group is over`, async () => {
    const run = startGroupVirtually([{ name: "w", run: deaf, graceMs: 1e9 }], { graceMs: 50 });
    await run.advance(0);
    let answer: string | undefined;
    run.group[method]("w").then((value) => answer = value);
    await run.stop();
    await run.advance(50);
    assertEquals([answer, run.isOver], ["abandoned", true]);
  });
}

Deno.test("GroupHandle.restart() of a worker that a stop overtakes answers closed", async () => {
  const run = startGroupVirtually([["w", slowToStop(100)]]);
  await run.advance(0);
  let answer: string | undefined;
  run.group.restart("w").then((value) => answer = value);
  await run.advance(50);
  await run.stop();
  await run.advance(50);
  assertEquals([answer, run.marks], ["closed", ["0 *+ w+ w?", "50 *?", "100 w- w= *="]]);
});

Deno.test("GroupHandle.restart() in the middle of a group restart leaves the child to that", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", async ({ incarnation, clock, signal }) => {
    await clock.sleep(incarnation === 1 ? 100 : Infinity, signal);
    throw new Error("boom");
  }], ["c", slowToStop(300)]], { strategy: "one-for-all" });
  await run.advance(200);
  void run.group.restart("a");
  void run.group.restart("c");
  await run.advance(3_000);
  assertEquals(run.marks, ["0 *+ a+ b+ c+", "100 b! b~ *~ c?", "400 c- a? a-", "1100 a+ b+ c+"]);
});

Deno.test("GroupHandle.stop() in the middle of a group restart takes the child out of it", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", throwing(1)], ["c", slowToStop(300)]], {
    strategy: "one-for-all",
  });
  await run.advance(100);
  void run.group.stop("c");
  void run.group.stop("a");
  await run.advance(3_000);
  assertEquals(run.group.children().map(({ name, status }) => `${name} ${status}`), [
    "a stopped",
    "b ready",
    "c stopped",
  ]);
});

Deno.test("GroupHandle.stop() stays a stop when a group restart comes while the child stops", async () => {
  const run = startGroupVirtually([["b", async ({ incarnation, clock, signal }) => {
    await clock.sleep(incarnation === 1 ? 100 : Infinity, signal);
    throw new Error("boom");
  }], ["c", slowToStop(300)]], { strategy: "one-for-all" });
  await run.advance(50);
  void run.group.stop("c");
  await run.advance(3_000);
  assertEquals(run.marks, ["0 *+ b+ c+", "50 c?", "100 b! b~ *~", "350 c- c=", "1100 b+"]);
});

/** Runs a group whose worker "w" does something with its own group. */
async function fromInside(act: (group: GroupHandle) => unknown): Promise<string[]> {
  const run = startGroupVirtually([["x", obedient], ["w", (context) => {
    if (context.incarnation === 1) act(context.group);
    return obedient(context);
  }]]);
  await run.advance(0);
  return run.marks;
}

for (
  const [what, act, marks] of [
    ["start a sibling", (group) => group.start({ name: "y", run: obedient }), "yn y+"],
    ["stop a sibling", (group) => group.stop("x"), "x? x- x="],
    ["restart a sibling", (group) => group.restart("x"), "x? x- x+"],
    ["remove a sibling", (group) => group.remove("x"), "x? x- x= xo"],
    ["stop itself", (group) => group.stop("w"), "w? w- w="],
    ["restart itself", (group) => group.restart("w"), "w? w- w+"],
    ["remove itself", (group) => group.remove("w"), "w? w- w= wo"],
  ] as const satisfies [string, (group: GroupHandle) => unknown, string][]
) {
  Deno.test(`WorkerContext.group lets a worker ${what}`, async () => {
    assertEquals(await fromInside(act), [`0 *+ x+ w+ ${marks}`]);
  });
}

for (const pull of ["stop", "restart", "remove"] as const) {
  Deno.test(`WorkerContext.group answers a worker at once that asks to ${pull} itself`, async () => {
    const answers: string[] = [];
    const pulling = async ({ group, incarnation }: WorkerContext) => {
      if (incarnation === 1) answers.push(await group[pull]("w"));
      else await new Promise<void>(() => {});
    };
    const run = startGroupVirtually([{ name: "w", run: pulling, graceMs: 20 }]);
    await run.advance(1_000);
    assertEquals([answers, run.events.some(({ type }) => type === "abandoned")], [["stopping"], false]);
  });
}

/** Runs a group in which an observer does something at the first event of a type. */
async function fromObserver(type: SupervisionEvent["type"], act: (group: RunningGroup) => unknown): Promise<string[]> {
  let told = false;
  const run: { group: RunningGroup; marks: string[]; advance(ms: number): Promise<void> } = startGroupVirtually([
    ["x", obedient],
    ["w", throwing(1)],
  ], {
    onEvent: (event) => {
      if (told || event.type !== type || !("worker" in event) || event.worker !== "w") return;
      told = true;
      act(run.group);
    },
  });
  await run.advance(2_000);
  return run.marks;
}

for (
  const [type, what, act, marks] of [
    ["crashed", "stop", (group) => group.stop("w"), ["0 *+ x+ w+ w! w~ w="]],
    ["crashed", "remove", (group) => group.remove("w"), ["0 *+ x+ w+ w! w~ w= wo"]],
    ["crashed", "restart", (group) => group.restart("w"), ["0 *+ x+ w+ w! w~ w+"]],
    ["restart-scheduled", "start", (group) => group.start("w"), ["0 *+ x+ w+ w! w~", "1000 w+"]],
    ["crashed", "shutdown", (group) => group.shutdown(), ["0 *+ x+ w+ w! w~ *? w= x? x- x= *="]],
  ] as const satisfies [SupervisionEvent["type"], string, (group: RunningGroup) => unknown, string[]][]
) {
  Deno.test(`GroupHandle.${what}() may be called while ${type} is being told`, async () => {
    assertEquals(await fromObserver(type, act), [...marks]);
  });
}

Deno.test("GroupHandle.remove() and start() of one name may be called while its removal is told", async () => {
  const run: ReturnType<typeof startGroupVirtually> = startGroupVirtually([["w", obedient]], {
    onEvent: (event) => {
      if (event.type === "removed") run.group.start({ name: "w", run: obedient });
    },
  });
  await run.advance(0);
  void run.group.remove("w");
  await run.advance(0);
  assertEquals(run.group.children().map(({ name, status }) => `${name} ${status}`), ["w ready"]);
});

Deno.test("RunningGroup.shutdown() twice is one stop, and one report", async () => {
  const run = startGroupVirtually([["w", slowToStop(10)]]);
  await run.advance(0);
  const [first, second] = [run.group.shutdown(), run.group.shutdown()];
  await run.advance(10);
  assertEquals([await first === await second, run.times("group-stopping").length], [true, 1]);
  assertEquals(await run.group.shutdown() === await first, true);
});

Deno.test("GroupHandle.children() is a picture that does not change", async () => {
  const run = startGroupVirtually([["w", obedient]]);
  await run.advance(0);
  const picture = run.group.children();
  await run.stop();
  assertEquals(picture.map(({ status }) => status), ["ready"]);
});

// A child that is not in the group restart that goes on, and comes back by itself meanwhile, is not lost: it starts with that.
for (
  const [what, act, marks] of [
    ["restarted by hand", (group) => group.restart("a"), ["300 a?", "400 a-"]],
    ["stopped and started by hand", async (group) => {
      await group.stop("a");
      group.start("a");
    }, ["300 a?", "400 a- a="]],
  ] as const satisfies [string, (group: RunningGroup) => unknown, string[]][]
) {
  Deno.test(`rest-for-one does not lose an earlier child that is ${what} in a group restart`, async () => {
    const run = startGroupVirtually([["a", slowToStop(100)], ["b", crashingAfter(100)], ["c", obedient]], {
      strategy: "rest-for-one",
    });
    await run.advance(300);
    void act(run.group);
    await run.advance(2_000);
    assertEquals(run.marks.slice(2), [...marks, "1100 a+ b+ c+"]);
  });
}

Deno.test("rest-for-one does not lose an earlier child that comes back from abandonment in a group restart", async () => {
  const run = startGroupVirtually([{ name: "a", run: slowToStop(600), graceMs: 10 }, ["b", crashingAfter(100)]], {
    strategy: "rest-for-one",
  });
  await run.advance(50);
  void run.group.restart("a");
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ b+", "50 a?", "60 aa", "100 b! b~ *~", "650 al", "1100 a+ b+"]);
});
