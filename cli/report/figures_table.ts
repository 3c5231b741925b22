// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { formatCount, formatHeadroom, formatShare } from "./figure.ts";
import { type Column, table } from "./table.ts";

/** Of one figure over all runs: the value that 5 %, 50 % and 95 % of the runs do not exceed. */
export interface Percentiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

type Shown = readonly [title: string, figure: string, show: (value: number) => string];

const percent = (value: number) => formatShare(value / 100);

const figures: readonly Shown[] = [
  ["availability", "availability", percent],
  ["restarts", "restarts", formatCount],
  ["restarts per hour", "restarts-per-hour", formatCount],
  ["crashes", "crashes", formatCount],
  ["cooldowns", "cooldowns", formatCount],
  ["give-ups", "give-ups", formatCount],
  ["abandoned", "abandoned", formatCount],
  ["group failures", "group-failures", formatCount],
  ["mean recovery", "mean-recovery", formatDuration],
  ["worst recovery", "worst-recovery", formatDuration],
  ["waiting", "waiting", formatDuration],
  ["cooling", "cooling", formatDuration],
  ["dead", "dead", formatDuration],
  ["policy share", "policy-share", percent],
  ["headroom", "headroom", formatHeadroom],
  ["storm", "storm", formatCount],
  // Of executors.
  ["executions", "executions", formatCount],
  ["failed", "failed", formatCount],
  ["stored", "stored", formatCount],
  ["stored share", "stored-share", percent],
  ["lost", "lost", formatCount],
  ["overflow", "overflow", formatCount],
  ["exhausted", "exhausted", formatCount],
  ["invalid", "invalid", formatCount],
  ["no session", "no-session", formatCount],
  ["shutdown", "shutdown", formatCount],
  ["spilled", "spilled", formatCount],
  ["held at the end", "held", formatCount],
  ["most held", "most-held", formatCount],
  ["calls of the store", "attempts", formatCount],
  ["failed calls", "failed-attempts", formatCount],
  ["mean wait", "mean-wait", formatDuration],
  ["longest wait", "longest-wait", formatDuration],
  ["longest outage", "longest-outage", formatDuration],
  ["stop", "stop", formatDuration],
];

/** Of one figure over all runs that have it; `undefined` where none has. */
export function percentilesOf({ figures }: Pick<CampaignResult, "figures">, figure: string): Percentiles | undefined {
  const values = Float64Array.from(valuesOf(figures, figure)).sort();
  if (values.length === 0) return undefined;
  const at = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)]!;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}

function valuesOf(figures: CampaignResult["figures"], figure: string): number[] {
  if (figure === "failed") {
    // No expectation goes by this name, but people ask for it: what ended in one way or the other.
    const [errors, timeOuts] = [figures.errors, figures["time-outs"]];
    return errors === undefined ? [] : errors.map((count, index) => (count ?? 0) + (timeOuts?.[index] ?? 0));
  }
  const values = figures[figure] ?? [];
  // Without a limit there is no headroom to be counted, but there is one.
  return figure === "headroom" ? values.map((value) => value ?? Infinity) : values.filter((value) => value !== null);
}

/** The figures of many runs, each with its percentiles. */
export function figuresTable(result: Pick<CampaignResult, "figures">, { width, glyphs }: Terminal): string[] {
  const rows = figures.flatMap(([title, figure, show]) => {
    const percentiles = percentilesOf(result, figure);
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
