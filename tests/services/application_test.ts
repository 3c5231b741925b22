import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type ApplicationStatus,
  type HostNotifier,
  legalMoves,
  MemorySessionStore,
  runApplication,
  type ServiceSpec,
  startApplication,
} from "@mainstay/supervisor/services";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import { crashingAfter, failing, named, slow, steady, unready } from "../support/acting_services.ts";
import { ApplicationRun } from "../support/application_run.ts";
import { SignalledApplication } from "./signalled_application.ts";

const hung = () => new Promise<never>(() => {});

// How it ends

Deno.test("runApplication() ends at once for an empty list", async () => {
  const report = await runApplication([], { signals: false, name: "nothing" });
  assertEquals([report.name, report.outcome, report.exitCode, report.services], ["nothing", "ended", 0, []]);
  assertEquals(report.teardown, { clean: true, causes: [], earlier: [], abandoned: [] });
});

Deno.test("runApplication() rejects for options and services that are wrong, before anything is started", async () => {
  await assertRejects(() => runApplication([], { gracems: 5 } as never), TypeError, '"gracems"');
  await assertRejects(() => runApplication([{ name: "" }]), TypeError, '"name"');
});

Deno.test("startApplication() throws for options and services that are wrong", () => {
  assertThrows(() => startApplication([], { graceMs: -1 }), RangeError, '"graceMs"');
  assertThrows(() => startApplication({} as never), TypeError, '"services" must be an array');
});

Deno.test("startApplication() has ended when all its services have done their work", async () => {
  const store = new MemorySessionStore();
  const work = (ms: number): ServiceSpec["serve"] => ({ clock, ready }) => (ready(), clock.sleep(ms));
  const run = await ApplicationRun.after(200, [
    { name: "short", serve: work(100) },
    { name: "long", serve: work(200), dependsOn: ["short"] },
  ], { sessions: store });
  const { outcome, exitCode, durationMs, services } = run.report!;
  assertEquals([outcome, exitCode, durationMs], ["ended", 0, 200]);
  assertEquals([services.map(({ status }) => status), store.list()[0]?.status], [["stopped", "stopped"], "success"]);
});

Deno.test("startApplication() fails when all have ended and a required service was lost", async () => {
  const store = new MemorySessionStore();
  const lost = { onExhausted: "give-up", budget: { intensity: 0 } } as const;
  const run = await ApplicationRun.after(100, [
    { name: "work", serve: ({ clock, ready }) => (ready(), clock.sleep(50)) },
    { ...lost, name: "db", serve: crashingAfter(100) },
    { ...lost, name: "spare", role: "optional", serve: failing },
  ], { sessions: store });
  const { outcome, exitCode, reason, error } = run.report!;
  assertEquals([outcome, exitCode, reason], ["failed", 1, "required services were lost: db: Error: boom"]);
  assertEquals([(error as Error).message, store.list()[0]?.error?.message], [
    "boom",
    "required services were lost: db: Error: boom",
  ]);
});

Deno.test("startApplication() has ended when only an optional service was lost", async () => {
  const run = await ApplicationRun.after(100, [
    { name: "work", serve: ({ clock, ready }) => (ready(), clock.sleep(50)) },
    { name: "spare", role: "optional", onExhausted: "give-up", budget: { intensity: 0 }, serve: failing },
  ]);
  assertEquals([run.report?.outcome, run.report?.exitCode], ["ended", 0]);
});

// Stop, at any moment

const phases: Record<string, ServiceSpec> = {
  "beforeStart": { name: "x", beforeStart: ({ clock, signal }) => clock.sleep(1_000, signal), serve: failing },
  "onStart": { name: "x", onStart: ({ clock, signal }) => clock.sleep(1_000, signal), serve: failing },
  "afterStart": { name: "x", afterStart: ({ clock, signal }) => clock.sleep(1_000, signal), serve: unready },
  "children": { name: "x", children: [{ name: "c", onStart: ({ clock, signal }) => clock.sleep(1_000, signal) }] },
  "the wait for readiness": { name: "x", serve: unready },
  "the wait for a dependency": { name: "x", dependsOn: ["db"], serve: steady },
  "the delay of a restart": { name: "x", onStart: failing },
  "a cooldown": { name: "x", onStart: failing, budget: { intensity: 0 }, cooldownMs: 10_000 },
};

