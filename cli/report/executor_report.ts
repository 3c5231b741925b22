import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";
import { type AnySource, isExecutorSource } from "../scenario/scenario_source.ts";
import type { Terminal } from "../terminal.ts";
import { executorEventLines, executorHighlights } from "./executor_events.ts";
import { executorLanes } from "./executor_lanes.ts";
import { executorTables } from "./executor_tables.ts";
import type { Overrides } from "./reproduction.ts";
import { faultLines } from "./scenario_faults.ts";
import {
  expectationLines,
  invariantLines,
  recoveryLines,
  section,
  title,
  traceLines,
  verdictLines,
} from "./run_report.ts";

/** Everything about one run of an executor that a person wants to see, as lines. */
export function executorReport(
  result: ExecutorSimulationResult,
  source: AnySource,
  terminal: Terminal,
  { verbose, overrides }: { readonly verbose: boolean; readonly overrides: Overrides },
): string[] {
  const events = verbose
    ? result.events.flatMap((event) => executorEventLines(event, terminal))
    : executorHighlights(result.events, terminal);
  return [
    ...title(result, source, terminal),
    "",
    ...(isExecutorSource(source) ? executorLanes(result, source.scenario, terminal) : []),
    ...section("What goes wrong", faultLines(source.scenario, terminal, verbose)),
    ...section(verbose ? "Events" : "Events that matter", events),
    ...section("Figures", executorTables(result.metrics, terminal)),
    ...section("Invariants", invariantLines(result, terminal)),
    ...section("Recovery", recoveryLines(result, terminal)),
    ...section("Expectations", expectationLines(result, terminal)),
    "",
    ...verdictLines(result, source, terminal),
    "",
    ...traceLines(result, source, terminal, overrides),
  ];
}
