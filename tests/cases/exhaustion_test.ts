// Table EX: what a spent budget, a fatal and a non-retryable failure lead to. The reference's PERMANENT, TRANSIENT and TEMPORARY
// are "escalate", "cooldown" and "give-up"; its shutdown of the process is the group's EscalationError.
import { assertEquals, assertInstanceOf } from "@std/assert";
import { EscalationError, type Policy } from "@mainstay/supervisor";
import { alwaysCrashing, obedient, throwing } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, startGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

const spec = {
  backoff: rigid,
  budget: { intensity: 3, periodMs: 10_000 },
  cooldownMs: 60_000,
} as const satisfies Policy;

class DbError extends Error {
  override name = "DbError";
}
class SchemaError extends DbError {
  override name = "SchemaError";
}

Deno.test("EX1 runGroup() escalates at the decision itself, with the error that led to it", async () => {
  const run = runGroupVirtually([["bystander", obedient], {
    ...spec,
    name: "w",
    run: alwaysCrashing,
    onExhausted: "escalate",
  }]);
  await run.advance(7_000);
  assertEquals(run.lines().slice(run.heads().indexOf("7000 w#4 crashed")), [
    "7000 w#4 crashed error=Error: boom ranMs=0",
    "7000 w#4 escalated rule=worker-budget error=Error: boom",
    "7000 group group-stopping reason=escalation",
    "7000 bystander#1 stopping graceMs=10000",
    "7000 bystander#1 stopped ranMs=7000",
    "7000 bystander#1 finished outcome=stopped rule=stop-requested",
    "7000 group group-finished outcome=failed",
  ]);
});

Deno.test("EX2 EscalationError reports the worker as escalated", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, onExhausted: "escalate" });
  await run.advance(7_000);
  assertInstanceOf(run.error, EscalationError);
  assertEquals((run.error as EscalationError).report.workers.map(({ name, outcome }) => [name, outcome]), [[
    "w",
    "escalated",
  ]]);
});

Deno.test("EX3 supervise() cools down with one timer", async () => {
  const run = superviseVirtually(alwaysCrashing, spec);
  await run.advance(7_000);
  assertEquals(run.lines("cooldown-started"), [
    "7000 w#4 cooldown-started cycle=1 cooldownMs=60000 retryAtMs=67000 rule=worker-budget",
  ]);
  assertEquals([run.isOver, run.clock.pending], [false, 1]);
});

Deno.test("EX4 supervise() gives up with one event and without a timer", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, onExhausted: "give-up" });
  await run.advance(7_000);
  assertEquals(run.lines("gave-up", "cooldown-started", "finished"), [
    "7000 w#4 gave-up rule=worker-budget error=Error: boom",
  ]);
  assertEquals(run.clock.pending, 0);
});

Deno.test("EX5 supervise() does not charge the restart that ends a cooldown", async () => {
  const run = superviseVirtually(alwaysCrashing, spec);
  await run.advance(67_000);
  assertEquals(run.lines("started", "restart-scheduled").slice(-2), [
    "67000 w#5 started ready=true after=cooldown",
    "67000 w#5 restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
  ]);
});

Deno.test("EX6 supervise() ends a cooldown at once when it is stopped", async () => {
  const run = superviseVirtually(alwaysCrashing, spec);
  await run.advance(30_000);
  await run.stop();
  assertEquals(run.lines("finished"), ["30000 w#4 finished outcome=stopped rule=stop-requested"]);
  assertEquals([run.report?.starts, run.report?.coolingMs, run.clock.pending], [4, 23_000, 0]);
});

Deno.test("EX7 startGroup() forgets a worker that is removed in its cooldown", async () => {
  const run = startGroupVirtually([{ ...spec, name: "w", run: alwaysCrashing }]);
  await run.advance(30_000);
  const before = run.clock.pending;
  assertEquals(await run.group.remove("w"), "removed");
  assertEquals([before, run.clock.pending], [1, 0]);
  await run.advance(100_000);
  assertEquals(run.heads().slice(-3), ["7000 w#4 cooldown-started", "30000 w#4 finished", "30000 w#4 removed"]);
  assertEquals([run.isOver, run.error, run.group.children()], [false, undefined, []]);
});

