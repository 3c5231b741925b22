import { assertEquals, assertThrows } from "@std/assert";
import type { CampaignFailure } from "../../../src/simulation/campaign/campaign_result.ts";
import { type CampaignAbout, CampaignTally } from "../../../src/simulation/campaign/campaign_tally.ts";
import { curveBins, type RunOutcome } from "../../../src/simulation/campaign/subject.ts";

const about: CampaignAbout = {
  scenario: "counted",
  digest: "0123456789abcdef",
  kind: "supervision",
  engine: "policy",
  horizonMs: 1_000,
  expect: [
    {
      expectation: "starts <= 5",
      name: "starts",
      isSample: false,
      comparison: "<=",
      limit: 5,
      unit: "",
      orNone: false,
    },
    {
      expectation: "mean(availability) > 90%",
      name: "availability",
      isSample: false,
      aggregate: "mean",
      comparison: ">",
      limit: 90,
      unit: "%",
      orNone: false,
    },
    {
      expectation: "max(recovery) < 1s",
      name: "recovery",
      isSample: true,
      aggregate: "max",
      comparison: "<",
      limit: 1_000,
      unit: "ms",
      orNone: true,
    },
  ],
  figures: { availability: "%", starts: "" },
  samples: { recovery: "ms" },
  points: ["storm", "gave-up"],
};

const order = { firstSeed: "1", wanted: 3 };

const outcome = (seed: string, fields: Partial<RunOutcome> = {}): RunOutcome => ({
  seed,
  verdict: "held",
  failures: [],
  cutOffBy: undefined,
  hash: "0",
  endedAtMs: 1_000,
  eventCount: 10,
  faults: {},
  coverage: {},
  figures: { availability: 95, starts: 1 },
  samples: { recovery: [] },
  upCurve: new Array(curveBins).fill(1),
  ...fields,
});

const missed = { name: "starts <= 5", kind: "expectation", message: "it came to 7", atMs: 0 } as const;
const broke = { name: "budget-window", kind: "invariant", message: "6 of 5", atMs: 3 } as const;

const failed = (seed: string, name: string) =>
  ({ seed, capsule: { failures: [{ ...broke, name }] } }) as unknown as CampaignFailure;

Deno.test("CampaignTally.result() is what the runs come to", () => {
  const tally = new CampaignTally(about, order);
  tally.add(outcome("2", {
    verdict: "broken",
    failures: [broke, missed],
    faults: { crash: 2, hang: 0 },
    coverage: { storm: 3 },
    figures: { availability: 80, starts: 7 },
    samples: { recovery: [500, 1_500] },
    upCurve: [0.25, ...new Array(curveBins - 1).fill(0)],
    endedAtMs: 999.6,
  }));
  tally.add(outcome("1", { faults: { crash: 1 }, figures: { availability: null, starts: Infinity } }));
  tally.add(outcome("3", { verdict: "missed", failures: [missed], figures: { availability: 100, starts: 6 } }));
  tally.checked(false);
  tally.checked(true);

  const { upCurve, expectations, samples, ...result } = tally.result("runs");
  assertEquals(result, {
    mainstay: "campaign",
    versions: {},
    scenario: "counted",
    digest: "0123456789abcdef",
    kind: "supervision",
    engine: "policy",
    firstSeed: "1",
    wanted: 3,
    runs: 3,
    endedBy: "runs",
    horizonMs: 1_000,
    virtualMs: 3_000,
    events: 30,
    verdicts: { held: 1, broken: 1, "not-recovered": 0, missed: 1, nondeterministic: 0, limited: 0 },
    causes: {
      "expectation:starts <= 5": { name: "starts <= 5", kind: "expectation", runs: 2, seed: "2" },
      "invariant:budget-window": { name: "budget-window", kind: "invariant", runs: 1, seed: "2" },
    },
    failed: [{ seed: "2", verdict: "broken" }, { seed: "3", verdict: "missed" }],
    determinism: { checked: 2, differing: 1 },
    coverage: { storm: { runs: 1, hits: 3, seed: "2" }, "gave-up": { runs: 0, hits: 0, seed: null } },
    faults: { crash: { runs: 2, count: 3 } },
    units: { availability: "%", starts: "", recovery: "ms" },
    figures: { availability: [null, 80, 100], starts: [null, 7, 6] },
    seeds: ["1", "2", "3"],
    sampleRuns: { recovery: [[0, 0], [2, 2_000], [0, 0]] },
    keptFailures: 10,
    failures: [],
  });
  assertEquals([samples.recovery!.count, samples.recovery!.sum, samples.recovery!.max], [2, 2_000, 1_500]);
  assertEquals([upCurve.length, upCurve[0]!.count, upCurve[0]!.sum, upCurve[1]!.zeros], [curveBins, 3, 2_250, 1]);
  assertEquals(expectations.map(({ held, value, heldRuns, worstSeed }) => [held, value, heldRuns, worstSeed]), [
    [false, 7, 1, "2"],
    [false, 90, null, null],
    [false, 1_500, null, null],
  ]);
});

Deno.test("CampaignTally.result() of no run is empty", () => {
  const { runs, seeds, expectations, coverage } = new CampaignTally(about, order).result("time-budget");

  assertEquals([runs, seeds, Object.keys(coverage)], [0, [], ["storm", "gave-up"]]);
  assertEquals(expectations.map(({ held, value }) => [held, value]), [[true, null], [true, null], [true, null]]);
});

Deno.test("CampaignTally.result() lists 1,000 seeds that failed, the lowest", () => {
  const tally = new CampaignTally({ ...about, expect: [] }, order);
  for (let seed = 1_200; seed > 0; seed--) tally.add(outcome(String(seed), { verdict: "missed", failures: [missed] }));

  const { failed, verdicts } = tally.result("runs");
  assertEquals([failed.length, verdicts.missed], [1_000, 1_200]);
  assertEquals([failed[0], failed.at(-1)], [{ seed: "1", verdict: "missed" }, { seed: "1000", verdict: "missed" }]);
});

Deno.test("CampaignTally.result() keeps as many failures as it was asked to, one of each cause first", () => {
  const tally = new CampaignTally(about, { ...order, keptFailures: 2 });
  tally.fail(failed("3", "b"));
  tally.fail(failed("2", "a"));

  const { failures, keptFailures } = tally.result("runs", [failed("1", "a")]);
  assertEquals([failures.map(({ seed }) => seed), keptFailures], [["1", "3"], 2]);
});

Deno.test("CampaignTally.add() refuses a seed that it has counted", () => {
  const tally = new CampaignTally(about, order);
  tally.add(outcome("7"));

  assertThrows(() => tally.add(outcome("7")), Error, "Cannot count the run: its seed 7 was counted already");
});

Deno.test("CampaignTally.add() counts a figure that an outcome does not have as none", () => {
  const tally = new CampaignTally(about, order);
  tally.add(outcome("1", { figures: {}, samples: {}, upCurve: [] }));

  assertEquals(tally.result("runs").figures, { availability: [null], starts: [null] });
});
