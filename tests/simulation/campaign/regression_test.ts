import { assertEquals, assertThrows } from "@std/assert";
import { checkScenario } from "@mainstay/supervisor/simulation";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { regressionOf } from "../../../src/simulation/campaign/regression.ts";

const scenario: Scenario = {
  workers: [{ name: "a" }],
  horizonMs: 60_000,
  name: "payments",
  outages: [],
  chaos: {},
  recovery: { fromMs: 10_000, withinMs: 5_000 },
};

Deno.test("regressionOf() names what broke, who found it and what must hold, and leaves no empty list", () => {
  const regression = regressionOf(scenario, {
    name: "budget-window",
    kind: "invariant",
    message: "7 restarts in 60000 ms, where 5 are allowed",
    atMs: 10,
  }, "0x2a");

  checkScenario(regression);
  assertEquals(Object.entries(regression), [
    ["name", "budget-window in payments"],
    [
      "description",
      'Found by a campaign over "payments" with seed 0x2a: 7 restarts in 60000 ms, where 5 are allowed. ' +
      'The invariant "budget-window" must hold.',
    ],
    ["horizonMs", 60_000],
    ["recovery", { fromMs: 10_000, withinMs: 5_000 }],
    ["workers", [{ name: "a" }]],
  ]);
});

Deno.test("regressionOf() says for each kind of failure what must hold", () => {
  const last = (kind: "recovery" | "expectation" | "determinism", name: string) =>
    regressionOf(scenario, { name, kind, message: "It did not.", atMs: 0 }, "1").description!.replace(
      /^.*It did not\. /,
      "",
    );
  assertEquals([last("recovery", "recovery"), last("expectation", "starts <= 5"), last("determinism", "determinism")], [
    "Everybody who has not been given up must be up again within 5000 ms after everything has healed.",
    'The expectation "starts <= 5" must hold.',
    "The same seed must give the same run.",
  ]);
});

Deno.test("regressionOf() names what is wrong", () => {
  const failure = { name: "recovery", kind: "recovery", message: "late", atMs: 0 };
  const wrong = [
    [undefined, failure, "1", '"scenario" must be an object, received undefined'],
    [{ workers: [] }, failure, "1", '"scenario.name" must be a text'],
    [{ name: "x" }, failure, "1", '"scenario.workers" must be a list'],
    [scenario, undefined, "1", '"failure" must be an object, received undefined'],
    [scenario, { ...failure, kind: "x" }, "1", '"failure.kind" must be one of'],
    [scenario, failure, 1, '"seed" must be a text that is not empty, received 1'],
  ] as const;
  for (const [scenario, failure, seed, message] of wrong) {
    assertThrows(
      () => regressionOf(scenario as never, failure as never, seed as never),
      TypeError,
      `Cannot make a regression: ${message}`,
    );
  }
});
