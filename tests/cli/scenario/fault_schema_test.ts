import { assertEquals } from "@std/assert";
import { z } from "zod";
import { parseParams, scenarioProblems } from "../../../cli/scenario/scenario_problem.ts";
import { scenarioJsonSchema, scenarioSchema } from "../../../cli/scenario/scenario_schema.ts";

const least = { name: "least", horizonMs: 1, workers: [{ name: "w" }] };

function problems(fields: object): string[] {
  const parsed = scenarioSchema.safeParse({ ...least, ...fields }, parseParams);
  return parsed.success ? [] : scenarioProblems(parsed.error.issues).map(({ path, message }) => `${path}: ${message}`);
}

const fault = (of: object) => problems({ faults: [of] });
const time = 'expected a time of at least 0: a number of milliseconds, or text such as "250ms", "30s", "1h30m"';

Deno.test("scenarioSchema reads the times of faults, chaos and recovery as text", () => {
  const { faults, chaos, recovery } = scenarioSchema.parse({
    ...least,
    faults: [
      { kind: "hang", fromMs: "4s", toMs: "1m", workers: ["w"] },
      { kind: "wall-clock-jump", atMs: 0, byMs: "-1h30m" },
      { kind: "wall-clock-jump", atMs: 0, byMs: "30s" },
      { kind: "slow-start", fromMs: 0, toMs: 5, byMs: "2s" },
    ],
    chaos: {
      faults: { stall: { minMs: "1s", maxMs: "2s" }, crash: true },
      policies: { periodMs: { min: "1m", max: "5m" }, jitter: ["none"] },
    },
    recovery: { fromMs: "30m", withinMs: "5m" },
  });
  assertEquals(faults, [
    { kind: "hang", fromMs: 4_000, toMs: 60_000, workers: ["w"] },
    { kind: "wall-clock-jump", atMs: 0, byMs: -5_400_000 },
    { kind: "wall-clock-jump", atMs: 0, byMs: 30_000 },
    { kind: "slow-start", fromMs: 0, toMs: 5, byMs: 2_000 },
  ]);
  assertEquals(chaos, {
    faults: { stall: { minMs: 1_000, maxMs: 2_000 }, crash: true },
    policies: { periodMs: { min: 60_000, max: 300_000 }, jitter: ["none"] },
  });
  assertEquals(recovery, { fromMs: 1_800_000, withinMs: 300_000 });
});

Deno.test("scenarioProblems() names what is wrong with a fault", () => {
  assertEquals(fault({ kind: "hangs", fromMs: 0, toMs: 1 }).map((each) => each.replace(/one of.*found/, "… found")), [
    'faults[0].kind: expected … found "hangs"; did you mean "hang"?',
  ]);
  assertEquals(fault({ kind: "hang", fromMs: 0 }), [`faults[0].toMs: ${time}, found nothing`]);
  assertEquals(fault({ kind: "crash", atMs: 0, worker: ["w"] }), [
    'faults[0].worker: there is no such field; did you mean "workers"?',
  ]);
  assertEquals(fault({ kind: "stall", atMs: 0, forMs: -1 }), [`faults[0].forMs: ${time}, found -1`]);
  assertEquals(fault({ kind: "wall-clock-jump", atMs: 0, byMs: "-" }), [
    'faults[0].byMs: expected a time: a number of milliseconds, or text such as "30s" or "-1h", found "-"',
  ]);
  const flaky = { kind: "flaky-calls", fromMs: 0, toMs: 1, everyMs: 1 };
  assertEquals(fault({ ...flaky, share: 1.1 }), ["faults[0].share: expected a number from 0 to 1, found 1.1"]);
  assertEquals(problems({ faults: {} }), ["faults: expected a list of faults, found an object"]);
});

Deno.test("scenarioProblems() names what is wrong with chaos", () => {
  assertEquals(problems({ chaos: { faults: { crashs: true } } }), [
    'chaos.faults.crashs: there is no such field; did you mean "crash"?',
  ]);
  assertEquals(problems({ chaos: { faults: { crash: false } } }), [
    'chaos.faults.crash: expected true, or an object such as { "perHour": 2 }, found false',
  ]);
  assertEquals(problems({ chaos: { faults: { crash: { perHour: -1 } } } }), [
    "chaos.faults.crash.perHour: expected a number of at least 0, found -1",
  ]);
  assertEquals(problems({ chaos: { policies: { jitter: ["non"] } } }), [
    'chaos.policies.jitter[0]: expected one of "none", "full", "equal", "decorrelated", "proportional", found "non"; ' +
    'did you mean "none"?',
  ]);
  assertEquals(problems({ chaos: { policies: { jitter: [] } } }), [
    "chaos.policies.jitter: expected a list of one word at least, found an empty list",
  ]);
  assertEquals(problems({ chaos: { count: { min: 0, max: 2 } } }), [
    "chaos.count.min: expected a whole number of at least 1, found 0",
  ]);
  assertEquals(problems({ recovery: { fromMs: 1 } }), [`recovery.withinMs: ${time}, found nothing`]);
});

Deno.test("scenarioJsonSchema() takes and refuses faults as the schema does", () => {
  const reader = z.fromJSONSchema(scenarioJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const jump = (byMs: unknown) => ({ faults: [{ kind: "wall-clock-jump", atMs: 0, byMs }] });
  const all: readonly [object, boolean][] = [
    [jump("-1h"), true],
    [jump(-5), true],
    [jump("1x"), false],
    [jump(""), false],
    [{ faults: [{ kind: "crash-burst", atMs: "5s" }] }, true],
    [{ faults: [{ kind: "crash-burst" }] }, false],
    [{ chaos: { faults: { hang: true } } }, true],
    [{ chaos: { faults: { hang: 1 } } }, false],
    [{ recovery: { fromMs: 0, withinMs: "1m" } }, true],
    [{ recovery: {} }, false],
  ];
  for (const [fields, taken] of all) {
    const data = { ...least, ...fields };
    assertEquals(
      [scenarioSchema.safeParse(data).success, reader.safeParse(data).success],
      [taken, taken],
      JSON.stringify(fields),
    );
  }
});
