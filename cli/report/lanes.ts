// @ts-types="../std.d.ts"
import { bold, dim } from "@std/fmt/colors";
import type { Outage, Scenario, ScenarioWorker } from "../../src/simulation/scenario.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { timeline } from "../../src/simulation/timeline.ts";
import { formatAmount } from "./figure.ts";
import { groupStretches } from "./group_stretches.ts";
import { crowdCells, laneCells, laneMoments, noMoments } from "./lane_cells.ts";
import { laneLabels } from "./lane_labels.ts";
import { laneLegend, type LaneMark } from "./lane_legend.ts";
import { byHandLine, crowdLine, groupLine, laneLine, outageLine } from "./lane_line.ts";
import { type LaneRow, laneRows } from "./lane_rows.ts";
import { columnsOf, fitted, plain } from "./paragraph.ts";
import { acting } from "./scenario_faults.ts";
import type { Terminal } from "../terminal.ts";
import { timeAxis } from "./time_axis.ts";

const mostOutages = 6;
const byHand = "by hand";

/**
 * A line for each worker, from left to right what it did over time, below its group and the outages; then the time, then what the
 * marks say.
 *
 * @param all Whether there is a line for every worker, however many they are.
 */
export function lanes(result: SimulationResult, scenario: Scenario, terminal: Terminal, all = false): string[] {
  const { width, glyphs } = terminal;
  const { events } = result;
  const endMs = result.endedAtMs > 0 ? result.endedAtMs : result.horizonMs;
  const rows = laneRows(scenario, { all, rooted: rootActs(result, scenario) });
  const outages = outagesByName(scenario, endMs);
  const handledAtMs = (scenario.operations ?? []).map(({ atMs }) => atMs).filter((atMs) => atMs < endMs);
  const labels = laneLabels(rows, [...outages.keys(), ...(handledAtMs.length > 0 ? [byHand] : [])], terminal);
  const columns = Math.max(8, width - labels.width - 1);
  const line = (label: string, cells: string) =>
    `${fitted(plain(label), labels.width, glyphs.ellipsis)} ${cells}`.trimEnd();

  const stretches = timeline(result.workers, events, endMs);
  const groups = groupStretches(rows.flatMap((row) => row.kind === "group" ? [row.path] : []), events, endMs);
  const moments = laneMoments(events);
  const used = new Set<LaneMark>(outages.size > 0 ? ["outage"] : []);
  if (handledAtMs.length > 0) used.add("by hand");
  const linesOf = (row: LaneRow): string[] => {
    const label = labels.of(row);
    switch (row.kind) {
      case "worker": {
        const { worker } = row;
        const cells = laneCells(stretches.get(worker) ?? [], moments.get(worker) ?? noMoments, endMs, columns);
        return [line(label, laneLine(cells, glyphs, used))];
      }
      case "group": {
        const { path } = row;
        const cells = laneCells(groups.get(path) ?? [], moments.get(path) ?? noMoments, endMs, columns);
        const drawn = groupLine(cells, glyphs, used);
        // Where its strategy has no room beside the lane, it has a line of its own.
        return columnsOf(label) <= labels.width
          ? [line(label, drawn)]
          : [bold(fitted(label, width, glyphs.ellipsis).trimEnd()), line("", drawn)];
      }
      case "crowd": {
        const crowd = row.workers.map((worker) => stretches.get(worker) ?? []);
        return [line(label, crowdLine(crowdCells(crowd, endMs, columns), glyphs, used))];
      }
      case "more":
        return [label];
      default:
        return row satisfies never;
    }
  };
  const strips = [...outages].slice(0, mostOutages);
  return [
    ...strips.map(([name, of]) => line(name, outageLine(of, endMs, columns, glyphs))),
    ...(outages.size > mostOutages
      ? [`${glyphs.ellipsis} ${formatAmount(outages.size - mostOutages, "more outage")}`]
      : []),
    ...(handledAtMs.length > 0 ? [line(byHand, byHandLine(handledAtMs, endMs, columns, glyphs))] : []),
    ...rows.flatMap(linesOf),
    ...timeAxis(endMs, columns, glyphs).map((cells) => dim(line("", cells))),
    ...laneLegend(used, events, terminal),
  ];
}

/** Whether there is something to say of groups: there are some below the root, or the one at the root acts as a whole. */
export function isTreeRun(result: Pick<SimulationResult, "events">, scenario: Scenario): boolean {
  const { workers, operations = [] } = scenario;
  return hasGroups(workers) || operations.some(({ worker }) => typeof worker !== "string" && hasGroups([worker])) ||
    rootActs(result, scenario, false);
}

function hasGroups(workers: readonly ScenarioWorker[]): boolean {
  return workers.some(({ group }) => group !== undefined);
}

/** Whether the group at the root does more than to start and to stop: its failure ends all lanes, so that it tells something only of a tree. */
function rootActs(
  { events }: Pick<SimulationResult, "events">,
  { workers, strategy }: Scenario,
  isTree = hasGroups(workers),
): boolean {
  return (strategy ?? "one-for-one") !== "one-for-one" ||
    events.some((event) =>
      !("worker" in event) && event.group === undefined &&
      (event.type === "group-paused" || event.type === "group-restarting" ||
        (isTree && event.type === "group-finished" && event.outcome === "failed"))
    );
}

/** The outages that begin before the end. */
function outagesByName(scenario: Scenario, endMs: number): ReadonlyMap<string, readonly Outage[]> {
  const outages = acting(scenario.outages ?? [], scenario);
  return Map.groupBy(outages.filter(({ fromMs }) => fromMs < endMs), ({ name }) => name);
}
