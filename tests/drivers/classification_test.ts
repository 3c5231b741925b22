// Decision 6: fatal beats non-retryable beats retryable; rules are names, classes or predicates.
import { assertEquals } from "@std/assert";
import type { FailureRule, FailureRules, Policy } from "@mainstay/supervisor";
import { alwaysCrashing, throwing } from "../support/acting_workers.ts";
import { superviseVirtually } from "../support/virtual_run.ts";

class DbError extends Error {}
class SchemaError extends DbError {
  override name = "SchemaError";
}

/** What the policy makes of a worker that throws this once: the rule of its end, or "backoff" for a restart. */
async function ruleFor(thrown: unknown, policy: Policy): Promise<string> {
  const run = superviseVirtually(throwing(thrown), policy);
  await run.advance(500);
  const decision = run.events.find((event) => "rule" in event);
  return `${decision?.type} by ${(decision as { rule: string }).rule}`;
}

const matches: [what: string, rule: FailureRule | FailureRules, thrown: unknown, matched: boolean][] = [
  ["an error's name", "SchemaError", new SchemaError(), true],
  ["an error's class name, where it set no name", "DbError", new DbError(), true],
  ["part of a name", "Schema", new SchemaError(), false],
  ["a name in another case", "schemaerror", new SchemaError(), false],
  ["the name of a superclass", "DbError", new SchemaError(), false],
  ["a name that somebody gave the error", "ECONNRESET", Object.assign(new Error(), { name: "ECONNRESET" }), true],
  ["a class", SchemaError, new SchemaError(), true],
  ["a class, of its subclass", DbError, new SchemaError(), true],
  ["a class, of its superclass", SchemaError, new DbError(), false],
  ["Error, of any error", Error, new RangeError(), true],
  ["Error, of a string", Error, "Error", false],
  ["DOMException", DOMException, new DOMException("x", "AbortError"), true],
  ["a predicate that says true", (thrown) => thrown === 7, 7, true],
  ["a predicate that says false", (thrown) => thrown === 7, 8, false],
  ["a predicate that says something truthy", (() => 1) as never, 8, false],
  ["the second of several rules", ["Other", DbError], new DbError(), true],
  ["no rule of an empty list", [], new DbError(), false],
];

for (const [what, rule, thrown, matched] of matches) {
  Deno.test(`supervise() takes ${what} for ${matched ? "a match" : "none"}`, async () => {
    assertEquals(
      await ruleFor(thrown, { fatal: rule }),
      matched ? "escalated by fatal" : "restart-scheduled by backoff",
    );
    assertEquals(
      await ruleFor(thrown, { nonRetryable: rule }),
      matched ? "gave-up by non-retryable" : "restart-scheduled by backoff",
    );
  });
}

Deno.test("supervise() lets fatal beat nonRetryable", async () => {
  assertEquals(await ruleFor(new DbError(), { fatal: DbError, nonRetryable: DbError }), "escalated by fatal");
});

Deno.test("supervise() lets nonRetryable beat the restart rule", async () => {
  assertEquals(await ruleFor(new DbError(), { nonRetryable: DbError, restart: "never" }), "gave-up by non-retryable");
});

Deno.test("supervise() lets the restart rule beat a spent budget", async () => {
  const policy: Policy = { restart: "never", budget: { intensity: 0 }, onExhausted: "escalate" };
  assertEquals(await ruleFor(new DbError(), policy), "gave-up by restart-rule");
});

Deno.test("supervise() does not charge a fatal failure, even with an empty budget", async () => {
  const policy: Policy = { fatal: DbError, budget: { intensity: 0 }, onExhausted: "give-up" };
  assertEquals(await ruleFor(new DbError(), policy), "escalated by fatal");
});

for (const option of ["fatal", "nonRetryable"] as const) {
  Deno.test(`supervise() restarts, telling so, when a predicate of ${option} throws`, async () => {
    const run = superviseVirtually(throwing(new DbError("down")), {
      [option]: () => {
        throw new RangeError("bad rule");
      },
    });
    await run.advance(1_000);
    assertEquals(run.lines("rule-failed", "restart-scheduled"), [
      `0 w#1 rule-failed option=${option} error=RangeError: bad rule`,
      "0 w#1 restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
    ]);
  });
}

Deno.test("supervise() asks the rules that follow a predicate that throws", async () => {
  const broken = () => {
    throw new RangeError("bad rule");
  };
  assertEquals(await ruleFor(new DbError(), { fatal: [broken, DbError] }), "escalated by fatal");
});

Deno.test("supervise() does not ask the rules when a worker returns", async () => {
  const run = superviseVirtually(() => {}, { fatal: () => true, nonRetryable: () => true });
  await run.advance(0);
  assertEquals(run.report?.outcome, "completed");
});

Deno.test("supervise() with intensity 0 restarts nothing", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: { intensity: 0 }, onExhausted: "give-up" });
  await run.advance(100_000);
  assertEquals(run.lines().slice(2), ["0 w#1 gave-up rule=worker-budget error=Error: boom"]);
});

Deno.test("supervise() with intensity 0 restarts by cooldowns alone", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: { intensity: 0 }, cooldownMs: 100, maxCooldowns: 2 });
  await run.advance(100_000);
  assertEquals(run.times("started"), [0, 100, 200]);
  assertEquals(run.lines("gave-up"), ["200 w#3 gave-up rule=max-cooldowns error=Error: boom"]);
});
