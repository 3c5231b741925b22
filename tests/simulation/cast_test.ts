import { assertEquals, assertThrows } from "@std/assert";
import { checkScenario, type Scenario } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";

const scenario = (parts: Record<string, unknown>): Scenario =>
  ({ name: "test", horizonMs: 1_000, workers: [{ name: "a" }], ...parts }) as unknown as Scenario;

Deno.test("castOf() counts workers out by number", () => {
  const { members } = castOf(scenario({ workers: [{ name: "solo" }, { name: "pool", count: 3 }] }));

  assertEquals(members.map(({ name }) => name), ["solo", "pool-1", "pool-2", "pool-3"]);
});

Deno.test("castOf() strikes the workers that an outage names", () => {
  const { members } = castOf(scenario({
    workers: [{ name: "solo" }, { name: "pool", count: 2 }],
    outages: [
      { name: "late", fromMs: 50, toMs: 60, workers: ["pool-2"] },
      { name: "early", fromMs: 10, toMs: 20, workers: ["pool"] },
    ],
  }));

  assertEquals(members.map(({ outages }) => outages.map(({ fromMs }) => fromMs)), [[], [10], [10, 50]]);
});

Deno.test("castOf() lets a worker's policy add to the defaults", () => {
  const { members } = castOf(scenario({
    defaults: { backoff: { baseMs: 5, maxMs: 50 }, graceMs: 7 },
    workers: [{ name: "a", backoff: { baseMs: 6 } }],
  }));

  const { backoff, graceMs, healthyAfterMs } = members[0]!.policy;
  assertEquals([backoff.baseMs, backoff.maxMs, graceMs, healthyAfterMs], [6, 50, 7, undefined]);
});

const tree = scenario({
  graceMs: 9_000,
  defaults: { graceMs: 7 },
  workers: [
    { name: "a" },
    {
      name: "db",
      count: 2,
      restart: "always",
      group: {
        strategy: "rest-for-one",
        autoShutdown: "any-significant",
        defaults: { restart: "never" },
        workers: [{ name: "reader" }, { name: "deep", group: { workers: [{ name: "w", count: 2 }] } }, {
          name: "writer",
          significant: true,
        }],
      },
    },
    { name: "z" },
  ],
});

Deno.test("castOf() names workers in groups by their paths, in start order", () => {
  const inGroup = (db: string) => [`${db}/reader`, `${db}/deep/w-1`, `${db}/deep/w-2`, `${db}/writer`];

  assertEquals(castOf(tree).members.map(({ name }) => name), ["a", ...inGroup("db-1"), ...inGroup("db-2"), "z"]);
});

Deno.test("castOf() tells of each worker its group, and whether it is significant", () => {
  const [, reader, deep, , writer] = castOf(tree).members;

  assertEquals([reader, deep, writer].map((member) => [member!.group, member!.significant]), [
    ["db-1", false],
    ["db-1/deep", false],
    ["db-1", true],
  ]);
});

Deno.test("castOf() lists groups depth first, the root before all", () => {
  const { groups } = castOf(tree);

  assertEquals(groups.map(({ path, children }) => [path, ...children]), [
    ["", "a", "db-1", "db-2", "z"],
    ["db-1", "db-1/reader", "db-1/deep", "db-1/writer"],
    ["db-1/deep", "db-1/deep/w-1", "db-1/deep/w-2"],
    ["db-2", "db-2/reader", "db-2/deep", "db-2/writer"],
    ["db-2/deep", "db-2/deep/w-1", "db-2/deep/w-2"],
  ]);
});

Deno.test("castOf() gives groups their rules", () => {
  const [root, db] = castOf(tree).groups;

  assertEquals([root!.rules.strategy, root!.rules.startOrder, root!.rules.graceMs], ["one-for-one", "parallel", 9_000]);
  assertEquals([db!.rules.strategy, db!.rules.startOrder, db!.rules.graceMs], ["rest-for-one", "sequential", Infinity]);
});

