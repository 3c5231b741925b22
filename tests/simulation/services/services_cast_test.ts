import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { castFor } from "../../../src/simulation/services/services_cast.ts";

const worker = { name: "a" };
const inside = (group: Partial<Scenario>): Partial<Scenario> => ({
  workers: [{ name: "db", group: { workers: [worker, { name: "b" }], ...group } }],
});

function scenario(rest: Partial<Scenario>): Scenario {
  return { name: "x", horizonMs: 1_000, workers: [worker], ...rest };
}

for (
  const [said, expected] of [
    [{ dialect: "otp" }, `"dialect" has no meaning for services, received "otp"`],
    [{ strategy: "one-for-all" }, `"strategy" must be "one-for-one", as services have it, received "one-for-all"`],
    [{ autoShutdown: "any-significant" }, `"autoShutdown" must be "never"`],
    [{ startOrder: "sequential" }, `"startOrder" must be "parallel"`],
    [{ stopOrder: "sequential" }, `"stopOrder" must be "parallel"`],
    [{ onStartFailure: "fail" }, `"onStartFailure" must be "restart"`],
    [{ terminateTree: "contain" }, `"terminateTree" must be "propagate"`],
    [{ maxChildren: 3 }, `"maxChildren" has no meaning for services, received 3`],
    [{ keepAlive: true }, `"keepAlive" must be false`],
    [{ operations: [{ atMs: 1, do: "remove", worker: "a" }] }, `"operations[0].do" has no meaning for services`],
    [{ operations: [{ atMs: 1, do: "start", worker: { name: "b" } }] }, `"operations[0].worker" has no meaning`],
    [inside({ budget: { intensity: 3 } }), `"workers[0].group.budget" has no meaning for services`],
    [inside({ startOrder: "parallel" }), `"workers[0].group.startOrder" must be "sequential"`],
    [inside({ stopOrder: "parallel" }), `"workers[0].group.stopOrder" must be "sequential"`],
    [inside({ keepAlive: false }), `"workers[0].group.keepAlive" must be true`],
    [inside({ strategy: "rest-for-one" }), `"workers[0].group.strategy" must be "one-for-one"`],
  ] as readonly (readonly [Partial<Scenario>, string])[]
) {
  Deno.test(`castFor() refuses for services what they cannot be told: ${expected}`, () => {
    const { message } = assertThrows(() => castFor(scenario(said), "services"), TypeError);

    assertStringIncludes(message, `Cannot simulate scenario "x" with the services engine: ${expected}`);
    assertEquals(castFor(scenario(said), "real").scenario.name, "x");
  });
}

Deno.test("castFor() takes for services what they have anyway", () => {
  const said: Scenario = scenario({
    strategy: "one-for-one",
    startOrder: "parallel",
    stopOrder: "parallel",
    keepAlive: false,
    budget: { intensity: 3 },
    ...inside({ startOrder: "sequential", stopOrder: "sequential", keepAlive: true }),
    operations: [{ atMs: 1, do: "restart", worker: "db/a" }],
  });

  assertEquals(castFor(said, "services").members.map(({ name }) => name), ["db/a", "db/b"]);
});

Deno.test("castFor() has the groups of services as they are: children in turn, unless they depend on each other", () => {
  const { groups } = castFor(
    scenario({
      workers: [
        { name: "db", group: { workers: [worker, { name: "b" }] } },
        { name: "api", group: { workers: [worker, { name: "b", dependsOn: ["a"] }] } },
      ],
    }),
    "services",
  );

  const rules = groups.map(({ path, rules: { startOrder, stopOrder, keepAlive, sharesGrace } }) => [
    path,
    startOrder,
    stopOrder,
    keepAlive,
    sharesGrace,
  ]);
  assertEquals(rules, [
    ["", "parallel", "parallel", false, false],
    ["db", "sequential", "sequential", true, true],
    ["api", "parallel", "parallel", true, true],
  ]);
});

Deno.test("castFor() has services take as long to start as they want, unless a limit is given", () => {
  const { members, root } = castFor(scenario({ workers: [worker, { name: "b", startupTimeoutMs: 500 }] }), "services");

  assertEquals(members.map(({ policy }) => policy.startupTimeoutMs), [Infinity, 500]);
  assertEquals(root.children, [...members]);
});
