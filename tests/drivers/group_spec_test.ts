// What a group may be made of: every option by its default, its values, and what goes with what.
import { assertEquals, assertThrows } from "@std/assert";
import { group, type GroupRuleOptions, pool } from "@mainstay/supervisor";
import { defaultRules } from "../../src/core/group_plan.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { Group, resolveGroup } from "../../src/drivers/group_spec.ts";

const random = () => 0.5;

/** The rules of a group with these options. */
function rulesOf(options: GroupRuleOptions) {
  return resolveGroup("run the group", group([], options), { random, prefix: "" }).rules;
}

function resolve(children: unknown, options: unknown = {}) {
  return resolveGroup("run the group", new Group(children as never, options as never, undefined), {
    random,
    prefix: "",
  });
}

Deno.test("resolveGroup() fills in what a group leaves open", () => {
  assertEquals(rulesOf({}), { ...defaultRules });
  const { defaults, members, template } = resolve([]);
  assertEquals([defaults === defaultPolicy, members, template], [true, [], undefined]);
});

Deno.test("resolveGroup() takes an option that is undefined for one that is left out", () => {
  const options = {
    strategy: undefined,
    budget: undefined,
    autoShutdown: undefined,
    startOrder: undefined,
    stopOrder: undefined,
    onStartFailure: undefined,
    terminateTree: undefined,
    maxChildren: undefined,
    keepAlive: undefined,
    defaults: undefined,
  };
  assertEquals(rulesOf(options), { ...defaultRules });
});

Deno.test("pool() stays when it is empty, and stops all at once", () => {
  const { rules, template } = resolveGroup("run the group", pool({ name: "c", run: () => {} }), { random, prefix: "" });
  assertEquals(rules, { ...defaultRules, keepAlive: true, stopOrder: "parallel", isPool: true });
  assertEquals([template?.name, template?.policy === defaultPolicy], ["c", true]);
});

Deno.test("pool() takes other options than its own", () => {
  const { rules } = resolveGroup(
    "run the group",
    pool({ name: "c", run: () => {} }, { keepAlive: false, stopOrder: "sequential", maxChildren: 3 }),
    { random, prefix: "" },
  );
  assertEquals([rules.keepAlive, rules.stopOrder, rules.maxChildren], [false, "sequential", 3]);
});

// The cartesian product of strategy and start order: only one kind of cell is refused.
for (const strategy of [undefined, "one-for-one", "one-for-all", "rest-for-one"] as const) {
  for (const startOrder of [undefined, "sequential", "parallel"] as const) {
    const isOneForOne = strategy === undefined || strategy === "one-for-one";
    const expected = startOrder ?? (isOneForOne ? "parallel" : "sequential");
    if (!isOneForOne && startOrder === "parallel") {
      Deno.test(`resolveGroup() refuses ${strategy} with startOrder parallel`, () => {
        assertThrows(
          () => rulesOf({ strategy, startOrder }),
          TypeError,
          `Cannot run the group: "startOrder" must be "sequential" under the strategy "${strategy}"`,
        );
      });
      continue;
    }
    Deno.test(`resolveGroup() makes ${expected} of ${strategy} with startOrder ${startOrder}`, () => {
      assertEquals(rulesOf({ strategy, startOrder }).startOrder, expected);
    });
  }
}

const wrong: [what: string, options: unknown, message: string][] = [
  ["strategy", { strategy: "one_for_one" }, '"strategy" must be one of "one-for-one", "one-for-all", "rest-for-one"'],
  [
    "autoShutdown",
    { autoShutdown: true },
    '"autoShutdown" must be one of "never", "any-significant", "all-significant"',
  ],
  ["startOrder", { startOrder: "reverse" }, '"startOrder" must be one of "sequential", "parallel"'],
  ["stopOrder", { stopOrder: null }, '"stopOrder" must be one of "sequential", "parallel", received null'],
  ["onStartFailure", { onStartFailure: "ignore" }, '"onStartFailure" must be one of "restart", "fail"'],
  ["terminateTree", { terminateTree: false }, '"terminateTree" must be one of "propagate", "contain"'],
  ["keepAlive", { keepAlive: 1 }, '"keepAlive" must be true or false, received 1'],
  ["defaults", { defaults: { name: "w" } }, 'unknown option "defaults.name", known are '],
  ["budget", { budget: { resetWhenHealthy: true } }, 'unknown option "budget.resetWhenHealthy", known are '],
  ["budget.onExhausted", { budget: { onExhausted: "cooldown" } }, '"budget.onExhausted" must be one of'],
  ["budget.pauseMs", { budget: { pauseMs: 5 } }, '"budget.pauseMs" needs "budget.onExhausted" to be "pause"'],
  [
    "a misspelt option",
    { strateggy: "one-for-all" },
    'unknown option "strateggy", known are strategy, defaults, budget',
  ],
  ["an option of the root", { graceMs: 5 }, 'unknown option "graceMs"'],
  ["no object", 7, '"options" must be an object, received 7'],
];

