// @ts-types="../std.d.ts"
import { blue, bold, cyan, green, magenta, red, yellow } from "@std/fmt/colors";
import type { Outage } from "../../src/simulation/scenario.ts";
import type { Phase } from "../../src/simulation/timeline.ts";
import type { Glyphs } from "./glyphs.ts";
import { cellSpan, type LaneCell } from "./lane_cells.ts";
import type { LaneMark } from "./lane_legend.ts";

type Paint = (text: string) => string;

const unpainted: Paint = (text) => text;
const alarming: Paint = (text) => bold(red(text));
const phasePaint: Readonly<Record<Phase, Paint>> = {
  up: green,
  starting: cyan,
  waiting: yellow,
  cooling: blue,
  stopping: magenta,
  dead: red,
  done: unpainted,
  idle: unpainted,
};

/**
 * One worker's cells as text. What matters most in a cell is its mark: that it was lost, that it crashed, what it did.
 *
 * @param used Gets the marks.
 */
export function laneLine(cells: readonly LaneCell[], glyphs: Glyphs, used: Set<LaneMark>): string {
  return painted(cells.map(({ phase, crashes, lost }) => {
    used.add(lost ? "loss" : crashes > 0 ? "crash" : phase);
    if (lost) return [glyphs.lost, alarming];
    if (crashes === 0) return [glyphs.phase[phase], phasePaint[phase]];
    if (crashes === 1) return [glyphs.crash, alarming];
    used.add("several crashes");
    return [crashes < 10 ? String(crashes) : glyphs.manyCrashes, alarming];
  }));
}

/**
 * The shares of a crowd that are up (0 to 1), as text.
 *
 * @param used Gets the mark.
 */
export function crowdLine(shares: readonly number[], glyphs: Glyphs, used: Set<LaneMark>): string {
  used.add("crowd");
  const top = glyphs.levels.length - 1;
  return painted(shares.map((share) => {
    // Only all is the highest mark, only none the lowest.
    const level = share === 0 ? 0 : share === 1 ? top : Math.min(top - 1, Math.max(1, Math.round(share * top)));
    return [glyphs.levels[level]!, share === 1 ? green : share > 0.5 ? yellow : red];
  }));
}

/** The outages of one name as a strip; empty if all of them begin after the end. */
export function outageLine(outages: readonly Outage[], endMs: number, columns: number, glyphs: Glyphs): string {
  const cells = new Array<string>(columns).fill(" ");
  for (const { fromMs, toMs } of outages) {
    if (fromMs < endMs) cells.fill(glyphs.outage, ...cellSpan(fromMs, toMs, endMs, columns));
  }
  const line = cells.join("").trimEnd();
  return line === "" ? "" : magenta(line);
}

/** One colour code for a row of cells of one colour. */
function painted(cells: readonly (readonly [string, Paint])[]): string {
  let line = "";
  for (let begin = 0; begin < cells.length;) {
    const paint = cells[begin]![1];
    let end = begin;
    let text = "";
    while (end < cells.length && cells[end]![1] === paint) text += cells[end++]![0];
    line += text.trim() === "" ? text : paint(text);
    begin = end;
  }
  return line;
}
