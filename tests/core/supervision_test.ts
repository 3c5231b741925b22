import { assertEquals } from "@std/assert";
import { CoreGroup } from "../support/core_group.ts";

Deno.test("Supervision is due when its next delay is over", () => {
  const core = new CoreGroup({ w: {} });
  const dueMs: number[] = [core.worker("w").dueMs];
  core.group.begin(0);
  dueMs.push(core.worker("w").dueMs);
  core.crash("w", 100);
  dueMs.push(core.worker("w").dueMs);
  core.worker("w").onDue(1_100);
  dueMs.push(core.worker("w").dueMs);
  assertEquals(dueMs, [Infinity, Infinity, 1_100, 1_100 + 30_000]);
});

Deno.test("Supervision goes through its statuses", () => {
  const core = new CoreGroup({
    w: { startupTimeoutMs: 50, cooldownMs: 10, budget: { intensity: 1, periodMs: 60_000 } },
  });
  const worker = core.worker("w");
  const statuses: string[] = [worker.status];
  const steps = [
    () => core.group.begin(0),
    () => worker.onReady(1, undefined, 10),
    () => worker.onNotReady(1, undefined, 20),
    () => worker.onReady(1, undefined, 30),
    () => core.crash("w", 40),
    () => worker.onDue(1_040),
    () => core.crash("w", 1_041),
    () => worker.onDue(1_051),
    () => worker.onDue(1_101),
    () => worker.onDue(11_101),
  ];
  for (const step of steps) {
    step();
    statuses.push(worker.status);
  }
  assertEquals(statuses, [
    "idle",
    "starting",
    "ready",
    "unready",
    "ready",
    "waiting",
    "starting",
    "cooling",
    "starting",
    "stopping",
    "abandoned",
  ]);
});

Deno.test("Supervision settles a healthy time that is over before the crash of the same instant", () => {
  const core = new CoreGroup({ w: { healthyAfterMs: 500 } });
  core.group.begin(0);
  core.crash("w", 0);
  core.worker("w").onDue(1_000);
  core.told();
  core.crash("w", 1_500);
  assertEquals(core.told(), [
    "1500 w#2 healthy attempts=1 cooldowns=0",
    "1500 w#2 crashed error=Error: boom ranMs=500",
    "1500 w#2 restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=2 rule=backoff",
  ]);
});

Deno.test("Supervision settles a start-up limit before the readiness of the same instant", () => {
  const core = new CoreGroup({ w: { startupTimeoutMs: 500 } });
  core.group.begin(0);
  core.told();
  core.worker("w").onReady(1, undefined, 500);
  assertEquals(core.told(), [
    "500 w#1 startup-timeout startupTimeoutMs=500",
    "500 w#1 stopping graceMs=10000",
  ]);
});

for (
  const [endMs, told] of [
    [599, ["599 w#1 stopped ranMs=599", "599 w#1 finished outcome=stopped rule=stop-requested"]],
    [600, ["600 w#1 stopped ranMs=600", "600 w#1 finished outcome=stopped rule=stop-requested"]],
    [601, ["601 w#1 stopped ranMs=601", "601 w#1 finished outcome=stopped rule=stop-requested"]],
  ] as const
) {
  Deno.test(`Supervision hears at ${endMs} ms before it notices that the grace went until 600 ms, the end of a worker`, () => {
    const core = new CoreGroup({ w: { graceMs: 500 }, other: {} }, { stopOrder: "parallel" });
    core.group.begin(0);
    core.group.requestStop("abort", 100);
    core.told();
    core.complete("w", endMs);
    assertEquals(core.told(), [...told]);
  });
}

Deno.test("Supervision does not hear a second end of one incarnation", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  core.crash("w", 1);
  core.told();
  core.worker("w").onExit(1, undefined, 2);
  core.worker("w").onExit(0, undefined, 2);
  core.worker("w").onExit(7, undefined, 2);
  assertEquals([core.told(), core.worker("w").status], [[], "waiting"]);
});

Deno.test("Supervision does not take the end of an old incarnation for that of the next", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  core.crash("w", 0);
  core.worker("w").onDue(1_000);
  core.told();
  core.worker("w").onExit(1, undefined, 1_500);
  core.worker("w").onExit(3, undefined, 1_500);
  assertEquals([core.told(), core.worker("w").status], [[], "ready"]);
});

Deno.test("Supervision ignores a deadline that is over when it has ended", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  core.complete("w", 1);
  core.told();
  core.worker("w").onDue(1_000_000);
  assertEquals([core.told(), core.worker("w").status, core.worker("w").dueMs], [[], "completed", Infinity]);
});

Deno.test("Supervision takes the greatest delays without losing its mind", () => {
  const core = new CoreGroup({ w: { cooldownMs: Number.MAX_VALUE, budget: { intensity: 0 } } });
  core.group.begin(1e9);
  core.crash("w", 1e9);
  assertEquals([core.worker("w").status, Number.isFinite(core.worker("w").dueMs)], ["cooling", true]);
});

Deno.test("Supervision pauses a crash loop without delay after so many restarts of one instant", () => {
  const core = new CoreGroup({ w: { backoff: { baseMs: 0 }, budget: { intensity: 1e9, periodMs: 1e9 } } });
  core.group.begin(0);
  let restarts = 0;
  while (core.worker("w").status !== "waiting" && restarts < 1e6) {
    core.crash("w", 0);
    restarts++;
  }
  assertEquals([core.worker("w").status, core.worker("w").dueMs, restarts > 1, restarts < 1e5], [
    "waiting",
    0,
    true,
    true,
  ]);
  core.worker("w").onDue(0);
  assertEquals(core.worker("w").status, "ready");
});

for (const [passedMs, status] of [[4.9, "ready"], [5, "waiting"], [5.1, "waiting"]] as const) {
  Deno.test(`Supervision is ${status} after a crash without delay ${passedMs} ms after the last pause`, () => {
    const core = new CoreGroup({ w: { backoff: { baseMs: 0 } } });
    core.group.begin(0);
    core.crash("w", 0);
    core.crash("w", passedMs);
    assertEquals(core.worker("w").status, status);
  });
}

Deno.test("Supervision says how much of the budget is used, this restart included", () => {
  const core = new CoreGroup({ w: { budget: { intensity: 3, periodMs: 10_000 } } });
  core.group.begin(0);
  for (const atMs of [0, 5_000, 9_999, 15_000]) {
    core.crash("w", atMs);
    core.worker("w").onDue(atMs + 4_000);
  }
  const used = core.told().map((line) => /budgetUsed=(\d)/.exec(line)?.[1]).filter((count) => count !== undefined);
  assertEquals(used, ["1", "2", "3", "2"]);
});

Deno.test("Supervision is lazily due only while it is ready", () => {
  const core = new CoreGroup({ w: {} });
  core.group.begin(0);
  const lazy = [core.worker("w").dueIsLazy];
  core.crash("w", 0);
  lazy.push(core.worker("w").dueIsLazy);
  assertEquals(lazy, [true, false]);
});
