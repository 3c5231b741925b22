// The session of an application, on a store that fails as it is told to.
import { assertEquals } from "@std/assert";
import { MemorySessionStore, type SessionStart } from "@mainstay/supervisor/services";
import { failing, steady } from "../support/acting_services.ts";
import { ApplicationRun, epochMs } from "../support/application_run.ts";
import { FailingStore } from "./sessions/failing_store.ts";

const service = { name: "db", serve: steady };

for (const [call, faults] of [["reclaim", ["throws"]], ["create", [undefined, "rejects"]]] as const) {
  Deno.test(`startApplication() fails before anything is started when ${call} fails`, async () => {
    const store = new FailingStore();
    store.faults = [...faults];
    const run = await ApplicationRun.after(0, [service], { sessions: store });
    const { outcome, exitCode, reason, sessionId, services } = run.report!;
    const message = faults[0] === "throws" ? "disk gone" : "connection lost";
    assertEquals([outcome, exitCode, reason], [
      "failed",
      1,
      `start-up failed: its session could not be opened: Error: ${message}`,
    ]);
    assertEquals([sessionId, services[0]!.status, services[0]!.incarnation], [undefined, "not-started", 0]);
    const { outcome: how, reasons } = await run.app.startUp;
    assertEquals([how, reasons, run.app.info().status], ["hopeless", [reason], "stopped"]);
  });
}

Deno.test("startApplication() starts nothing before its session is open", async () => {
  const opened = Promise.withResolvers<void>();
  class Slow extends MemorySessionStore {
    override create(start: SessionStart): number {
      return opened.promise.then(() => super.create(start)) as unknown as number;
    }
  }
  const run = await ApplicationRun.after(59_999, [service], { sessions: new Slow() });
  assertEquals([run.starts("db"), run.app.info().status], [[], "starting"]);
  opened.resolve();
  await run.clock.advance(0);
  assertEquals([run.starts("db"), run.app.info().status], [[59_999], "ok"]);
  await run.stopped();
});

for (const when of ["stop()", "its signal"] as const) {
  Deno.test(`${when} ends an application whose session is never opened`, async () => {
    const store = new FailingStore();
    store.faults = ["hangs"];
    const stopper = new AbortController();
    const run = await ApplicationRun.after(1_000, [service], { sessions: store, signal: stopper.signal });
    if (when === "stop()") run.app.stop();
    else stopper.abort();
    await run.clock.advance(0);
    assertEquals([run.report?.outcome, run.report?.exitCode, run.starts("db")], ["stopped", 0, []]);
    assertEquals((await run.app.startUp).outcome, "stopped");
  });
}

Deno.test("startApplication() finishes a session that is opened after it was asked to stop", async () => {
  const opened = Promise.withResolvers<void>();
  class Slow extends MemorySessionStore {
    override create(start: SessionStart): number {
      return opened.promise.then(() => super.create(start)) as unknown as number;
    }
  }
  const store = new Slow();
  const run = await ApplicationRun.after(100, [service], { sessions: store });
  run.app.stop();
  await run.clock.advance(100);
  opened.resolve();
  await run.clock.advance(10_000);
  assertEquals(store.list().map(({ status, stoppedAtMs }) => [status, stoppedAtMs === null]), [["success", false]]);
});

Deno.test("startApplication() fails when its session is not open by the end of the time for its start-up", async () => {
  const store = new FailingStore();
  store.faults = ["hangs"];
  const run = await ApplicationRun.after(4_999, [service], { sessions: store, startupTimeoutMs: 5_000 });
  assertEquals([run.report, run.app.info().status], [undefined, "starting"]);
  await run.clock.advance(1);
  const { outcome, exitCode, reason, durationMs, sessionId } = run.report!;
  assertEquals([outcome, exitCode, reason, durationMs, sessionId], [
    "failed",
    1,
    "start-up failed: its session could not be opened: Error: Cannot open it within 5000 ms",
    5_000,
    undefined,
  ]);
  const startUp = await run.app.startUp;
  assertEquals([startUp.outcome, startUp.reasons, run.starts("db")], ["hopeless", [reason!], []]);
  assertEquals(run.clock.pending, 0);
});

Deno.test("startApplication() finishes a session that is opened after the time for its start-up", async () => {
  const opened = Promise.withResolvers<void>();
  class Slow extends MemorySessionStore {
    override create(start: SessionStart): number {
      return opened.promise.then(() => super.create(start)) as unknown as number;
    }
  }
  const store = new Slow();
  const run = await ApplicationRun.after(5_000, [service], { sessions: store, startupTimeoutMs: 5_000 });
  assertEquals([run.report?.outcome, store.list()], ["failed", []]);
  opened.resolve();
  await run.clock.advance(10_000);
  assertEquals(store.list().map(({ status, stoppedAtMs }) => [status === "running", stoppedAtMs === null]), [
    [false, false],
  ]);
});

