import { assertEquals, assertThrows } from "@std/assert";
import { castOf } from "../../src/simulation/cast.ts";
import { checkExpectation, parseExpectation } from "../../src/simulation/expectation.ts";
import { measurementOf } from "../../src/simulation/measure.ts";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";

const workers = [{ name: "ingest" }, { name: "a: b" }];
const parse = (text: string) => parseExpectation("simulate", "expect[0]", text, workers);

Deno.test("parseExpectation() reads a figure of the group", () => {
  const { worker, figure, comparison, limit } = parse("availability >= 99.5%");

  assertEquals([worker, figure, comparison, limit], [undefined, "availability", ">=", 99.5]);
});

Deno.test("parseExpectation() reads a figure of one worker, whatever its name holds", () => {
  assertEquals([parse("ingest: restarts<=5").worker, parse("a: b: restarts <= 5").worker], ["ingest", "a: b"]);
});

Deno.test("parseExpectation() takes times in ms, s, m and h", () => {
  const limits = ["1500ms", "1.5s", "2m", "1h"].map((time) => parse(`worst-recovery < ${time}`).limit);

  assertEquals(limits, [1_500, 1_500, 120_000, 3_600_000]);
});

for (
  const [text, part] of [
    ["avail >= 99%", "must be about one of availability"],
    ["availability >= 99", "must give availability in percent (%)"],
    ["restarts <= 5%", "must give restarts in no unit"],
    ["worst-recovery < 5", "must give worst-recovery in ms, s, m or h"],
    ["nobody: restarts <= 5", "names a worker that does not exist"],
    ["ingest: storm <= 5", "a storm is the group's"],
    ["restarts == 1.2.3", "must end in a number"],
    ["restarts", "must read like"],
    ["", "must read like"],
    ["p95() < 1s", "must read like"],
    ["p95(max(recovery)) < 1s", "must read like"],
    ["recovery < 1s", "must say what of all values is meant, such as p95(recovery)"],
    ["p95(recovry) < 1s", "dead, recovery, give-up, restart-delay"],
    ["q95(recovery) < 1s", "must take p50, p95, p99.9 or another percentile, max, min, mean or total of recovery"],
    ["p0(recovery) < 1s", "must take p50"],
    ["p101(recovery) < 1s", "must take p50"],
    ["p95(recovery) < 5", "must give recovery in ms, s, m or h"],
    ["total(availability) > 1%", "must not sum up availability: it is a share"],
    ["storm(10) <= 5", "must give the storm's window in ms, s, m or h"],
    ["storm(0s) <= 5", "must give the storm's window"],
    ["crashes(10s) <= 5", "must not give crashes a window: only storm has one"],
    ["ingest: storm(10s) <= 5", "a storm is the group's"],
  ]
) {
  Deno.test(`parseExpectation() refuses "${text}"`, () => {
    assertThrows(() => parse(text!), TypeError, part);
  });
}

Deno.test("checkExpectation() compares at, below and above the limit", async () => {
  const { metrics } = await simulate({
    name: "three crashes",
    horizonMs: 60_000,
    workers: [{
      name: "ingest",
      backoff: { baseMs: 1_000, multiplier: 1, jitter: "none" },
      behaviour: { script: [1, 2, 3].map(() => ({ acts: [{ atMs: 1_000, do: "crash" as const }] })) },
    }],
  });
  const held = (text: string) => checkExpectation(parse(text), metrics).held;

  assertEquals(["restarts == 2", "restarts == 3", "restarts == 4"].map(held), [false, true, false]);
  assertEquals(["restarts >= 3", "restarts > 3", "restarts <= 3", "restarts < 3"].map(held), [
    true,
    false,
    true,
    false,
  ]);
  assertEquals(["ingest: availability >= 95%", "ingest: availability > 95%"].map(held), [true, false]);
  assertEquals(checkExpectation(parse("mean-recovery <= 1s"), metrics).shown, "1000 ms");
});

Deno.test("checkExpectation() misses a recovery of a worker that was never up", async () => {
  const { expectations } = await simulate({
    name: "never",
    horizonMs: 3_600_000,
    workers: [{ name: "a", startupTimeoutMs: 10_000 }],
    expect: ["p95(recovery) < 1m", "worst-recovery < 1m", "mean-recovery < 1m"],
  }, { engine: "policy" });

  assertEquals(expectations.map(({ held, value }) => [held, value]), [[false, 3_590_000], [false, 3_590_000], [
    false,
    null,
  ]]);
});

Deno.test("checkExpectation() takes a recovery that nobody needed for quick enough", async () => {
  const { metrics } = await simulate({ name: "quiet", horizonMs: 1_000, workers: [{ name: "ingest" }] });

  const { held, value, shown } = checkExpectation(parse("worst-recovery < 1ms"), metrics);

  assertEquals([held, value, shown], [true, null, "none"]);
});

Deno.test("checkExpectation() does not hold for a figure that the run does not have", async () => {
  const { metrics } = await simulate({ name: "quiet", horizonMs: 1_000, workers: [{ name: "ingest" }] });

  const nobody = { ...metrics, group: { ...metrics.group, availability: null } };
  assertEquals(checkExpectation(parse("availability <= 100%"), nobody).held, false);
});

Deno.test("checkExpectation() does not take a worker that never came back for quick", async () => {
  const { metrics } = await simulate({
    name: "lost",
    horizonMs: 3_600_000,
    workers: [{ name: "ingest", restart: "never", behaviour: { life: { kind: "fixed", ms: 1_000 } } }],
  });

  const held = (text: string) => checkExpectation(parse(text), metrics).held;
  assertEquals(["worst-recovery < 30s", "mean-recovery < 30s"].map(held), [false, false]);
});

