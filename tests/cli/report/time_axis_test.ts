import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import { timeAxis } from "../../../cli/report/time_axis.ts";
import { holds } from "../../support/law.ts";

Deno.test("timeAxis() puts each label below its tick", () => {
  assertEquals(timeAxis(60_000, 42, asciiGlyphs), [
    "+------+------+------+------+------+-----+",
    "0      10s    20s    30s    40s    50s  1m",
  ]);
});

Deno.test("timeAxis() stays within its columns", async (t) => {
  await holds(
    t,
    fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 8, max: 200 }), (endMs, columns) => {
      const [ruler, labels] = timeAxis(endMs, columns, asciiGlyphs);
      return ruler.length === columns && labels.length <= columns;
    }),
  );
});

Deno.test("timeAxis() keeps labels apart", async (t) => {
  await holds(
    t,
    fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 8, max: 200 }), (endMs, columns) => {
      const labels = timeAxis(endMs, columns, asciiGlyphs)[1].trim().split(/ +/);
      return labels.every((label) => /^(0|(\d+(\.\d+)?(d|h|ms|m|s)){1,2})$/.test(label));
    }),
  );
});
