/**
 * Handlers and jobs, executed, with how each one ended written down, whatever fails in between.
 *
 * - {@linkcode Executor} executes them, now or when they are due, and brings the records to a store.
 * - {@linkcode SqliteExecutionStore} keeps them in a file, {@linkcode MemoryExecutionStore} in memory; for PostgreSQL see
 *   `@mainstay/supervisor/telemetry/postgres`.
 * - {@linkcode currentExecution} tells code, however deep, which execution it runs in.
 *
 * @module
 */

// Execute
export { Executor, type ExecutorInfo, type ExecutorParts } from "./executor.ts";
export type { ExecutorOptions, RetentionOptions } from "./executor_options.ts";
export type {
  ErrorHandler,
  ExecutionContext,
  ExecutionFailure,
  ExecutionOutcome,
  ExecutionRequest,
  Trigger,
} from "./execution.ts";
export { DependencyError, type TextLimits } from "./outcome.ts";
export { type CurrentExecution, currentExecution, executionLogger } from "./execution_context.ts";
export type { ErrorHandlerCounts } from "./error_handlers.ts";
export type { DropCause, DropCounts, RecordCounts } from "./record_queue.ts";

// Jobs
export type { Job, JobInfo, JobOptions, JobStatus, Overlap } from "./jobs/job.ts";
export type { AfterSchedule, AtSchedule, Calendar, EverySchedule, Schedule } from "./jobs/schedule.ts";

// Records
export type {
  ExecutionError,
  ExecutionKind,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionSubject,
  ExecutionTier,
  TimeoutCause,
} from "./execution_record.ts";
export type { RegistrationRequest } from "./registration.ts";

// Stores
export type {
  ExecutionStore,
  Pruned,
  Reconciled,
  Reconciliation,
  Registration,
  RegistrationRow,
  RejectedRecord,
  Retention,
} from "./execution_store.ts";
export { MemoryExecutionStore } from "./stores/memory_execution_store.ts";
export { SqliteExecutionStore, type SqliteExecutionStoreOptions } from "./stores/sqlite_execution_store.ts";

// Reading back
export type {
  ExecutionFilter,
  ExecutionHistory,
  ExecutionOrder,
  ExecutionQuery,
  ExecutionSummary,
  FailureSummary,
} from "./history/execution_history.ts";

// Parts that a simulation replaces
export type { QueueStep, RecordBatch, RecordQueue, RecordQueueTerms, Refusals } from "./record_queue.ts";
export type { Spill, SpillFolder } from "./spill_folder.ts";
