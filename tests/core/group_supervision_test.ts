import { assertEquals } from "@std/assert";
import { CoreGroup, type CorePlan } from "../support/core_group.ts";

Deno.test("GroupSupervision is over at once when it is empty", () => {
  const core = new CoreGroup({});
  core.group.begin(5);
  assertEquals(core.told(), ["5 group group-started workers=0", "5 group group-finished outcome=ended"]);
  assertEquals(core.group.isFinished, true);
});

Deno.test("GroupSupervision with keepAlive stays when it is empty, until it is stopped", () => {
  const core = new CoreGroup({}, { keepAlive: true });
  core.group.begin(5);
  assertEquals([core.told(), core.group.isFinished], [["5 group group-started workers=0"], false]);
  core.group.requestStop("abort", 9);
  assertEquals(core.told(), ["9 group group-stopping reason=abort", "9 group group-finished outcome=stopped"]);
});

Deno.test("GroupSupervision begins once", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  core.told();
  core.group.begin(1);
  assertEquals(core.told(), []);
});

Deno.test("GroupSupervision keeps the first reason to stop", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  core.group.requestStop("signal", 1);
  core.told();
  core.group.requestStop("abort", 2);
  core.crash("w", 3);
  assertEquals(core.told().map((line) => line.split(" ")[2]), ["stopped", "finished", "group-finished"]);
  assertEquals(core.group.report().stopReason, "signal");
});

Deno.test("GroupSupervision that is stopped before it begins starts nothing", () => {
  const core = new CoreGroup({ w: {} });
  core.group.requestStop("abort", 7);
  core.group.begin(8);
  assertEquals(core.told(), [
    "7 group group-started workers=1",
    "7 group group-stopping reason=abort",
    "7 w#0 finished outcome=stopped rule=stop-requested",
    "7 group group-finished outcome=stopped",
  ]);
});

Deno.test("GroupSupervision.endGrace() abandons all that are still stopping, the last one first", () => {
  const core = new CoreGroup({ a: {}, b: {}, c: {} }, { stopOrder: "parallel" });
  core.group.begin(0);
  core.group.requestStop("signal", 10);
  core.complete("b", 11);
  core.told();
  core.group.endGrace(20);
  assertEquals(core.told(), [
    "20 group grace-ended",
    "20 c#1 abandoned sinceMs=10",
    "20 a#1 abandoned sinceMs=10",
    "20 group group-finished outcome=stopped",
  ]);
  assertEquals(core.group.report().abandoned, ["a", "c"]);
});

Deno.test("GroupSupervision.endGrace() does nothing before the stop", () => {
  const core = new CoreGroup({ a: {} });
  core.group.begin(0);
  core.told();
  core.group.endGrace(5);
  assertEquals([core.told(), core.worker("a").status], [[], "ready"]);
});

Deno.test("GroupSupervision.endGrace() does nothing after the end", () => {
  const core = new CoreGroup({ a: {} });
  core.group.begin(0);
  core.complete("a", 1);
  core.told();
  core.group.endGrace(5);
  assertEquals(core.told(), []);
});

Deno.test("GroupSupervision tells nothing while it decides, everything when it is drained", () => {
  const core = new CoreGroup({ a: {} });
  core.group.begin(0);
  core.crash("a", 0);
  assertEquals(core.told().length, 4);
  assertEquals(core.told(), []);
});

Deno.test("GroupSupervision.drain() leaves what comes meanwhile to the outer call", () => {
  const core = new CoreGroup({ a: {} });
  const order: string[] = [];
  core.group.begin(0);
  const outer = core.group.drain((event) => {
    order.push(event.type);
    if (event.type !== "started") return;
    core.group.requestStop("abort", 1);
    order.push(`inner ${core.group.drain(() => order.push("never"))}`);
  });
  assertEquals([outer, order], [true, ["group-started", "started", "inner false", "group-stopping", "stopping"]]);
});

