import { readinessBody } from "./health_body.ts";
import { oneLine } from "../one_line.ts";
import type { ApplicationInfo, ServiceInfo } from "../service_info.ts";
import { serviceList } from "./service_list.ts";

/**
 * The readiness of each service in a line of its own, and of the application in the last one, in the form that Kubernetes gives its own:
 *
 * ```text
 * [+]db ok
 * [-]api failed: connection refused
 * [-]mail dead (optional): reason withheld
 * readyz check failed: degraded
 * ```
 *
 * @param details Whether the services' reasons are shown. They can hold secrets.
 */
export function readinessText(info: ApplicationInfo, details: boolean): string {
  const lines = serviceList(info).map((service) => `${line(service, details)}\n`).join("");
  const { status, ready } = readinessBody(info);
  return `${lines}readyz check ${ready ? "passed" : `failed: ${status}`}\n`;
}

function line(service: ServiceInfo, details: boolean): string {
  const path = oneLine(service.path);
  const optional = service.role === "optional" ? " (optional)" : "";
  if (service.ready) return `[+]${path} ok${optional}`;
  const state = service.status === "running" ? "running, but not ready" : service.status;
  // That it is failed because it failed says nothing.
  const reason = service.reason === service.status
    ? service.lastFailure?.text
    : service.reason ?? service.lastFailure?.text;
  if (reason === undefined) return `[-]${path} ${state}${optional}`;
  return `[-]${path} ${state}${optional}: ${details ? oneLine(reason) : "reason withheld"}`;
}
