import { formatCount } from "./figure.ts";
import type { LaneRow } from "./lane_rows.ts";
import { columnsOf, plain } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";

/** What stands before the lanes. */
export interface LaneLabels {
  /** How many columns it takes. */
  readonly width: number;
  /** The label of a row, which may be longer than that. */
  of(row: LaneRow): string;
}

/**
 * The labels of the rows: names, below each other as in a tree. A group has its strategy with it, if that concerns more than the child
 * that crashed.
 *
 * @param others What else must have room.
 */
export function laneLabels(
  rows: readonly LaneRow[],
  others: readonly string[],
  { width, glyphs }: Pick<Terminal, "width" | "glyphs">,
): LaneLabels {
  const isTree = rows.some(({ kind }) => kind === "group");
  const most = Math.max(8, Math.floor(width / (isTree ? 3 : 4)));
  const deepest = rows.reduce((depth, row) => Math.max(depth, row.depth), 0);
  // However deep a tree is, half of the columns are for names.
  const step = deepest * 2 <= most / 2 ? 2 : 1;
  const indent = (depth: number) => " ".repeat(Math.min(depth * step, Math.floor(most / 2)));
  const of = (row: LaneRow) => indent(row.depth) + plain(textOf(row, glyphs));
  const widths = [
    ...rows.filter((row) => row.kind !== "more" && !(row.kind === "group" && columnsOf(of(row)) > most))
      .map((row) => columnsOf(of(row))),
    ...others.map((text) => columnsOf(plain(text))),
  ];
  return { width: Math.min(widths.reduce((widest, columns) => Math.max(widest, columns), 0), most), of };
}

function textOf(row: LaneRow, glyphs: Terminal["glyphs"]): string {
  switch (row.kind) {
    case "worker":
      return row.name;
    case "group": {
      const name = row.path === "" ? "root" : `${row.name}/`;
      return row.strategy === "one-for-one" ? name : `${name} ${row.strategy}`;
    }
    case "crowd":
      return `${row.name} ${glyphs.times}${formatCount(row.count)}`;
    case "more":
      return `${glyphs.ellipsis} ${formatCount(row.count)} more`;
    default:
      return row satisfies never;
  }
}
