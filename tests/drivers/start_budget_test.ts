// A budget of starts, as systemd's: each start is charged when it happens, so that a restart is refused after its delay.
import { assertEquals } from "@std/assert";
import type { Policy } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { startGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

const starts: Policy = {
  backoff: { baseMs: 100, multiplier: 1, jitter: "none" },
  budget: { intensity: 3, periodMs: 10_000, window: "tumbling", counts: "starts" },
  onExhausted: "give-up",
};

Deno.test("a budget of starts refuses a restart when its delay is over", async () => {
  const run = superviseVirtually(alwaysCrashing, starts);
  await run.advance(1_000);
  assertEquals(run.marks, ["0 w+ w! w~", "100 w+ w! w~", "200 w+ w! w~", "300 wx"]);
  assertEquals([run.report?.rule, run.report?.starts, run.report?.restarts], ["worker-budget", 3, 3]);
});

Deno.test("a budget of starts counts those that it has charged, in the restart's event", async () => {
  const run = superviseVirtually(alwaysCrashing, starts);
  await run.advance(1_000);
  const used = run.events.flatMap((event) => event.type === "restart-scheduled" ? [event.budgetUsed] : []);
  assertEquals(used, [1, 2, 3]);
});

Deno.test("a budget of starts is charged for starts by hand, and refuses none of them", async () => {
  const run = startGroupVirtually([{
    name: "w",
    run: crashingAfter(Infinity, Infinity, Infinity, Infinity, 50),
    ...starts,
  }]);
  for (let i = 0; i < 4; i++) {
    await run.advance(10);
    void run.group.restart("w");
  }
  await run.advance(1_000);
  assertEquals(run.marks, [
    "0 *+ w+",
    "10 w? w- w+",
    "20 w? w- w+",
    "30 w? w- w+",
    "40 w? w- w+",
    "90 w! w~",
    "190 wx",
  ]);
});

Deno.test("a budget of starts is fresh after a cooldown, but for the start that ends it", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...starts, onExhausted: "cooldown", cooldownMs: 500 });
  await run.advance(1_200);
  assertEquals(run.marks, [
    "0 w+ w! w~",
    "100 w+ w! w~",
    "200 w+ w! w~",
    "300 wc",
    "800 w+ w! w~",
    "900 w+ w! w~",
    "1000 w+ w! w~",
    "1100 wc",
  ]);
});

Deno.test("a budget of starts that is spent fails the group under escalate, after the delay", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...starts, onExhausted: "escalate" });
  await run.advance(1_000);
  assertEquals([run.times("escalated"), (run.error as Error).name], [[300], "EscalationError"]);
});

Deno.test("a budget of starts is not asked for a group restart that another child brings about", async () => {
  const run = startGroupVirtually([["a", crashingAfter(100, 100, 100)], { name: "w", run: obedient, ...starts }], {
    strategy: "one-for-all",
    defaults: { backoff: { baseMs: 100, multiplier: 1, jitter: "none" } },
  });
  await run.advance(2_000);
  assertEquals(run.group.children().map(({ name, status, incarnation }) => `${name} ${status} ${incarnation}`), [
    "a ready 4",
    "w ready 4",
  ]);
});
