import { assert, assertEquals } from "@std/assert";
import { castOf } from "../../../src/simulation/cast.ts";
import { campaignExpectations, campaignFigures } from "../../../src/simulation/campaign/campaign_figures.ts";
import { CampaignTally } from "../../../src/simulation/campaign/campaign_tally.ts";
import { supervisionOutcome } from "../../../src/simulation/campaign/run_outcome.ts";
import { curveBins } from "../../../src/simulation/campaign/subject.ts";
import { supervisionAbout } from "../../../src/simulation/campaign/supervision_about.ts";
import { type Scenario, simulate, type SimulationResult } from "@mainstay/supervisor/simulation";

const second = { baseMs: 1_000, multiplier: 1, maxMs: 1_000, jitter: "none" } as const;
const crashes = (...atMs: number[]) => ({
  script: atMs.map((ms) => ({ acts: [{ atMs: ms, do: "crash" as const }] })),
});

const scenario: Scenario = {
  name: "outcome",
  horizonMs: 12_000,
  defaults: { backoff: second },
  faults: [{ kind: "crash", atMs: 6_000, workers: ["b"] }, { kind: "wall-clock-jump", atMs: 1, byMs: 5 }],
  outages: [{ name: "db", fromMs: 9_000, toMs: 9_500, workers: ["b"] }],
  workers: [{ name: "a", behaviour: crashes(3_000) }, { name: "b" }],
  expect: ["availability > 99%", "a: crashes == 1", "p95(recovery) < 1ms", "a: max(recovery) == 1s", "storm(10s) >= 3"],
};

async function outcomeOf(of: Scenario = scenario, change: Partial<SimulationResult> = {}) {
  const result = await simulate(of, { seed: 255, engine: "policy" });
  return supervisionOutcome({ ...result, ...change }, castOf(of));
}

Deno.test("supervisionOutcome() keeps figures in the units of expectations, by their names", async () => {
  const { figures, seed, endedAtMs, eventCount, hash, cutOffBy } = await outcomeOf();

  // Of 24 s on duty 3 s are down: a from 3 to 4 s, b from 6 to 7 s and from 9 to 10 s.
  assertEquals([figures["availability"], figures["crashes"], figures["a: crashes"], figures["worst-recovery"]], [
    21 / 24 * 100,
    3,
    1,
    1_000,
  ]);
  assertEquals([figures["storm"], figures["storm(10s)"], figures["waiting"]], [1, 3, 3_000]);
  assertEquals([seed, endedAtMs, cutOffBy, hash.length, eventCount > 0], ["255", 12_000, undefined, 16, true]);
});

Deno.test("supervisionOutcome() keeps samples, those that expectations name too", async () => {
  const { samples } = await outcomeOf();

  assertEquals(samples, {
    "recovery": [1_000, 1_000, 1_000],
    "give-up": [],
    "restart-delay": [1_000, 1_000, 1_000],
    "a: recovery": [1_000],
  });
});

Deno.test("supervisionOutcome() keeps what was up in each part of the horizon", async () => {
  const { upCurve } = await outcomeOf();

  // A part is 100 ms; one of two workers is down in 30 of the 120.
  assertEquals([upCurve.length, upCurve[29], upCurve[30], upCurve[39], upCurve[40]], [curveBins, 1, 0.5, 0.5, 1]);
  assertEquals(upCurve.filter((share) => share === 0.5).length, 30);
});

Deno.test("supervisionOutcome() counts faults by kind, outages among them", async () => {
  const { faults, coverage } = await outcomeOf();

  assertEquals(faults, { "crash": 1, "wall-clock-jump": 1, "outage": 1 });
  assertEquals([coverage["fault:crash"], coverage["fault:outage"], coverage["storm"]], [1, 1, undefined]);
});

Deno.test("supervisionOutcome() has a failure for a missed expectation, but for one about all runs", async () => {
  const { failures, verdict } = await outcomeOf();

  assertEquals([verdict, failures], ["missed", [{
    name: "availability > 99%",
    kind: "expectation",
    message: "it came to 87.5%, expected availability > 99%",
    atMs: 0,
  }]]);
  const { failures: [own] } = await outcomeOf({ ...scenario, expect: ["a: crashes == 0"] });
  assertEquals([own!.worker, own!.message], ["a", "it came to 1, expected a: crashes == 0"]);
});

const calm = { ...scenario, expect: [] };
const breach = (invariant: string, atMs: number) => ({ invariant, atMs, worker: "a", message: `at ${atMs}` });
const recovery = {
  healedAtMs: 1_000,
  dueAtMs: 5_000,
  recovered: false,
  stragglers: [{ worker: "a", phase: "waiting" }],
} as const;