for (const [phase, service] of Object.entries(phases)) {
  Deno.test(`RunningApplication.stop() is a clean end during ${phase}`, async () => {
    const store = new MemorySessionStore();
    const run = await ApplicationRun.after(500, [{ name: "db", serve: unready }, service], { sessions: store });
    assertEquals(run.app.info().status, "starting");
    const report = await run.stopped();
    assertEquals([report.outcome, report.exitCode, report.reason], ["stopped", 0, undefined]);
    assertEquals([report.durationMs, report.teardown.clean, report.services[1]!.status], [500, true, "stopped"]);
    assertEquals([(await run.app.startUp).outcome, store.list()[0]?.status], ["stopped", "success"]);
    assertEquals(run.clock.pending, 0);
  });
}

Deno.test("RunningApplication.stop() before anything was started starts nothing", async () => {
  let started = 0;
  const run = new ApplicationRun([{ name: "db", onStart: () => void started++ }]);
  run.app.stop();
  const report = await run.over();
  assertEquals([started, report.outcome, report.exitCode, report.services[0]!.incarnation], [0, "stopped", 0, 0]);
  assertEquals((await run.app.startUp).outcome, "stopped");
});

Deno.test("startApplication() starts nothing when its signal has aborted already", async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", serve: failing }], { signal: AbortSignal.abort() });
  assertEquals([run.report?.outcome, run.report?.exitCode, run.starts("db")], ["stopped", 0, []]);
});

Deno.test("startApplication() stops when its signal aborts", async () => {
  const stopper = new AbortController();
  const run = await ApplicationRun.after(100, [{ name: "db", serve: steady }], { signal: stopper.signal });
  stopper.abort();
  assertEquals(run.app.info().status, "stopping");
  const report = await run.over();
  assertEquals([report.outcome, report.exitCode, report.durationMs], ["stopped", 0, 100]);
});

Deno.test("RunningApplication.stop() called again waits for the same end", async () => {
  let stops = 0;
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(0, [{
    name: "db",
    serve: steady,
    onStop: ({ clock }) => (stops++, clock.sleep(1_000)),
  }], { sessions: store });
  const first = run.app.stop();
  await run.clock.advance(500);
  const second = run.app.stop();
  await run.clock.advance(500);
  const reports = await Promise.all([first, second, run.app.finished, run.app.stop()]);
  assertEquals([new Set(reports).size, stops, reports[0]!.durationMs], [1, 1, 1_000]);
});

for (const type of ["group-started", "started", "service-status", "ready"] as const) {
  Deno.test(`RunningApplication.stop() may be called from within the first "${type}"`, async () => {
    const run: ApplicationRun = new ApplicationRun([{ name: "db", serve: steady }, { name: "api" }], {
      onEvent: (event) => void (event.type === type && run.app.stop()),
    });
    const report = await run.over();
    assertEquals([report.outcome, report.exitCode, report.durationMs], ["stopped", 0, 0]);
  });
}

Deno.test("RunningApplication.stop() may be called from within a hook", async () => {
  const run: ApplicationRun = new ApplicationRun([{ name: "db", onStart: () => void run.app.stop() }]);
  assertEquals((await run.over()).outcome, "stopped");
});

// Failures

Deno.test("two services that fail the application at once are torn down once, and the session is finished once", async () => {
  const torn: string[] = [];
  const finishes: unknown[] = [];
  class Store extends MemorySessionStore {
    override finish(...given: Parameters<MemorySessionStore["finish"]>) {
      finishes.push(given[1].error?.message);
      return super.finish(...given);
    }
  }
  const crashing = (name: string): ServiceSpec => ({
    name,
    fatal: "FatalError",
    serve: ({ clock, ready }) => (ready(), clock.sleep(100).then(() => Promise.reject(named("FatalError", name)))),
    onStop: async ({ clock }) => {
      torn.push(name);
      await clock.sleep(100);
      throw new Error("again");
    },
  });
  const run = await ApplicationRun.after(0, [crashing("a"), crashing("b"), { name: "c", serve: steady }], {
    sessions: new Store(),
  });
  const report = await run.over();
  assertEquals([torn.toSorted(), finishes], [["a", "b"], ["a"]]);
  assertEquals([report.outcome, report.reason, report.exitCode], ["failed", 'service "a" crashed: FatalError: a', 1]);
  assertEquals(run.of("c", "stopping").length, 1);
});