Deno.test("castOf() lets a group inherit the policy of the group around it, and its grace be that of its children", () => {
  const { members, groups } = castOf(tree);
  const [, db, deep] = groups;

  assertEquals([groups[0]!.policy, db!.policy?.restart, deep!.policy?.restart], [undefined, "always", "never"]);
  assertEquals([db!.policy?.graceMs, db!.policy?.startupTimeoutMs], [Infinity, Infinity]);
  assertEquals(members.map(({ policy }) => `${policy.restart} ${policy.graceMs}`).slice(0, 3), [
    "on-failure 7",
    "never 7",
    "never 7",
  ]);
});

Deno.test("castOf() lets a group's grace as a child be stated", () => {
  const { groups } = castOf(scenario({
    workers: [{ name: "db", graceMs: 5, startupTimeoutMs: 6, group: { workers: [{ name: "w" }] } }],
  }));

  assertEquals([groups[1]!.policy?.graceMs, groups[1]!.policy?.startupTimeoutMs], [5, 6]);
});

Deno.test("castOf() strikes all workers of a group that an outage names, with its number or without", () => {
  const struckBy = (path: string) =>
    castOf({ ...tree, outages: [{ name: "o", fromMs: 0, toMs: 1, workers: [path] }] })
      .members.filter(({ outages }) => outages.length > 0).map(({ name }) => name);

  assertEquals(struckBy("db-2"), ["db-2/reader", "db-2/deep/w-1", "db-2/deep/w-2", "db-2/writer"]);
  assertEquals(struckBy("db").length, 8);
  assertEquals(struckBy("db/deep/w-2"), ["db-1/deep/w-2", "db-2/deep/w-2"]);
  assertEquals(struckBy("db-1/deep/w"), ["db-1/deep/w-1", "db-1/deep/w-2"]);
  assertEquals(struckBy("db-1/writer"), ["db-1/writer"]);
});

Deno.test("castOf() casts whom operations add after all others", () => {
  const { members, groups, operations } = castOf({
    ...tree,
    operations: [
      { atMs: 20, do: "stop", worker: "db-1/writer" },
      { atMs: 10, do: "start", worker: { name: "new", count: 2 }, in: "db-2" },
      { atMs: 30, do: "start", worker: { name: "extra", group: { workers: [{ name: "w" }] } } },
      { atMs: 40, do: "remove", worker: "extra/w" },
    ],
  });

  assertEquals(members.slice(-3).map(({ name, group, dynamic, policy }) => [name, group, dynamic, policy.restart]), [
    ["db-2/new-1", "db-2", true, "never"],
    ["db-2/new-2", "db-2", true, "never"],
    ["extra/w", "extra", true, "on-failure"],
  ]);
  assertEquals(groups.map(({ path, dynamic }) => `${path} ${dynamic}`).slice(-1), ["extra true"]);
  assertEquals(operations.map(({ atMs, do: deed, path }) => [atMs, deed, path]), [
    [10, "add", "db-2/new-1"],
    [10, "add", "db-2/new-2"],
    [20, "stop", "db-1/writer"],
    [30, "add", "extra"],
    [40, "remove", "extra/w"],
  ]);
});

Deno.test("castOf() takes a dialect as the base under what is stated", () => {
  const { members, groups } = castOf(scenario({
    dialect: "otp",
    budget: { intensity: 3 },
    defaults: { graceMs: 7 },
    workers: [{ name: "a" }, { name: "b", restart: "transient", backoff: { baseMs: 5, maxMs: 50 } }],
  }));
  const [a, b] = members.map(({ policy }) => policy);

  const { budget, startOrder, onStartFailure, keepAlive } = groups[0]!.rules;
  assertEquals([budget?.intensity, budget?.periodMs, budget?.window], [3, 5_000, "whole-seconds"]);
  assertEquals([startOrder, onStartFailure, keepAlive], ["sequential", "fail", true]);
  assertEquals([a!.restart, a!.budget.intensity, a!.graceMs, a!.backoff.baseMs], ["always", Infinity, 7, 0]);
  assertEquals([b!.restart, b!.backoff.baseMs, b!.backoff.jitter], ["on-failure", 5, "none"]);
});