for (const [what, options, message] of wrong) {
  Deno.test(`resolveGroup() refuses ${what}`, () => {
    assertThrows(() => resolve([], options), TypeError, `Cannot run the group: ${message}`);
  });
}

for (const value of [-1, 1.5, NaN, "7", null, -Infinity]) {
  Deno.test(`resolveGroup() refuses maxChildren ${JSON.stringify(value)}`, () => {
    assertThrows(
      () => resolve([], { maxChildren: value }),
      RangeError,
      '"maxChildren" must be a whole number of at least 0, or Infinity, received',
    );
  });
}

for (const [value, taken] of [[0, false], [1, false], [2, true], [3, true], [Infinity, true]] as const) {
  Deno.test(`resolveGroup() ${taken ? "takes" : "refuses"} maxChildren ${value} of a group that begins with 2`, () => {
    const children = [["a", () => {}], ["b", () => {}]];
    if (taken) assertEquals(resolve(children, { maxChildren: value }).members.length, 2);
    else {
      assertThrows(
        () => resolve(children, { maxChildren: value }),
        RangeError,
        `"maxChildren" must be at least the number of its workers (2), received ${value}`,
      );
    }
  });
}

const run = () => {};
const wrongChildren: [what: string, child: unknown, message: string][] = [
  ["no name", { run }, 'workers[0]: "name" must be a text that is not empty, received undefined'],
  ["an empty name", ["", run], 'workers[0]: "name" must be a text that is not empty, received ""'],
  ["a path for a name", ["a/b", run], 'Cannot supervise worker "a/b": "name" must not contain "/"'],
  ["no function", { name: "w", run: {} }, 'Cannot supervise worker "w": "run" must be a function, received an object'],
  ["a list in place of a group", { name: "w", run: [] }, '"run" must be a function, received an array'],
  ["an unknown option", { name: "w", run, strategy: "one-for-all" }, 'unknown option "strategy", known are name, run'],
  [
    "significant of another kind",
    { name: "w", run, significant: 1 },
    '"significant" must be true or false, received 1',
  ],
  ["more than a pair", ["w", run, {}], '"workers[0]" must be [name, run] with nothing after it'],
  ["nothing", undefined, '"workers[0]" must be { name, run } or [name, run], received undefined'],
];

for (const [what, child, message] of wrongChildren) {
  Deno.test(`resolveGroup() refuses a child with ${what}`, () => {
    assertThrows(() => resolve([child]), TypeError, message);
  });
}

Deno.test("resolveGroup() refuses the hole of a list", () => {
  assertThrows(() => resolve([, ["w", run]]), TypeError, '"workers[0]" must be { name, run }');
});

Deno.test("resolveGroup() refuses one name for two children, and takes it in two groups", () => {
  const message = 'Cannot supervise worker "w": another worker of the group has this "name" already';
  assertThrows(() => resolve([["w", run], { name: "w", run }]), TypeError, message);
  assertEquals(resolve([["w", run], { name: "g", run: group([["w", run]]) }]).members.length, 2);
});

Deno.test("resolveGroup() says which group inside is wrong, before anything runs", () => {
  const bad = group([{ name: "inner", run: group([["w", run]], { maxChildren: 0 }) }]);
  assertThrows(
    () => resolve([{ name: "outer", run: bad }]),
    RangeError,
    'Cannot run the group "outer/inner": "maxChildren" must be at least',
  );
});

Deno.test("resolveGroup() says which pool is wrong", () => {
  const name = "p";
  assertThrows(
    () => resolve([{ name, run: pool({ name: "", run }) }]),
    TypeError,
    'Cannot run the group "p": pool: "name" must be a text that is not empty',
  );
  assertThrows(
    () => resolve([{ name, run: pool({ name: "c", run, significant: true } as never) }]),
    TypeError,
    'Cannot run the group "p": unknown option "pool.significant"',
  );
});

Deno.test("resolveGroup() gives a child that is a group all the time there is, unless it says otherwise", () => {
  const [plain, own] = resolve(
    [{ name: "plain", run: group([]) }, { name: "own", run: group([]), graceMs: 5, startupTimeoutMs: 7 }],
    { defaults: { graceMs: 1, startupTimeoutMs: 2 } },
  ).members.map(({ policy: { graceMs, startupTimeoutMs } }) => [graceMs, startupTimeoutMs]);
  assertEquals([plain, own], [[Infinity, Infinity], [5, 7]]);
});

Deno.test("resolveGroup() hands the group's chance to all that say nothing else, through all levels", () => {
  const own = () => 0.1;
  const tree = resolve([
    { name: "a", run: group([["x", run], { name: "y", run, random: own }]) },
    { name: "b", run: group([["x", run]]), random: own },
  ]);
  const chances = tree.members.map(({ group }) => group!.members.map((member) => member.random));
  assertEquals(chances, [[random, own], [own]]);
});

Deno.test("resolveGroup() takes OTP's words for the restart rules", () => {
  const words = ["permanent", "transient", "temporary"] as const;
  const members = resolve(words.map((restart) => ({ name: restart, run, restart }))).members;
  assertEquals(members.map(({ policy }) => policy.restart), ["always", "on-failure", "never"]);
});