Deno.test("GroupSupervision tells nothing after its end", () => {
  const core = new CoreGroup({ late: {} });
  core.group.begin(0);
  core.group.requestStop("signal", 10);
  core.group.endGrace(20);
  core.told();
  core.complete("late", 30);
  assertEquals(core.told(), []);
});

Deno.test("GroupSupervision charges the shared budget once per restart", () => {
  const core = new CoreGroup({ a: {}, b: {} }, { budget: { intensity: 2, periodMs: 10_000 } });
  core.group.begin(0);
  core.crash("a", 0);
  core.crash("b", 0);
  assertEquals(core.group.groupWindow?.count(0), 2);
  core.worker("a").onDue(1_000);
  core.crash("a", 1_000);
  assertEquals([core.group.culprit?.name, core.worker("b").status], ["a", "stopped"]);
});

Deno.test("GroupSupervision reports how it ended", () => {
  const outcomes = [
    (core: CoreGroup) => core.complete("w", 10),
    (core: CoreGroup) => {
      core.group.requestStop("abort", 10);
      core.complete("w", 10);
    },
    (core: CoreGroup) => core.crash("w", 10, new SyntaxError("bad")),
  ].map((act) => {
    const core = new CoreGroup({ w: { fatal: SyntaxError } });
    core.group.begin(3);
    act(core);
    const { outcome, stopReason, durationMs } = core.group.report();
    return [outcome, stopReason, durationMs, core.group.isFinished];
  });
  assertEquals(outcomes, [
    ["ended", undefined, 7, true],
    ["stopped", "abort", 7, true],
    ["failed", "escalation", 7, true],
  ]);
});

// Trees, without a driver: one structure, no promise between its levels.
const tree: CorePlan = [{
  a: { group: [{ x: {}, y: { fatal: Error } }] },
  b: {},
}];

Deno.test("GroupSupervision starts the children of a group with it, and is up with them", () => {
  const core = new CoreGroup(...tree);
  core.group.begin(0);
  assertEquals(core.told(), [
    "0 group group-started workers=2",
    "0 a#1 started ready=false after=first",
    "0 a group-started workers=2",
    "0 a/x#1 started ready=true after=first",
    "0 a/y#1 started ready=true after=first",
    "0 a#1 ready",
    "0 b#1 started ready=true after=first",
  ]);
});

Deno.test("GroupSupervision takes the failure of a group for its crash, when all that was told before has been handed out", () => {
  const core = new CoreGroup(...tree);
  core.group.begin(0);
  core.told();
  core.crash("a/y", 5);
  core.complete("a/x", 7);
  assertEquals(core.worker("a").status, "ready");
  assertEquals(core.told().map((line) => line.split(" ").slice(0, 3).join(" ")), [
    "5 a/y#1 crashed",
    "5 a/y#1 escalated",
    "5 a group-stopping",
    "5 a/x#1 stopping",
    "7 a/x#1 stopped",
    "7 a/x#1 finished",
    "7 a group-finished",
    "7 a#1 crashed",
    "7 a#1 restart-scheduled",
  ]);
  assertEquals(core.worker("a").status, "waiting");
});

Deno.test("GroupSupervision makes a group anew for each incarnation of the child that it is", () => {
  const core = new CoreGroup(...tree);
  core.group.begin(0);
  const first = core.groupAt("a");
  core.crash("a/y", 5);
  core.complete("a/x", 5);
  core.told();
  core.worker("a").onDue(1_005);
  const second = core.groupAt("a");
  assertEquals([first === second, first.isFinished, second.isFinished], [false, true, false]);
  assertEquals([core.worker("a/x").incarnation, second.report().workers[0]?.starts], [2, 1]);
});

Deno.test("GroupSupervision hears nothing of a child whose group is over", () => {
  const core = new CoreGroup(...tree);
  core.group.begin(0);
  const late = core.worker("a/x");
  core.crash("a/y", 5);
  core.groupAt("a").endGrace(6);
  core.told();
  late.onExit(1, undefined, 50);
  assertEquals(core.told().map((line) => line.split(" ").slice(1, 3).join(" ")), [
    "a/x#1 late-exit",
    "a#1 late-exit",
    "a#1 crashed",
    "a#1 restart-scheduled",
  ]);
});

