import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  fewestFor,
  meanInterval,
  percentileRanks,
  pooledMeanInterval,
  shareInterval,
  studentT,
} from "../../../src/simulation/campaign/confidence.ts";

Deno.test("shareInterval() is Wilson's", () => {
  // 81 of 263: 25.5 % to 36.6 % (R. G. Newcombe, Statist. Med. 17 (1998), 857–872, table I: .2553 to .3662).
  const { low, high } = shareInterval(81, 263)!;

  assertAlmostEquals(low, 0.2553, 5e-5);
  assertAlmostEquals(high, 0.3662, 5e-5);
  // And 15 of 148, from the same table: .0624 to .1605.
  assertAlmostEquals(shareInterval(15, 148)!.low, 0.0624, 5e-5);
  assertAlmostEquals(shareInterval(15, 148)!.high, 0.1605, 5e-5);
});

Deno.test("shareInterval() has a width where all or none held", () => {
  // None of 20, from the same table: 0 to .1611. One of 29: .0061 to .1718.
  assertEquals(shareInterval(0, 20)!.low, 0);
  assertAlmostEquals(shareInterval(0, 20)!.high, 0.1611, 5e-5);
  assertEquals(shareInterval(20, 20)!.high, 1);
  assertAlmostEquals(shareInterval(20, 20)!.low, 1 - 0.1611, 5e-5);
  assertAlmostEquals(shareInterval(1, 29)!.low, 0.0061, 5e-5);
  assertAlmostEquals(shareInterval(1, 29)!.high, 0.1718, 5e-5);
  assertEquals(shareInterval(0, 0), null);
});

Deno.test("studentT() is what tables say", () => {
  const table = [
    [1, 12.7062],
    [2, 4.3027],
    [5, 2.5706],
    [10, 2.2281],
    [11, 2.20099],
    [12, 2.17881],
    [20, 2.08596],
    [
      30,
      2.04227,
    ],
    [60, 2.0003],
    [120, 1.97993],
  ] as const;
  for (const [degrees, t] of table) {
    assertAlmostEquals(studentT(degrees), t, 5e-5, `with ${degrees} degrees of freedom`);
  }
  assertAlmostEquals(studentT(1e9), 1.959964, 1e-6);
});

Deno.test("meanInterval() is Student's", () => {
  // Mean 3, standard deviation 1.5811, t = 2.7764: 3 ± 2.7764 × 1.5811 / √5.
  const { low, high } = meanInterval([1, 2, 3, 4, 5])!;

  assertAlmostEquals(low, 1.03676, 1e-5);
  assertAlmostEquals(high, 4.96324, 1e-5);
  assertEquals(meanInterval([7, 7]), { low: 7, high: 7 });
  assertEquals([meanInterval([]), meanInterval([7])], [null, null]);
});

Deno.test("pooledMeanInterval() is Student's where each run has one value", () => {
  const pooled = pooledMeanInterval([1, 2, 3, 4, 5].map((value) => [1, value] as const))!;
  const { low, high } = meanInterval([1, 2, 3, 4, 5])!;

  assertAlmostEquals(pooled.low, low, 1e-12);
  assertAlmostEquals(pooled.high, high, 1e-12);
});

Deno.test("pooledMeanInterval() takes runs for independent, not their values", () => {
  // Two runs, 100 values of 1 and 100 of 3: the mean is 2, and two runs say little: 2 ± 12.706 × √(2 × 100² × 2) / 200.
  const { low, high } = pooledMeanInterval([[100, 100], [0, 0], [100, 300]])!;

  assertAlmostEquals(low, 2 - 12.7062, 1e-4);
  assertAlmostEquals(high, 2 + 12.7062, 1e-4);
  assertEquals(pooledMeanInterval([[5, 10], [0, 0]]), null);
});

Deno.test("percentileRanks() are those of the binomial distribution", () => {
  // The median of 10 is between the 2nd and the 9th with 97.9 % (of 1024 cases 11 have at most one below it); of 5 nothing can be said.
  assertEquals(percentileRanks(10, 50), [2, 9]);
  assertEquals([percentileRanks(5, 50), percentileRanks(6, 50)], [null, [1, 6]]);
  // Tables: the median of 20 between the 6th and the 15th, of 30 between the 10th and the 21st.
  assertEquals([percentileRanks(20, 50), percentileRanks(30, 50)], [[6, 15], [10, 21]]);
});

Deno.test("percentileRanks() of a high percentile mirror those of a low one", () => {
  for (const count of [72, 100, 300, 5_000]) {
    const [low, high] = percentileRanks(count, 5)!;
    assertEquals(percentileRanks(count, 95), [count + 1 - high, count + 1 - low]);
  }
});

Deno.test("percentileRanks() need as many values as fewestFor() says", () => {
  for (const percent of [5, 50, 75, 90, 95, 99, 99.9]) {
    const fewest = fewestFor(percent);
    assertEquals(percentileRanks(fewest - 1, percent), null);
    assert(percentileRanks(fewest, percent) !== null, `p${percent} of ${fewest}`);
  }
  // 0.95 to the power of 72 is 0.0249.
  assertEquals([fewestFor(50), fewestFor(95), fewestFor(99)], [6, 72, 368]);
  assertEquals([percentileRanks(1_000, 100), percentileRanks(0, 50)], [null, null]);
});

Deno.test("percentileRanks() hold 95 % or more, exactly and by the normal distribution", () => {
  const logFactorial = (n: number) => Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
  for (
    const [count, percent] of [[72, 95], [150, 95], [399, 95], [401, 95], [45, 50], [1_000, 90], [3_000, 99]] as const
  ) {
    const [low, high] = percentileRanks(count, percent)!;
    let confidence = 0;
    for (let below = low; below < high; below++) {
      confidence += Math.exp(
        logFactorial(count) - logFactorial(below) - logFactorial(count - below) +
          below * Math.log(percent / 100) + (count - below) * Math.log(1 - percent / 100),
      );
    }
    assert(confidence >= 0.95 && confidence < 0.985, `${confidence} for p${percent} of ${count}`);
  }
});
