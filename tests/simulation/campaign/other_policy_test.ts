import { assertEquals } from "@std/assert";
import type { ScenarioPolicy } from "@mainstay/supervisor/simulation";
import { isOtherPolicy } from "../../../src/simulation/campaign/other_policy.ts";
import { castOf } from "../../../src/simulation/cast.ts";

const policyOf = (policy: ScenarioPolicy) =>
  castOf({ name: "one", horizonMs: 1, workers: [{ name: "a", ...policy }] }).members[0]!.policy;
const isOther = (policy: ScenarioPolicy, than: ScenarioPolicy) => isOtherPolicy(policyOf(policy), policyOf(than));

Deno.test("isOtherPolicy() takes a policy for the same whose fields stand in another order, or say the default", () => {
  assertEquals(isOther({ graceMs: 5, cooldownMs: 7 }, { cooldownMs: 7, graceMs: 5 }), false);
  assertEquals(isOther({ budget: { intensity: 5 } }, {}), false);
  assertEquals(isOther({ budget: { intensity: Infinity } }, { budget: { intensity: Infinity } }), false);
});

Deno.test("isOtherPolicy() lets jitter go, and nothing else", () => {
  assertEquals(isOther({ backoff: { jitter: "none" } }, { backoff: { jitter: "full" } }), false);
  assertEquals(isOther({ backoff: { jitter: "full" } }, { backoff: { jitter: "none" } }), true);
  assertEquals(isOther({ backoff: { jitter: "none", baseMs: 2 } }, { backoff: { jitter: "full", baseMs: 1 } }), true);
});

for (
  const [policy, than] of [
    [{}, { budget: { intensity: 2 } }],
    [{ graceMs: Infinity }, {}],
    [{ onExhausted: "give-up" }, {}],
    [{ nonRetryable: ["A"] }, { nonRetryable: ["B"] }],
    [{ backoff: { maxMs: 10_000 } }, {}],
  ] as const satisfies readonly (readonly [ScenarioPolicy, ScenarioPolicy])[]
) {
  Deno.test(`isOtherPolicy() tells ${JSON.stringify(policy)} from ${JSON.stringify(than)}`, () => {
    assertEquals(isOther(policy, than), true);
  });
}
