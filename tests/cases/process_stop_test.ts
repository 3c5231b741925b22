// Table P: how a whole process comes to its end.
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { EscalationError } from "@mainstay/supervisor";
import { MemorySessionStore, type ServiceContext } from "@mainstay/supervisor/services";
import { failing, named, steady } from "../support/acting_services.ts";
import { ApplicationRun, epochMs } from "../support/application_run.ts";

Deno.test("P1 RunningApplication.stop() ends with code 0 and a session that is a success", async () => {
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(5_000, [{ name: "db", serve: steady }], { sessions: store, name: "shop" });
  const report = await run.stopped();
  assertEquals([report.exitCode, report.outcome, report.reason, report.sessionId], [0, "stopped", undefined, 1]);
  const [row] = store.list();
  assertEquals([row?.application, row?.status, row?.error, row?.stoppedAtMs], [
    "shop",
    "success",
    null,
    epochMs + 5_000,
  ]);
});

Deno.test("P2 a fatal failure tears everything down, and then fails the application and its session", async () => {
  const store = new MemorySessionStore();
  let tornDownAtMs = 0;
  const run = await ApplicationRun.after(1_000, [
    {
      name: "db",
      serve: steady,
      onStop: async ({ clock }) => {
        await clock.sleep(2_000);
        tornDownAtMs = clock.now();
      },
    },
    {
      name: "api",
      dependsOn: ["db"],
      fatal: "SchemaError",
      serve: ({ clock, ready }) => (ready(), clock.sleep(1_000).then(() => Promise.reject(named("SchemaError")))),
    },
  ], { sessions: store });
  // It is known before anything was torn down.
  assertEquals([run.report, run.app.info().status, run.app.info().fatalReason], [
    undefined,
    "stopping",
    'service "api" crashed: SchemaError: boom',
  ]);
  const report = await run.over();
  assertEquals([report.exitCode, report.reason, report.durationMs, tornDownAtMs], [
    1,
    'service "api" crashed: SchemaError: boom',
    3_000,
    3_000,
  ]);
  assertInstanceOf(report.error, EscalationError);
  const [row] = store.list();
  assertEquals([row?.status, row?.error?.type, row?.error?.message], ["failure", "SchemaError", "boom"]);
  assertEquals(row?.stoppedAtMs, epochMs + 3_000);
});

Deno.test("P3 ApplicationReport has the first reason, whatever fails after it", async () => {
  const lost = { onExhausted: "escalate", budget: { intensity: 0 } } as const;
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(0, [
    { ...lost, name: "a", serve: ({ ready, clock, signal }) => (ready(), clock.sleep(100, signal).then(failing)) },
    {
      ...lost,
      name: "b",
      serve: ({ ready, clock, signal }) => {
        ready();
        return clock.sleep(Infinity, signal).catch(() => {
          throw named("SecondError");
        });
      },
    },
  ], { sessions: store });
  const report = await run.over();
  assertEquals([report.reason, store.list()[0]?.error?.message], ['service "a" crashed: Error: boom', "boom"]);
  assertEquals(report.teardown.causes.map(({ text }) => text), ['"serve" of service "b" threw SecondError: boom']);
});

for (const [graceMs, endMs] of [[30_000, 30_000], [Infinity, 10_000]] as const) {
  Deno.test(`P5 RunningApplication.stop() is over after ${endMs} ms when a service hangs, with a grace of ${graceMs} ms`, async () => {
    const run = await ApplicationRun.after(0, [
      {
        name: "hung",
        serve: steady,
        onStop: () => new Promise(() => {}),
        graceMs: graceMs === Infinity ? 10_000 : 60_000,
      },
    ], { graceMs });
    run.app.stop();
    await run.clock.advance(endMs - 1);
    assertEquals(run.report, undefined);
    await run.clock.advance(1);
    assertEquals([run.report?.exitCode, run.report?.teardown.abandoned, run.service("hung").status], [
      // What still runs can only be ended with the process.
      1,
      ["hung"],
      "stopped",
    ]);
    // Its status is settled before the last event is told, and nothing is told after that.
    assertEquals(run.events.slice(-2).map(({ type }) => type), ["service-status", "group-finished"]);
  });
}

// No stream of events is closed here: what a former run says when all is over is heard by nobody.
Deno.test("P7 a service that speaks after the end of its application is not heard", async () => {
  let context!: ServiceContext;
  const run = await ApplicationRun.after(0, [{
    name: "db",
    serve: (given) => {
      context = given;
      return steady(given);
    },
  }]);
  await run.stopped();
  const told = run.events.length;
  context.ready("late");
  context.notReady("later");
  assertThrows(() => context.spawn("task", () => {}), Error, "it is stopping");
  assertThrows(() => context.addChild({ name: "child" }), Error, "it is stopping");
  await run.clock.advance(60_000);
  assertEquals([run.events.length, run.service("db").ready, run.clock.pending], [told, false, 0]);
});
