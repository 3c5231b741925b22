// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { ExecutorMetrics } from "../../src/telemetry/simulated/executor_metrics.ts";
import { formatDuration } from "../scenario/duration.ts";
import { formatCount, formatShare } from "./figure.ts";
import { table } from "./table.ts";
import type { Terminal } from "../terminal.ts";

/** One figure: its title, one word a line, and its value. */
type Figure = readonly [title: string, value: string];

/** The figures of a run of an executor: of the executions, of their records, and of the store. */
export function executorTables(metrics: ExecutorMetrics, { width, glyphs }: Terminal): string[] {
  const { executions, statuses, accepted, stored, lost, dropped, spilled, spilledLeft, held, mostHeld } = metrics;
  const { attempts, failedAttempts, longestWaitMs, meanWaitMs, longestOutageMs, worstRecoveryMs, stopMs } = metrics;
  const time = (ms: number | null) => ms === null ? "-" : formatDuration(ms);
  const some = (title: string, count: number): Figure[] => count === 0 ? [] : [[title, formatCount(count)]];
  const rows: readonly (readonly [string, readonly Figure[]])[] = [
    ["executions", [
      ["over", formatCount(executions)],
      ["success", formatCount(statuses.success)],
      ["error", formatCount(statuses.error)],
      ["timed out", formatCount(statuses["timed-out"])],
      ["cancelled", formatCount(statuses.cancelled)],
    ]],
    ["records", [
      ["handed over", formatCount(accepted)],
      ["stored", formatCount(stored)],
      ["stored share", metrics.storedShare === null ? "-" : formatShare(metrics.storedShare)],
      ["lost", formatCount(lost)],
      ...some("over- flow", dropped.overflow),
      ...some("exhausted", dropped.exhausted),
      ...some("invalid", dropped.invalid),
      ...some("no session", dropped.noSession),
      ...some("shutdown", dropped.shutdown),
      ...some("spilled", spilled),
      ...some("left spilled", spilledLeft),
      ["held at end", formatCount(held)],
      ["most held", formatCount(mostHeld)],
    ]],
    ["store", [
      ["calls", formatCount(attempts)],
      ["failed", formatCount(failedAttempts)],
      ["mean wait", time(meanWaitMs)],
      ["longest wait", time(longestWaitMs)],
      ["longest outage", time(longestOutageMs)],
      ["worst recovery", time(worstRecoveryMs)],
      ...(stopMs === null ? [] : [["stop took", time(stopMs)] as const]),
    ]],
  ];
  return rows.flatMap(([name, figures], index) => [
    ...(index > 0 ? [""] : []),
    ...table([
      { title: [""], align: "left", cells: [name.padEnd("executions".length)] },
      ...figures.map(([title, value]) => ({ title: title.split(" "), align: "right" as const, cells: [value] })),
    ], { width, ellipsis: glyphs.ellipsis, paintTitle: dim }),
  ]);
}
