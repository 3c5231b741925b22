import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { WholeSecondWindow } from "../../src/core/whole_second_window.ts";
import { holds } from "../support/law.ts";

/** OTP's runs with a period of 1 s: the phase of the first crash in its second, the gap to the next one, whether both count. */
const rows = [
  [50, 1_000, true],
  [50, 1_900, true],
  [50, 1_949, true],
  [50, 1_950, false],
  [50, 1_951, false],
  [50, 1_980, false],
  [950, 1_020, true],
  [950, 1_049, true],
  [950, 1_050, false],
  [950, 1_051, false],
  [950, 1_060, false],
  [0, 1_999, true],
  [0, 2_000, false],
  [0, 2_001, false],
  [999, 1_000, true],
  [999, 1_001, false],
] as const;

for (const [phaseMs, gapMs, counts] of rows) {
  Deno.test(`WholeSecondWindow of 1 s ${counts ? "counts" : "forgets"} a restart at .${phaseMs} after ${gapMs} ms`, () => {
    const window = new WholeSecondWindow(1, 1_000);
    window.record(7_000 + phaseMs);
    const nowMs = 7_000 + phaseMs + gapMs;
    assertEquals([window.count(nowMs), window.isExhausted(nowMs)], [counts ? 1 : 0, counts]);
  });
}

for (const [records, exhausted] of [[1, false], [2, true], [3, true]] as const) {
  Deno.test(`WholeSecondWindow of 2 ${exhausted ? "is" : "is not"} exhausted by ${records} restarts`, () => {
    const window = new WholeSecondWindow(2, 5_000);
    for (let i = 0; i < records; i++) window.record(0);
    assertEquals([window.isExhausted(5_999), window.isExhausted(6_000)], [exhausted, false]);
  });
}

Deno.test("WholeSecondWindow of intensity 0 is exhausted from the start", () => {
  const window = new WholeSecondWindow(0, 1_000);
  window.record(0);
  assertEquals([window.count(0), window.isExhausted(0), window.isExhausted(10_000)], [0, true, true]);
});

Deno.test("WholeSecondWindow of intensity Infinity is never exhausted", () => {
  const window = new WholeSecondWindow(Infinity, 1_000);
  for (let i = 0; i < 100; i++) window.record(0);
  assertEquals(window.isExhausted(0), false);
});

Deno.test("WholeSecondWindow says the limits that it was given", () => {
  const { intensity, periodMs } = new WholeSecondWindow(3, 1_500);
  assertEquals([intensity, periodMs], [3, 1_500]);
});

Deno.test("WholeSecondWindow.reset() forgets everything", () => {
  const window = new WholeSecondWindow(1, 1_000);
  window.record(0);
  window.reset();
  assertEquals([window.count(0), window.isExhausted(0)], [0, false]);
});

Deno.test("WholeSecondWindow decides as supervisor.erl's add_restart does", async (t) => {
  const property = fc.property(
    fc.nat(5),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.oneof(fc.nat(800), fc.nat(4_000), fc.constant(1_000)), { maxLength: 50 }),
    (intensity, periodSeconds, gapsMs) => {
      const window = new WholeSecondWindow(intensity, periodSeconds * 1_000);
      let restarts: number[] = [];
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        const now = Math.floor(nowMs / 1_000);
        restarts = [now, ...restarts.filter((restart) => !(restart < now - periodSeconds))];
        const refused = restarts.length > intensity;
        if (window.isExhausted(nowMs) !== refused) return false;
        window.record(nowMs);
      }
      return true;
    },
  );
  await holds(t, property, { numRuns: 1_000 });
});