Deno.test("a required service that fails for good fails the application while others run", async () => {
  const run = await ApplicationRun.after(50, [
    { name: "bystander", serve: steady, onStop: slow(25) },
    { name: "db", onExhausted: "escalate", budget: { intensity: 0 }, serve: crashingAfter(50) },
  ]);
  assertEquals([run.report, run.app.info().status], [undefined, "stopping"]);
  const report = await run.over();
  assertEquals([report.durationMs, report.services.map(({ status }) => status)], [75, ["stopped", "crashed"]]);
});

Deno.test("an application that was stopped keeps the failure that comes with its stop out of its reason", async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", serve: steady, onStop: failing, fatal: "Error" }]);
  const report = await run.stopped();
  assertEquals([report.outcome, report.exitCode, report.reason], ["stopped", 0, undefined]);
  assertEquals(report.teardown.causes.map(({ text }) => text), ['"onStop" of service "db" threw Error: boom']);
});

Deno.test("ApplicationOptions.budget fails the application when all its services together fail too often", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "a", serve: crashingAfter(10, 10, 10) },
    { name: "b", serve: crashingAfter(10, 10, 10) },
  ], { budget: { intensity: 3, periodMs: 10_000 }, defaults: { backoff: { baseMs: 10, jitter: "none" } } });
  const report = await run.over();
  assertEquals([report.outcome, report.reason, report.durationMs], ["failed", 'service "b" crashed: Error: boom', 30]);
});

// Optional services

Deno.test("an optional service is neither waited for nor counted as degraded", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "core", serve: steady },
    { name: "spare", role: "optional", serve: unready },
    { name: "lost", role: "optional", fatal: "Error", serve: failing },
  ]);
  assertEquals([(await run.app.startUp).ready, run.app.info().status], [true, "ok"]);
  assertEquals([run.service("lost").status, run.report], ["crashed", undefined]);
  const report = await run.stopped();
  assertEquals([report.outcome, report.exitCode, report.reason], ["stopped", 0, undefined]);
});

// Status

Deno.test("RunningApplication.info() tells every status that an application has", async () => {
  const run = new ApplicationRun([
    { name: "db", serve: crashingAfter(1_000), onStop: slow(100) },
    { name: "api", dependsOn: ["db"], onStart: slow(500) },
  ]);
  const seen: [number, ApplicationStatus][] = [];
  const look = () => seen.push([run.clock.now(), run.app.info().status]);
  look();
  for (const ms of [0, 499, 1, 499, 1, 1_099, 1]) {
    await run.clock.advance(ms);
    look();
  }
  run.app.stop();
  look();
  await run.clock.advance(100);
  look();
  assertEquals(seen, [
    [0, "starting"],
    [0, "starting"],
    [499, "starting"],
    [500, "ok"],
    [999, "ok"],
    [1_000, "degraded"],
    [2_099, "degraded"],
    [2_100, "ok"],
    [2_100, "stopping"],
    [2_200, "stopped"],
  ]);
});

Deno.test("RunningApplication.info() shows a service with its path, its children and its plight", async () => {
  const run = await ApplicationRun.after(100, [
    { name: "db", serve: (context) => (context.ready("connected"), unready(context)) },
    { name: "api", dependsOn: ["cache"], serve: steady },
    { name: "cache", serve: unready, children: [{ name: "disk", role: "optional", serve: crashingAfter(50) }] },
  ], { name: "shop", drops: () => ({ overflow: 3 }) });
  const { name, status, nowMs, uptimeMs, drops, services } = run.app.info();
  assertEquals([name, status, nowMs, uptimeMs, drops], ["shop", "starting", 100, 100, { overflow: 3 }]);
  assertEquals(services.map(({ path, ready, reason }) => [path, ready, reason]), [
    ["db", true, "connected"],
    ["api", false, "waiting for cache"],
    ["cache", false, undefined],
  ]);
  const disk = services[2]!.children[0]!;
  assertEquals([disk.path, disk.role, disk.status, disk.retryAtMs, disk.restarts, disk.failures], [
    "cache/disk",
    "optional",
    "failed",
    1_050,
    1,
    1,
  ]);
  assertEquals([disk.lastFailure?.text, disk.lastFailure?.phase, disk.budget], ["Error: boom", "serve", {
    intensity: 5,
    left: 4,
  }]);
  assertEquals(services[1]!.dependsOn, ["cache"]);
});