Deno.test("EX8 supervise() takes a throw of the restart after a cooldown for a crash", async () => {
  const run = superviseVirtually(throwing(1, 2, 3, 4, new DbError("still down")), spec);
  await run.advance(68_000);
  assertEquals(run.lines("crashed").at(-1), "67000 w#5 crashed error=DbError: still down ranMs=0");
  assertEquals(run.heads("started").at(-1), "68000 w#6 started");
});

Deno.test("EX11 supervise() escalates a failure of a fatal name at its first start", async () => {
  const run = superviseVirtually(throwing(new DbError("no table")), { ...spec, fatal: "DbError" });
  await run.advance(0);
  assertEquals(run.lines("started", "escalated"), [
    "0 w#1 started ready=true after=first",
    "0 w#1 escalated rule=fatal error=DbError: no table",
  ]);
  assertEquals(
    String(run.error),
    'EscalationError: Worker "w" failed its group: its error is fatal, last DbError: no table',
  );
});

Deno.test("EX13 supervise() compares a name exactly, so that a subclass is restarted", async () => {
  const run = superviseVirtually(throwing(new SchemaError("v2")), { ...spec, fatal: "DbError" });
  await run.advance(1_000);
  assertEquals(run.times("started"), [0, 1_000]);
});

Deno.test("EX13 supervise() matches the subclasses of a class", async () => {
  const run = superviseVirtually(throwing(new SchemaError("v2")), { ...spec, fatal: DbError });
  await run.advance(1_000);
  assertEquals(run.lines("started", "escalated"), [
    "0 w#1 started ready=true after=first",
    "0 w#1 escalated rule=fatal error=SchemaError: v2",
  ]);
});

Deno.test("EX14 supervise() restarts after a failure without a name", async () => {
  const run = superviseVirtually(throwing(Object.create(null), null), {
    ...spec,
    fatal: "DbError",
    nonRetryable: "Error",
  });
  await run.advance(3_000);
  assertEquals(run.times("started"), [0, 1_000, 3_000]);
});

Deno.test("EX15 supervise() gives up a non-retryable failure without touching the budget", async () => {
  const run = superviseVirtually(throwing(new DbError("gone")), {
    ...spec,
    nonRetryable: "DbError",
    onExhausted: "give-up",
  });
  await run.advance(0);
  assertEquals(run.lines("started", "restart-scheduled", "gave-up"), [
    "0 w#1 started ready=true after=first",
    "0 w#1 gave-up rule=non-retryable error=DbError: gone",
  ]);
  assertEquals([run.report?.starts, run.report?.restarts], [1, 0]);
});

Deno.test("EX16 supervise() escalates a non-retryable failure under escalate", async () => {
  const run = superviseVirtually(throwing(new DbError("gone")), {
    ...spec,
    nonRetryable: "DbError",
    onExhausted: "escalate",
  });
  await run.advance(0);
  assertEquals(run.lines("started", "escalated"), [
    "0 w#1 started ready=true after=first",
    "0 w#1 escalated rule=non-retryable error=DbError: gone",
  ]);
  assertInstanceOf(run.error, EscalationError);
});

Deno.test("EX18 supervise() escalates a failure of a fatal class that comes late", async () => {
  const run = superviseVirtually(async ({ clock }) => {
    await clock.sleep(5_000);
    throw new DbError("corrupt");
  }, { ...spec, fatal: [TypeError, DbError] });
  await run.advance(5_000);
  assertEquals(run.lines("started", "escalated"), [
    "0 w#1 started ready=true after=first",
    "5000 w#1 escalated rule=fatal error=DbError: corrupt",
  ]);
});
