import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { TumblingWindow } from "../../src/core/tumbling_window.ts";
import { holds } from "../support/law.ts";

for (const [nowMs, count] of [[109, 2], [110, 2], [111, 0]] as const) {
  Deno.test(`TumblingWindow that was opened for 10 ms at 100 counts ${count} at ${nowMs}`, () => {
    const window = new TumblingWindow(2, 10);
    window.record(100);
    window.record(108);
    assertEquals([window.count(nowMs), window.isExhausted(nowMs)], [count, count === 2]);
  });
}

for (const [nowMs, count] of [[109, 2], [110, 2], [111, 1]] as const) {
  Deno.test(`TumblingWindow that was opened for 10 ms at 100 holds ${count} with a record at ${nowMs}`, () => {
    const window = new TumblingWindow(5, 10);
    window.record(100);
    window.record(nowMs);
    assertEquals(window.count(nowMs), count);
  });
}

for (const [records, exhausted] of [[4, false], [5, true], [6, true]] as const) {
  Deno.test(`TumblingWindow of 5 ${exhausted ? "is" : "is not"} exhausted by ${records} restarts`, () => {
    const window = new TumblingWindow(5, 10);
    for (let i = 0; i < records; i++) window.record(0);
    assertEquals([window.isExhausted(10), window.count(10)], [exhausted, Math.min(records, 5)]);
  });
}

Deno.test("TumblingWindow is not moved by what is recorded in it", () => {
  const window = new TumblingWindow(5, 10);
  for (const atMs of [0, 4, 8, 10, 11, 21, 22]) window.record(atMs);
  assertEquals([window.count(22), window.count(32), window.count(33)], [1, 1, 0]);
});

Deno.test("TumblingWindow opens at a record, not at a question", () => {
  const window = new TumblingWindow(1, 10);
  assertEquals([window.count(0), window.isExhausted(5)], [0, false]);
  window.record(8);
  assertEquals([window.isExhausted(18), window.isExhausted(19)], [true, false]);
});

Deno.test("TumblingWindow of intensity 0 is exhausted from the start", () => {
  const window = new TumblingWindow(0, 10);
  window.record(0);
  assertEquals([window.count(0), window.isExhausted(0), window.isExhausted(100)], [0, true, true]);
});

Deno.test("TumblingWindow of intensity Infinity is never exhausted", () => {
  const window = new TumblingWindow(Infinity, 10);
  for (let i = 0; i < 100; i++) window.record(0);
  assertEquals([window.count(0), window.isExhausted(0)], [100, false]);
});

Deno.test("TumblingWindow.reset() lets the next record open a window", () => {
  const window = new TumblingWindow(1, 10);
  window.record(0);
  window.reset();
  assertEquals([window.count(0), window.isExhausted(0)], [0, false]);
  window.record(5);
  assertEquals([window.isExhausted(15), window.isExhausted(16)], [true, false]);
});

Deno.test("TumblingWindow decides as systemd's ratelimit_below does", async (t) => {
  const property = fc.property(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 30 }),
    fc.array(fc.nat(12), { maxLength: 60 }),
    (burst, intervalMs, gapsMs) => {
      const window = new TumblingWindow(burst, intervalMs);
      let begin: number | undefined;
      let num = 0;
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        if (begin === undefined || nowMs - begin > intervalMs) [begin, num] = [nowMs, 0];
        const below = num < burst;
        if (window.isExhausted(nowMs) === below) return false;
        if (!below) continue;
        num++;
        window.record(nowMs);
      }
      return true;
    },
  );
  await holds(t, property, { numRuns: 1_000 });
});
