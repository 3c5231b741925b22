import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { CampaignExpectation } from "../../../src/simulation/campaign/campaign_result.ts";
import { LogHistogram } from "../../../src/simulation/campaign/histogram.ts";
import { judgeEach, judgeTogether, withRuns } from "../../../src/simulation/campaign/seeds_expectation.ts";

const about = (fields: Partial<CampaignExpectation> = {}): CampaignExpectation => ({
  expectation: "availability >= 99%",
  name: "availability",
  isSample: false,
  comparison: ">=",
  limit: 99,
  unit: "%",
  orNone: false,
  ...fields,
});

const over = (
  expectation: CampaignExpectation,
  runs: readonly (readonly [seed: string, held: boolean, value: number | null])[],
) =>
  runs.reduce(
    (all, [seed, held, value], runs) =>
      withRuns(expectation, { ...all, runs }, { heldRuns: held ? 1 : 0, value, worstSeed: seed, runs: 1 }),
    { heldRuns: 0, value: null, worstSeed: null } as ReturnType<typeof withRuns>,
  );

Deno.test("withRuns() keeps the value that is farthest on the wrong side, with its seed", () => {
  const worst = (comparison: string, limit: number) =>
    over(about({ comparison, limit }), [["1", true, 5], ["2", true, 3], ["3", true, 9], ["4", true, 3]]).worstSeed;

  assertEquals([worst(">=", 1), worst(">", 1), worst("<=", 10), worst("<", 10)], ["2", "2", "3", "3"]);
  // 9 is 4 away from 5, and 3 is 2.
  assertEquals(worst("==", 5), "3");
});

Deno.test("withRuns() takes the lowest seed of equal ones, as a number, in any order", () => {
  assertEquals(over(about(), [["10", true, 3], ["9", true, 3], ["0xffffffffffffffff", true, 3]]).worstSeed, "9");
});

Deno.test("withRuns() takes a run that has no value for the best if it held, and for the worst if not", () => {
  assertEquals(over(about(), [["1", true, null], ["2", true, 99.5]]), { heldRuns: 2, value: 99.5, worstSeed: "2" });
  assertEquals(over(about(), [["1", false, null], ["2", false, 1]]), { heldRuns: 0, value: null, worstSeed: "1" });
});

Deno.test("judgeEach() holds if all runs did", () => {
  const all = judgeEach(about(), { heldRuns: 20, value: 99.5, worstSeed: "7" }, 20);
  const most = judgeEach(about(), { heldRuns: 19, value: 98.7654, worstSeed: "7" }, 20);

  assertEquals([all.held, most.held, most.shown, most.worstSeed, most.heldRuns], [true, false, "98.765%", "7", 19]);
  // Wilson: none of 20 has failed, so that up to 16.1 % may.
  assertAlmostEquals(all.heldShare!.low, 0.8389, 5e-5);
  assertEquals(all.heldShare!.high, 1);
});

Deno.test("judgeTogether() takes the mean of a figure over all runs", () => {
  const judged = judgeTogether(about({ aggregate: "mean", limit: 3, unit: "" }), { figures: [1, 2, null, 3, 4, 5] });

  assertEquals([judged.value, judged.held, judged.shownInterval], [3, true, "1.037 to 4.963"]);
  assertEquals([judged.heldRuns, judged.heldShare, judged.worstSeed], [null, null, null]);
});

Deno.test("judgeTogether() takes a percentile of a figure over all runs", () => {
  const judged = judgeTogether(about({ aggregate: "p50", unit: "" }), { figures: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] });

  assertEquals([judged.value, judged.interval, judged.shownInterval], [5, { low: 2, high: 9 }, "2 to 9"]);
});

Deno.test("judgeTogether() takes sum, least and greatest as they are", () => {
  const of = (aggregate: "total" | "min" | "max") =>
    judgeTogether(about({ aggregate, unit: "" }), { figures: [3, 1, null, 2] });

  assertEquals([of("total"), of("min"), of("max")].map(({ value, interval }) => [value, interval]), [
    [6, null],
    [1, null],
    [3, null],
  ]);
});

Deno.test("judgeTogether() pools what the runs gave many of", () => {
  const values = Array.from({ length: 100 }, (_, index) => (index + 1) * 1_000);
  const runs = { samples: new LogHistogram(values).data(), sampleRuns: [[50, 1_275_000], [50, 3_775_000]] as const };
  const of = (aggregate: CampaignExpectation["aggregate"]) =>
    judgeTogether(about({ aggregate, isSample: true, comparison: "<", limit: 96_000, unit: "ms" }), runs);

  const p95 = of("p95");
  assertAlmostEquals(p95.value!, 95_000, 950);
  // The ranks are 90 and 100: of 100 values at 5 % none is above with 0.6 %, at most 9 are with 97.2 %, at most 10 with 98.9 %.
  assertAlmostEquals(p95.interval!.low, 90_000, 900);
  assertEquals(p95.interval!.high, 100_000);
  assertEquals([of("mean").value, of("total").value, of("max").value, of("min").value], [
    50_500,
    5_050_000,
    100_000,
    1_000,
  ]);
  assertEquals([p95.held, of("max").held], [true, false]);
});

Deno.test("judgeTogether() says that there are too few values for an interval", () => {
  const judged = judgeTogether(about({ aggregate: "p95", unit: "" }), { figures: [1, 2, 3] });

  assertEquals([judged.value, judged.interval, judged.shownInterval], [3, null, "too few values to say: 3 of 72"]);
});

Deno.test("judgeTogether() of nothing holds where there is nothing to be judged", () => {
  const nothing = { samples: new LogHistogram().data(), sampleRuns: [] };
  const recovery = judgeTogether(about({ aggregate: "p95", isSample: true, orNone: true, unit: "ms" }), nothing);
  const availability = judgeTogether(about({ aggregate: "mean" }), { figures: [null] });

  assertEquals([recovery.held, recovery.value, recovery.shown, recovery.shownInterval], [true, null, "none", null]);
  assertEquals(availability.held, false);
});
