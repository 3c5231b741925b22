import { oneLine } from "../one_line.ts";
import type { ApplicationInfo, ApplicationStatus, ServiceInfo, ServiceRole } from "../service_info.ts";
import type { ServicePhase } from "../service_failure.ts";
import { numberOr0, serviceList } from "./service_list.ts";
import { type ServiceStatus, serviceStatuses } from "../service_status.ts";

/** What `/readyz` answers. */
export interface ReadinessBody {
  /** What the application is as a whole. */
  readonly status: ApplicationStatus;
  /** Whether that is "ok". */
  readonly ready: boolean;
}

/** What `/healthz` answers. */
export interface HealthBody extends ReadinessBody {
  /** The application's name. */
  readonly name: string;
  /** How long it has been running, in seconds. */
  readonly uptime: number;
  /** Why it stops; only with details, and once a reason is known. */
  readonly fatalReason?: string;
  /** How many services there are of each status. */
  readonly counts: Readonly<Record<ServiceStatus, number>>;
  /** Records that the executor lost, by cause. */
  readonly drops: Readonly<Record<string, number>>;
  /** Every service, each one before those that belong to it. */
  readonly services: readonly ServiceHealth[];
}

/** A service in what `/healthz` answers. */
export interface ServiceHealth {
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
  /** Why it is ready or not; only with details. */
  readonly reason?: string;
  /** When it will be started again, as an ISO time; `null` if that is not planned. */
  readonly retryAt: string | null;
  /** Which run of it is the present or the latest one; 0 before the first. */
  readonly incarnation: number;
  /** How many restarts were decided. */
  readonly restarts: number;
  /** How many failures there were. */
  readonly failures: number;
  /** The restarts that its budget allows, and how many of them are left; `null` where there is no limit. */
  readonly budget: { readonly intensity: number | null; readonly left: number | null };
  /** Its last failure, `null` before the first. */
  readonly lastError: ServiceErrorBody | null;
  /** The names of the services that it depends on. */
  readonly dependsOn: readonly string[];
}

/** A service's last failure in what `/healthz` answers. */
export interface ServiceErrorBody {
  /** The error's name, such as `TypeError`. */
  readonly type: string;
  /** What the service was doing. */
  readonly phase: ServicePhase;
  /** Which run of the service it was, from 1. */
  readonly incarnation: number;
  /** The error's message; only with details. */
  readonly message?: string;
}

/** The answer to whether the application is ready. */
export function readinessBody(info: ApplicationInfo): ReadinessBody {
  const { status = "starting" } = info;
  return { status, ready: status === "ok" };
}

/**
 * The answer to how the application is.
 *
 * @param wallMs What the wall clock says, in milliseconds since 1970.
 * @param details Whether messages and reasons are shown. They can hold secrets.
 */
export function healthBody(info: ApplicationInfo, wallMs: number, details: boolean): HealthBody {
  const services = serviceList(info);
  const counts = Object.fromEntries(serviceStatuses.map((status) => [status, 0])) as Record<ServiceStatus, number>;
  for (const { status } of services) counts[status] = numberOr0(counts[status]) + 1;
  return {
    ...readinessBody(info),
    name: info.name ?? "",
    uptime: numberOr0(info.uptimeMs) / 1_000,
    fatalReason: details && info.fatalReason !== undefined ? oneLine(info.fatalReason) : undefined,
    counts,
    drops: info.drops ?? {},
    services: services.map((service) => serviceHealth(service, wallMs - numberOr0(info.nowMs), details)),
  };
}

function serviceHealth(service: ServiceInfo, wallMsAt0: number, details: boolean): ServiceHealth {
  const { reason, retryAtMs, budget, lastFailure } = service;
  return {
    name: service.name,
    path: service.path,
    role: service.role,
    status: service.status,
    ready: service.ready,
    reason: details && reason !== undefined ? oneLine(reason) : undefined,
    retryAt: retryAtMs === undefined ? null : isoTime(wallMsAt0 + retryAtMs),
    incarnation: service.incarnation,
    restarts: service.restarts,
    failures: service.failures,
    // JSON has no infinity.
    budget: { intensity: finite(budget.intensity), left: finite(budget.left) },
    lastError: lastFailure === undefined ? null : {
      type: oneLine(lastFailure.name, 100),
      phase: lastFailure.phase,
      incarnation: lastFailure.incarnation,
      message: details ? oneLine(lastFailure.message) : undefined,
    },
    dependsOn: service.dependsOn,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The years that an ISO time can name end here. */
const lastMs = 8_640_000_000_000_000;

function isoTime(wallMs: number): string | null {
  const ms = Math.round(wallMs);
  if (!(Math.abs(ms) <= lastMs)) return null;
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "millisecond" });
}
