import type { RunResult } from "./run_result.ts";
import type { RunsSummary } from "./runs_summary.ts";
import type { AnySource } from "../scenario/scenario_source.ts";

/** Runs of one scenario, while they go on. */
export interface RunSeries {
  readonly source: AnySource;
  /** How many runs were asked for. */
  readonly wanted: number;
  /** Those that are over. */
  readonly summary: RunsSummary;
}

/** Tells what happens while scenarios are run, in one format. */
export interface Reporter {
  /** A scenario's first run is about to begin. */
  begin(series: RunSeries): void;
  /** A run is over. */
  run(result: RunResult, series: RunSeries): void;
  /** A scenario's last run is over, or there will be no more, because somebody interrupted. */
  end(series: RunSeries): void;
  /** Everything is over. */
  finish(): void;
}