// Operations by path

const tree: ServiceSpec[] = [
  { name: "db", serve: steady },
  {
    name: "api",
    dependsOn: ["db"],
    serve: steady,
    children: [{ name: "cache", serve: steady, children: [{ name: "disk" }] }],
  },
];

Deno.test("RunningApplication.restartService() restarts a service of any depth, free of charge", async () => {
  const run = await ApplicationRun.after(100, tree);
  for (const path of ["api/cache/disk", "api/cache", "api", "db"]) {
    const answer = run.app.restartService(path);
    await run.clock.advance(0);
    assertEquals([path, await answer, run.service(path).incarnation > 1], [path, "restarted", true]);
  }
  assertEquals(["db", "api", "api/cache"].map((path) => run.service(path).restarts), [0, 0, 0]);
  assertEquals(run.app.info().status, "ok");
});

Deno.test("RunningApplication.stopService() stops a service that startService() starts again", async () => {
  const run = await ApplicationRun.after(100, tree);
  for (const path of ["api/cache/disk", "api/cache", "api", "db"]) {
    const stopping = run.app.stopService(path);
    await run.clock.advance(0);
    assertEquals([path, await stopping, run.service(path).status], [path, "stopped", "stopped"]);
    assertEquals(await run.app.stopService(path), "not-running");
    assertEquals(run.app.info().status, "degraded");
    assertEquals([run.app.startService(path), run.app.startService(path)], ["started", "running"]);
    await run.clock.advance(0);
    assertEquals([run.service(path).ready, run.app.info().status], [true, "ok"]);
  }
});

for (const again of ["startService", "restartService"] as const) {
  Deno.test(`RunningApplication.${again}() starts those too who waited in vain, and whom they hold up`, async () => {
    const lost = { onExhausted: "give-up", budget: { intensity: 0 } } as const;
    const run = await ApplicationRun.after(0, [
      { name: "core", serve: steady },
      {
        name: "db",
        role: "optional",
        ...lost,
        onStart: ({ incarnation }) => incarnation === 1 ? failing() : undefined,
      },
      { name: "api", role: "optional", dependsOn: ["db"], serve: steady },
      { name: "web", role: "optional", dependsOn: ["api"], serve: steady },
      { name: "other", role: "optional", serve: steady },
    ]);
    await run.app.stopService("other");
    const statuses = () => run.app.info().services.map(({ status }) => status);
    assertEquals(statuses(), ["running", "dead", "stopped", "stopped", "stopped"]);
    run.app[again]("db");
    await run.clock.advance(0);
    assertEquals(statuses(), ["running", "running", "running", "running", "stopped"]);
    await run.stopped();
  });
}

for (const again of ["startService", "restartService"] as const) {
  Deno.test(`RunningApplication.${again}() brings back those who went down with a service that was stopped`, async () => {
    const run = await ApplicationRun.after(0, [
      { name: "db" },
      { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", serve: steady },
      { name: "web", dependsOn: ["api"], onDependencyFailure: "restart", serve: steady },
      { name: "core", serve: steady },
    ]);
    await run.app.stopService("db");
    await run.clock.advance(60_000);
    const statuses = () => run.app.info().services.map(({ status }) => status);
    assertEquals(statuses(), ["stopped", "stopped", "stopped", "running"]);
    run.app[again]("db");
    await run.clock.advance(0);
    assertEquals(statuses(), ["running", "running", "running", "running"]);
    await run.stopped();
  });
}

Deno.test("RunningApplication lists the paths that there are where one leads nowhere, the first eight of them", async () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `s${index}` }));
  for (
    const [services, listed] of [
      [[], "none"],
      [[{ name: "p", children: [{ name: "c" }] }], '"p", "p/c"'],
      [some(8), '"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"'],
      [some(9), '"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7" …'],
    ] as const
  ) {
    const run = await ApplicationRun.after(0, services);
    const error = assertThrows(() => run.app.startService("x"), TypeError);
    assertEquals(error.message, `Cannot start service "x": there is no such service; there are ${listed}`);
    await run.stopped();
  }
});

