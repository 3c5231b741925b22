// Table H, rows of the health resources: what each of them answers, by what the application is.
import { assertEquals } from "@std/assert";
import { healthHandler } from "../../src/services/health/health_handler.ts";
import type { ApplicationInfo } from "../../src/services/service_info.ts";
import { applicationInfo, serviceInfo } from "../support/application_info.ts";

/** Status and body of each resource. */
async function answersTo(info: ApplicationInfo, wallMs = 0) {
  const handler = healthHandler({ info: () => info }, { wallClock: () => wallMs });
  const answer = async (path: string) => {
    const response = handler(new Request(`http://localhost${path}`));
    return [response.status, await response.json()] as const;
  };
  const [live] = await answer("/livez");
  const [health, body] = await answer("/healthz");
  return { live, ready: await answer("/readyz"), health, body };
}

Deno.test("H11 healthHandler() answers live and ready while all is well", async () => {
  const { live, ready, health, body } = await answersTo(applicationInfo({ status: "ok" }));
  assertEquals([live, ready], [200, [200, { status: "ok", ready: true }]]);
  assertEquals([health, body.status], [200, "ok"]);
});

Deno.test("H12 healthHandler() answers live but not ready before all was well", async () => {
  const { live, ready, health, body } = await answersTo(applicationInfo({ status: "starting" }));
  assertEquals([live, ready], [200, [503, { status: "starting", ready: false }]]);
  assertEquals([health, body.status], [200, "starting"]);
});

Deno.test("H13 healthHandler() answers live but not ready when all is not well any more", async () => {
  const { live, ready, health, body } = await answersTo(applicationInfo({ status: "degraded" }));
  assertEquals([live, ready], [200, [503, { status: "degraded", ready: false }]]);
  assertEquals([health, body.status], [200, "degraded"]);
});

Deno.test("H15 healthHandler() tells the time at which a cooling service is started again", async () => {
  const cooling = serviceInfo("db", { status: "cooling", ready: false, retryAtMs: 301_000 });
  const info = applicationInfo({ status: "degraded", nowMs: 1_000, services: [cooling] });
  const { body } = await answersTo(info, Date.UTC(2026, 0, 1));
  assertEquals([body.services[0].status, body.services[0].retryAt], ["cooling", "2026-01-01T00:05:00.000Z"]);
});
