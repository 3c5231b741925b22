/**
 * Keeps the workers of one process running, and lets you prove in CI that the way it does so is right.
 *
 * - {@linkcode supervise} keeps one worker running, {@linkcode runGroup} many; {@linkcode RestartBudget} is their budget on its own.
 * - `@mainstay/supervisor/simulation` runs the same code under a virtual clock with scripted failures.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runGroup } from "@mainstay/supervisor";
 *
 * const report = await runGroup([
 *   ["once", () => Promise.resolve()],
 *   { name: "flaky", run: ({ incarnation }) => { if (incarnation === 1) throw new Error("first try"); }, backoff: { baseMs: 1 } },
 * ]);
 * assertEquals(report.workers.map(({ name, starts }) => [name, starts]), [["once", 1], ["flaky", 2]]);
 * ```
 *
 * @module
 */

// Run
export { supervise, type SuperviseOptions } from "./src/drivers/supervise.ts";
export { runGroup, runGroup as run_group } from "./src/drivers/run_group.ts";
export { type GroupOptions, startGroup } from "./src/drivers/start_group.ts";
export {
  type AnyGroup,
  type ChildSpec,
  type Group,
  group,
  type GroupChild,
  type GroupRuleOptions,
  pool,
  type PoolTemplate,
} from "./src/drivers/group_spec.ts";
export type { ChildCounts, ChildInfo, GroupHandle, RunningGroup } from "./src/drivers/group_handle.ts";
export type { Worker, WorkerContext } from "./src/drivers/worker.ts";
export type { DriverOptions } from "./src/drivers/driver_options.ts";
export type { Logger } from "./src/drivers/observer.ts";

// Time
export { systemClock, systemWallClock } from "./src/drivers/clock.ts";
export type { Clock } from "./src/core/clock.ts";

// Policy
export { type BudgetLimits, RestartBudget, type RestartBudgetOptions } from "./src/core/restart_budget.ts";
export { type Backoff, type BackoffCurve, backoffDelay, type Jitter } from "./src/core/backoff.ts";
export type { GroupBudget, GroupExhaustionRule } from "./src/core/group_budget.ts";
export type {
  BudgetUnit,
  ExhaustionRule,
  HealthyRestart,
  Policy,
  RestartRule,
  RestartWord,
  WorkerBudget,
} from "./src/core/policy.ts";
export type { WindowRule } from "./src/core/restart_window.ts";
export type { AutoShutdown, DependencyFailureRule, Order, Strategy } from "./src/core/group_plan.ts";
export { type Dialect, dialect, type DialectName, dialectNames } from "./src/core/dialect.ts";
export type { FailureRule, FailureRules } from "./src/core/failure_rule.ts";

// What happened
export type * from "./src/core/event.ts";
export { eventSentence } from "./src/core/event_sentence.ts";
export type { GroupReport, RemovedReport, WorkerOutcome, WorkerReport } from "./src/core/report.ts";
export type { WorkerStatus } from "./src/core/worker_status.ts";
export { EscalationError, GiveUpError, QuickExitError, StartupTimeoutError } from "./src/core/supervision_error.ts";
export { DoNotRestartError, ShutdownError, TerminateTreeError } from "./src/core/sentinel.ts";
export type { Failure } from "./src/core/failure.ts";