Deno.test("castOf() takes a group's dialect over the policy of the group around it", () => {
  const { members } = castOf(scenario({
    defaults: { graceMs: 7, startupTimeoutMs: 8 },
    workers: [{ name: "g", group: { dialect: "kubernetes", workers: [{ name: "w" }] } }, { name: "a" }],
  }));

  assertEquals(members.map(({ policy }) => [policy.restart, policy.graceMs, policy.startupTimeoutMs]), [
    ["always", 30_000, 8],
    ["on-failure", 7, 8],
  ]);
});

Deno.test("castOf() keeps a strategy's start order in a dialect that starts all at once", () => {
  const { groups } = castOf(scenario({ dialect: "suture", strategy: "one-for-all" }));

  assertEquals([groups[0]!.rules.strategy, groups[0]!.rules.startOrder], ["one-for-all", "sequential"]);
});

Deno.test("castOf() drops a dialect's pause where the budget is to fail the group", () => {
  const { groups } = castOf(scenario({ dialect: "suture", budget: { onExhausted: "escalate" } }));

  assertEquals([groups[0]!.rules.budget?.onExhausted, groups[0]!.rules.budget?.window], ["escalate", "decay"]);
});

/** A child with these fields, in a group of its own. */
const nested = (fields: Record<string, unknown>, group: Record<string, unknown> = {}) => ({
  workers: [{ name: "g", group: { ...group, workers: [{ name: "w", ...fields }] } }],
});

