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
const warning: Paint = (text) => bold(yellow(text));
const phasePaint: Readonly<Record<Phase, Paint>> = {
  up: green,
  starting: cyan,
  waiting: yellow,
  blocked: yellow,
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
  return painted(cells.map((cell) => {
    const mark = momentMark(cell, glyphs, used);
    if (mark !== undefined) return mark;
    used.add(cell.phase);
    return [glyphs.phase[cell.phase], phasePaint[cell.phase]];
  }));
}

/**
 * One group's cells as text: its own restarts, failures and waits. As long as it is at work, what its workers do says more, so that this
 * is no more than a line.
 *
 * @param used Gets the marks.
 */
export function groupLine(cells: readonly LaneCell[], glyphs: Glyphs, used: Set<LaneMark>): string {
  return painted(cells.map((cell) => {
    if (cell.crashes > 0 && !cell.lost) used.add("group crash");
    const mark = momentMark(cell, glyphs, used);
    if (mark !== undefined) return mark;
    const { phase } = cell;
    if (cell.groupRestarted) {
      used.add("group restart");
      return [glyphs.groupRestart, warning];
    }
    used.add(phase === "up" ? "group" : phase);
    return phase === "up" ? [glyphs.group, unpainted] : [glyphs.phase[phase], phasePaint[phase]];
  }));
}

/** The mark of what happened in a cell to a worker, or to a group as the child that it is. */
function momentMark(
  { lost, crashes }: LaneCell,
  glyphs: Glyphs,
  used: Set<LaneMark>,
): readonly [string, Paint] | undefined {
  if (lost) {
    used.add("loss");
    return [glyphs.lost, alarming];
  }
  if (crashes === 0) return undefined;
  used.add("crash");
  if (crashes === 1) return [glyphs.crash, alarming];
  used.add("several crashes");
  return [crashes < 10 ? String(crashes) : glyphs.manyCrashes, alarming];
}

/** The moments at which something is done by hand, as a strip. */
export function byHandLine(times: readonly number[], endMs: number, columns: number, glyphs: Glyphs): string {
  const cells = new Array<string>(columns).fill(" ");
  for (const atMs of times) cells[Math.min(columns - 1, cellSpan(atMs, atMs, endMs, columns)[0])] = glyphs.byHand;
  return cyan(cells.join("").trimEnd());
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
