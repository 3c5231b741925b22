import { assertEquals } from "@std/assert";
import { SlidingWindow } from "../../src/core/sliding_window.ts";

Deno.test("SlidingWindow holds no more than its intensity, the latest ones", () => {
  const window = new SlidingWindow(3, 10);
  for (const atMs of [0, 1, 2, 3, 4]) window.record(atMs);
  assertEquals([10, 11, 12, 13, 14].map((atMs) => window.count(atMs)), [3, 3, 2, 1, 0]);
});

Deno.test("SlidingWindow goes round its ring for ever", () => {
  const window = new SlidingWindow(4, 10);
  const counts = new Set<number>();
  for (let atMs = 0; atMs < 1_000; atMs += 3) {
    window.record(atMs);
    counts.add(window.count(atMs));
  }
  assertEquals([...counts], [1, 2, 3, 4]);
});

Deno.test("SlidingWindow grows by what it holds, not by its intensity", () => {
  const window = new SlidingWindow(2 ** 30, 10);
  for (let atMs = 0; atMs < 100; atMs++) window.record(atMs);
  assertEquals(window.count(99), 10);
});

Deno.test("SlidingWindow keeps its order when it grows after it has gone round", () => {
  const window = new SlidingWindow(16, 10);
  for (const atMs of [0, 1, 2, 3]) window.record(atMs);
  assertEquals(window.count(12), 1);
  for (const atMs of [12, 13, 14, 15, 16]) window.record(atMs);
  assertEquals([16, 22, 23, 24, 25, 26].map((atMs) => window.count(atMs)), [5, 4, 3, 2, 1, 0]);
});

Deno.test("SlidingWindow counts several restarts of one instant each", () => {
  const window = new SlidingWindow(5, 10);
  for (let i = 0; i < 4; i++) window.record(7);
  assertEquals([window.count(7), window.count(16), window.count(17)], [4, 4, 0]);
});

Deno.test("SlidingWindow of intensity 0 is exhausted from the start", () => {
  const window = new SlidingWindow(0, 10);
  window.record(0);
  assertEquals([window.count(0), window.isExhausted(0), window.isExhausted(100)], [0, true, true]);
});

Deno.test("SlidingWindow.reset() forgets everything", () => {
  const window = new SlidingWindow(2, 10);
  window.record(0);
  window.record(0);
  window.reset();
  assertEquals([window.count(0), window.isExhausted(0)], [0, false]);
  window.record(5);
  assertEquals([window.count(14), window.count(15)], [1, 0]);
});

Deno.test("SlidingWindow of intensity Infinity records nothing", () => {
  const window = new SlidingWindow(Infinity, 10);
  for (let i = 0; i < 100; i++) window.record(0);
  assertEquals([window.count(0), window.isExhausted(0)], [0, false]);
});

for (const [ageMs, count] of [[9, 1], [10, 0], [11, 0]] as const) {
  Deno.test(`SlidingWindow of 10 ms counts ${count} restarts ${ageMs} ms after one`, () => {
    const window = new SlidingWindow(1, 10);
    window.record(1_000);
    assertEquals([window.count(1_000 + ageMs), window.isExhausted(1_000 + ageMs)], [count, count === 1]);
  });
}
