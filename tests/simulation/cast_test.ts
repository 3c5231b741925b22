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
        '"budget.intensity" must be a whole number of at least 0, received 1.5',
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
        '"graceMs" must be a finite number of at least 0, received NaN',
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
    ];

for (const [part, error, message] of refusals) {
  Deno.test(`checkScenario() refuses ${JSON.stringify(part)}`, () => {
    assertThrows(() => checkScenario(scenario(part)), error, message);
  });
}
