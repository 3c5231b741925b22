import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RowCount } from "../../src/core/row_count.ts";
import { holds } from "../support/law.ts";

for (const [records, exhausted] of [[2, false], [3, true], [4, true]] as const) {
  Deno.test(`RowCount of 3 ${exhausted ? "is" : "is not"} exhausted by ${records} restarts`, () => {
    const row = new RowCount(3, 10);
    for (let i = 0; i < records; i++) row.record(0);
    assertEquals([row.isExhausted(0), row.count(0)], [exhausted, Math.min(records, 3)]);
  });
}

for (const ageMs of [9, 10, 11, 1e12]) {
  Deno.test(`RowCount with a period of 10 ms counts a restart of ${ageMs} ms ago`, () => {
    const row = new RowCount(1, 10);
    row.record(0);
    assertEquals([row.count(ageMs), row.isExhausted(ageMs)], [1, true]);
  });
}

Deno.test("RowCount of intensity 0 is exhausted from the start", () => {
  const row = new RowCount(0, 10);
  row.record(0);
  assertEquals([row.count(0), row.isExhausted(0)], [0, true]);
});

Deno.test("RowCount of intensity Infinity is never exhausted", () => {
  const row = new RowCount(Infinity, 10);
  for (let i = 0; i < 100; i++) row.record(0);
  assertEquals([row.count(0), row.isExhausted(0)], [100, false]);
});

Deno.test("RowCount counts what was recorded since the last reset", async (t) => {
  const act = fc.constantFrom("record", "record", "record", "reset");
  const property = fc.property(fc.nat(6), fc.array(act, { maxLength: 40 }), (intensity, acts) => {
    const row = new RowCount(intensity, 10);
    acts.forEach((act, index) => act === "record" ? row.record(index * 100) : row.reset());
    const since = acts.length - 1 - acts.lastIndexOf("reset");
    return row.count(0) === Math.min(since, intensity) && row.isExhausted(0) === since >= intensity;
  });
  await holds(t, property, { numRuns: 1_000 });
});
