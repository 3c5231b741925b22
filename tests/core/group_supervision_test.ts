import { assertEquals } from "@std/assert";
import { CoreGroup } from "../support/core_group.ts";

Deno.test("GroupSupervision is over at once when it is empty", () => {
  for (const keepAlive of [false, true]) {
    const core = new CoreGroup({}, { keepAlive });
    core.group.begin(5);
    assertEquals(core.told(), ["5 group group-started workers=0", "5 group group-finished outcome=ended"]);
    assertEquals(core.group.isFinished, true);
  }
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
  const core = new CoreGroup({ a: {}, b: {}, c: {} });
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
