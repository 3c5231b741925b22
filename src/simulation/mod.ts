/**
 * The same supervision under made-up time and made-up failures: a virtual clock for tests, and scenarios that are run, measured and
 * judged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { supervise } from "@mainstay/supervisor";
 * import { VirtualClock } from "@mainstay/supervisor/simulation";
 *
 * const clock = new VirtualClock();
 * const startedAtMs: number[] = [];
 * supervise("failing", () => {
 *   startedAtMs.push(clock.now());
 *   throw new Error("down");
 * }, { clock, backoff: { baseMs: 100, jitter: "none" } });
 * await clock.advance(700);
 * assertEquals(startedAtMs, [0, 100, 300, 700]);
 * ```
 *
 * @module
 */

// Time
export {
  type RunOptions,
  type RunResult,
  type Settle,
  VirtualClock,
  type VirtualClockOptions,
} from "./virtual_clock.ts";

// Scenarios
export { checkScenario } from "./cast.ts";
export { underDialect } from "./under_dialect.ts";
export type {
  Act,
  Behaviour,
  Operation,
  Outage,
  Scenario,
  ScenarioGroup,
  ScenarioPolicy,
  ScenarioWorker,
  ScriptedError,
  ScriptedLife,
  Span,
  StopBehaviour,
} from "./scenario.ts";

// Runs
export { simulate, type SimulateOptions } from "./simulate.ts";
export type { Breach, Engine, ExpectationResult, SimulationResult } from "./simulation_result.ts";
export type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
export { type Phase, type Stretch, timeline } from "./timeline.ts";
export { nextSeed, parseSeed } from "./seed.ts";

// Judgement
export { invariants } from "./invariants.ts";
export type { Invariant } from "./invariants/invariant.ts";
export type { Trace, TraceMember, TraceOperation } from "./trace.ts";
export type { CastGroup } from "./cast_group.ts";
export type { AutoShutdown, DependencyFailureRule, GroupRules, Order, Strategy } from "../core/group_plan.ts";
export type { GroupBudget, GroupExhaustionRule, ResolvedGroupBudget } from "../core/group_budget.ts";
export type { ResolvedPolicy } from "../core/policy.ts";
export type { CutOff, Life } from "./engine_run.ts";
export { traceHash } from "./trace_hash.ts";
