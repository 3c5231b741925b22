import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import type { Glyphs } from "../report/glyphs.ts";
import { cellSpan } from "../report/lane_cells.ts";

/**
 * A bar from when an execution began to when it ended, at least one cell. At its end stands how it ended, unless well.
 *
 * @param offsetMs When it began, in milliseconds after the beginning of the time that is drawn.
 * @param lengthMs How much time is drawn.
 */
export function barLine(
  offsetMs: number,
  { durationMs, status }: Pick<ExecutionRecord, "durationMs" | "status">,
  lengthMs: number,
  columns: number,
  glyphs: Glyphs,
): string {
  const [first, end] = cellSpan(offsetMs, offsetMs + durationMs, lengthMs, columns);
  const count = Math.min(end, columns) - first;
  const body = status === "cancelled" ? glyphs.phase.cooling : glyphs.phase.up;
  const last = status === "error" ? glyphs.crash : status === "timed-out" ? glyphs.lost : body;
  return " ".repeat(first) + body.repeat(count - 1) + last;
}

/** For each of `columns` slices of the time that is drawn, how many of these moments are in it. */
export function crowdCounts(offsetsMs: readonly number[], lengthMs: number, columns: number): number[] {
  const counts = new Array<number>(columns).fill(0);
  for (const offsetMs of offsetsMs) counts[cellSpan(offsetMs, offsetMs, lengthMs, columns)[0]]!++;
  return counts;
}

/** Counts as text: blank where there are none, the highest mark where there are most. */
export function crowdCountLine(counts: readonly number[], { levels }: Glyphs): string {
  const most = Math.max(...counts, 1);
  return counts.map((count) => levels[Math.ceil(count / most * (levels.length - 1))]).join("");
}
