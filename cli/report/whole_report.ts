import { type AnySource, isExecutorSource } from "../scenario/scenario_source.ts";
import type { Terminal } from "../terminal.ts";
import { executorReport } from "./executor_report.ts";
import type { Overrides } from "./reproduction.ts";
import { runReport } from "./run_report.ts";
import { isExecutorRun, type RunResult } from "./run_result.ts";

/** Everything about one run of either kind that a person wants to see, as lines. */
export function wholeReport(
  result: RunResult,
  source: AnySource,
  terminal: Terminal,
  how: { readonly verbose: boolean; readonly overrides: Overrides },
): string[] {
  if (isExecutorRun(result)) return executorReport(result, source, terminal, how);
  // A supervision's result is of a supervision's scenario.
  return isExecutorSource(source) ? [] : runReport(result, source, terminal, how);
}
