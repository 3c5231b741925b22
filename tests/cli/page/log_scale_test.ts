import { assertAlmostEquals, assertEquals } from "@std/assert";
import { LogScale, scaleOfSpread } from "../../../cli/page/script/log_scale.js";

Deno.test("LogScale has the same step for ten times as long", () => {
  const scale = new LogScale([10, 100_000]);
  assertAlmostEquals(scale.place(10_000) - scale.place(1_000), scale.place(100) - scale.place(10));
  assertAlmostEquals(scale.time(scale.place(90_000)), 90_000, 1e-6);
});

Deno.test("LogScale gives 0 a place of its own before all others", () => {
  const scale = new LogScale([0, 500, 86_400_000]);
  const [first] = scale.extent as [number];
  assertEquals([first < scale.place(0), scale.place(0) < scale.place(500), scale.time(scale.place(0))], [
    true,
    true,
    0,
  ]);
  assertEquals(scale.ticks(...(scale.extent as [number, number]), 9)[0], { place: scale.place(0), text: "0" });
});

Deno.test("LogScale has round times at its ticks, and even steps where little is shown", () => {
  const scale = new LogScale([500, 86_400_000]);
  const texts = (from: number, to: number, count: number) =>
    scale.ticks(scale.place(from), scale.place(to), count).map(({ text }: { text: string }) => text);
  assertEquals(texts(500, 90_000_000, 9), ["1s", "10s", "1m", "10m", "1h", "6h", "1d"]);
  assertEquals(texts(500, 90_000_000, 4), ["1s", "1m", "1h", "1d"]);
  assertEquals(texts(10_500, 50_500, 5), ["20s", "30s", "40s", "50s"]);
});

Deno.test("scaleOfSpread() takes a logarithm where the longest is more than 100 times the median", () => {
  const spread = (longest: number, unit: string) => ({
    unit,
    limits: [],
    points: [[0, 0.1], [1_000, 0.5], [longest, 1]],
  });
  assertEquals(scaleOfSpread(spread(100_000, "ms")), undefined);
  assertEquals(scaleOfSpread(spread(100_001, "ms"))!.place(1_000), 3);
  assertEquals(scaleOfSpread(spread(100_001, "count")), undefined);
  assertEquals(scaleOfSpread({ unit: "ms", limits: [], points: [[0, 1]] }), undefined);
});
