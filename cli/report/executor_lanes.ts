// @ts-types="../std.d.ts"
import { blue, bold, dim, magenta, red, yellow } from "@std/fmt/colors";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";
import { formatCount } from "./figure.ts";
import { cellSpan } from "./lane_cells.ts";
import { outageLine } from "./lane_line.ts";
import { columnsOf, fitted, flowed, plain } from "./paragraph.ts";
import { acting } from "./scenario_faults.ts";
import type { Terminal } from "../terminal.ts";
import { timeAxis } from "./time_axis.ts";

const labels = { held: "held", failed: "failed", lost: "lost", stopped: "stopped" } as const;
const mostFaults = 6;

/**
 * A line for each fault of the store, for how many records were held, for calls that failed and records that were lost, and for stops, from left
 * to right over time; then the time, then what the marks say.
 */
export function executorLanes(
  result: ExecutorSimulationResult,
  scenario: ExecutorScenario,
  terminal: Terminal,
): string[] {
  const { width, glyphs } = terminal;
  const endMs = result.endedAtMs > 0 ? result.endedAtMs : result.horizonMs;
  const faults = Map.groupBy(
    acting(scenario.store?.faults ?? [], scenario).filter(({ fromMs }) => fromMs < endMs),
    ({ name }) => name,
  );
  const names = [...faults.keys()].slice(0, mostFaults);
  const widest = Math.max(...[...names, ...Object.values(labels)].map((label) => columnsOf(plain(label))));
  const labelWidth = Math.min(widest, Math.max(8, Math.floor(width / 4)));
  const columns = Math.max(8, width - labelWidth - 1);
  const line = (label: string, cells: string) =>
    `${fitted(plain(label), labelWidth, glyphs.ellipsis)} ${cells}`.trimEnd();

  const failed = countsIn(result, "attempt-failed", endMs, columns);
  const lost = countsIn(result, "dropped", endMs, columns);
  const stops = stoppedSpans(result, endMs);
  const stopped = Array.from({ length: columns }, () => " ");
  for (const [fromMs, toMs] of stops) stopped.fill(glyphs.phase.stopping, ...cellSpan(fromMs, toMs, endMs, columns));
  const held = heldCells(result, endMs, columns);
  const most = Math.max(...held);
  const top = glyphs.levels.length - 1;
  const level = (count: number) => count === 0 ? 0 : Math.max(1, Math.round(count / most * top));
  const has = (cells: readonly number[]) => cells.some((count) => count > 0);
  return [
    ...names.map((name) => line(name, outageLine(faults.get(name)!, endMs, columns, glyphs))),
    ...(faults.size > mostFaults ? [`${glyphs.ellipsis} ${formatCount(faults.size - mostFaults)} more faults`] : []),
    ...(has(failed) ? [line(labels.failed, bold(yellow(marks(failed, glyphs.crash, glyphs.manyCrashes))))] : []),
    line(labels.held, blue(held.map((count) => glyphs.levels[level(count)]!).join("").trimEnd())),
    ...(has(lost)
      ? [line(labels.lost, bold(red(lost.map((count) => count > 0 ? glyphs.lost : " ").join("").trimEnd())))]
      : []),
    ...(stops.length > 0 ? [line(labels.stopped, magenta(stopped.join("").trimEnd()))] : []),
    ...timeAxis(endMs, columns, glyphs).map((cells) => dim(line("", cells))),
    ...flowed([
      ...(most > 0 ? [`${glyphs.levels[1]}-${glyphs.levels[top]} records held, at most ${formatCount(most)}`] : []),
      ...(names.length > 0 ? [`${glyphs.outage} fault of the store`] : []),
      ...(has(failed) ? [`${glyphs.crash} failed call (2-9: so many, ${glyphs.manyCrashes}: more)`] : []),
      ...(has(lost) ? [`${glyphs.lost} records lost`] : []),
      ...(stops.length > 0 ? [`${glyphs.phase.stopping} stopping or stopped`] : []),
    ], width).map(dim),
  ];
}

/** How many events of a type each slice of time has. */
function countsIn({ events }: ExecutorSimulationResult, type: string, endMs: number, columns: number): number[] {
  const counts = new Array<number>(columns).fill(0);
  for (const event of events) if (event.type === type) counts[cellAt(event.atMs, endMs, columns)]!++;
  return counts;
}

/** The most that was held in each slice of time. */
function heldCells({ held }: ExecutorSimulationResult, endMs: number, columns: number): number[] {
  const cells = new Array<number>(columns).fill(0);
  for (const [index, { atMs, held: count }] of held.entries()) {
    const [first, end] = cellSpan(atMs, held[index + 1]?.atMs ?? endMs, endMs, columns);
    for (let cell = first; cell < Math.min(end, columns); cell++) cells[cell] = Math.max(cells[cell]!, count);
  }
  return cells;
}

/** From each stop to the next start, or to the end. */
function stoppedSpans({ events }: ExecutorSimulationResult, endMs: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const { type, atMs } of events) {
    if (type === "stopping") spans.push([atMs, endMs]);
    if (type === "started" && spans.length > 0) spans.at(-1)![1] = atMs;
  }
  return spans;
}

function marks(counts: readonly number[], one: string, many: string): string {
  return counts.map((count) => count === 0 ? " " : count === 1 ? one : count < 10 ? String(count) : many).join("")
    .trimEnd();
}

function cellAt(atMs: number, endMs: number, columns: number): number {
  return Math.min(columns - 1, Math.floor(atMs / endMs * columns));
}
