/**
 * The executor of production under made-up time, made-up load and a store that fails by script: scenarios that are run, measured and judged.
 *
 * {@linkcode simulateExecutor} runs one; {@linkcode executorInvariants} is what must hold in each.
 *
 * @module
 */

// Scenarios
export type {
  BodyOutcomes,
  ExecutorScenario,
  ScenarioExecutor,
  ScenarioLoad,
  ScenarioStore,
  StoreFault,
  StoreFaultKind,
} from "./executor_scenario.ts";
export type { Span } from "../../simulation/scenario.ts";
export type { Backoff } from "../../core/backoff.ts";

// Runs
export {
  type ExecutorSimulationResult,
  type HeldRecords,
  simulateExecutor,
  type SimulateExecutorOptions,
} from "./simulate_executor.ts";
export type { EventMoment, ExecutorEvent } from "./executor_event.ts";
export type { ExecutorMetrics } from "./executor_metrics.ts";
export type { Breach, ExpectationResult } from "../../simulation/simulation_result.ts";

// Judgement
export type { CastExecutor, CastFault, CastLoad, ExecutorCast } from "./executor_cast.ts";
export { executorInvariants } from "./executor_invariants.ts";
export type { ExecutorInvariant, Finding } from "./invariants/executor_invariant.ts";
export type {
  BodyEnd,
  CountSample,
  ExecutorTrace,
  SimulatedExecution,
  SimulatedStop,
  SpilledFile,
  StoreAttempt,
} from "./executor_trace.ts";
