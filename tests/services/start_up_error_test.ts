import { assertEquals, assertInstanceOf } from "@std/assert";
import { StartUpError } from "@mainstay/supervisor/services";
import { serviceInfo } from "../support/application_info.ts";
import { failing, named, steady, unready } from "../support/acting_services.ts";
import { ApplicationRun } from "../support/application_run.ts";

Deno.test("StartUpError says which application failed to start, and why, service by service", () => {
  const services = [serviceInfo("db", { status: "dead" })];
  const reasons = ["db: AuthError: token expired", "api: waiting for db"];
  const error = new StartUpError("shop", "hopeless", reasons, services);
  assertEquals([error.name, error.message, error.outcome, error.reasons], [
    "StartUpError",
    'Cannot start application "shop": db: AuthError: token expired; api: waiting for db',
    "hopeless",
    reasons,
  ]);
  assertEquals(error.services, services);
});

const lost = { nonRetryable: "AuthError", onExhausted: "give-up" } as const;
const expired = () => Promise.reject(named("AuthError", "token expired"));

Deno.test("startApplication() fails its start-up at once when a required service is lost, with every reason", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "web", dependsOn: ["api", "mail"], serve: steady },
    { name: "db", ...lost, onStart: expired },
    { name: "api", dependsOn: ["db"], serve: steady },
    { name: "mail", serve: unready },
    { name: "fine", serve: steady },
    { name: "spare", role: "optional", serve: unready },
  ], { name: "shop" });
  const { exitCode, outcome, reason, error, durationMs } = run.report!;
  const reasons = [
    "web: waiting for api, mail",
    "db: AuthError: token expired",
    "api: waiting for db",
    "mail: running for 0 ms, not ready",
  ];
  assertEquals([exitCode, outcome, durationMs], [1, "failed", 0]);
  assertEquals(reason, `start-up failed: ${reasons.join("; ")}`);
  assertInstanceOf(error, StartUpError);
  const { outcome: how, reasons: why, services } = error as StartUpError;
  assertEquals([how, why], ["hopeless", reasons]);
  // As they were then; the report tells how they are after the stop.
  assertEquals(services.map(({ name, status }) => `${name} ${status}`), [
    "web stopped",
    "db dead",
    "api stopped",
    "mail running",
    "spare running",
  ]);
  const result = await run.app.startUp;
  assertEquals([result.ready, result.outcome, result.reasons], [false, "hopeless", reasons]);
});

for (const [cooldownMs, endedAtMs] of [[999, undefined], [1_000, undefined], [1_001, 0]] as const) {
  const what = endedAtMs === undefined ? "goes on with" : "fails at once by";
  Deno.test(`startApplication() ${what} a cooldown of ${cooldownMs} ms when its start-up may take 1000 ms`, async () => {
    const run = await ApplicationRun.after(0, [{
      name: "db",
      budget: { intensity: 0 },
      cooldownMs,
      serve: ({ incarnation, ...context }) => incarnation === 1 ? failing() : steady({ incarnation, ...context }),
    }], { startupTimeoutMs: 1_000 });
    assertEquals(run.report?.durationMs, endedAtMs);
    if (endedAtMs === 0) assertEquals(run.report?.reason, "start-up failed: db: Error: boom");
    else {
      await run.clock.advance(cooldownMs);
      // What becomes ready at the limit itself may be late or not; before it, it is in time.
      if (cooldownMs === 999) assertEquals((await run.app.startUp).outcome, "ready");
    }
  });
}

Deno.test("startApplication() goes on with a cooldown of any length when its start-up has no limit", async () => {
  const run = await ApplicationRun.after(300_000, [{ name: "db", budget: { intensity: 0 }, serve: failing }], {
    startupTimeoutMs: Infinity,
  });
  assertEquals([run.report, run.starts("db")], [undefined, [0, 300_000]]);
});

for (const [atMs, outcome] of [[999, undefined], [1_000, "failed"]] as const) {
  Deno.test(`startApplication() has ${outcome ?? "not failed"} ${atMs} ms into a start-up that may take 1000 ms`, async () => {
    const run = await ApplicationRun.after(atMs, [
      { name: "slow", onStart: ({ clock, signal }) => clock.sleep(5_000, signal) },
      { name: "quiet", serve: unready },
      { name: "later", dependsOn: ["quiet"] },
      { name: "parent", children: [{ name: "child", serve: unready }] },
    ], { startupTimeoutMs: 1_000 });
    assertEquals(run.report?.outcome, outcome);
    if (outcome === undefined) return;
    assertInstanceOf(run.report?.error, StartUpError);
    const error = run.report!.error as StartUpError;
    assertEquals([error.outcome, run.report?.exitCode], ["timeout", 1]);
    assertEquals(error.reasons, [
      "slow: starting (onStart) for 1000 ms",
      "quiet: running for 1000 ms, not ready",
      "later: waiting for quiet",
      "parent: starting (children) for 1000 ms",
      "parent/child: running for 1000 ms, not ready",
    ]);
  });
}

Deno.test("StartUpError tells what a service said itself when it was not ready any more", async () => {
  const run = await ApplicationRun.after(1_000, [
    {
      name: "db",
      serve: async (context) => {
        context.ready();
        await context.clock.sleep(100, context.signal);
        context.notReady("replaying the log");
        await unready(context);
      },
    },
    { name: "api", serve: unready },
  ], { startupTimeoutMs: 1_000 });
  assertEquals(
    run.report?.reason,
    "start-up failed: db: running for 1000 ms, not ready: replaying the log; api: running for 1000 ms, not ready",
  );
});

Deno.test("startApplication() does not fail its start-up by an optional service, nor by what belongs to one", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "core", serve: steady },
    { name: "spare", role: "optional", ...lost, onStart: expired },
    { name: "extra", role: "optional", children: [{ name: "part", serve: unready }] },
  ], { startupTimeoutMs: 1_000 });
  assertEquals([(await run.app.startUp).outcome, run.app.info().status], ["ready", "ok"]);
  await run.clock.advance(10_000);
  assertEquals([run.report, run.service("spare").status], [undefined, "dead"]);
});

Deno.test("startApplication() fails its start-up when a required service depends on an optional one that is lost", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "spare", role: "optional", ...lost, onStart: expired },
    { name: "core", dependsOn: ["spare"], serve: steady },
  ]);
  assertEquals(run.report?.reason, "start-up failed: core: waiting for spare (AuthError: token expired)");
});

Deno.test("startApplication() is not failed by its start-up's limit once all were ready", async () => {
  const run = await ApplicationRun.after(500, [{
    name: "db",
    serve: async (context) => {
      context.ready();
      await context.clock.sleep(100, context.signal);
      context.notReady("reconnecting");
      await unready(context);
    },
  }], { startupTimeoutMs: 1_000 });
  assertEquals(run.app.info().status, "degraded");
  await run.clock.advance(60_000);
  assertEquals([run.report, run.app.info().status], [undefined, "degraded"]);
});
