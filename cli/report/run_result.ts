import { invariants } from "../../src/simulation/invariants.ts";
import type { Engine, SimulationResult } from "../../src/simulation/simulation_result.ts";
import { executorInvariants } from "../../src/telemetry/simulated/executor_invariants.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";

/** What a run gave: of a supervision, or of an executor. */
export type RunResult = SimulationResult | ExecutorSimulationResult;

/** Whether it is the run of an executor. */
export function isExecutorRun(result: RunResult): result is ExecutorSimulationResult {
  return !("engine" in result);
}

/** What must hold, as people are told of it. */
type Named = readonly { readonly name: string; readonly description: string }[];

let ofServices: Named | undefined;

/** Loads what is judged with an engine, where that is not there anyway: before anybody is told of its runs. */
export async function loadInvariants(engine: Engine | undefined): Promise<void> {
  if (engine !== "services") return;
  ({ serviceInvariants: ofServices } = await import("../../src/simulation/services/service_invariants.ts"));
}

/** What is judged in runs of a kind, with an engine; see {@linkcode loadInvariants}. */
export function judgedInvariants(kind: "supervision" | "executor", engine: Engine | undefined): Named {
  if (kind === "executor") return executorInvariants;
  return engine === "services" ? ofServices ?? invariants : invariants;
}

/** What is judged in such a run. */
export function invariantsOf(result: RunResult): Named {
  return isExecutorRun(result)
    ? judgedInvariants("executor", undefined)
    : judgedInvariants("supervision", result.engine);
}
