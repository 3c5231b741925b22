import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exactDuration, formatDuration, formatMoment, parseDuration } from "../../../cli/scenario/duration.ts";
import { holds } from "../../support/law.ts";

Deno.test("parseDuration() adds up numbers with their units", () => {
  const read = ["250ms", "1.5s", "30s", "5m", "24h", "2d", "1h30m", "1d2h3m4s5ms", "0s", "1.1s"].map(parseDuration);
  assertEquals(read, [250, 1_500, 30_000, 300_000, 86_400_000, 172_800_000, 5_400_000, 93_784_005, 0, 1_100]);
});

Deno.test("parseDuration() refuses what has no unit, no number, another order or blanks", () => {
  for (
    const text of ["", " ", "30", "s", "5 m", "-5m", "1m1h", "1h1h", "1e3s", "five", "5M", "1.s", "Infinity", "1s "]
  ) {
    assertEquals(parseDuration(text), undefined, text);
  }
});

Deno.test("formatDuration() uses two units at most", () => {
  const edges = [
    0,
    0.5,
    999,
    1_000,
    1_500,
    31_240,
    59_949,
    59_950,
    60_000,
    303_000,
    3_599_999,
    86_399_000,
    172_800_000,
  ];
  assertEquals(edges.map(formatDuration), [
    ...["0s", "0.5ms", "999ms", "1s", "1.5s", "31.2s", "59.9s", "1m", "1m", "5m3s", "1h", "23h59m", "2d"],
  ]);
});

Deno.test("formatDuration() stays within one in twenty of what parseDuration() reads back", async (t) => {
  await holds(
    t,
    fc.property(fc.double({ min: 1, max: 1e11, noNaN: true }), (ms) => {
      const back = parseDuration(formatDuration(ms));
      return back !== undefined && Math.abs(back - ms) <= ms / 20;
    }),
  );
});

Deno.test("exactDuration() loses nothing", async (t) => {
  assertEquals([86_400_000, 5_400_000, 1_500, 0].map(exactDuration), ["1d", "90m", "1500ms", "0s"]);
  await holds(t, fc.property(fc.nat(1e12), (ms) => parseDuration(exactDuration(ms)) === ms));
});

Deno.test("exactDuration() loses nothing of what parseDuration() gave, up to a million days", async (t) => {
  const amount = fc.double({ min: 1e-6, max: 1e6, noNaN: true }).map((each) => each.toFixed(8));
  const unit = fc.constantFrom("d", "h", "m", "s", "ms");
  await holds(
    t,
    fc.property(amount, unit, (number, of) => {
      const ms = parseDuration(number + of)!;
      return parseDuration(exactDuration(ms)) === ms;
    }),
  );
});

Deno.test("formatMoment() has one width within a day", () => {
  const moments = [0, 303_250.9, 86_399_999, 86_400_000].map(formatMoment);
  assertEquals(moments, ["00:00:00.000", "00:05:03.250", "23:59:59.999", "1d 00:00:00.000"]);
});
