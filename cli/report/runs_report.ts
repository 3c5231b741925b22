// @ts-types="../std.d.ts"
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { formatDuration } from "../scenario/duration.ts";
import { formatCount, formatHeadroom, formatShare } from "./figure.ts";
import { flowed, plain, wrapped } from "./paragraph.ts";
import { type Overrides, reproduction } from "./reproduction.ts";
import type { RunsSummary } from "./runs_summary.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import { type Column, table } from "./table.ts";
import type { Terminal } from "../terminal.ts";

const figures: readonly (readonly [title: string, figure: string, show: (value: number) => string])[] = [
  ["availability", "availability", formatShare],
  ["restarts", "restarts", formatCount],
  ["restarts per hour", "restartsPerHour", formatCount],
  ["crashes", "crashes", formatCount],
  ["cooldowns", "cooldowns", formatCount],
  ["give-ups", "giveUps", formatCount],
  ["abandoned", "abandoned", formatCount],
  ["group failures", "groupFailures", formatCount],
  ["mean recovery", "meanRecoveryMs", formatDuration],
  ["worst recovery", "worstRecoveryMs", formatDuration],
  ["waiting", "waitingMs", formatDuration],
  ["cooling", "coolingMs", formatDuration],
  ["dead", "deadMs", formatDuration],
  ["policy share", "policyShare", formatShare],
  ["headroom", "budgetHeadroom", formatHeadroom],
  ["storm", "stormPeak", formatCount],
  // Of executors.
  ["executions", "executions", formatCount],
  ["failed", "failed", formatCount],
  ["stored", "stored", formatCount],
  ["stored share", "storedShare", formatShare],
  ["lost", "lost", formatCount],
  ["overflow", "overflow", formatCount],
  ["exhausted", "exhausted", formatCount],
  ["invalid", "invalid", formatCount],
  ["no session", "noSession", formatCount],
  ["shutdown", "shutdown", formatCount],
  ["spilled", "spilled", formatCount],
  ["held at the end", "held", formatCount],
  ["most held", "mostHeld", formatCount],
  ["calls of the store", "attempts", formatCount],
  ["failed calls", "failedAttempts", formatCount],
  ["mean wait", "meanWaitMs", formatDuration],
  ["longest wait", "longestWaitMs", formatDuration],
  ["longest outage", "longestOutageMs", formatDuration],
  ["stop", "stopMs", formatDuration],
];
const mostSeeds = 20;
const mostCauses = 8;

/** What many runs of one scenario came to, as lines. */
export function runsReport(
  summary: RunsSummary,
  source: AnySource,
  terminal: Terminal,
  { wanted, overrides }: { readonly wanted: number; readonly overrides: Overrides },
): string[] {
  const { width, glyphs } = terminal;
  const { runs, verdicts, failed, causes } = summary;
  if (runs === 0) return ["No run was finished."];
  const [first] = failed;
  const counted = [
    `${formatCount(verdicts.held)} of ${formatCount(runs)} runs held`,
    ...(verdicts.broken > 0 ? [`${formatCount(verdicts.broken)} broke an invariant`] : []),
    ...(verdicts.limited > 0 ? [`${formatCount(verdicts.limited)} reached the event limit`] : []),
    ...(verdicts.missed > 0 ? [`${formatCount(verdicts.missed)} missed an expectation`] : []),
    ...(runs < wanted ? [`${formatCount(wanted - runs)} were not run`] : []),
  ];
  const [mark, paint] = first !== undefined
    ? [glyphs.failed, red]
    : runs < wanted
    ? [glyphs.unknown, yellow]
    : [glyphs.held, green];
  return [
    ...figuresTable(summary, terminal),
    ...causes.slice(0, mostCauses).flatMap(([cause, count], index) => [
      ...(index === 0 ? ["", bold("What failed, and in how many runs")] : []),
      ...wrapped(plain(cause), width, `${formatCount(count).padStart(6)}  `),
    ]),
    ...(causes.length > mostCauses ? [`${glyphs.ellipsis} ${causes.length - mostCauses} more`] : []),
    ...(first === undefined ? [] : ["", bold("Seeds that failed"), ...seedLines(summary, terminal)]),
    "",
    ...wrapped(`${counted.join(", ")}.`, width, `${mark} `).map(paint).map(
      bold,
    ),
    ...(first === undefined ? [] : ["", dim("The first of them again:"), reproduction(source, first, overrides)]),
  ];
}

function figuresTable(summary: RunsSummary, { width, glyphs }: Terminal): string[] {
  const rows = figures.flatMap(([title, figure, show]) => {
    const percentiles = summary.percentiles(figure);
    return percentiles === undefined ? [] : [{ title, ...percentiles, show }];
  });
  const column = (title: string, cell: (row: typeof rows[number]) => string, align: Column["align"]): Column => ({
    title: [title],
    align,
    cells: rows.map(cell),
  });
  return table([
    column("figure", ({ title }) => title, "left"),
    column("p5", ({ p5, show }) => show(p5), "right"),
    column("p50", ({ p50, show }) => show(p50), "right"),
    column("p95", ({ p95, show }) => show(p95), "right"),
  ], { width, ellipsis: glyphs.ellipsis, paintTitle: dim });
}

function seedLines({ failed, runs, verdicts }: RunsSummary, { width, glyphs }: Terminal): string[] {
  const left = runs - verdicts.held - Math.min(failed.length, mostSeeds);
  const shown = failed.slice(0, mostSeeds).map(({ seed, verdict }) => `${seed} (${verdict})`);
  return flowed(left > 0 ? [...shown, `${glyphs.ellipsis} ${formatCount(left)} more`] : shown, width);
}
