import { assertEquals } from "@std/assert";
import type { LaneSpan } from "../../../cli/page/page_data.ts";
import { thinnedList, thinnedMarks, thinnedPoints, thinnedSpans, ticksOf } from "../../../cli/page/thinning.ts";

/** Ten seconds: up and waiting in turn, 100 ms each, with one long wait in the middle. */
function flapping(): LaneSpan[] {
  const spans: LaneSpan[] = [];
  for (let fromMs = 0; fromMs < 10_000; fromMs += 100) {
    const isLong = fromMs >= 4_000 && fromMs < 6_000;
    if (isLong && fromMs > 4_000) continue;
    const phase = isLong || fromMs / 100 % 2 === 1 ? "waiting" : "up";
    spans.push({ phase, fromMs, toMs: isLong ? 6_000 : fromMs + 100 });
  }
  return spans;
}

Deno.test("thinnedSpans() leaves few spans as they are", () => {
  const spans = flapping();
  assertEquals(thinnedSpans(spans, 10_000, spans.length), spans);
});

Deno.test("thinnedSpans() puts together what lies in one slice, and leaves what is longer", () => {
  const thinned = thinnedSpans(flapping(), 10_000, 10);
  assertEquals(thinned.length, 9);
  assertEquals(thinned[0], { phase: "waiting", fromMs: 0, toMs: 1_000, mixed: { up: 0.5, count: 10 } });
  assertEquals(thinned[4], { phase: "waiting", fromMs: 4_000, toMs: 6_000 });
});

Deno.test("thinnedSpans() leaves no gap", () => {
  const thinned = thinnedSpans(flapping(), 10_000, 7);
  assertEquals(thinned.map(({ toMs }) => toMs), [...thinned.slice(1).map(({ fromMs }) => fromMs), 10_000]);
});

Deno.test("thinnedMarks() counts marks of a kind in a slice", () => {
  const mark = (kind: "crash" | "lost", atMs: number) => ({ kind, atMs, count: 1, text: `at ${atMs}` });
  const marks = [mark("crash", 1), mark("lost", 2), mark("crash", 3), mark("crash", 999)];
  assertEquals(thinnedMarks(marks, 1_000, 2), [{ ...mark("crash", 1), count: 2 }, mark("lost", 2), mark("crash", 999)]);
  assertEquals(thinnedMarks(marks, 1_000, 4), marks);
});

Deno.test("thinnedPoints() keeps the first, the least, the greatest and the last of each slice", () => {
  const points = Array.from(
    { length: 1_001 },
    (_, index) => [index, index === 333 ? 99 : index === 666 ? -99 : index % 7] as const,
  );
  const thinned = thinnedPoints(points, 10);
  assertEquals(thinned.length <= 40, true);
  assertEquals([thinned[0], thinned.at(-1)], [points[0], points.at(-1)]);
  assertEquals([333, 666].every((at) => thinned.some(([place]) => place === at)), true);
});

Deno.test("thinnedList() keeps the first and the last", () => {
  assertEquals(thinnedList([1, 2, 3, 4, 5], 3), [1, 3, 5]);
  assertEquals(thinnedList([1, 2, 3], 3), [1, 2, 3]);
});

Deno.test("ticksOf() counts each moment, or slices where there are too many moments", () => {
  assertEquals(ticksOf([5, 5, 7], 10, 2), { ticks: [[5, 2], [7, 1]], widthMs: 0 });
  assertEquals(ticksOf([1, 5, 5, 7], 10, 2), { ticks: [[0, 1], [5, 3]], widthMs: 5 });
});
