import { assertEquals, assertThrows } from "@std/assert";
import {
  budgetUnits,
  defaultPolicy,
  exhaustionRules,
  healthyRestarts,
  type Policy,
  policyFields,
  type ResolvedPolicy,
  resolvePolicy,
  restartRules,
  restartWords,
} from "../../src/core/policy.ts";

/** Left open, it is the backoff's maximum: that is the one field whose default another field gives. */
function healthyAfterMs(policy: ResolvedPolicy): number {
  return policy.healthyAfterMs ?? policy.backoff.maxMs;
}

Deno.test("resolvePolicy() fills in the defaults that the design lists", () => {
  const resolved = resolvePolicy("act", { restart: "on-failure" });
  assertEquals(resolved, {
    restart: "on-failure",
    backoff: {
      baseMs: 1_000,
      multiplier: 2,
      maxMs: 30_000,
      jitter: "equal",
      curve: "exponential",
      firstMs: undefined,
      jitterFactor: undefined,
    },
    budget: { intensity: 5, periodMs: 300_000, window: "sliding", counts: "restarts", resetWhenHealthy: false },
    onExhausted: "cooldown",
    cooldownMs: 300_000,
    maxCooldowns: 0,
    healthyAfterMs: undefined,
    restartHealthy: "backoff",
    minUptimeMs: 0,
    startupTimeoutMs: undefined,
    graceMs: 10_000,
    fatal: [],
    nonRetryable: [],
    clean: [],
  });
});

Deno.test("resolvePolicy() answers the defaults themselves for a policy that says nothing", () => {
  assertEquals(resolvePolicy("act", {}) === defaultPolicy, true);
  assertEquals(resolvePolicy("act", { graceMs: undefined }) === defaultPolicy, true);
});

Deno.test("resolvePolicy() keeps what is given", () => {
  const given = {
    restart: "always",
    backoff: {
      baseMs: 1,
      multiplier: 3,
      maxMs: 4,
      jitter: "proportional",
      curve: "linear",
      firstMs: 0,
      jitterFactor: 0,
    },
    budget: { intensity: 0, periodMs: 0.5, window: "decay", counts: "starts", resetWhenHealthy: true },
    onExhausted: "escalate",
    cooldownMs: 0,
    maxCooldowns: 7,
    healthyAfterMs: 0,
    restartHealthy: "at-once",
    minUptimeMs: 0.5,
    startupTimeoutMs: 0.5,
    graceMs: 0,
    fatal: ["A"],
    nonRetryable: [Error],
    clean: ["B"],
  } as const;
  assertEquals(resolvePolicy("act", given), given);
});

Deno.test("resolvePolicy() refines the parts of the defaults field by field", () => {
  const defaults = resolvePolicy("act", { backoff: { baseMs: 7 }, budget: { intensity: 9 } });
  const { backoff, budget } = resolvePolicy("act", { backoff: { maxMs: 8 }, budget: { periodMs: 10 } }, defaults);
  assertEquals([backoff, budget], [
    {
      baseMs: 7,
      multiplier: 2,
      maxMs: 8,
      jitter: "equal",
      curve: "exponential",
      firstMs: undefined,
      jitterFactor: undefined,
    },
    { intensity: 9, periodMs: 10, window: "sliding", counts: "restarts", resetWhenHealthy: false },
  ]);
});

Deno.test("resolvePolicy() lets healthyAfterMs follow the backoff's maxMs", () => {
  assertEquals(healthyAfterMs(resolvePolicy("act", { backoff: { maxMs: 70 } })), 70);
});

Deno.test("resolvePolicy() lets healthyAfterMs follow the maxMs of the defaults' backoff", () => {
  const defaults = resolvePolicy("act", { backoff: { maxMs: 70 } });
  assertEquals(healthyAfterMs(resolvePolicy("act", { graceMs: 1 }, defaults)), 70);
  assertEquals(healthyAfterMs(resolvePolicy("act", { backoff: { maxMs: 80 } }, defaults)), 80);
});

for (const givenMs of [0, 29_999, 30_000, 30_001]) {
  Deno.test(`resolvePolicy() keeps the defaults' healthyAfterMs of ${givenMs}, whatever the worker's maxMs`, () => {
    const defaults = resolvePolicy("act", { healthyAfterMs: givenMs });
    assertEquals(healthyAfterMs(resolvePolicy("act", { backoff: { maxMs: 5 } }, defaults)), givenMs);
  });
}

Deno.test("resolvePolicy() lets an empty list of rules undo the defaults'", () => {
  const defaults = resolvePolicy("act", { fatal: "A", nonRetryable: "B", clean: "C" });
  const { fatal, nonRetryable, clean } = resolvePolicy("act", { fatal: [], clean: [] }, defaults);
  assertEquals([fatal, nonRetryable, clean], [[], ["B"], []]);
});

