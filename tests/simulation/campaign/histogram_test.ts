import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { aggregateOf } from "../../../src/simulation/aggregate.ts";
import { binOf, binRange, binRatio, LogHistogram, percentileOf } from "../../../src/simulation/campaign/histogram.ts";
import { holds } from "../../support/law.ts";

Deno.test("LogHistogram.data() counts by bins, with the zeros apart", () => {
  // 1 is in bin 0, 1.03 in bin 1 (from 1.0198 to 1.04), 0.99 in bin -1.
  assertEquals(new LogHistogram([0, 1, 0.99, 1.03, 1, 0]).data(), {
    count: 6,
    zeros: 2,
    sum: 4.02,
    min: 0,
    max: 1.03,
    bins: [[-1, 1, 0.99, 0.99], [0, 2, 1, 1], [1, 1, 1.03, 1.03]],
  });
});

Deno.test("LogHistogram.data() has no least of nothing", () => {
  assertEquals(new LogHistogram().data(), { count: 0, zeros: 0, sum: 0, min: null, max: null, bins: [] });
  assertEquals(percentileOf(new LogHistogram().data(), 50), null);
});

Deno.test("binRange() is what is in a bin", () => {
  const [from, to] = binRange(100);

  // 1.0198 to the power of 100 is 7.104.
  assert(Math.abs(from - binRatio ** 100) < 1e-9 && Math.abs(from - 7.104) < 0.001);
  assert(Math.abs(to / from - binRatio) < 1e-12);
  assertEquals([binOf(from * 1.000001), binOf(to * 0.999999), binOf(to * 1.000001)], [100, 100, 101]);
});

Deno.test("percentileOf() is exact for the least, the greatest and 0", () => {
  const histogram = new LogHistogram([0, 0, 0, 123_456]).data();

  assertEquals([1, 75, 76, 100].map((percent) => percentileOf(histogram, percent)), [0, 0, 123_456, 123_456]);
  assertEquals(percentileOf(new LogHistogram([777]).data(), 50), 777);
});

Deno.test("percentileOf() is exact where a bin holds one value alone, however often", () => {
  const histogram = new LogHistogram([500, ...new Array(90).fill(1_000), ...new Array(9).fill(30_000)]).data();

  assertEquals([2, 50, 91, 92, 99].map((percent) => percentileOf(histogram, percent)), [
    1_000,
    1_000,
    1_000,
    30_000,
    30_000,
  ]);
});

Deno.test("percentileOf() is right to 1 %", async (test) => {
  const values = fc.array(fc.oneof(fc.nat(100_000_000), fc.double({ min: 0.001, max: 1e9, noNaN: true })), {
    minLength: 1,
  });
  const percents = fc.constantFrom(0.1, 1, 25, 50, 90, 95, 99, 99.9, 100);
  await holds(
    test,
    fc.property(values, percents, (values, percent) => {
      const exact = aggregateOf(`p${percent}`, values)!;
      const about = percentileOf(new LogHistogram(values).data(), percent)!;

      assert(Math.abs(about - exact) <= 0.01 * exact, `${about} for ${exact}`);
    }),
    { numRuns: 500 },
  );
});

Deno.test("LogHistogram.merge() counts what one histogram of all counts", async (test) => {
  const values = fc.array(fc.nat(1_000_000));
  await holds(
    test,
    fc.property(values, values, (some, others) => {
      const merged = new LogHistogram(some);
      merged.merge(JSON.parse(JSON.stringify(new LogHistogram(others).data())));

      assertEquals(merged.data(), new LogHistogram([...some, ...others]).data());
    }),
  );
});

Deno.test("LogHistogram.add() refuses what is below 0 or has no end", () => {
  for (const value of [-1, Infinity, NaN]) {
    assertThrows(() => new LogHistogram([value]), RangeError, 'Cannot count a value: "value" must be');
  }
});

Deno.test("percentileOf() names what is wrong", () => {
  assertThrows(
    () => percentileOf(undefined as never, 50),
    TypeError,
    'Cannot find a percentile: "histogram" must be an',
  );
  assertThrows(() => percentileOf({} as never, 50), TypeError, '"histogram.bins" must be a list, received undefined');
  assertThrows(() => percentileOf(new LogHistogram([1]).data(), NaN), RangeError, '"percent" must be a finite number');
});
