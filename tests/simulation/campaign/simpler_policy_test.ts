import { assertEquals } from "@std/assert";
import type { SupervisionEvent } from "@mainstay/supervisor";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { calmed, withSimplerPolicies } from "../../../src/simulation/campaign/simpler_policy.ts";

const waits: SupervisionEvent[] = [{
  type: "restart-scheduled",
  atMs: 0,
  worker: "a",
  incarnation: 1,
  attempt: 1,
  delayMs: 1,
  ceilingMs: 1,
  budgetUsed: 1,
  rule: "backoff",
}];

const scenario: Scenario = {
  name: "policies",
  horizonMs: 10,
  defaults: { graceMs: 5, backoff: { jitter: "full", baseMs: 1 } },
  workers: [{
    name: "g",
    graceMs: 7,
    group: { workers: [{ name: "a", restart: "always", backoff: { jitter: "proportional", jitterFactor: 0.1 } }] },
  }],
  operations: [{ atMs: 1, do: "start", worker: { name: "late", backoff: { jitter: "none", maxMs: 9 } } }],
};

Deno.test("withSimplerPolicies() leaves all policies out, then those of each worker, but that delays are without jitter", () => {
  const late = { name: "late", backoff: { jitter: "none" } } as const;
  const [all, ...single] = [...withSimplerPolicies(scenario)];
  assertEquals(all, {
    name: "policies",
    horizonMs: 10,
    workers: [{ name: "g", group: { workers: [{ name: "a" }] } }],
    operations: [{ atMs: 1, do: "start", worker: late }],
  });
  assertEquals(single, [
    { ...scenario, workers: [{ name: "g", group: scenario.workers[0]!.group! }] },
    { ...scenario, workers: [{ ...scenario.workers[0]!, group: { workers: [{ name: "a" }] } }] },
    { ...scenario, operations: [{ atMs: 1, do: "start", worker: late }] },
  ]);
});

Deno.test("calmed() says once that no delay has jitter", () => {
  assertEquals([...calmed(scenario, waits)], [{
    ...scenario,
    defaults: { graceMs: 5, backoff: { baseMs: 1, jitter: "none" } },
    workers: [{ name: "g", graceMs: 7, group: { workers: [{ name: "a", restart: "always" }] } }],
    operations: [{ atMs: 1, do: "start", worker: { name: "late", backoff: { maxMs: 9 } } }],
  }]);
});

Deno.test("calmed() has nothing where nobody waits for a restart", () => {
  assertEquals([...calmed(scenario, [])], []);
});

Deno.test("calmed() takes back what nobody would ask for", () => {
  const calm: Scenario = {
    name: "calm",
    horizonMs: 1,
    workers: [{ name: "a" }],
    defaults: { backoff: { jitter: "none" } },
  };
  const { defaults: _, ...bare } = calm;
  assertEquals([...calmed(calm, [])], [calm, bare]);
  assertEquals([...calmed(calm, waits)], [calm]);
});
