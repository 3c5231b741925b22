import type { SupervisionEvent } from "../core/event.ts";
import { shownFailure } from "../core/event_sentence.ts";
import type { Failure } from "../core/failure.ts";
import type { ServiceFailure } from "./service_failure.ts";
import type { ServiceStatus } from "./service_status.ts";
import type { TeardownCause } from "./teardown_report.ts";

/** What all events of one service say: when, who, and which of its runs (0 before the first start). */
export interface EventOfService {
  /** On the injected clock, in milliseconds. */
  readonly atMs: number;
  /** The service's name, with those of its parents before it: `api/cache`. */
  readonly service: string;
  /** One run of a service, counted from 1. */
  readonly incarnation: number;
}

/** The status of a service has changed. */
export interface ServiceStatusEvent extends EventOfService {
  /** Which event it is. */
  readonly type: "service-status";
  /** Its status from now on. */
  readonly status: ServiceStatus;
  /** Its status until now. */
  readonly previous: ServiceStatus;
  /** Whether it is ready. */
  readonly ready: boolean;
  /** Why it is ready, or why not. */
  readonly reason?: string;
  /** What it failed with, for "failed", "crashed", "cooling" and "dead". */
  readonly failure?: ServiceFailure;
  /** When it is started again, on the injected clock, if that is known yet. */
  readonly retryAtMs?: number;
}
/** A service has become ready, or is not any more, while its status stays. */
export interface ServiceReadinessEvent extends EventOfService {
  /** Which event it is. */
  readonly type: "service-readiness";
  /** Its status. */
  readonly status: ServiceStatus;
  /** Whether it is ready from now on. */
  readonly ready: boolean;
  /** Why. */
  readonly reason?: string;
}
/** A background task of a service has failed. */
export interface ServiceTaskFailedEvent extends EventOfService {
  /** Which event it is. */
  readonly type: "service-task-failed";
  /** The task's name. */
  readonly task: string;
  /** What it threw. */
  readonly error: Failure;
}
/** Something of the teardown of a run was not clean. */
export interface ServiceUncleanEvent extends EventOfService {
  /** Which event it is. */
  readonly type: "service-unclean";
  /** What, and why. */
  readonly cause: TeardownCause;
}

/** What a service tells, beyond its supervision. */
export type ServiceEvent =
  | ServiceStatusEvent
  | ServiceReadinessEvent
  | ServiceTaskFailedEvent
  | ServiceUncleanEvent;

/** Everything that an application tells, in the order in which it happens. Workers and groups have the paths of their services. */
export type ApplicationEvent = SupervisionEvent | ServiceEvent;

/**
 * How loud an event of a service is; `undefined` for one that a log does without, because the service's supervision has told it already, or tells it
 * in the same breath.
 */
export function serviceEventLevel(event: ServiceEvent): "warn" | "error" | undefined {
  switch (event.type) {
    case "service-status":
    case "service-readiness":
      return undefined;
    case "service-task-failed":
      return "error";
    case "service-unclean":
      return "warn";
    default:
      return event satisfies never;
  }
}

/** One event of a service as a sentence for a log. */
export function serviceEventSentence(event: ServiceEvent): string {
  const who = `Service "${event.service}"`;
  switch (event.type) {
    case "service-status":
      return `${who} is ${event.status} (was ${event.previous})`;
    case "service-readiness":
      return `${who} is ${event.ready ? "ready" : "not ready"}${event.reason === undefined ? "" : `: ${event.reason}`}`;
    case "service-task-failed":
      return `Task "${event.task}" of service "${event.service}" failed: ${shownFailure(event.error)}`;
    case "service-unclean":
      return `${who} was not torn down cleanly: ${event.cause.text}`;
    default:
      return event satisfies never;
  }
}
