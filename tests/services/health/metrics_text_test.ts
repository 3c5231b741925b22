import { assertEquals } from "@std/assert";
import { metricsText } from "../../../src/services/health/metrics_text.ts";
import { ServiceFailure } from "../../../src/services/service_failure.ts";
import type { ApplicationInfo } from "../../../src/services/service_info.ts";
import { serviceStatuses } from "../../../src/services/service_status.ts";
import { applicationInfo, manyServices, serviceInfo } from "../../support/application_info.ts";
import { parseExposition } from "../../support/exposition_parser.ts";

/** The samples of one metric as `label values: value`. */
function samplesOf(text: string, name: string): string[] {
  const { samples } = parseExposition(text).find((metric) => metric.name === `mainstay_${name}`)!;
  return samples.map(({ labels, value }) => `${Object.values(labels).join(" ")}: ${value}`);
}

const info = applicationInfo({
  status: "degraded",
  nowMs: 10_000,
  uptimeMs: 61_500,
  drops: { overflow: 2, shutdown: 0 },
  services: [
    serviceInfo("db"),
    serviceInfo("api", {
      status: "cooling",
      ready: false,
      retryAtMs: 12_500,
      incarnation: 7,
      restarts: 6,
      failures: 8,
      budget: { intensity: 6, left: 0 },
      children: [serviceInfo("cache", { path: "api/cache", role: "optional", status: "failed", retryAtMs: 9_000 })],
    }),
  ],
});

Deno.test("metricsText() keeps to the format and to its names' conventions", () => {
  const metrics = parseExposition(metricsText(info));
  assertEquals(metrics.map(({ name, type }) => `${type} ${name}`), [
    "gauge mainstay_application_info",
    "gauge mainstay_application_status",
    "gauge mainstay_application_ready",
    "gauge mainstay_application_uptime_seconds",
    "gauge mainstay_service_status",
    "gauge mainstay_service_ready",
    "gauge mainstay_service_incarnation",
    "counter mainstay_service_restarts_total",
    "counter mainstay_service_failures_total",
    "gauge mainstay_service_budget_limit",
    "gauge mainstay_service_budget_left",
    "gauge mainstay_service_retry_seconds",
    "counter mainstay_records_dropped_total",
  ]);
});

Deno.test("metricsText() has the numbers of the application", () => {
  const text = metricsText(info);
  assertEquals(samplesOf(text, "application_info"), ["shop: 1"]);
  assertEquals(samplesOf(text, "application_ready"), [": 0"]);
  assertEquals(samplesOf(text, "application_uptime_seconds"), [": 61.5"]);
  assertEquals(samplesOf(text, "records_dropped_total"), ["overflow: 2", "shutdown: 0"]);
  assertEquals(samplesOf(text, "application_status"), [
    "starting: 0",
    "ok: 0",
    "degraded: 1",
    "stopping: 0",
    "stopped: 0",
  ]);
});

Deno.test("metricsText() has the numbers of each service", () => {
  const text = metricsText(info);
  assertEquals(samplesOf(text, "service_ready"), ["db required: 1", "api required: 0", "api/cache optional: 1"]);
  assertEquals(samplesOf(text, "service_incarnation"), ["db: 1", "api: 7", "api/cache: 1"]);
  assertEquals(samplesOf(text, "service_restarts_total"), ["db: 0", "api: 6", "api/cache: 0"]);
  assertEquals(samplesOf(text, "service_failures_total"), ["db: 0", "api: 8", "api/cache: 0"]);
  assertEquals(samplesOf(text, "service_budget_limit"), ["db: 5", "api: 6", "api/cache: 5"]);
  assertEquals(samplesOf(text, "service_budget_left"), ["db: 5", "api: 0", "api/cache: 5"]);
});

Deno.test("metricsText() has every status of each service, of which one is 1", () => {
  const samples = samplesOf(metricsText(info), "service_status");
  assertEquals(samples.length, 3 * serviceStatuses.length);
  assertEquals(samples.filter((sample) => sample.endsWith(": 1")), [
    "db required running: 1",
    "api required cooling: 1",
    "api/cache optional failed: 1",
  ]);
});

Deno.test("metricsText() has the time until a service is started again, and 0 where that is due", () => {
  assertEquals(samplesOf(metricsText(info), "service_retry_seconds"), ["api: 2.5", "api/cache: 0"]);
});

Deno.test("metricsText() keeps to the format whatever the names are", () => {
  const odd = 'a"b\\c\nd{e="f"} 1\u0000🙂\ud800';
  const text = metricsText(applicationInfo({ name: odd, services: [serviceInfo(odd)], drops: { [odd]: NaN } }));
  const shown = 'a"b\\c d{e="f"} 1 🙂\ufffd';
  assertEquals(samplesOf(text, "application_info"), [`${shown}: 1`]);
  assertEquals(samplesOf(text, "service_restarts_total"), [`${shown}: 0`]);
  assertEquals(samplesOf(text, "records_dropped_total"), [`${shown}: 0`]);
});

Deno.test("metricsText() shows no message and no reason", () => {
  const lastFailure = new ServiceFailure(new Error("hunter2"), "serve", 1, 0);
  const services = [serviceInfo("db", { lastFailure, reason: "hunter2" })];
  assertEquals(metricsText(applicationInfo({ services, fatalReason: "hunter2" })).includes("hunter2"), false);
});

Deno.test("metricsText() is 0 or empty where something is missing", () => {
  const names = parseExposition(metricsText({} as ApplicationInfo)).map(({ name }) => name);
  assertEquals(names, ["info", "status", "ready", "uptime_seconds"].map((name) => `mainstay_application_${name}`));
});

Deno.test("metricsText() keeps to the format for a thousand services", () => {
  const metrics = parseExposition(metricsText(applicationInfo({ services: manyServices(1_000) })));
  assertEquals(metrics.find(({ name }) => name === "mainstay_service_ready")!.samples.length, 1_000);
});