Deno.test("resolvePolicy() answers what nobody can change", () => {
  const policy = resolvePolicy("act", { backoff: {}, budget: {}, clean: ["A"] });
  const parts = [policy, policy.backoff, policy.budget, policy.clean, defaultPolicy, defaultPolicy.budget];
  assertEquals(parts.map(Object.isFrozen), [true, true, true, true, true, true]);
});

Deno.test("policyFields names every field of a policy", () => {
  assertEquals([...policyFields].sort(), Object.keys(defaultPolicy).sort());
});

Deno.test("restartRules names every restart rule that resolvePolicy() takes", () => {
  assertEquals(restartRules.map((restart) => resolvePolicy("act", { restart }).restart), [...restartRules]);
});

Deno.test("exhaustionRules names every exhaustion rule that resolvePolicy() takes", () => {
  const taken = exhaustionRules.map((onExhausted) => resolvePolicy("act", { onExhausted }).onExhausted);
  assertEquals(taken, [...exhaustionRules]);
});

Deno.test("restartWords are OTP's words for the restart rules", () => {
  const rules = restartWords.map((restart) => [restart, resolvePolicy("act", { restart }).restart]);
  assertEquals(rules, [["permanent", "always"], ["transient", "on-failure"], ["temporary", "never"]]);
});

Deno.test("budgetUnits names every unit that resolvePolicy() takes", () => {
  const taken = budgetUnits.map((counts) => resolvePolicy("act", { budget: { counts } }).budget.counts);
  assertEquals(taken, [...budgetUnits]);
});

Deno.test("healthyRestarts names every way to restart a healthy worker that resolvePolicy() takes", () => {
  const taken = healthyRestarts.map((restartHealthy) => resolvePolicy("act", { restartHealthy }).restartHealthy);
  assertEquals(taken, [...healthyRestarts]);
});

for (const field of ["healthyAfterMs", "startupTimeoutMs", "graceMs"] as const) {
  Deno.test(`resolvePolicy() takes Infinity for ${field}`, () => {
    assertEquals(resolvePolicy("act", { [field]: Infinity })[field], Infinity);
  });
}

Deno.test("resolvePolicy() takes a budget without a limit", () => {
  assertEquals(resolvePolicy("act", { budget: { intensity: Infinity } }).budget.intensity, Infinity);
});

const refused: [policy: object, error: typeof TypeError | typeof RangeError, message: string][] = [
  [
    { restart: "sometimes" },
    TypeError,
    '"restart" must be one of "on-failure", "always", "never", "permanent", "transient", "temporary", received "sometimes"',
  ],
  [{ restartHealthy: "soon" }, TypeError, '"restartHealthy" must be one of "backoff", "at-once", received "soon"'],
  [{ minUptimeMs: -1 }, RangeError, '"minUptimeMs" must be a finite number of at least 0, received -1'],
  [{ minUptimeMs: Infinity }, RangeError, '"minUptimeMs" must be a finite number of at least 0, received Infinity'],
  [{ graceMs: -1 }, RangeError, '"graceMs" must be a finite number of at least 0, or Infinity, received -1'],
  [{ startupTimeoutMs: 0 }, RangeError, '"startupTimeoutMs" must be a finite number above 0, or Infinity, received 0'],
  [{ clean: "" }, TypeError, '"clean" must hold error names, error classes or predicates, received ""'],
  [{ budget: { counts: "ends" } }, TypeError, '"budget.counts" must be one of "restarts", "starts", received "ends"'],
  [{ budget: { window: "rolling" } }, TypeError, '"budget.window" must be one of "sliding", "whole-seconds"'],
  [{ budget: { intensity: 2.5 } }, RangeError, '"budget.intensity" must be a whole number of at least 0, or Infinity'],
];

for (const [policy, error, message] of refused) {
  Deno.test(`resolvePolicy() says: ${message}`, () => {
    assertThrows(() => resolvePolicy("act", policy as Policy), error, `Cannot act: ${message}`);
  });
}

Deno.test("resolvePolicy() checks a half restart against the window of the defaults", () => {
  const defaults = resolvePolicy("act", { budget: { window: "decay" } });
  assertEquals(resolvePolicy("act", { budget: { intensity: 2.5 } }, defaults).budget.intensity, 2.5);
  const fractional = resolvePolicy("act", { budget: { intensity: 2.5 } }, defaults);
  assertThrows(() => resolvePolicy("act", { budget: { window: "sliding" } }, fractional), RangeError, "received 2.5");
});
