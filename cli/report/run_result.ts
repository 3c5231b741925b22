import { invariants } from "../../src/simulation/invariants.ts";
import { serviceInvariants } from "../../src/simulation/services/service_invariants.ts";
import type { Engine, SimulationResult } from "../../src/simulation/simulation_result.ts";
import { executorInvariants } from "../../src/telemetry/simulated/executor_invariants.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";

/** What a run gave: of a supervision, or of an executor. */
export type RunResult = SimulationResult | ExecutorSimulationResult;

/** Whether it is the run of an executor. */
export function isExecutorRun(result: RunResult): result is ExecutorSimulationResult {
  return !("engine" in result);
}

/** What is judged in runs of a kind, with an engine. */
export function judgedInvariants(
  kind: "supervision" | "executor",
  engine: Engine | undefined,
): readonly { readonly name: string; readonly description: string }[] {
  if (kind === "executor") return executorInvariants;
  return engine === "services" ? serviceInvariants : invariants;
}

/** What is judged in such a run. */
export function invariantsOf(result: RunResult): readonly { readonly name: string; readonly description: string }[] {
  return isExecutorRun(result)
    ? judgedInvariants("executor", undefined)
    : judgedInvariants("supervision", result.engine);
}