Deno.test("RunningApplication refuses operations on what belongs to a service that does not run", async () => {
  const run = await ApplicationRun.after(100, tree);
  run.app.stopService("api");
  await run.clock.advance(0);
  assertEquals(run.app.startService("api/cache"), "closed");
  assertEquals([await run.app.stopService("api/cache"), await run.app.restartService("api/cache")], [
    "not-running",
    "closed",
  ]);
});

Deno.test("RunningApplication refuses operations when it is over", async () => {
  const run = await ApplicationRun.after(100, tree);
  await run.stopped();
  assertEquals([run.app.startService("db"), await run.app.restartService("db"), await run.app.stopService("db")], [
    "closed",
    "closed",
    "not-running",
  ]);
  assertEquals((await run.app.waitForReady(["db"])).outcome, "stopped");
});

Deno.test("RunningApplication throws for a path that leads nowhere", async () => {
  const run = await ApplicationRun.after(0, tree);
  assertThrows(
    () => run.app.startService("cache"),
    TypeError,
    'Cannot start service "cache": there is no such service',
  );
  // Whatever answers with a promise rejects.
  const stopping = run.app.stopService("db/");
  await assertRejects(() => stopping, TypeError, 'Cannot stop service "db/": there is no such service');
  const restarting = run.app.restartService("");
  await assertRejects(() => restarting, TypeError, 'Cannot restart service "": there is no such service');
  await assertRejects(() => run.app.waitForReady(["nobody"]), TypeError, 'there is no service "nobody"');
});

// The report

Deno.test("ApplicationReport cannot be changed", async () => {
  const run = await ApplicationRun.after(0, tree);
  const report = await run.stopped();
  assertEquals([Object.isFrozen(report), Object.isFrozen(report.teardown)], [true, true]);
  const before = JSON.stringify(report);
  await run.clock.advance(60_000);
  assertEquals(JSON.stringify(report), before);
});

Deno.test("ApplicationReport tells what was not clean about the last run of each service", async () => {
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(0, [
    { name: "db", serve: steady, onStop: failing, afterStop: failing },
    {
      name: "api",
      dependsOn: ["db"],
      serve: ({ clock, signal, ready }) => (ready(), clock.sleep(Infinity, signal).catch(failing)),
    },
    {
      name: "jobs",
      tasksGraceMs: 50,
      serve: steady,
      onStart: ({ spawn, clock }) => void spawn("slow", () => clock.sleep(300)),
    },
    { name: "hung", graceMs: 100, serve: steady, onStop: hung },
    {
      name: "parent",
      serve: steady,
      children: [{ name: "child", serve: steady, onStop: failing }],
      afterChildrenStop: failing,
    },
  ], { sessions: store });
  const report = await run.stopped();
  assertEquals(report.teardown.causes.map(({ service, kind, phase }) => `${service} ${kind} ${phase}`).toSorted(), [
    "api serve-failed serve",
    "db hook-failed afterStop",
    "db hook-failed onStop",
    "hung forced onStop",
    "jobs tasks-pending tasks",
    "parent child-unclean children",
    "parent/child hook-failed onStop",
  ]);
  assertEquals([report.teardown.clean, report.teardown.abandoned, report.outcome, report.exitCode], [
    false,
    ["hung"],
    "stopped",
    1,
  ]);
  const [row] = store.list();
  assertEquals([row?.status, row?.error?.message.startsWith("the stop was not clean: ")], ["failure", true]);
});

Deno.test("ApplicationReport names every service that still runs, with those that belong to it", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "fine", serve: steady },
    {
      name: "p",
      graceMs: 500,
      serve: steady,
      children: [{ name: "c", serve: steady, children: [{ name: "deep", onStop: hung }] }],
    },
  ]);
  const report = await run.stopped();
  assertEquals([report.durationMs, report.teardown.abandoned.toSorted()], [500, ["p", "p/c", "p/c/deep"]]);
  assertEquals(report.services[1]!.children[0]!.status, "stopped");
});

