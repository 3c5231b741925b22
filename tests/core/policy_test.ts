import { assertEquals } from "@std/assert";
import {
  defaultPolicy,
  exhaustionRules,
  policyFields,
  type ResolvedPolicy,
  resolvePolicy,
  restartRules,
} from "../../src/core/policy.ts";

/** Left open, it is the backoff's maximum: that is the one field whose default another field gives. */
function healthyAfterMs(policy: ResolvedPolicy): number {
  return policy.healthyAfterMs ?? policy.backoff.maxMs;
}

Deno.test("resolvePolicy() fills in the defaults that the design lists", () => {
  const resolved = resolvePolicy("act", { restart: "on-failure" });
  assertEquals(resolved, {
    restart: "on-failure",
    backoff: { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "equal" },
    budget: { intensity: 5, periodMs: 300_000, resetWhenHealthy: false },
    onExhausted: "cooldown",
    cooldownMs: 300_000,
    maxCooldowns: 0,
    healthyAfterMs: undefined,
    startupTimeoutMs: undefined,
    graceMs: 10_000,
    fatal: [],
    nonRetryable: [],
  });
});

Deno.test("resolvePolicy() answers the defaults themselves for a policy that says nothing", () => {
  assertEquals(resolvePolicy("act", {}) === defaultPolicy, true);
  assertEquals(resolvePolicy("act", { graceMs: undefined }) === defaultPolicy, true);
});

Deno.test("resolvePolicy() keeps what is given", () => {
  const given = {
    restart: "always",
    backoff: { baseMs: 1, multiplier: 3, maxMs: 4, jitter: "full" },
    budget: { intensity: 0, periodMs: 0.5, resetWhenHealthy: true },
    onExhausted: "escalate",
    cooldownMs: 0,
    maxCooldowns: 7,
    healthyAfterMs: 0,
    startupTimeoutMs: 0.5,
    graceMs: 0,
    fatal: ["A"],
    nonRetryable: [Error],
  } as const;
  assertEquals(resolvePolicy("act", given), given);
});

Deno.test("resolvePolicy() refines the parts of the defaults field by field", () => {
  const defaults = resolvePolicy("act", { backoff: { baseMs: 7 }, budget: { intensity: 9 } });
  const { backoff, budget } = resolvePolicy("act", { backoff: { maxMs: 8 }, budget: { periodMs: 10 } }, defaults);
  assertEquals([backoff, budget], [
    { baseMs: 7, multiplier: 2, maxMs: 8, jitter: "equal" },
    { intensity: 9, periodMs: 10, resetWhenHealthy: false },
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
  const defaults = resolvePolicy("act", { fatal: "A", nonRetryable: "B" });
  const { fatal, nonRetryable } = resolvePolicy("act", { fatal: [] }, defaults);
  assertEquals([fatal, nonRetryable], [[], ["B"]]);
});

Deno.test("resolvePolicy() answers what nobody can change", () => {
  const policy = resolvePolicy("act", { backoff: {}, budget: {}, fatal: ["A"] });
  const parts = [policy, policy.backoff, policy.budget, policy.fatal, defaultPolicy, defaultPolicy.budget];
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
