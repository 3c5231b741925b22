import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { CampaignFailure, CampaignResult } from "../../../src/simulation/campaign/campaign_result.ts";
import { type CampaignAbout, CampaignTally } from "../../../src/simulation/campaign/campaign_tally.ts";
import { mergeCampaigns } from "../../../src/simulation/campaign/merge_campaigns.ts";
import { curveBins, type RunFailure, type RunOutcome } from "../../../src/simulation/campaign/subject.ts";
import { holds } from "../../support/law.ts";

const plain = (expectation: string, name: string, comparison: string, limit: number) =>
  ({ expectation, name, isSample: false, comparison, limit, unit: "", orNone: false }) as const;
const about: CampaignAbout = {
  scenario: "merged",
  digest: "0123456789abcdef",
  kind: "executor",
  horizonMs: 1_000,
  expect: [
    plain("lost <= 5", "lost", "<=", 5),
    plain("stored >= 3", "stored", ">=", 3),
    { ...plain("mean(lost) < 9", "lost", "<", 9), aggregate: "mean" },
    { ...plain("p50(lost) < 9", "lost", "<", 9), aggregate: "p50" },
    { ...plain("p95(wait) < 9s", "wait", "<", 9_000), isSample: true, aggregate: "p95", unit: "ms", orNone: true },
    { ...plain("mean(wait) < 9s", "wait", "<", 9_000), isSample: true, aggregate: "mean", unit: "ms", orNone: true },
  ],
  figures: { lost: "", stored: "" },
  samples: { wait: "ms" },
  points: ["spill", "gave-up"],
};

const failures = fc.uniqueArray(fc.constantFrom("lost <= 5", "stored >= 3", "kept", "in-order"), { maxLength: 2 }).map((
  names,
) =>
  names.map((name): RunFailure => ({
    name,
    kind: name.includes("=") ? "expectation" : "invariant",
    message: "so it was",
    atMs: 0,
  }))
);
const figure = fc.option(fc.oneof(fc.nat(10), fc.double({ min: 0, max: 10, noNaN: true })));

const outcomes: fc.Arbitrary<readonly RunOutcome[]> = fc.uniqueArray(
  fc.record({
    seed: fc.oneof(fc.nat(50).map(String), fc.bigInt(2n ** 60n, 2n ** 64n).map((seed) => `0x${seed.toString(16)}`)),
    verdict: fc.constantFrom("held", "broken", "missed", "limited"),
    failures,
    cutOffBy: fc.constant(undefined),
    hash: fc.constant("0"),
    endedAtMs: fc.double({ min: 0, max: 1_000, noNaN: true }),
    eventCount: fc.nat(100),
    faults: fc.dictionary(fc.constantFrom("crash", "hang"), fc.nat(3)),
    coverage: fc.dictionary(fc.constantFrom("spill", "gave-up"), fc.nat(3)),
    figures: fc.record({ lost: figure, stored: figure }),
    samples: fc.record({ wait: fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { maxLength: 5 }) }),
    upCurve: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => new Array(curveBins).fill(share)),
  }),
  { selector: ({ seed }) => seed, maxLength: 30 },
) as fc.Arbitrary<readonly RunOutcome[]>;

function campaign(runs: readonly RunOutcome[], keptFailures = 3): CampaignResult {
  const tally = new CampaignTally(about, { firstSeed: "0", wanted: 100, keptFailures });
  for (const run of runs) {
    tally.add(run);
    if (runs.indexOf(run) % 3 === 0) tally.checked(false);
  }
  const failed = runs.filter(({ failures }) => failures.length > 0).map(({ seed, failures }) =>
    ({ seed, capsule: { failures } }) as unknown as CampaignFailure
  );
  // JSON has been between the shards and whoever merges them.
  return JSON.parse(JSON.stringify(tally.result("runs", failed)));
}

Deno.test("mergeCampaigns() of shards in any order is one campaign over all of their seeds", async (test) => {
  const splits = fc.tuple(outcomes, fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }), fc.nat());
  await holds(
    test,
    fc.property(splits, ([runs, of, turn]) => {
      const shards = [0, 1, 2, 3].map((shard) => campaign(runs.filter((_, index) => of[index] === shard)));
      const turned = [...shards.slice(turn % 4), ...shards.slice(0, turn % 4)];
      const whole = campaign(runs);

      const { determinism: _, ...merged } = mergeCampaigns(turned);
      const { determinism: __, ...one } = whole;
      assertEquals(JSON.stringify(merged), JSON.stringify(one));
    }),
    { numRuns: 300 },
  );
});

Deno.test("mergeCampaigns() of merged ones is that of all at once", async (test) => {
  await holds(
    test,
    fc.property(outcomes, (runs) => {
      const [a, b, c] = [0, 1, 2].map((shard) => campaign(runs.filter((_, index) => index % 3 === shard)));

      assertEquals(mergeCampaigns([mergeCampaigns([c!, a!]), b!]), mergeCampaigns([a!, b!, c!]));
    }),
  );
});

const run = (seed: string): RunOutcome => ({
  seed,
  verdict: "held",
  failures: [],
  cutOffBy: undefined,
  hash: "0",
  endedAtMs: 1,
  eventCount: 1,
  faults: {},
  coverage: {},
  figures: { lost: 1, stored: 4 },
  samples: { wait: [1] },
  upCurve: [],
});

Deno.test("mergeCampaigns() adds up what was checked, and what was asked for of different campaigns", () => {
  const first = campaign([run("1")]);
  const later = { ...campaign([run("500")]), firstSeed: "500", wanted: 7 };

  const { firstSeed, wanted, determinism } = mergeCampaigns([later, first]);
  assertEquals([firstSeed, wanted, determinism], ["0", 107, { checked: 2, differing: 0 }]);
  assertEquals(mergeCampaigns([{ ...later, wanted: null }, first]).wanted, null);
});

Deno.test("mergeCampaigns() was ended by what ended any of them", () => {
  const ended = (...by: CampaignResult["endedBy"][]) =>
    mergeCampaigns(by.map((endedBy, index) => ({ ...campaign([run(String(index))]), endedBy }))).endedBy;

  assertEquals([ended("runs", "runs"), ended("runs", "time-budget"), ended("signal", "fail-fast")], [
    "runs",
    "time-budget",
    "signal",
  ]);
});

const one = campaign([run("1")]);
for (
  const [what, others, part] of [
    ["no campaigns", [], "must hold at least one"],
    [
      "other scenarios",
      [one, { ...campaign([run("2")]), scenario: "other" }],
      'the scenario must be the same in all, received "merged" and "other"',
    ],
    [
      "other engines",
      [{ ...one, engine: "real" }, { ...campaign([run("2")]), engine: "policy" }],
      "the engine must be the same",
    ],
    [
      "other horizons",
      [one, { ...campaign([run("2")]), horizonMs: 5 }],
      "the horizon must be the same in all, received 1000 and 5",
    ],
    ["other expectations", [one, { ...campaign([run("2")]), expectations: [] }], "the expectations must be the same"],
    ["other coverage points", [one, { ...campaign([run("2")]), coverage: {} }], "the coverage points must be the same"],
    ["the same seed twice", [one, campaign([run("2"), run("1")])], "no seed must be in two of them, and 1 is"],
    ["the same campaign twice", [one, one], "no seed must be in two of them, and 1 is"],
  ] as const
) {
  Deno.test(`mergeCampaigns() refuses ${what}`, () => {
    assertThrows(() => mergeCampaigns(others as readonly CampaignResult[]), TypeError, part);
  });
}