const refusals:
  readonly (readonly [part: Record<string, unknown>, error: typeof TypeError | typeof RangeError, message: string])[] =
    [
      [{ name: "" }, TypeError, '"name" must be a text that is not empty, received ""'],
      [{ horizon: 5 }, TypeError, 'unknown option "horizon"'],
      [{ horizonMs: 0 }, RangeError, '"horizonMs" must be a finite number above 0, received 0'],
      [{ horizonMs: Infinity }, RangeError, '"horizonMs" must be a finite number above 0, received Infinity'],
      [{ stopAtMs: -1 }, RangeError, '"stopAtMs" must be a finite number of at least 0, received -1'],
      [{ keepAlive: "yes" }, TypeError, '"keepAlive" must be true or false, received "yes"'],
      [
        { budget: { intensity: 1.5 } },
        RangeError,
        '"budget.intensity" must be a whole number of at least 0, or Infinity, received 1.5',
      ],
      [{ budget: { periodMs: 0 } }, RangeError, '"budget.periodMs" must be a finite number above 0, received 0'],
      [{ workers: [] }, TypeError, '"workers" must hold at least one worker'],
      [{ workers: [undefined, { name: "a" }] }, TypeError, '"workers[0]" must be an object, received undefined'],
      [{ expect: "restarts <= 5" }, TypeError, '"expect" must be a list, received "restarts <= 5"'],
      [{ expect: ["restarts <= _"] }, TypeError, '"expect[0]" must end in a number'],
      [{ description: 5 }, TypeError, '"description" must be a text, received 5'],
      [{ workers: {} }, TypeError, '"workers" must be a list, received an object'],
      [{ workers: [{ name: "" }] }, TypeError, '"workers[0].name" must be a text that is not empty'],
      [{ workers: [{ name: "a" }, { name: "a" }] }, TypeError, '"workers[1].name" is taken already'],
      [{ workers: [{ name: "a", count: 2 }, { name: "a-2" }] }, TypeError, "counted out have the same name twice"],
      [{ workers: [{ name: "a", count: 0 }] }, RangeError, '"workers[0].count" must be a whole number of at least 1'],
      [{ workers: [{ name: "a", count: 1e7 }] }, RangeError, "makes more than 1000000 workers"],
      [{ workers: [{ name: "a", backof: {} }] }, TypeError, 'unknown option "workers[0].backof"'],
      [
        { workers: [{ name: "a", graceMs: NaN }] },
        RangeError,
        '"graceMs" must be a finite number of at least 0, or Infinity, received NaN',
      ],
      [{ workers: [{ name: "a", fatal: "X" }] }, TypeError, '"workers[0].fatal" must be a list'],
      [{ workers: [{ name: "a", fatal: [5] }] }, TypeError, '"workers[0].fatal" must hold error names, received 5'],
      [{ defaults: { restrat: "never" } }, TypeError, 'unknown option "defaults.restrat"'],
      [
        { outages: [{ name: "", fromMs: 0, toMs: 1 }] },
        TypeError,
        '"outages[0].name" must be a text that is not empty',
      ],
      [
        { outages: [{ name: "o", fromMs: 5, toMs: 5 }] },
        RangeError,
        '"outages[0].toMs" must be a finite number above 5',
      ],
      [
        { outages: [{ name: "o", fromMs: 0, toMs: 5, workers: ["b"] }] },
        TypeError,
        '"outages[0].workers" must be one of "a"',
      ],
      [
        { outages: [{ name: "o", fromMs: 0, toMs: 5, error: {} }] },
        TypeError,
        '"outages[0].error.name" must be a text',
      ],
      [{ expect: ["restarts"] }, TypeError, '"expect[0]" must read like'],
      [{ graceMs: -1 }, RangeError, '"graceMs" must be a finite number of at least 0, or Infinity, received -1'],
      [{ strategy: "all" }, TypeError, '"strategy" must be one of "one-for-one", "one-for-all", "rest-for-one"'],
      [{ startOrder: "random" }, TypeError, '"startOrder" must be one of "sequential", "parallel"'],
      [{ stopOrder: 1 }, TypeError, '"stopOrder" must be one of "sequential", "parallel", received 1'],
      [{ onStartFailure: "x" }, TypeError, '"onStartFailure" must be one of "restart", "fail", received "x"'],
      [{ terminateTree: "x" }, TypeError, '"terminateTree" must be one of "propagate", "contain", received "x"'],
      [{ autoShutdown: "x" }, TypeError, '"autoShutdown" must be one of "never", "any-significant", "all-significant"'],
      [{ maxChildren: 0 }, RangeError, '"maxChildren" must be at least the number of its workers (1), received 0'],
      [{ maxChildren: 1.5 }, RangeError, '"maxChildren" must be a whole number of at least 0, or Infinity'],
      [{ dialect: "erlang" }, TypeError, '"dialect" must be one of "otp", "suture", "systemd"'],
      [{ strategy: "one-for-all", startOrder: "parallel" }, TypeError, '"startOrder" must be "sequential" under'],
      [{ budget: "none" }, TypeError, '"budget" must be an object, received "none"'],
      [{ budget: { window: "x" } }, TypeError, '"budget.window" must be one of "sliding", "whole-seconds"'],
      [{ budget: { onExhausted: "cooldown" } }, TypeError, '"budget.onExhausted" must be one of "escalate", "pause"'],
      [{ budget: { pauseMs: 5 } }, TypeError, '"budget.pauseMs" needs "budget.onExhausted" to be "pause"'],
      [{ budget: { counts: "starts" } }, TypeError, 'unknown option "budget.counts"'],
      [{ workers: [{ name: "a/b" }] }, TypeError, '"workers[0].name" must not contain "/"'],
      [{ workers: [{ name: "a", significant: 1 }] }, TypeError, '"workers[0].significant" must be true or false'],
      [
        { workers: [{ name: "a", significant: true }] },
        TypeError,
        '"workers[0].significant" must be false in a group whose "autoShutdown" is "never"',
      ],
      [
        { autoShutdown: "any-significant", workers: [{ name: "a", significant: true, restart: "always" }] },
        TypeError,
        '"workers[0].significant" must be false for a worker that is always restarted',
      ],
      [{ workers: [{ name: "g", group: {} }] }, TypeError, '"workers[0].group.workers" must be a list'],
      [
        { workers: [{ name: "g", group: { workers: [] } }] },
        TypeError,
        '"workers[0].group.workers" must hold at least one worker',
      ],
      [
        { workers: [{ name: "g", behaviour: {}, group: { workers: [{ name: "w" }] } }] },
        TypeError,
        '"workers[0].behaviour" must not be given for a group',
      ],
      [nested({}, { graceMs: 5 }), TypeError, 'unknown option "workers[0].group.graceMs"'],
      [nested({}, { strategy: "x" }), TypeError, 'in "workers[0].group": "strategy" must be one of'],
      [nested({}, { budget: { periodMs: 0 } }), RangeError, 'in "workers[0].group": "budget.periodMs" must be'],
      [nested({}, { budget: 5 }), TypeError, '"workers[0].group.budget" must be an object, received 5'],
      [nested({}, { dialect: 5 }), TypeError, '"workers[0].group.dialect" must be one of'],
      [nested({}, { defaults: { graceMs: -1 } }), RangeError, 'in "workers[0].group.defaults": "graceMs" must be'],
      [nested({}, { defaults: { x: 1 } }), TypeError, 'unknown option "workers[0].group.defaults.x"'],
      [nested({}, { maxChildren: 0 }), RangeError, '"workers[0].group.maxChildren" must be at least'],
      [nested({ name: "" }), TypeError, '"workers[0].group.workers[0].name" must be a text that is not empty'],
      [nested({ clean: [1] }), TypeError, '"workers[0].group.workers[0].clean" must hold error names, received 1'],
      [nested({ minUptimeMs: -1 }), RangeError, 'in "workers[0].group.workers[0]": "minUptimeMs" must be'],
      [
        { workers: [{ name: "g", count: 1_000, group: { workers: [{ name: "w", count: 2_000 }] } }] },
        RangeError,
        '"workers" counted out make more than 1000000 workers',
      ],
      [{ operations: {} }, TypeError, '"operations" must be a list, received an object'],
      [{ operations: [{ do: "stop", worker: "a" }] }, RangeError, '"operations[0].atMs" must be a finite number'],
      [{ operations: [{ atMs: 0, do: "x", worker: "a" }] }, TypeError, '"operations[0].do" must be one of "start"'],
      [
        { operations: [{ atMs: 0, do: "stop", worker: "b" }] },
        TypeError,
        '"operations[0].worker" must be one of "a", received "b"',
      ],
      [
        { operations: [{ atMs: 0, do: "stop", worker: { name: "b" } }] },
        TypeError,
        '"operations[0].worker" must be the path of a child, received an object',
      ],
      [
        { operations: [{ atMs: 0, do: "start", worker: { name: "a" } }] },
        TypeError,
        '"operations[0].worker.name" is taken already, received "a"',
      ],
      [
        { operations: [{ atMs: 0, do: "start", worker: { name: "b" }, in: "g" }] },
        TypeError,
        '"operations[0].in" must be left out where there is no group but the root, received "g"',
      ],
      [
        { ...nested({}), operations: [{ atMs: 0, do: "start", worker: { name: "b" }, in: "g/w" }] },
        TypeError,
        '"operations[0].in" must be one of "g", received "g/w"',
      ],
      [
        { operations: [{ atMs: 0, do: "start", worker: "a", in: "g" }] },
        TypeError,
        '"operations[0].in" is for a new child alone, received "g"',
      ],
      [
        { operations: [{ atMs: 0, do: "start", worker: { name: "b", graceMs: -1 } }] },
        RangeError,
        'in "operations[0].worker": "graceMs" must be',
      ],
      [{ expect: ["a: group-failures == 0"] }, TypeError, "it is groups that fail"],
    ];

for (const [part, error, message] of refusals) {
  Deno.test(`checkScenario() refuses ${JSON.stringify(part)}`, () => {
    assertThrows(() => checkScenario(scenario(part)), error, message);
  });
}