Deno.test("startApplication() writes down the error itself that its start-up failed with", async () => {
  const store = new MemorySessionStore();
  const lost = { onExhausted: "give-up", budget: { intensity: 0 } } as const;
  const run = await ApplicationRun.after(0, [{ name: "db", ...lost, serve: failing }], {
    sessions: store,
    name: "shop",
  });
  const [row] = store.list();
  assertEquals([row?.status, row?.error?.type, row?.error?.message, run.report?.reason], [
    "failure",
    "StartUpError",
    'Cannot start application "shop": db: Error: boom',
    "start-up failed: db: Error: boom",
  ]);
  assertEquals(row?.error?.stack?.includes("StartUpError"), true);
});

Deno.test("startApplication() waits for its session as long as it takes when its start-up has no limit", async () => {
  const store = new FailingStore();
  store.faults = ["hangs"];
  const run = await ApplicationRun.after(3_600_000, [service], { sessions: store, startupTimeoutMs: Infinity });
  assertEquals([run.report, run.app.info().status, run.clock.pending], [undefined, "starting", 0]);
  assertEquals((await run.stopped()).outcome, "stopped");
});

for (const answer of [null, undefined, 5] as const) {
  Deno.test(`startApplication() closes its session when "drops" answers ${answer}`, async () => {
    const store = new MemorySessionStore();
    const run = await ApplicationRun.after(0, [service], { sessions: store, drops: (() => answer) as never });
    assertEquals(run.app.info().drops, {});
    assertEquals(run.log[0], `warn: The application's "drops" threw: TypeError: it answered ${answer}`);
    const report = await run.stopped();
    const [row] = store.list();
    assertEquals([report.outcome, report.exitCode, row?.status, row?.drops], ["stopped", 0, "success", {}]);
  });
}

for (const fault of ["throws", "rejects", "hangs"] as const) {
  Deno.test(`startApplication() goes on when every heartbeat ${fault}`, async () => {
    const store = new FailingStore();
    store.faults = [undefined, undefined, ...Array(100).fill(fault)];
    const run = await ApplicationRun.after(600_000, [service], { sessions: store, heartbeatMs: 10_000 });
    assertEquals([run.report, run.app.info().status, run.service("db").incarnation], [undefined, "ok", 1]);
    assertEquals(store.calls.filter((call) => call === "heartbeat").length > 3, true);
    store.faults = [];
    const report = await run.stopped(20_000);
    assertEquals([report.outcome, report.exitCode, store.list()[0]?.status], ["stopped", 0, "success"]);
  });

  Deno.test(`startApplication() ends in good order when its session's end ${fault}`, async () => {
    const store = new FailingStore();
    const run = await ApplicationRun.after(100, [service], { sessions: store });
    store.faults = [fault];
    const report = await run.stopped(20_000);
    assertEquals([report.outcome, report.exitCode, report.sessionId], ["stopped", 0, 1]);
    assertEquals(run.log.filter((line) => line.startsWith("error: Cannot finish session 1")).length, 1);
    assertEquals(run.clock.pending, 0);
  });

  Deno.test(`startApplication() finishes its session with the failure when recording the crash ${fault}`, async () => {
    const store = new FailingStore();
    store.faults = [undefined, undefined, fault];
    const run = await ApplicationRun.after(0, [{ name: "db", fatal: "Error", serve: failing }], { sessions: store });
    const report = await run.over(20_000);
    assertEquals([report.exitCode, report.reason], [1, 'service "db" crashed: Error: boom']);
    const [row] = store.list();
    assertEquals([row?.status, row?.error?.message, store.calls.slice(2)], ["failure", "boom", [
      "recordCrash",
      "finish",
    ]]);
  });
}

Deno.test("startApplication() marks its row as alive as often as it was told", async () => {
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(9_999, [service], { sessions: store, heartbeatMs: 10_000 });
  assertEquals(store.list()[0]?.heartbeatAtMs, epochMs);
  await run.clock.advance(1);
  assertEquals([store.list()[0]?.heartbeatAtMs, store.list()[0]?.heartbeatMs], [epochMs + 10_000, 10_000]);
  await run.stopped();
});

Deno.test("startApplication() writes down what was lost, as it is after the stop", async () => {
  const store = new MemorySessionStore();
  let overflow = 3;
  const run = await ApplicationRun.after(100, [{ ...service, onStop: () => void (overflow = 4) }], {
    sessions: store,
    drops: () => ({ overflow }),
  });
  assertEquals(run.app.info().drops, { overflow: 3 });
  await run.stopped();
  assertEquals([store.list()[0]?.drops, run.app.info().drops], [{ overflow: 4 }, { overflow: 4 }]);
});

Deno.test("startApplication() closes the sessions of those who died before it", async () => {
  const dead = new MemorySessionStore();
  dead.create({ application: "shop", atMs: epochMs - 5_000, heartbeatMs: 1_000 });
  dead.close();
  const store = new MemorySessionStore(dead);
  const run = await ApplicationRun.after(0, [service], { sessions: store, name: "shop" });
  assertEquals(store.list().map(({ id, status }) => [id, status]), [[2, "running"], [1, "unknown"]]);
  assertEquals(run.log.length, 1);
  await run.stopped();
});
