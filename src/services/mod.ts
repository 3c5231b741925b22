/**
 * The services of an application: what each one depends on, whether it is ready, how it starts and stops, how healthy the whole is.
 *
 * - {@linkcode runApplication} runs them, {@linkcode startApplication} hands out a live handle as well.
 * - A service is an object with hooks, or an instance of a class that extends {@linkcode Resource} or {@linkcode Service}.
 * - {@linkcode healthHandler} answers probes over HTTP, {@linkcode systemdNotifier} tells systemd.
 *
 * @module
 */

// Services
export { Resource, Service } from "./resource.ts";
export type { AnyService, ServiceHooks, ServiceOptions, ServiceReference, ServiceSpec } from "./service_spec.ts";
export type { DependencyChange, DependencyLookup, ServiceContext } from "./service_context.ts";
export type { OwnedTask, OwnedTaskOptions, TaskBody } from "./owned_tasks.ts";

// Run
export { runApplication, type RunningApplication, startApplication } from "./application.ts";
export type { ApplicationOptions } from "./application_options.ts";
export type { ApplicationOutcome, ApplicationReport } from "./application_report.ts";
export type { TeardownCause, TeardownReport } from "./teardown_report.ts";
export type { ReadyResult, ReadyWaitOptions } from "./ready_wait.ts";

// What happened
export type { ApplicationInfo, ApplicationStatus, ServiceInfo, ServiceRole } from "./service_info.ts";
export { legalMoves, type ServiceStatus, serviceStatuses } from "./service_status.ts";
export { ServiceFailure, type ServicePhase } from "./service_failure.ts";
export { ChildrenError } from "./service_children.ts";
export { IllegalMoveError } from "./status_machine.ts";
export { RestartRefusedError, ServeReturnedError } from "./service_run.ts";
export { StartUpError } from "./start_up_error.ts";
export { serviceEventSentence } from "./service_event.ts";
export type {
  ApplicationEvent,
  EventOfService,
  ServiceEvent,
  ServiceReadinessEvent,
  ServiceStatusEvent,
  ServiceTaskFailedEvent,
  ServiceUncleanEvent,
} from "./service_event.ts";

// Health
export { healthHandler } from "./health/health_handler.ts";
export type { HealthHandlerOptions } from "./health/health_options.ts";
export type { HealthSource } from "./health/answer_cache.ts";
export type { HealthBody, ReadinessBody, ServiceErrorBody, ServiceHealth } from "./health/health_body.ts";
export { type HostNotifier, systemdNotifier, type SystemdNotifierOptions } from "./host/systemd_notifier.ts";
export { watchdogBeat, type WatchdogBeatOptions } from "./host/watchdog_beat.ts";

// Sessions
export { MemorySessionStore } from "./sessions/memory_session_store.ts";
export { Session, type SessionSummary } from "./sessions/session.ts";
export type { SessionOptions } from "./sessions/session_options.ts";
export type {
  Awaitable,
  SessionDrops,
  SessionEnd,
  SessionError,
  SessionRow,
  SessionStart,
  SessionStatus,
  SessionStore,
} from "./sessions/session_store.ts";
export { SqliteSessionStore, type SqliteSessionStoreOptions } from "./sessions/sqlite_session_store.ts";
