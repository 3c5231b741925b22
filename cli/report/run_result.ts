import { invariants } from "../../src/simulation/invariants.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { executorInvariants } from "../../src/telemetry/simulated/executor_invariants.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";

/** What a run gave: of a supervision, or of an executor. */
export type RunResult = SimulationResult | ExecutorSimulationResult;

/** Whether it is the run of an executor. */
export function isExecutorRun(result: RunResult): result is ExecutorSimulationResult {
  return !("engine" in result);
}

/** What is judged in such a run. */
export function invariantsOf(result: RunResult): readonly { readonly name: string; readonly description: string }[] {
  return isExecutorRun(result) ? executorInvariants : invariants;
}

/** The figures by which runs are compared, by name; `null` where a run gives none. */
export function figuresOf(result: RunResult): Readonly<Record<string, number | null>> {
  if (!isExecutorRun(result)) {
    const { stormPeakAtMs: _at, starts: _starts, ...figures } = result.metrics.group;
    return figures;
  }
  const { dropped, statuses, ...figures } = result.metrics;
  return { ...figures, ...dropped, failed: statuses.error + statuses["timed-out"] };
}
