import { columnsOf } from "../report/paragraph.ts";

/** A moment as text, in UTC: `2026-01-31 18:30:05.250`. One that no calendar has is shown as its milliseconds. */
export function momentText(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? `${atMs}ms` : date.toISOString().slice(0, -1).replace("T", " ");
}

/** As much of a line as fits into so many columns, with the mark of an ellipsis where something is missing. */
export function cutLine(text: string, columns: number, ellipsis: string): string {
  if (columnsOf(text) <= columns) return text;
  const room = columns - columnsOf(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, columns));
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > room) break;
    kept += character;
  }
  return kept.trimEnd() + ellipsis;
}
