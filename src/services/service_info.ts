import type { ServiceFailure } from "./service_failure.ts";
import type { ServiceStatus } from "./service_status.ts";

/** Whether the application can do without the service: only required ones count for its readiness, and can fail it. */
export type ServiceRole = "required" | "optional";

/** A service at one instant. */
export interface ServiceInfo {
  /** Its name. */
  readonly name: string;
  /** Its name, with those of its parents before it: `api/cache`. */
  readonly path: string;
  /** Whether the application can do without it. */
  readonly role: ServiceRole;
  /** Where it is. */
  readonly status: ServiceStatus;
  /** Whether it is ready to do its work. */
  readonly ready: boolean;
  /** Why it is ready, or why it is not: what it said itself, or what it waits for. */
  readonly reason?: string;
  /** When it will be started again, on the injected clock; while it is failed or cooling. */
  readonly retryAtMs?: number;
  /** Which run of it is the present or the latest one; 0 before the first. */
  readonly incarnation: number;
  /** How many restarts were decided. */
  readonly restarts: number;
  /** How many failures there were. */
  readonly failures: number;
  /** The restarts that its budget allows, and how many of them are left now. */
  readonly budget: { readonly intensity: number; readonly left: number };
  /** Its last failure. */
  readonly lastFailure?: ServiceFailure;
  /** The names of the services that it depends on. */
  readonly dependsOn: readonly string[];
  /** The services that belong to it. */
  readonly children: readonly ServiceInfo[];
}

/**
 * What an application is as a whole: "starting" as long as its required services were never all ready at once, then "ok" while they are and
 * "degraded" while they are not, "stopping" once its stop was requested, "stopped" in the end.
 */
export type ApplicationStatus = "starting" | "ok" | "degraded" | "stopping" | "stopped";

/** An application at one instant. */
export interface ApplicationInfo {
  /** Its name. */
  readonly name: string;
  /** What it is as a whole. */
  readonly status: ApplicationStatus;
  /** What the injected clock says. */
  readonly nowMs: number;
  /** How long it has been running, in milliseconds. */
  readonly uptimeMs: number;
  /** Why it stops, once a fatal reason is known; the first one. */
  readonly fatalReason?: string;
  /** The number of its present run in its session store; absent without one, and before that is open. */
  readonly sessionId?: number;
  /** Its services, in the order in which they were given. */
  readonly services: readonly ServiceInfo[];
  /** Records that its executor lost, by cause, if it has one. */
  readonly drops?: Readonly<Record<string, number>>;
}
