import { columnsOf, fitted } from "./paragraph.ts";

/** One column of a table. */
export interface Column {
  /** Its title; each word may have a line of its own. */
  readonly title: readonly string[];
  readonly align: "left" | "right";
  /** One cell for each row. */
  readonly cells: readonly string[];
}

/** How a table is laid out. */
export interface TableLayout {
  readonly width: number;
  readonly ellipsis: string;
  /** Paints the lines of titles. */
  readonly paintTitle?: (line: string) => string;
}

/** With the columns of the terminal that it takes. */
interface SizedColumn extends Column {
  readonly width: number;
}

const gap = "  ";

/**
 * The lines of a table. When it is too wide, the columns that do not fit follow in a block below, with the first column again, so
 * that nothing is lost.
 */
export function table(columns: readonly Column[], layout: TableLayout): string[] {
  const [head, ...others] = columns.map((column) => ({ ...column, width: widthOf(column) }));
  if (head === undefined) return [];
  const { width, ellipsis, paintTitle = (line) => line } = layout;
  const headWidth = Math.min(head.width, Math.max(8, Math.floor(width / 3)));
  const blocks = balanced(others, width - headWidth);
  return blocks.flatMap((block, index) => [
    ...(index > 0 ? [""] : []),
    ...blockLines(head, headWidth, block, ellipsis, paintTitle),
  ]);
}

/** Of all ways to fold the columns into as few blocks as there is room for, the one whose widest block is the least wide. */
function balanced(columns: readonly SizedColumn[], room: number): SizedColumn[][] {
  let best = folded(columns, room);
  const fewest = best.length;
  for (let narrower = room - 1; fewest > 1 && narrower > 0; narrower--) {
    const blocks = folded(columns, narrower);
    if (blocks.length > fewest) break;
    best = blocks;
  }
  return best;
}

/** The columns in blocks, each at most `room` wide unless its only column is wider. */
function folded(columns: readonly SizedColumn[], room: number): SizedColumn[][] {
  const blocks: SizedColumn[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const needs = gap.length + column.width;
    if (used > 0 && used + needs > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)!.push(column);
    used += needs;
  }
  return blocks;
}

function blockLines(
  head: SizedColumn,
  headWidth: number,
  block: readonly SizedColumn[],
  ellipsis: string,
  paintTitle: (line: string) => string,
): string[] {
  const height = Math.max(...[head, ...block].map(({ title }) => title.length));
  const line = (cellOf: (column: SizedColumn) => string) =>
    [fitted(cellOf(head), headWidth, ellipsis), ...block.map((column) => aligned(cellOf(column), column))].join(gap)
      .trimEnd();
  const titles = Array.from(
    { length: height },
    (_, row) => paintTitle(line(({ title }) => title[row - (height - title.length)] ?? "")),
  );
  const rows = head.cells.map((_, row) => line(({ cells }) => cells[row] ?? ""));
  return [...titles, ...rows];
}

function widthOf({ title, cells }: Column): number {
  return Math.max(...title.map(columnsOf), ...cells.map(columnsOf), 0);
}

function aligned(text: string, { width, align }: SizedColumn): string {
  const blank = " ".repeat(Math.max(0, width - columnsOf(text)));
  return align === "right" ? blank + text : text + blank;
}
