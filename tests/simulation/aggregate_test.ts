import { assertEquals } from "@std/assert";
import { aggregateNamed, aggregateOf, percentOf, rankOf } from "../../src/simulation/aggregate.ts";

const values = [30, 10, 50, 20, 40];

Deno.test("aggregateOf() takes the nearest rank for a percentile", () => {
  // The ranks of 5 values: 1 up to 20 %, 2 up to 40 %, and so on.
  assertEquals(
    (["p1", "p20", "p20.1", "p50", "p80", "p81", "p100"] as const).map((each) => aggregateOf(each, values)),
    [10, 10, 20, 30, 40, 50, 50],
  );
});

Deno.test("aggregateOf() takes greatest, least, mean and sum", () => {
  assertEquals((["max", "min", "mean", "total"] as const).map((each) => aggregateOf(each, values)), [50, 10, 30, 150]);
});

Deno.test("aggregateOf() has nothing but a sum of nothing", () => {
  assertEquals((["max", "min", "mean", "p50", "total"] as const).map((each) => aggregateOf(each, [])), [
    null,
    null,
    null,
    null,
    0,
  ]);
});

Deno.test("aggregateOf() leaves the values in their order", () => {
  aggregateOf("p50", values);
  assertEquals(values, [30, 10, 50, 20, 40]);
});

Deno.test("rankOf() is the rank that was meant, though 1.1 has no exact binary form", () => {
  assertEquals([rankOf(3_000, 1.1), rankOf(3_001, 1.1)], [33, 34]);
  assertEquals([rankOf(999, 99.9), rankOf(1_000, 99.9), rankOf(1_001, 99.9)], [999, 999, 1_000]);
  assertEquals([rankOf(1, 0.1), rankOf(10, 95), rankOf(100, 95), rankOf(101, 95)], [1, 10, 95, 96]);
});

Deno.test("aggregateNamed() knows percentiles above 0 and up to 100", () => {
  const known = ["p0.1", "p50", "p99.9", "p100", "max", "min", "mean", "total"];
  assertEquals(known.map(aggregateNamed), known);
  assertEquals(
    ["p0", "p101", "p", "p.5", "median", "P50", "p1e1", ""].map(aggregateNamed),
    new Array(8).fill(undefined),
  );
  assertEquals([percentOf("p99.9"), percentOf("max")], [99.9, undefined]);
});