Deno.test("ApplicationReport of an application of which something still runs is one of a failure, with the reason", async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", serve: steady }, {
    name: "slow",
    graceMs: 500,
    onStop: hung,
  }]);
  const { outcome, exitCode, reason, error, teardown } = await run.stopped();
  assertEquals([outcome, exitCode, error, teardown.clean, teardown.abandoned], [
    "stopped",
    1,
    undefined,
    false,
    ["slow"],
  ]);
  assertEquals(
    reason,
    'the stop was not clean: "onStop" of service "slow" had not ended within its grace of 500 ms',
  );
});

Deno.test("ApplicationReport of an unclean stop that left nobody behind is one of a success", async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", serve: steady, onStop: failing }]);
  const { outcome, exitCode, reason, teardown } = await run.stopped();
  assertEquals([outcome, exitCode, reason, teardown.clean], ["stopped", 0, undefined, false]);
});

Deno.test("ApplicationReport of an application whose last required service was abandoned tells that it was lost", async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", graceMs: 500, serve: steady, onStop: hung }]);
  run.app.restartService("db");
  const { outcome, exitCode, teardown } = await run.over();
  assertEquals([outcome, exitCode, teardown.abandoned], ["failed", 1, ["db"]]);
});

Deno.test("ApplicationReport cannot be changed in its services either", async () => {
  const run = await ApplicationRun.after(0, tree);
  const { services } = await run.stopped();
  const frozen = (each: typeof services): boolean =>
    Object.isFrozen(each) && each.every((service) => Object.isFrozen(service) && frozen(service.children));
  assertEquals(frozen(services), true);
});

Deno.test("RunningApplication.startUp is hopeless, with the reasons, when an escalation ends the start-up", async () => {
  const run = await ApplicationRun.after(100, [
    { name: "slow", onStart: slow(500) },
    { name: "db", onExhausted: "escalate", budget: { intensity: 0 }, onStart: slow(100), serve: failing },
    { name: "web", dependsOn: ["db"], serve: steady },
  ]);
  await run.over();
  const { ready, outcome, reasons } = await run.app.startUp;
  assertEquals([ready, outcome, run.report?.reason], [false, "hopeless", 'service "db" crashed: Error: boom']);
  assertEquals(reasons.includes("db: Error: boom"), true, String(reasons));
});

Deno.test("ServiceInfo.reason of a service that was abandoned after a failure says that it still runs", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "core", serve: steady },
    { name: "db", role: "optional", graceMs: 100, serve: crashingAfter(50), onStop: hung },
  ]);
  await run.clock.advance(150);
  assertEquals([run.service("db").status, run.service("db").reason], ["failed", "abandoned: it still runs"]);
  await run.stopped();
});

// The order of the stop

Deno.test("RunningApplication.stop() stops in reverse, each one when those who depend on it have stopped", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "a", serve: steady, onStop: slow(100) },
    { name: "b", dependsOn: ["a"], serve: steady, onStop: slow(100) },
    { name: "c", dependsOn: ["a"], serve: steady, onStop: slow(200) },
    { name: "d", dependsOn: ["b"], serve: steady, onStop: slow(100) },
  ]);
  const from = run.events.length;
  await run.stopped();
  const moves = run.events.slice(from).filter((event) => event.type === "service-status");
  assertEquals(moves.map(({ atMs, service, status }) => `${atMs} ${service} ${status}`), [
    "0 d stopping",
    "0 c stopping",
    "100 d stopped",
    "100 b stopping",
    "200 c stopped",
    "200 b stopped",
    "200 a stopping",
    "300 a stopped",
  ]);
});

Deno.test("RunningApplication.stop() leaves every wave its share when all of them hang", async () => {
  const names = ["a", "b", "c", "d"];
  const run = await ApplicationRun.after(
    0,
    names.map((name, index) => ({
      name,
      dependsOn: names.slice(Math.max(0, index - 1), index),
      serve: steady,
      onStop: hung,
    })),
    { graceMs: 1_000 },
  );
  const report = await run.stopped();
  const asked = run.events.filter((event) => event.type === "stopping").map(({ atMs, worker }) => `${atMs} ${worker}`);
  assertEquals(asked, ["0 d", "250 c", "500 b", "750 a"]);
  assertEquals([report.durationMs, report.teardown.abandoned], [1_000, names]);
});

