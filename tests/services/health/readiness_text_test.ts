import { assertEquals } from "@std/assert";
import { readinessText } from "../../../src/services/health/readiness_text.ts";
import { ServiceFailure } from "../../../src/services/service_failure.ts";
import { applicationInfo, serviceInfo } from "../../support/application_info.ts";

const lastFailure = new ServiceFailure(new TypeError("no route"), "serve", 1, 0);
const services = [
  serviceInfo("db", { reason: "14 connections" }),
  serviceInfo("api", {
    status: "failed",
    ready: false,
    reason: "connection refused",
    children: [serviceInfo("cache", { path: "api/cache", role: "optional" })],
  }),
  serviceInfo("mail", { status: "dead", ready: false, role: "optional", lastFailure }),
  serviceInfo("queue", { status: "running", ready: false }),
  serviceInfo("log", { status: "starting", ready: false }),
];

Deno.test("readinessText() has a line for each service", () => {
  assertEquals(
    readinessText(applicationInfo({ status: "degraded", services }), false),
    `[+]db ok
[-]api failed: reason withheld
[+]api/cache ok (optional)
[-]mail dead (optional): reason withheld
[-]queue running, but not ready
[-]log starting
readyz check failed: degraded
`,
  );
});

Deno.test("readinessText() gives the reasons in detail", () => {
  assertEquals(
    readinessText(applicationInfo({ status: "degraded", services }), true),
    `[+]db ok
[-]api failed: connection refused
[+]api/cache ok (optional)
[-]mail dead (optional): TypeError: no route
[-]queue running, but not ready
[-]log starting
readyz check failed: degraded
`,
  );
});

Deno.test("readinessText() of an application that is well", () => {
  assertEquals(readinessText(applicationInfo(), false), "readyz check passed\n");
});

Deno.test("readinessText() keeps a service to one line", () => {
  const forged = serviceInfo("db\n[+]api ok", { status: "failed", ready: false, reason: "x\n[+]mail ok" });
  assertEquals(
    readinessText(applicationInfo({ services: [forged] }), true),
    "[-]db [+]api ok failed: x [+]mail ok\nreadyz check passed\n",
  );
});
