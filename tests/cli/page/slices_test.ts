import { assertEquals } from "@std/assert";
import { Slices } from "../../../cli/page/script/slices.js";

const whole = { from: 0, to: 31_000, width: 1_000 };

Deno.test("Slices counts what happens in each slice of time", () => {
  const slices = new Slices([[1_000, 1], [1_999, 2], [2_000, 4]], whole, 31_000, 1_000);
  assertEquals([slices.slice, slices.counts.slice(0, 4)], [1_000, [0, 3, 4, 0]]);
  assertEquals(slices.points().slice(0, 3), [[0, 0], [1_000, 3], [2_000, 4]]);
  assertEquals(slices.at(1_500), { fromMs: 1_000, toMs: 2_000, count: 3 });
});

Deno.test("Slices draws what happens at the end of a run wide enough to be seen", () => {
  const slices = new Slices([[31_000, 1]], whole, 31_000, 1_000);
  assertEquals(slices.points().slice(-2), [[30_876, 1], [32_000, 0]]);
  assertEquals(slices.at(30_900), { fromMs: 31_000, toMs: 32_000, count: 1 });
  assertEquals(slices.at(30_800), { fromMs: 30_000, toMs: 31_000, count: 0 });
});

Deno.test("Slices draws nothing of an end at which nothing happens over the slice before it", () => {
  const slices = new Slices([[30_500, 1]], whole, 31_000, 1_000);
  assertEquals(slices.points().slice(-3), [[30_000, 1], [31_000, 0], [32_000, 0]]);
  assertEquals(slices.at(30_999).count, 1);
});