Deno.test("RunningApplication.stop() gives what a wave did not need to those after it", async () => {
  const run = await ApplicationRun.after(0, [
    { name: "a", serve: steady, onStop: slow(799) },
    { name: "b", dependsOn: ["a"], serve: steady, onStop: slow(100) },
    { name: "c", dependsOn: ["b"], serve: steady, graceMs: 100, onStop: hung },
  ], { graceMs: 1_000 });
  const report = await run.stopped();
  assertEquals([report.durationMs, report.teardown.abandoned], [999, ["c"]]);
});

for (const [stopMs, abandoned] of [[199, []], [200, []], [201, ["x"]]] as const) {
  Deno.test(`RunningApplication.stop() with a limit of 200 ms abandons ${abandoned.length} who takes ${stopMs} ms`, async () => {
    const run = await ApplicationRun.after(0, [{ name: "x", graceMs: 200, serve: steady, onStop: slow(stopMs) }]);
    const report = await run.stopped();
    assertEquals([report.teardown.abandoned, report.durationMs], [abandoned, Math.min(200, stopMs)]);
  });
}

// Whatever is injected may be broken

Deno.test("an observer and a logger that throw change nothing", async () => {
  const thrower = { debug: failing, info: failing, warn: failing, error: failing };
  const run = await ApplicationRun.after(5_000, [{ name: "db", serve: crashingAfter(100, 100) }], {
    onEvent: failing,
    logger: thrower,
    sessions: new MemorySessionStore(),
    drops: failing,
  });
  assertEquals([run.app.info().status, run.service("db").incarnation], ["ok", 3]);
  assertEquals([(await run.stopped()).exitCode, run.app.info().drops], [0, {}]);
});

Deno.test('an application whose "drops" throw says so, and has none', async () => {
  const run = await ApplicationRun.after(0, [{ name: "db", serve: steady }], { drops: failing });
  assertEquals(run.app.info().drops, {});
  assertEquals(run.log.length > 0 && run.log[0], 'warn: The application\'s "drops" threw: Error: boom');
  assertEquals((await run.stopped()).exitCode, 0);
});

/** A host's supervisor that writes down what it is told, and throws at what it is told to. */
function hostOf(told: string[], throwsAt?: keyof HostNotifier): HostNotifier {
  const hear = (what: keyof HostNotifier, text = "") => {
    told.push(`${what} ${text}`.trim());
    if (what === throwsAt) throw new Error("host");
  };
  return {
    watchdogMs: 1_000,
    ready: () => hear("ready"),
    status: (text) => hear("status", text),
    stopping: () => hear("stopping"),
    alive: () => hear("alive"),
    // deno-lint-ignore require-await -- so that it rejects
    close: async () => hear("close"),
  };
}

Deno.test("startApplication() tells the host's supervisor how it is", async () => {
  const told: string[] = [];
  const run = await ApplicationRun.after(2_500, [
    { name: "db", serve: crashingAfter(2_000) },
    { name: "api", onStart: slow(500) },
  ], { host: hostOf(told) });
  await run.stopped();
  assertEquals(told.filter((line) => line !== "alive"), [
    "status starting: 0 of 2 required services are ready",
    "status starting: 1 of 2 required services are ready",
    "status ok: 2 of 2 required services are ready",
    "ready",
    "status degraded: 1 of 2 required services are ready",
    "stopping",
    "status stopping: 1 of 2 required services are ready",
    "status stopping: 0 of 2 required services are ready",
    "close",
  ]);
  assertEquals(told.filter((line) => line === "alive").length, 3);
});

for (const call of ["ready", "status", "stopping", "alive", "close"] as const) {
  Deno.test(`startApplication() survives a host's supervisor whose ${call}() throws`, async () => {
    const told: string[] = [];
    const run = await ApplicationRun.after(2_000, [{ name: "db", serve: crashingAfter(100) }], {
      host: hostOf(told, call),
    });
    const report = await run.stopped();
    assertEquals([report.outcome, report.exitCode, run.error, told.at(-1)], ["stopped", 0, undefined, "close"]);
  });
}

