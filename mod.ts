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
export {
  type GroupOptions,
  type GroupWorker,
  runGroup,
  runGroup as run_group,
  type WorkerSpec,
} from "./src/drivers/run_group.ts";
export type { Worker, WorkerContext } from "./src/drivers/worker.ts";
export type { DriverOptions } from "./src/drivers/driver_options.ts";
export type { Logger } from "./src/drivers/observer.ts";

// Time
export { systemClock } from "./src/drivers/clock.ts";
export type { Clock } from "./src/core/clock.ts";

// Policy
export { type BudgetLimits, RestartBudget, type RestartBudgetOptions } from "./src/core/restart_budget.ts";
export { type Backoff, backoffDelay, type Jitter } from "./src/core/backoff.ts";
export type { ExhaustionRule, Policy, RestartRule, WorkerBudget } from "./src/core/policy.ts";
export type { FailureRule, FailureRules } from "./src/core/failure_rule.ts";

// What happened
export type * from "./src/core/event.ts";
export { eventSentence } from "./src/core/event_sentence.ts";
export type { GroupReport, WorkerOutcome, WorkerReport } from "./src/core/report.ts";
export { EscalationError, GiveUpError, StartupTimeoutError } from "./src/core/supervision_error.ts";
export type { Failure } from "./src/core/failure.ts";
