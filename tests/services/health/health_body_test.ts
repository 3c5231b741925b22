import { assertEquals } from "@std/assert";
import { healthBody, readinessBody } from "../../../src/services/health/health_body.ts";
import { ServiceFailure } from "../../../src/services/service_failure.ts";
import type { ApplicationInfo } from "../../../src/services/service_info.ts";
import { serviceStatuses } from "../../../src/services/service_status.ts";
import { applicationInfo, serviceInfo } from "../../support/application_info.ts";

const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The body of an application whose only service has what is given. */
function bodyOf(given: Parameters<typeof serviceInfo>[1], details = false) {
  return healthBody(applicationInfo({ nowMs: 1_000, services: [serviceInfo("db", given)] }), wallMs, details)
    .services[0]!;
}

Deno.test("readinessBody() is ready for the status ok alone", () => {
  const statuses = ["starting", "ok", "degraded", "stopping", "stopped"] as const;
  assertEquals(statuses.map((status) => readinessBody(applicationInfo({ status }))), [
    { status: "starting", ready: false },
    { status: "ok", ready: true },
    { status: "degraded", ready: false },
    { status: "stopping", ready: false },
    { status: "stopped", ready: false },
  ]);
});

Deno.test("healthBody() tells everything about every service", () => {
  const failure = new ServiceFailure(new TypeError("password hunter2"), "onStart", 3, 900);
  const cache = serviceInfo("cache", { path: "api/cache", role: "optional", status: "starting", ready: false });
  const api = serviceInfo("api", {
    status: "cooling",
    ready: false,
    reason: "hunter2 was refused",
    retryAtMs: 31_000,
    incarnation: 3,
    restarts: 2,
    failures: 3,
    budget: { intensity: 5, left: 3 },
    lastFailure: failure,
    dependsOn: ["db"],
    children: [cache],
  });
  const info = applicationInfo({
    status: "degraded",
    nowMs: 1_000,
    uptimeMs: 61_500,
    services: [serviceInfo("db"), api],
    drops: { overflow: 2 },
  });
  assertEquals(JSON.parse(JSON.stringify(healthBody(info, wallMs, false))), {
    status: "degraded",
    ready: false,
    name: "shop",
    uptime: 61.5,
    counts: {
      ...Object.fromEntries(serviceStatuses.map((status) => [status, 0])),
      running: 1,
      cooling: 1,
      starting: 1,
    },
    drops: { overflow: 2 },
    services: [
      {
        name: "db",
        path: "db",
        role: "required",
        status: "running",
        ready: true,
        retryAt: null,
        incarnation: 1,
        restarts: 0,
        failures: 0,
        budget: { intensity: 5, left: 5 },
        lastError: null,
        dependsOn: [],
      },
      {
        name: "api",
        path: "api",
        role: "required",
        status: "cooling",
        ready: false,
        retryAt: "2026-01-02T03:04:35.000Z",
        incarnation: 3,
        restarts: 2,
        failures: 3,
        budget: { intensity: 5, left: 3 },
        lastError: { type: "TypeError", phase: "onStart", incarnation: 3 },
        dependsOn: ["db"],
      },
      {
        name: "cache",
        path: "api/cache",
        role: "optional",
        status: "starting",
        ready: false,
        retryAt: null,
        incarnation: 1,
        restarts: 0,
        failures: 0,
        budget: { intensity: 5, left: 5 },
        lastError: null,
        dependsOn: [],
      },
    ],
  });
});

Deno.test("healthBody() shows messages and reasons only in detail", () => {
  const given = {
    reason: "the token is hunter2",
    lastFailure: new ServiceFailure(new Error("user:hunter2@db"), "serve", 1, 0),
  };
  const info = applicationInfo({ fatalReason: "hunter2 is gone", services: [serviceInfo("db", given)] });
  assertEquals(JSON.stringify(healthBody(info, wallMs, false)).includes("hunter2"), false);
  const { fatalReason, services: [db] } = healthBody(info, wallMs, true);
  assertEquals([fatalReason, db!.reason, db!.lastError!.message], [
    "hunter2 is gone",
    "the token is hunter2",
    "user:hunter2@db",
  ]);
});

Deno.test("healthBody() tells when a service is started again by the time of day", () => {
  assertEquals(bodyOf({ retryAtMs: 1_000 }).retryAt, "2026-01-02T03:04:05.000Z");
  assertEquals(bodyOf({ retryAtMs: 1_000.6 }).retryAt, "2026-01-02T03:04:05.001Z");
  assertEquals(bodyOf({ retryAtMs: 0 }).retryAt, "2026-01-02T03:04:04.000Z");
});

Deno.test("healthBody() has no time that no calendar has", () => {
  const last = 8_640_000_000_000_000 - wallMs + 1_000;
  assertEquals([last, last + 1, Infinity, NaN].map((retryAtMs) => bodyOf({ retryAtMs }).retryAt), [
    "+275760-09-13T00:00:00.000Z",
    null,
    null,
    null,
  ]);
});

Deno.test("healthBody() has null for a budget without a limit", () => {
  assertEquals(bodyOf({ budget: { intensity: Infinity, left: Infinity } }).budget, { intensity: null, left: null });
});

Deno.test("healthBody() shortens what is too long", () => {
  const error = new Error("m".repeat(5_000));
  error.name = "N".repeat(5_000);
  const { lastError } = bodyOf({ lastFailure: new ServiceFailure(error, "serve", 1, 0) }, true);
  assertEquals([lastError!.type.length, lastError!.message!.length], [100, 1_000]);
});

Deno.test("healthBody() is 0 or empty where something is missing", () => {
  const { counts, ...body } = healthBody({} as ApplicationInfo, wallMs, true);
  assertEquals(JSON.parse(JSON.stringify(body)), {
    status: "starting",
    ready: false,
    name: "",
    uptime: 0,
    drops: {},
    services: [],
  });
  assertEquals(Object.values(counts), serviceStatuses.map(() => 0));
});

Deno.test("healthBody() counts a status that nobody knows", () => {
  const info = applicationInfo({ services: [serviceInfo("db", { status: "odd" as never })] });
  assertEquals(healthBody(info, wallMs, false).counts["odd" as never], 1);
});