for (const call of ["ready", "close"] as const) {
  Deno.test(`startApplication() is not held up by a host's supervisor whose ${call}() never settles`, async () => {
    const told: string[] = [];
    const host: HostNotifier = { ...hostOf(told), [call]: () => new Promise<void>(() => {}) };
    const run = await ApplicationRun.after(100, [{ name: "db", serve: steady }], { host });
    assertEquals((await run.app.startUp).outcome, "ready");
    run.app.stop();
    await run.clock.advance(call === "close" ? 1_999 : 0);
    assertEquals(run.report?.outcome, call === "close" ? undefined : "stopped");
    await run.clock.advance(1);
    assertEquals([run.report?.outcome, run.report?.exitCode, run.clock.pending], ["stopped", 0, 0]);
  });
}

Deno.test("startApplication() is failed by a clock that throws, and reports it", async () => {
  class Broken extends VirtualClock {
    broken = false;
    override now(): number {
      if (this.broken) throw new Error("no time");
      return super.now();
    }
  }
  const clock = new Broken();
  const app = startApplication([{
    name: "db",
    serve: ({ ready, clock: own, signal }) => (ready(), own.sleep(10, signal).then(failing)),
  }], {
    clock,
    signals: false,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await clock.advance(0);
  clock.broken = true;
  await clock.advance(10).catch(() => {});
  clock.broken = false;
  await clock.advance(60_000);
  const report = await app.finished;
  assertEquals([report.outcome, report.exitCode, report.reason], ["failed", 1, "Error: no time"]);
});

// Signals

const onWindows = Deno.build.os === "windows";

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test({
    name: `runApplication() stops in good order at ${signal}`,
    ignore: onWindows,
    fn: async () => {
      const child = SignalledApplication.spawn("graceful");
      await child.until("ready");
      child.kill(signal);
      const { code, lines } = await child.ended();
      assertEquals([code, lines], [0, ["ready", "api stopped", "db stopped", "stopped 0"]]);
    },
  });
}

Deno.test({
  name: "runApplication() ends a long grace at the second SIGTERM",
  ignore: onWindows,
  fn: async () => {
    const child = SignalledApplication.spawn("hung");
    await child.until("ready");
    child.kill("SIGTERM");
    await child.until("stopping");
    child.kill("SIGTERM");
    const { code, lines } = await child.ended();
    assertEquals([code, lines.slice(-2)], [1, ["abandoned hung", "stopped 1"]]);
  },
});

Deno.test({
  name: "runApplication() hears SIGTERM while its session is being opened",
  ignore: onWindows,
  fn: async () => {
    const child = SignalledApplication.spawn("opening");
    await child.until("opening");
    child.kill("SIGTERM");
    const { code, lines } = await child.ended();
    assertEquals([code, lines], [0, ["opening", "stopped 0"]]);
  },
});

Deno.test({
  name: "runApplication() leaves signals alone once it is over",
  ignore: onWindows,
  fn: async () => {
    const child = SignalledApplication.spawn("over");
    await child.until("ended 0");
    child.kill("SIGTERM");
    const { signal } = await child.ended();
    assertEquals(signal, "SIGTERM");
  },
});

Deno.test("legalMoves is what a strict application keeps to when a service does all that it can", async () => {
  const run = await ApplicationRun.after(0, [
    {
      name: "x",
      startupTimeoutMs: 500,
      budget: { intensity: 2, periodMs: 5_000 },
      cooldownMs: 1_000,
      maxCooldowns: 1,
      serve: (context) => {
        if (context.incarnation % 3 === 0) return unready(context);
        return crashingAfter(100, 100, 0, 100, 100)(context);
      },
    },
    { name: "core", serve: steady },
  ], { startupTimeoutMs: Infinity });
  await run.clock.advance(60_000);
  const moves = run.events.filter((event) => event.type === "service-status");
  assertEquals(moves.filter(({ previous, status }) => !legalMoves[previous].includes(status)), []);
  assertEquals([run.service("x").status, run.report], ["dead", undefined]);
  await run.stopped();
});