Deno.test("GroupSupervision.asChild is the child that a group is", () => {
  const core = new CoreGroup(...tree);
  core.group.begin(0);
  const inner = core.groupAt("a");
  assertEquals([core.group.asChild, inner.asChild === core.worker("a"), inner.path], [undefined, true, "a"]);
});

Deno.test("GroupSupervision.dueMs is the end of its grace, at the root alone", () => {
  const core = new CoreGroup(tree[0], { graceMs: 300 });
  core.group.begin(0);
  const before = core.group.dueMs;
  core.group.requestStop("abort", 10);
  core.complete("b", 10);
  assertEquals([before, core.group.dueMs, core.groupAt("a").dueMs], [Infinity, 310, Infinity]);
});

Deno.test("GroupSupervision.dueMs is the end of its pause", () => {
  const core = new CoreGroup({ w: {} }, { budget: { intensity: 0, onExhausted: "pause", pauseMs: 50 } });
  core.group.begin(0);
  core.crash("w", 7);
  assertEquals([core.group.dueMs, core.group.isPaused], [57, true]);
  core.group.onDue(57);
  assertEquals([core.group.dueMs, core.group.isPaused, core.worker("w").status], [Infinity, false, "ready"]);
});

Deno.test("GroupSupervision.add() appends a child, and starts it by hand", () => {
  const core = new CoreGroup({ a: {} });
  core.group.begin(0);
  core.told();
  const child = core.group.add({ ...core.worker("a").member, name: "new" }, 5);
  assertEquals(core.told(), ["5 new#0 added", "5 new#1 started ready=true after=manual"]);
  assertEquals([core.group.child("new") === child, child.index, core.group.size], [true, 1, 2]);
});

Deno.test("GroupSupervision.add() before the beginning starts nothing yet", () => {
  const core = new CoreGroup({ a: {} });
  core.group.add({ ...core.worker("a").member, name: "new" }, 0);
  assertEquals([core.worker("new").status, core.told()], ["idle", ["0 new#0 added"]]);
  core.group.begin(3);
  assertEquals(core.worker("new").status, "ready");
});

Deno.test("GroupSupervision.remove() lets a child leave when it has ended", () => {
  const core = new CoreGroup({ a: {}, b: {} });
  core.group.begin(0);
  core.group.remove(core.worker("a"), 5);
  core.worker("a").stop(5);
  assertEquals(core.group.size, 2);
  core.told();
  core.complete("a", 8);
  assertEquals(core.told().at(-1), "8 a#1 removed");
  assertEquals([core.group.size, core.group.child("a"), core.group.report().removed?.stopped], [1, undefined, 1]);
});

Deno.test("GroupSupervision keeps its order when many children have left", () => {
  const names = Array.from({ length: 60 }, (_, i) => `c${i}`);
  const core = new CoreGroup(Object.fromEntries(names.map((name) => [name, {}])), { strategy: "rest-for-one" });
  core.group.begin(0);
  for (const name of names.slice(0, 50)) {
    const child = core.worker(name);
    core.group.remove(child, 1);
    child.stop(1);
    core.complete(name, 1);
  }
  core.told();
  core.crash("c55", 5);
  const stopping = () => core.told().filter((line) => line.includes(" stopping")).map((line) => line.split(" ")[1]);
  const order: unknown[] = [];
  for (const name of ["c59", "c58", "c57", "c56"]) {
    order.push(...stopping());
    core.complete(name, 5);
  }
  assertEquals(order, ["c59#1", "c58#1", "c57#1", "c56#1"]);
  core.worker("c55").onDue(1_005);
  assertEquals(
    core.told().map((line) => line.split(" ")[1]),
    ["c59#1", "c58#1", "c57#1", "c56#1"].slice(4).concat([
      "c56#1",
      "c55#2",
      "c56#2",
      "c57#2",
      "c58#2",
      "c59#2",
    ]),
  );
});
