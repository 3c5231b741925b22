/**
 * The executor of production under made-up time, made-up load and a store that fails by script: scenarios that are run, measured and judged.
 *
 * {@linkcode simulateExecutor} runs one; {@linkcode executorInvariants} is what must hold in each.
 *
 * @module
 */

// Scenarios
export type {
  BodyHang,
  BodyOutcomes,
  ExecutorScenario,
  ScenarioBurst,
  ScenarioExecutor,
  ScenarioLoad,
  ScenarioStore,
  StoreFault,
  StoreFaultKind,
  WallClockJump,
} from "./executor_scenario.ts";
export {
  type ExecutorChaos,
  type ExecutorFaultKind,
  executorFaultKinds,
  type ExecutorFaultRule,
  type ExecutorRanges,
} from "./executor_chaos.ts";
export { type ExecutorCatalogueEntry, executorFaultCatalogue } from "./executor_fault_catalogue.ts";
export type { Range, Recovery } from "../../simulation/faults/chaos.ts";
export type { Spell, Stall } from "../../simulation/faults/member_fault.ts";
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
export type { ExecutorRecovery } from "./executor_recovery.ts";
export type { Breach, ExpectationResult } from "../../simulation/simulation_result.ts";

// Campaigns
export { executorSubject, type ExecutorSubjectOptions } from "./campaign/executor_subject.ts";
export { drawExecutorCase } from "./campaign/draw_executor_case.ts";
export { executorRegressionOf } from "./campaign/executor_regression.ts";
export type { DrawOptions } from "../../simulation/faults/draw_faults.ts";

// Judgement
export type { CastExecutor, CastFault, CastLoad, ExecutorCast } from "./executor_cast.ts";
export type { CastHang, Disturbances } from "./disturbances.ts";
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
