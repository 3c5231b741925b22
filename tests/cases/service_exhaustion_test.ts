// Table EX, the rows that need services: what a spent budget and an error that no restart can mend do to an application. PERMANENT,
// TRANSIENT and TEMPORARY are `onExhausted` "escalate", "cooldown" and "give-up". The other rows are elsewhere.
import { assertEquals, assertInstanceOf } from "@std/assert";
import { EscalationError } from "@mainstay/supervisor";
import { healthHandler, type ServiceSpec } from "@mainstay/supervisor/services";
import { crashingAfter, failing, named, steady } from "../support/acting_services.ts";
import { ApplicationRun, epochMs } from "../support/application_run.ts";

const spec = {
  name: "x",
  budget: { intensity: 3, periodMs: 10_000 },
  cooldownMs: 60_000,
  startupTimeoutMs: 5_000,
} as const satisfies ServiceSpec;

Deno.test("EX1 the reason is known at the decision itself, before anybody is asked to stop", async () => {
  const seen: unknown[] = [];
  const run = await ApplicationRun.after(6_999, [
    { name: "bystander", serve: steady },
    { ...spec, onExhausted: "escalate", serve: failing },
  ], {
    onEvent: (event) => {
      if (event.type === "escalated" || event.type === "stopping" || event.type === "group-stopping") {
        seen.push([event.type, run?.app.info().fatalReason]);
      }
    },
  });
  await run.clock.advance(1);
  const reason = 'service "x" crashed: Error: boom';
  assertEquals(seen, [["escalated", reason], ["group-stopping", reason], ["stopping", reason]]);
  assertEquals(run.of("x", "service-status").slice(-1), [{
    type: "service-status",
    atMs: 7_000,
    service: "x",
    incarnation: 4,
    status: "crashed",
    previous: "failed",
    ready: false,
    reason: "crashed",
    failure: run.service("x").lastFailure!,
  }]);
  assertEquals([run.report?.reason, run.report?.durationMs], [reason, 7_000]);
  assertInstanceOf(run.report?.error, EscalationError);
});

Deno.test('EX2 the service of a spent budget is "crashed" in the report', async () => {
  const run = await ApplicationRun.after(7_000, [{ ...spec, onExhausted: "escalate", serve: failing }]);
  assertEquals(run.report?.services.map(({ status, ready, retryAtMs }) => [status, ready, retryAtMs]), [
    ["crashed", false, undefined],
  ]);
});

Deno.test("EX3 a service cools down, and tells when it is started again", async () => {
  const run = await ApplicationRun.after(7_000, [{ ...spec, serve: failing }], { startupTimeoutMs: Infinity });
  const { status, retryAtMs } = run.service("x");
  assertEquals([status, retryAtMs, run.report, run.clock.pending], ["cooling", 67_000, undefined, 1]);
  const [event] = run.of("x", "service-status").slice(-1);
  assertEquals(event?.type === "service-status" && [event.status, event.retryAtMs], ["cooling", 67_000]);
  const handler = healthHandler(run.app, { wallClock: () => epochMs + run.clock.now() });
  const health = await handler(new Request("http://localhost/healthz")).json();
  assertEquals(Date.parse(health.services[0].retryAt), epochMs + 67_000);
});

Deno.test("EX7 a service that leaves during its cooldown leaves nothing behind", async () => {
  const run = await ApplicationRun.after(2_000, [{
    name: "parent",
    serve: crashingAfter(2_000),
    backoff: { baseMs: 500, jitter: "none" },
    // Only its first run has that child.
    afterStart: ({ addChild, incarnation }) => {
      if (incarnation === 1) addChild({ ...spec, role: "optional", budget: { intensity: 0 }, serve: failing });
    },
  }]);
  assertEquals(run.statuses("parent/x"), [
    "0 starting",
    "0 failed",
    "0 cooling",
    "2000 stopping",
    "2000 stopped",
  ]);
  await run.clock.advance(100_000);
  assertEquals([run.service("parent").children, run.statuses("parent/x").length], [[], 5]);
  const report = await run.stopped();
  assertEquals([report.exitCode, report.teardown.clean, run.error], [0, true, undefined]);
});

Deno.test("EX11 a fatal error crashes a service at once, and names itself in the reason", async () => {
  const run = await ApplicationRun.after(0, [{
    ...spec,
    fatal: "SchemaError",
    serve: () => Promise.reject(named("SchemaError", "version 3")),
  }]);
  assertEquals([run.starts("x"), run.statuses("x").at(-1)], [[0], "0 crashed"]);
  assertEquals([run.report?.exitCode, run.report?.reason], [1, 'service "x" crashed: SchemaError: version 3']);
});

Deno.test("EX16 an error that no restart can mend crashes a service that must not be lost", async () => {
  const run = await ApplicationRun.after(0, [{
    ...spec,
    nonRetryable: "AuthError",
    onExhausted: "escalate",
    serve: () => Promise.reject(named("AuthError", "token expired")),
  }]);
  assertEquals([run.starts("x"), run.statuses("x").at(-1), run.service("x").restarts], [[0], "0 crashed", 0]);
  assertEquals([run.report?.exitCode, run.report?.reason], [1, 'service "x" crashed: AuthError: token expired']);
});

for (const hook of ["beforeStart", "onStart", "serve", "afterStart"] as const) {
  // The reference does so for the loop alone: its hooks were tried again.
  Deno.test(`EX18 an error of a fatal class crashes a service at once when "${hook}" throws it`, async () => {
    class DiskError extends Error {}
    const run = await ApplicationRun.after(0, [{
      ...spec,
      serve: steady,
      fatal: [DiskError],
      [hook]: () => Promise.reject(new DiskError("gone")),
    }]);
    assertEquals([run.starts("x"), run.statuses("x").at(-1)], [[0], "0 crashed"]);
    assertEquals([run.report?.exitCode, run.service("x").lastFailure?.phase], [1, hook]);
  });
}
