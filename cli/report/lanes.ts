// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { Outage, Scenario } from "../../src/simulation/scenario.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { timeline } from "../../src/simulation/timeline.ts";
import { formatAmount, formatCount } from "./figure.ts";
import type { Glyphs } from "./glyphs.ts";
import { crowdCells, laneCells, laneMoments } from "./lane_cells.ts";
import { laneLegend, type LaneMark } from "./lane_legend.ts";
import { crowdLine, laneLine, outageLine } from "./lane_line.ts";
import { type LaneRow, laneRows } from "./lane_rows.ts";
import { columnsOf, fitted, plain } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";
import { timeAxis } from "./time_axis.ts";

const mostOutages = 6;
const quiet = { crashes: [], losses: [] };

/**
 * A line for each worker, from left to right what it did over time, below the outages; then the time, then what the marks say.
 *
 * @param all Whether there is a line for every worker, however many they are.
 */
export function lanes(result: SimulationResult, scenario: Scenario, terminal: Terminal, all = false): string[] {
  const { width, glyphs } = terminal;
  const endMs = result.endedAtMs > 0 ? result.endedAtMs : result.horizonMs;
  const rows = laneRows(scenario, all);
  const outages = outagesByName(scenario, endMs);
  const labels = [...rows.filter(({ kind }) => kind !== "more").map((row) => labelOf(row, glyphs)), ...outages.keys()]
    .map(plain);
  const labelWidth = Math.min(Math.max(0, ...labels.map(columnsOf)), Math.max(8, Math.floor(width / 4)));
  const columns = Math.max(8, width - labelWidth - 1);
  const line = (label: string, cells: string) =>
    `${fitted(plain(label), labelWidth, glyphs.ellipsis)} ${cells}`.trimEnd();

  const stretches = timeline(result.workers, result.events, endMs);
  const moments = laneMoments(result.events);
  const used = new Set<LaneMark>(outages.size > 0 ? ["outage"] : []);
  const cellsOf = (row: Exclude<LaneRow, { kind: "more" }>) => {
    switch (row.kind) {
      case "worker": {
        const cells = laneCells(stretches.get(row.worker) ?? [], moments.get(row.worker) ?? quiet, endMs, columns);
        return laneLine(cells, glyphs, used);
      }
      case "crowd": {
        const crowd = row.workers.map((worker) => stretches.get(worker) ?? []);
        return crowdLine(crowdCells(crowd, endMs, columns), glyphs, used);
      }
      default:
        return row satisfies never;
    }
  };
  const strips = [...outages].slice(0, mostOutages);
  const workers = rows.map((row) =>
    row.kind === "more" ? labelOf(row, glyphs) : line(labelOf(row, glyphs), cellsOf(row))
  );
  return [
    ...strips.map(([name, of]) => line(name, outageLine(of, endMs, columns, glyphs))),
    ...(outages.size > mostOutages
      ? [`${glyphs.ellipsis} ${formatAmount(outages.size - mostOutages, "more outage")}`]
      : []),
    ...workers,
    ...timeAxis(endMs, columns, glyphs).map((cells) => dim(line("", cells))),
    ...laneLegend(used, result.events, terminal),
  ];
}

function labelOf(row: LaneRow, glyphs: Glyphs): string {
  switch (row.kind) {
    case "worker":
      return row.worker;
    case "crowd":
      return `${row.name} ${glyphs.times}${formatCount(row.workers.length)}`;
    case "more":
      return `${glyphs.ellipsis} ${formatCount(row.count)} more`;
    default:
      return row satisfies never;
  }
}

/** The outages that begin before the end. */
function outagesByName({ outages = [] }: Scenario, endMs: number): ReadonlyMap<string, readonly Outage[]> {
  return Map.groupBy(outages.filter(({ fromMs }) => fromMs < endMs), ({ name }) => name);
}