const second = { baseMs: 1_000, multiplier: 1, maxMs: 1_000, jitter: "none" } as const;
const crashes = (...atMs: number[]) => ({
  script: atMs.map((ms) => ({ acts: [{ atMs: ms, do: "crash" as const }] })),
});

/** Four workers: one by itself, two alike in a group, and one that never comes back. */
const tree: Scenario = {
  name: "tree",
  horizonMs: 20_000,
  defaults: { backoff: second },
  workers: [
    { name: "ingest", behaviour: crashes(1_000) },
    {
      name: "db",
      group: {
        workers: [
          { name: "api", count: 2, behaviour: crashes(500, 2_000) },
          { name: "lost", restart: "never", behaviour: crashes(15_000) },
        ],
      },
    },
  ],
};

async function checked(text: string, scenario = tree) {
  const cast = castOf({ ...scenario, expect: [text] });
  const { events, metrics } = await simulate({ ...scenario, expect: [text] }, { engine: "policy" });
  const expectation = parseExpectation("simulate", "expect[0]", text, cast.members);
  const { held, value } = checkExpectation(expectation, metrics, measurementOf(cast, events, scenario.horizonMs));
  return [held, value];
}

// ingest is down for 1 s once, both of db/api for 1 s twice: at 0.5 s and at 3.5 s. db/lost is down from 15 s on.
for (
  const [text, held, value] of [
    ["db: crashes == 5", true, 5],
    ["db: starts == 7", true, 7],
    ["db/api: crashes == 4", true, 4],
    ["db/api-1: crashes == 2", true, 2],
    ["db: worst-recovery <= 5s", true, 5_000],
    ["db/api: worst-recovery < 1s", false, 1_000],
    ["db: availability > 85%", false, (18_000 + 18_000 + 15_000) / 60_000 * 100],
    ["db/api: storm <= 2", true, 2],
    ["db: storm(5s) <= 3", false, 4],
    ["storm <= 2", false, 3],
    ["storm(1s) <= 3", true, 3],
    ["storm(500ms) <= 2", true, 2],
    ["storm(501ms) <= 2", false, 3],
    ["storm(1m) <= 4", false, 5],
    ["max(recovery) <= 5s", true, 5_000],
    ["p50(recovery) < 1s", false, 1_000],
    ["p83(recovery) <= 1s", true, 1_000],
    ["p84(recovery) <= 1s", false, 5_000],
    ["mean(recovery) < 2s", true, 10_000 / 6],
    ["min(recovery) >= 1s", true, 1_000],
    ["total(recovery) <= 10s", true, 10_000],
    ["db/api: p95(recovery) <= 1s", true, 1_000],
    ["p99.9(give-up) >= 15s", true, 15_000],
    ["ingest: max(give-up) < 1ms", true, null],
    ["p50(restart-delay) == 1s", true, 1_000],
    ["mean(availability) > 90%", false, (18_000 + 18_000 + 15_000 + 19_000) / 80_000 * 100],
    ["p95(db/api: crashes) == 4", undefined, undefined],
    ["db: p95(crashes) == 5", true, 5],
    ["total(storm(1m)) == 5", true, 5],
    ["db: group-failures == 0", true, 0],
  ] as const
) {
  if (held === undefined) {
    Deno.test(`parseExpectation() refuses "${text}"`, () => {
      assertThrows(() => parse(text), TypeError, "must read like");
    });
    continue;
  }
  Deno.test(`checkExpectation() finds ${value} in "${text}"`, async () => {
    assertEquals(await checked(text), [held, value]);
  });
}

Deno.test("checkExpectation() counts the failures of a group and of those in it", async () => {
  const failing: Scenario = {
    name: "failing",
    horizonMs: 5_500,
    defaults: { backoff: second },
    workers: [
      {
        name: "db",
        count: 2,
        group: { budget: { intensity: 0 }, workers: [{ name: "w", behaviour: crashes(1_000) }] },
      },
      { name: "other" },
    ],
  };

  assertEquals(await checked("db-1: group-failures == 1", failing), [true, 1]);
  assertEquals(await checked("db: group-failures == 2", failing), [true, 2]);
  assertEquals(await checked("db/w: crashes == 2", failing), [true, 2]);
  const { members } = castOf(failing);
  assertThrows(
    () => parseExpectation("simulate", "expect[0]", "db/w: group-failures == 2", members),
    TypeError,
    "it is groups that fail",
  );
});

Deno.test("parseExpectation() tells which workers and groups there are", () => {
  const { members } = castOf(tree);

  assertThrows(
    () => parseExpectation("simulate", "expect[0]", "store: crashes == 0", members),
    TypeError,
    '(there are "ingest", "db/api-1", "db/api-2", "db/lost", and the groups "db")',
  );
});

Deno.test("checkExpectation() does not take samples that it was not given for none", async () => {
  const { metrics } = await simulate(tree);

  assertEquals(checkExpectation(parse("p95(recovery) < 1h"), metrics).held, false);
});

Deno.test("simulate() holds a share of no downtime for small enough", async () => {
  const { expectations } = await simulate({
    name: "calm",
    horizonMs: 1_000,
    workers: [{ name: "a" }],
    expect: ["policy-share <= 5%"],
  });

  assertEquals(expectations.map(({ held }) => held), [true]);
});
