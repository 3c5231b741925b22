// @ts-types="../std.d.ts"
import { bold, dim } from "@std/fmt/colors";
import type { Metrics, WorkerMetrics } from "../../src/simulation/metrics.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import { formatAmount, formatCount, formatHeadroom, formatShare } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";
import { type Column, table } from "./table.ts";
import type { Terminal } from "../terminal.ts";

type Figures = Omit<WorkerMetrics, "worker">;

/** One figure as a column: its title, and how its value is shown. */
interface FigureColumn {
  readonly title: string;
  readonly field: keyof Figures;
  readonly show: (value: number) => string;
  /** It is left out where it is 0 for everybody. */
  readonly optional?: boolean;
}

const columns: readonly FigureColumn[] = [
  { title: "avail- ability", field: "availability", show: formatShare },
  { title: "restarts", field: "restarts", show: formatCount },
  { title: "per hour", field: "restartsPerHour", show: formatCount },
  { title: "crashes", field: "crashes", show: formatCount },
  { title: "cool- downs", field: "cooldowns", show: formatCount, optional: true },
  { title: "give- ups", field: "giveUps", show: formatCount, optional: true },
  { title: "aban- doned", field: "abandoned", show: formatCount, optional: true },
  { title: "mean recovery", field: "meanRecoveryMs", show: formatDuration },
  { title: "worst recovery", field: "worstRecoveryMs", show: formatDuration },
  { title: "head- room", field: "budgetHeadroom", show: formatHeadroom },
  { title: "up", field: "upMs", show: formatDuration },
  { title: "starting", field: "startingMs", show: formatDuration, optional: true },
  { title: "waiting", field: "waitingMs", show: formatDuration, optional: true },
  { title: "cooling", field: "coolingMs", show: formatDuration, optional: true },
  { title: "stopping", field: "stoppingMs", show: formatDuration, optional: true },
  { title: "dead", field: "deadMs", show: formatDuration, optional: true },
  { title: "policy share", field: "policyShare", show: formatShare },
];
const mostRows = 24;
const rowsOfMany = 10;

/** The figures of each worker and of the group as a table. Of many workers those are shown that were up least. */
export function metricsTable({ workers, group }: Metrics, terminal: Terminal, all = false): string[] {
  const { width, glyphs } = terminal;
  const many = !all && workers.length > mostRows;
  const shown = many ? leastAvailable(workers).slice(0, rowsOfMany) : workers;
  const rows: Figures[] = workers.length === 1 ? [...shown] : [...shown, group];
  const left = columns.filter(({ optional, field }) => optional && group[field] === 0);
  const names: Column = {
    title: many ? [`the ${rowsOfMany} least`, "available"] : ["worker"],
    align: "left",
    cells: [...shown.map(({ worker }) => plain(worker)), `all ${formatCount(workers.length)}`].slice(0, rows.length),
  };
  const figures = columns.filter((column) => !left.includes(column)).map(({ title, field, show }): Column => ({
    title: title.split(" "),
    align: "right",
    cells: rows.map((row) => row[field] === null ? "-" : show(row[field])),
  }));
  const lines = table([names, ...figures], { width, ellipsis: glyphs.ellipsis, paintTitle: dim });
  const storm = group.stormPeakAtMs === null || group.stormPeak < 2
    ? []
    : [`Storm: ${formatCount(group.stormPeak)} restarts within 1s at ${formatMoment(group.stormPeakAtMs)}.`];
  const failures = group.groupFailures === 0 ? [] : [`${formatAmount(group.groupFailures, "group failure")}.`];
  const zero = left.length === 0
    ? []
    : [`0 for all: ${left.map(({ title }) => title.replace("give- ups", "give-ups").replace("- ", "")).join(", ")}.`];
  return [
    ...lines.map((line) => workers.length > 1 && line.startsWith("all ") ? bold(line) : line),
    ...[...storm, ...failures, ...zero].flatMap((note) => wrapped(note, width)).map(dim),
  ];
}

function leastAvailable(workers: readonly WorkerMetrics[]): WorkerMetrics[] {
  return [...workers].sort((one, other) => (one.availability ?? 1) - (other.availability ?? 1));
}
