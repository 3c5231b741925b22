import { assertEquals } from "@std/assert";
import { StormWatch } from "../../src/simulation/storm_watch.ts";

function peakOf(windowMs: number, starts: readonly (readonly [worker: string, atMs: number])[]) {
  const watch = new StormWatch(windowMs);
  for (const [worker, atMs] of starts) watch.started(worker, atMs);
  return watch.peak;
}

Deno.test("StormWatch leaves the first start of each worker aside", () => {
  assertEquals(peakOf(1_000, [["a", 0], ["b", 0], ["c", 0]]), { restarts: 0, atMs: null });
});

for (const [atMs, peak] of [[999, 2], [1_000, 1], [1_001, 1]] as const) {
  Deno.test(`StormWatch of one second finds ${peak} restarts in starts at 0 and ${atMs} ms`, () => {
    assertEquals(peakOf(1_000, [["a", 0], ["a", 0], ["a", atMs]]), { restarts: peak, atMs: 0 });
  });
}

Deno.test("StormWatch keeps the first of several peaks that are alike", () => {
  assertEquals(peakOf(10, [["a", 0], ["a", 1], ["a", 2], ["a", 50], ["a", 51]]), { restarts: 2, atMs: 1 });
});

Deno.test("StormWatch finds the peak in a long run", () => {
  const calm = Array.from({ length: 5_000 }, (_, n) => ["a", n * 100] as const);
  const storm = Array.from({ length: 7 }, () => ["a", 500_000] as const);

  assertEquals(peakOf(100, [...calm, ...storm]), { restarts: 7, atMs: 500_000 });
});
