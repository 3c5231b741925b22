import { metricText, type MetricType, type Sample } from "./exposition.ts";
import { readinessBody } from "./health_body.ts";
import { oneLine } from "../one_line.ts";
import type { ApplicationInfo, ServiceInfo } from "../service_info.ts";
import { numberOr0, serviceList } from "./service_list.ts";
import { serviceStatuses } from "../service_status.ts";

/** What the text is, as an HTTP header says it. */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

const applicationStatuses = [
  "starting",
  "ok",
  "degraded",
  "stopping",
  "stopped",
] as const satisfies readonly ApplicationInfo["status"][];

/** Prometheus takes label values of any length, but not everybody behind it does. */
const longestLabel = 200;

/**
 * The application's numbers in Prometheus' text format 0.0.4. It shows no message and no reason.
 *
 * The label `service` is a service's path. A status is a set of gauges, of which one is 1.
 */
export function metricsText(info: ApplicationInfo): string {
  const services = serviceList(info).map((service) => ({ service, name: label(service.path) }));
  const nowMs = numberOr0(info.nowMs);
  const { status: applicationStatus, ready } = readinessBody(info);

  const ofApplication = (name: string, help: string, samples: Iterable<Sample>) =>
    metricText(`mainstay_application_${name}`, "gauge", help, samples);
  const ofServices = (name: string, type: MetricType, help: string, value: (service: ServiceInfo) => number) =>
    metricText(
      `mainstay_service_${name}`,
      type,
      help,
      services.map(({ service, name }) => [{ service: name }, value(service)]),
    );

  return [
    ofApplication("info", "The name of the application.", [[{ application: label(info.name ?? "") }, 1]]),
    ofApplication(
      "status",
      "What the application is as a whole: 1 for the status that it has.",
      applicationStatuses.map((status) => [{ status }, Number(status === applicationStatus)]),
    ),
    ofApplication("ready", "Whether every required service is ready.", [[{}, Number(ready)]]),
    ofApplication("uptime_seconds", "How long the application has been running.", [[
      {},
      numberOr0(info.uptimeMs) / 1_000,
    ]]),
    metricText(
      "mainstay_service_status",
      "gauge",
      "Where the service is: 1 for the status that it has.",
      services.flatMap(({ service: { role, status }, name }) =>
        serviceStatuses.map((each): Sample => [{ service: name, role, status: each }, Number(each === status)])
      ),
    ),
    metricText(
      "mainstay_service_ready",
      "gauge",
      "Whether the service is ready to do its work.",
      services.map(({ service: { role, ready }, name }) => [{ service: name, role }, Number(ready)]),
    ),
    ofServices("incarnation", "gauge", "Which run of the service is the latest one.", ({ incarnation }) => incarnation),
    ofServices("restarts_total", "counter", "Restarts of the service that were decided.", ({ restarts }) => restarts),
    ofServices("failures_total", "counter", "Failures of the service.", ({ failures }) => failures),
    ofServices("budget_limit", "gauge", "Restarts that the service's budget allows.", ({ budget }) => budget.intensity),
    ofServices("budget_left", "gauge", "Restarts that are left of the service's budget.", ({ budget }) => budget.left),
    metricText(
      "mainstay_service_retry_seconds",
      "gauge",
      "Time until the service is started again; absent where that is not planned.",
      services.filter(({ service }) => service.retryAtMs !== undefined).map(({ service, name }) => [
        { service: name },
        Math.max(0, numberOr0(service.retryAtMs) - nowMs) / 1_000,
      ]),
    ),
    metricText(
      "mainstay_records_dropped_total",
      "counter",
      "Records of executions that were lost.",
      Object.entries(info.drops ?? {}).map(([cause, count]) => [{ cause: label(cause) }, numberOr0(count)]),
    ),
  ].join("");
}

function label(text: string): string {
  return oneLine(text, longestLabel);
}
