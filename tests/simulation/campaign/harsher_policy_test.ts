import { assertEquals } from "@std/assert";
import type { ResolvedPolicy } from "../../../src/core/policy.ts";
import { castOf } from "../../../src/simulation/cast.ts";
import { isHarsherPolicy } from "../../../src/simulation/campaign/harsher_policy.ts";
import type { ScenarioPolicy } from "../../../src/simulation/scenario.ts";

function policyOf(policy: ScenarioPolicy): ResolvedPolicy {
  return castOf({ name: "p", horizonMs: 1, workers: [{ name: "a", ...policy }] }).members[0]!.policy;
}

/** What is harsher, and than what; the other way round it is not. */
const harsher: readonly (readonly [ScenarioPolicy, ScenarioPolicy])[] = [
  [{ startupTimeoutMs: 1 }, { startupTimeoutMs: 2 }],
  [{ startupTimeoutMs: 9 }, {}],
  [{ graceMs: 1 }, { graceMs: 2 }],
  [{ budget: { intensity: 0 } }, {}],
  [{}, { budget: { intensity: Infinity } }],
  [{ budget: { periodMs: 600_000 } }, {}],
  [{}, { budget: { resetWhenHealthy: true } }],
  [{ onExhausted: "give-up" }, {}],
  [{ onExhausted: "escalate" }, { onExhausted: "give-up" }],
  [{ cooldownMs: 600_000 }, {}],
  [{ maxCooldowns: 3 }, {}],
  [{ maxCooldowns: 2 }, { maxCooldowns: 3 }],
  [{ healthyAfterMs: Infinity }, {}],
  [{}, { restartHealthy: "at-once" }],
  [{ minUptimeMs: 1 }, {}],
  [{ fatal: ["E"] }, {}],
  [{ nonRetryable: ["E"] }, {}],
  [{}, { clean: ["E"] }],
  [{ backoff: { baseMs: 1 } }, { backoff: { baseMs: 1.1 } }],
];

for (const [one, other] of harsher) {
  Deno.test(`isHarsherPolicy() takes ${JSON.stringify(one)} for harsher than ${JSON.stringify(other)}`, () => {
    assertEquals(isHarsherPolicy(policyOf(one), policyOf(other)), true);
    assertEquals(isHarsherPolicy(policyOf(other), policyOf(one)), false);
    assertEquals(isHarsherPolicy(policyOf(one), policyOf(one)), false);
  });
}

Deno.test("isHarsherPolicy() takes no other delays than those rounded up, or without jitter", () => {
  const backoff = { baseMs: 950, multiplier: 2, jitter: "full" } as const;
  const isHarsher = (other: object) =>
    isHarsherPolicy(policyOf({ backoff: { ...backoff, ...other } }), policyOf({ backoff }));
  assertEquals([{ baseMs: 1_000 }, { jitter: "none" }].map(isHarsher), [false, false]);
  assertEquals(
    [{ baseMs: 900 }, { baseMs: 2_000 }, { multiplier: 1 }, { jitter: "equal" }, { maxMs: 1 }].map(isHarsher),
    [
      true,
      true,
      true,
      true,
      true,
    ],
  );
});

Deno.test("isHarsherPolicy() takes any other restart rule for harsher", () => {
  assertEquals(isHarsherPolicy(policyOf({ restart: "never" }), policyOf({})), true);
  assertEquals(isHarsherPolicy(policyOf({}), policyOf({ restart: "never" })), true);
});
