import { formatDuration } from "../scenario/duration.ts";
import type { Glyphs } from "./glyphs.ts";

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365, 3_650, 36_500].map((n) => n * day),
];

/** Two lines, `columns` wide: a ruler with a tick at round times, and these times below their ticks. */
export function timeAxis(endMs: number, columns: number, glyphs: Glyphs): [string, string] {
  const stepMs = stepFor(endMs, columns);
  const ruler = new Array<string>(columns).fill(glyphs.rule);
  let labels = "";
  for (let atMs = 0; atMs <= endMs && endMs > 0; atMs += stepMs) {
    const column = Math.min(columns - 1, Math.round(atMs / endMs * columns));
    const label = atMs === 0 ? "0" : formatDuration(atMs);
    ruler[column] = glyphs.tick;
    if (labels.length > 0 && labels.length >= column) continue;
    const begin = column + label.length <= columns ? column : columns - label.length;
    if (begin > labels.length || labels.length === 0) labels = labels.padEnd(begin) + label;
  }
  return [ruler.join(""), labels];
}

/** The least round step whose labels do not touch each other. */
function stepFor(endMs: number, columns: number): number {
  const fits = (stepMs: number) => {
    const widest = Math.max(...[1, 2, 3].map((n) => formatDuration(endMs - endMs % stepMs - (n - 1) * stepMs).length));
    return stepMs / endMs * columns >= widest + 2;
  };
  return steps.find(fits) ?? Math.max(endMs, 1);
}
