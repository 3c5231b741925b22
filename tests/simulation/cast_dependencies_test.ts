import { assertEquals, assertThrows } from "@std/assert";
import { checkScenario, type Scenario, type ScenarioWorker, underDialect } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";

const scenario = (workers: readonly ScenarioWorker[], rest: Partial<Scenario> = {}): Scenario => ({
  name: "test",
  horizonMs: 1_000,
  workers,
  ...rest,
});

const dependence = (of: Scenario) =>
  castOf(of).members.map(({ name, dependsOn, onDependencyFailure }) => [name, onDependencyFailure, ...dependsOn]);

Deno.test("withDependencies() takes a name without a number for all who are alike, and one with it for that one", () => {
  assertEquals(
    dependence(scenario([
      { name: "all", dependsOn: ["db"], onDependencyFailure: "restart" },
      { name: "one", count: 2, dependsOn: ["db-2", "cache"] },
      { name: "both", dependsOn: ["db-1", "db"] },
      { name: "db", count: 3 },
      { name: "cache" },
    ])),
    [
      ["all", "restart", "db-1", "db-2", "db-3"],
      ["one-1", "stay", "db-2", "cache"],
      ["one-2", "stay", "db-2", "cache"],
      ["both", "stay", "db-1", "db-2", "db-3"],
      ["db-1", "stay"],
      ["db-2", "stay"],
      ["db-3", "stay"],
      ["cache", "stay"],
    ],
  );
});

Deno.test("withDependencies() takes a whole name for itself before it takes it for others without their numbers", () => {
  const [api] = dependence(scenario([
    { name: "api", dependsOn: ["db-1"] },
    { name: "db", count: 2 },
    { name: "db-1", count: 2 },
  ]));

  assertEquals(api, ["api", "stay", "db-1"]);
});

Deno.test("withDependencies() lets groups depend on groups, each among its own", () => {
  const { groups, members } = castOf(scenario([
    { name: "db", group: { workers: [{ name: "reader", dependsOn: ["writer"] }, { name: "writer" }] } },
    { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", group: { workers: [{ name: "web" }] } },
  ]));

  assertEquals(groups.map(({ path, dependsOn, onDependencyFailure }) => [path, onDependencyFailure, ...dependsOn]), [
    ["", "stay"],
    ["db", "stay"],
    ["api", "restart", "db"],
  ]);
  assertEquals(members[0]?.dependsOn, ["writer"]);
});

Deno.test("withDependencies() lets an operation add somebody who depends on others, those added before too", () => {
  assertEquals(
    dependence(scenario([{ name: "db", count: 2 }], {
      operations: [
        { atMs: 1, do: "start", worker: { name: "cache", dependsOn: ["db"] } },
        { atMs: 2, do: "start", worker: { name: "api", dependsOn: ["cache", "db-2"] } },
      ],
    })).slice(2),
    [["cache", "stay", "db-1", "db-2"], ["api", "stay", "cache", "db-2"]],
  );
});

const pair: readonly ScenarioWorker[] = [{ name: "db" }, { name: "api", dependsOn: ["db"] }];

Deno.test("castOf() lets a group whose children depend on each other stop in parallel unless it says otherwise", () => {
  const orderOf = (of: Scenario) => castOf(of).groups[0]!.rules.stopOrder;

  assertEquals(orderOf(scenario(pair)), "parallel");
  assertEquals(orderOf(scenario([{ name: "db" }, { name: "api", dependsOn: [] }])), "sequential");
});

for (const name of ["otp", "suture", "systemd", "kubernetes", "akka", "supervisord"] as const) {
  Deno.test(`castOf() keeps dependencies under the dialect ${name}, whatever orders it has`, () => {
    for (const  of of[scenario(pair, { dialect: name }), underDialect(scenario(pair), name)]) {
      const { rules } = castOf(of).groups[0]!;

      assertEquals([rules.strategy, rules.startOrder, rules.stopOrder], ["one-for-one", "parallel", "parallel"]);
      assertEquals(dependence(of)[1], ["api", "stay", "db"]);
    }
  });
}

const added = (worker: ScenarioWorker): Partial<Scenario> => ({ operations: [{ atMs: 1, do: "start", worker }] });

const refusals: readonly (readonly [what: string, of: Scenario, message: string])[] = [
  [
    "a name that nobody has",
    scenario([{ name: "db", count: 2 }, { name: "api", dependsOn: ["bd"] }]),
    '"workers[1].dependsOn" must be one of "db", "api", "db-1", "db-2", received "bd"',
  ],
  [
    "a name of another group",
    scenario([{ name: "db" }, { name: "g", group: { workers: [{ name: "w", dependsOn: ["db"] }] } }]),
    '"workers[1].group.workers[0].dependsOn" must be one of "w", received "db"',
  ],
  [
    "a cycle",
    scenario([{ name: "a", dependsOn: ["c"] }, { name: "b", dependsOn: ["a"] }, { name: "c", dependsOn: ["b"] }]),
    '"dependsOn" goes round in a circle: "a" → "c" → "b" → "a"',
  ],
  [
    "a cycle in a group",
    scenario([{ name: "g", group: { workers: [{ name: "w", count: 2, dependsOn: ["w"] }] } }]),
    'in "workers[0].group": "dependsOn" goes round in a circle: "w-1" → "w-1"',
  ],
  [
    "what is no list",
    scenario([{ name: "a", dependsOn: "db" as unknown as string[] }]),
    '"workers[0].dependsOn" must be an array of names, received "db"',
  ],
  [
    "a name twice",
    scenario([{ name: "db" }, { name: "api", dependsOn: ["db", "db"] }]),
    '"workers[1].dependsOn" holds "db" twice',
  ],
  [
    "an unknown word",
    scenario([{ name: "a", onDependencyFailure: "go" as "stay" }]),
    '"workers[0].onDependencyFailure" must be one of "stay", "restart", received "go"',
  ],
  [
    "another strategy",
    scenario(pair, { strategy: "rest-for-one" }),
    '"strategy" must be "one-for-one" in a group whose members depend on each other, as "api" does',
  ],
  [
    "another start order",
    scenario(pair, { startOrder: "sequential" }),
    '"startOrder" must be "parallel" in a group whose members depend on each other, as "api" does',
  ],
  [
    "another stop order",
    scenario(pair, { stopOrder: "sequential" }),
    '"stopOrder" must be "parallel" in a group whose members depend on each other, as "api" does',
  ],
  [
    "an operation that adds somebody who depends on nobody there",
    scenario([{ name: "db" }], added({ name: "api", dependsOn: ["cache"] })),
    '"operations[0].worker.dependsOn" must be one of "db", "api", received "cache"',
  ],
  [
    "an operation that adds somebody who depends on itself",
    scenario([{ name: "db" }], added({ name: "api", dependsOn: ["api"] })),
    'in "operations[0].worker": "dependsOn" goes round in a circle: "api" → "api"',
  ],
  [
    "an operation that adds somebody with dependencies where a stop order is asked for",
    scenario([{ name: "db" }], { stopOrder: "sequential", ...added({ name: "api", dependsOn: ["db"] }) }),
    'in "operations[0].worker": "stopOrder" must be "parallel"',
  ],
];

for (const [what, of, message] of refusals) {
  Deno.test(`checkScenario() refuses ${what}`, () => {
    assertThrows(() => checkScenario(of), TypeError, message);
  });
}
