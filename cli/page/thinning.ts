import type { LaneMark, LaneSpan, Ticks } from "./page_data.ts";

type Point = readonly [number, number];

/**
 * Puts spans together that are too short and too many to be seen: those that lie in one of `slices` equal parts of the time. What is longer
 * than such a part stays as it is.
 */
export function thinnedSpans(spans: readonly LaneSpan[], endMs: number, slices: number): readonly LaneSpan[] {
  if (spans.length <= slices) return spans;
  const sliceOf = (atMs: number) => Math.min(slices - 1, Math.floor(atMs / endMs * slices));
  const thinned: LaneSpan[] = [];
  let crowd: LaneSpan[] = [];
  const close = () => {
    if (crowd.length > 0) thinned.push(crowd.length === 1 ? crowd[0]! : together(crowd));
    crowd = [];
  };
  for (const span of spans) {
    if (crowd.length > 0 && sliceOf(crowd[0]!.fromMs) !== sliceOf(span.fromMs)) close();
    // Its end may be that of the slice itself.
    const isShort = span.toMs - span.fromMs < endMs / slices;
    if (!isShort) close();
    crowd.push(span);
    if (!isShort) close();
  }
  close();
  return thinned;
}

function together(crowd: readonly LaneSpan[]): LaneSpan {
  const fromMs = crowd[0]!.fromMs;
  const { toMs } = crowd.at(-1)!;
  const spent = new Map<LaneSpan["phase"], number>();
  for (const { phase, fromMs, toMs } of crowd) spent.set(phase, (spent.get(phase) ?? 0) + toMs - fromMs);
  const upMs = spent.get("up") ?? 0;
  spent.delete("up");
  const [phase] = [...spent].reduce((most, each) => each[1] > most[1] ? each : most);
  return { phase, fromMs, toMs, mixed: { up: upMs / (toMs - fromMs), count: crowd.length } };
}

/** Puts marks of one kind together that lie in one of `slices` equal parts of the time. */
export function thinnedMarks(marks: readonly LaneMark[], endMs: number, slices: number): readonly LaneMark[] {
  if (marks.length <= slices) return marks;
  const bySlice = new Map<string, LaneMark>();
  for (const mark of marks) {
    const key = `${mark.kind} ${Math.floor(mark.atMs / endMs * slices)}`;
    const first = bySlice.get(key);
    bySlice.set(key, first === undefined ? mark : { ...first, count: first.count + mark.count });
  }
  return [...bySlice.values()].sort((one, other) => one.atMs - other.atMs);
}

/**
 * A line of fewer points that looks the same: of each of `slices` equal parts of the horizontal axis the first, the least, the greatest and
 * the last point.
 */
export function thinnedPoints(points: readonly Point[], slices: number): readonly Point[] {
  if (points.length <= 4 * slices) return points;
  const begin = points[0]![0];
  const width = (points.at(-1)![0] - begin) / slices || 1;
  const bySlice = Map.groupBy(points, ([at]) => Math.min(slices - 1, Math.floor((at - begin) / width)));
  return [...bySlice.values()].flatMap((slice) => {
    const least = slice.reduce((least, point) => point[1] < least[1] ? point : least);
    const greatest = slice.reduce((greatest, point) => point[1] > greatest[1] ? point : greatest);
    const kept = new Set([slice[0]!, least, greatest, slice.at(-1)!]);
    return slice.filter((point) => kept.has(point));
  });
}

/** Every so many-th of a list, so that there are at most `most`; the first and the last one always. */
export function thinnedList<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)]!);
}

/** Times, of which several may be at one moment, as ticks; where there are more than `most`, counted in slices of `widthMs`. */
export function ticksOf(
  times: readonly number[],
  endMs: number,
  most: number,
): { readonly ticks: Ticks; readonly widthMs: number } {
  const counted = (widthMs: number): Ticks => {
    const counts = new Map<number, number>();
    for (const atMs of times) {
      const moment = widthMs === 0 ? atMs : Math.floor(atMs / widthMs) * widthMs;
      counts.set(moment, (counts.get(moment) ?? 0) + 1);
    }
    return [...counts].sort(([one], [other]) => one - other);
  };
  const exact = counted(0);
  if (exact.length <= most) return { ticks: exact, widthMs: 0 };
  const widthMs = Math.ceil(endMs / most);
  return { ticks: counted(widthMs), widthMs };
}