Deno.test("supervisionOutcome() has one failure for each invariant that broke: the first", async () => {
  const { failures, verdict } = await outcomeOf(calm, { breaches: [breach("x", 9), breach("y", 5), breach("x", 3)] });

  assertEquals([verdict, failures.map(({ name, atMs, worker }) => [name, atMs, worker])], ["broken", [
    ["x", 3, "a"],
    ["y", 5, "a"],
  ]]);
});

Deno.test("supervisionOutcome() has a failure for who was not up in time", async () => {
  const { failures, verdict } = await outcomeOf(calm, { recovery });

  assertEquals([verdict, failures], ["not-recovered", [{
    name: "recovery",
    kind: "recovery",
    message: 'not everybody was up by 5000 ms, after all faults had healed: worker "a" was waiting',
    atMs: 5_000,
    worker: "a",
  }]]);
  const many = Array.from({ length: 5 }, () => recovery.stragglers[0]);
  const [failure] = (await outcomeOf(calm, { recovery: { ...recovery, stragglers: many } })).failures;
  assert(failure!.message.endsWith(" and 2 more") && failure!.worker === undefined);
});

Deno.test("supervisionOutcome() says the worst that is true of a run", async () => {
  const all = { breaches: [breach("x", 1)], recovery, cutOffBy: "limit" } as const;
  const verdict = async (of: Scenario, change: Partial<SimulationResult>) => (await outcomeOf(of, change)).verdict;

  assertEquals(
    [
      await verdict(scenario, all),
      await verdict(scenario, { ...all, breaches: [] }),
      await verdict(scenario, { cutOffBy: "limit" }),
      await verdict(calm, { cutOffBy: "limit" }),
      await verdict(calm, {}),
    ],
    ["broken", "not-recovered", "missed", "limited", "held"],
  );
});

Deno.test("supervisionOutcome() has no headroom for a budget without a limit", async () => {
  const { figures } = await outcomeOf({
    ...calm,
    workers: [{ name: "a", budget: { intensity: Infinity } }, { name: "b" }],
  });
  const unlimited = await outcomeOf({ ...calm, defaults: { budget: { intensity: Infinity } } });

  assertEquals([figures["headroom"], unlimited.figures["headroom"]], [3, null]);
});

Deno.test("supervisionOutcome() survives JSON", async () => {
  const outcome = await outcomeOf();
  const { cutOffBy: _, ...plain } = outcome;

  assertEquals(JSON.parse(JSON.stringify(outcome)), plain);
});

Deno.test("campaignExpectations() say what is compared, by the names of outcomes", () => {
  assertEquals(
    campaignExpectations(castOf(scenario)).map(({ name, isSample, aggregate, comparison, limit, unit, orNone }) => [
      name,
      isSample,
      aggregate,
      `${comparison} ${limit}${unit}`,
      orNone,
    ]),
    [
      ["availability", false, undefined, "> 99%", false],
      ["a: crashes", false, undefined, "== 1", false],
      ["recovery", true, "p95", "< 1ms", true],
      ["a: recovery", true, "max", "== 1000ms", true],
      ["storm(10s)", false, undefined, ">= 3", false],
    ],
  );
});

Deno.test("campaignFigures() are what outcomes have, with their units", async () => {
  const { figures, samples } = campaignFigures(castOf(scenario));
  const outcome = await outcomeOf();

  assertEquals(Object.keys(figures).sort(), Object.keys(outcome.figures).sort());
  assertEquals(Object.keys(samples).sort(), Object.keys(outcome.samples).sort());
  assertEquals([figures["availability"], figures["storm(10s)"], figures["up"], samples["a: recovery"]], [
    "%",
    "",
    "ms",
    "ms",
  ]);
});

Deno.test("supervisionAbout() is what a tally counts outcomes by", async () => {
  const tally = new CampaignTally(supervisionAbout(scenario, "policy"), { firstSeed: "255", wanted: 1 });
  tally.add(await outcomeOf());

  const { expectations, coverage, scenario: name, engine } = tally.result("runs");
  assertEquals([name, engine, coverage["fault:crash"]], ["outcome", "policy", { runs: 1, hits: 1, seed: "255" }]);
  assertEquals(expectations.map(({ held, shown }) => [held, shown]), [
    [false, "87.5%"],
    [true, "1"],
    [false, "1000 ms"],
    [true, "1000 ms"],
    [true, "3"],
  ]);
});
