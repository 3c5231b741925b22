// Table W: what the watcher of services does. There is no bus here: services are observed directly, so the rows about a bus say what holds
// for a service that the others depend on, and for observers that fail. W7, W12, W14, W15 and W18 are rows that the table does not have.
import { assertEquals, assertRejects } from "@std/assert";
import type { ApplicationEvent, ServiceContext, ServiceSpec } from "@mainstay/supervisor/services";
import { crashingAfter, failing, named, readyAfter, steady, throwing, unready } from "../support/acting_services.ts";
import { ApplicationRun } from "../support/application_run.ts";

/** Base 1 s, ×2, at most 30 s; 3 restarts in 10 s; 5 s to become ready; 60 s of cooldown. */
const spec = {
  name: "x",
  budget: { intensity: 3, periodMs: 10_000 },
  startupTimeoutMs: 5_000,
  cooldownMs: 60_000,
} as const satisfies ServiceSpec;

/** The attempts that restarts of a service were decided with. */
function attempts(run: ApplicationRun, service = "x"): number[] {
  return run.events.filter((event) => event.type === "restart-scheduled")
    .filter(({ worker }) => worker === service).map(({ attempt }) => attempt);
}

/** How many events of a type there were about a service. */
function count(run: ApplicationRun, type: ApplicationEvent["type"], service = "x"): number {
  return run.of(service, type).length;
}

// Nobody can report the failure of a service that is not there; whoever asks for one is told so.
Deno.test("W1 RunningApplication refuses an unknown service, and tells of nothing", async () => {
  const run = await ApplicationRun.after(0, [{ ...spec, serve: steady }]);
  const told = run.events.length;
  await assertRejects(() => run.app.restartService("ghost"), TypeError, 'Cannot restart service "ghost"');
  await run.clock.advance(60_000);
  assertEquals([run.events.length, run.service("x").budget.left], [told, 3]);
});

Deno.test("W2 startApplication() records three failures at once as one", async () => {
  const run = await ApplicationRun.after(0, [{
    ...spec,
    serve: crashingAfter(1_000),
    onStart: ({ clock, incarnation, spawn }) => {
      if (incarnation > 1) return;
      const late = () => clock.sleep(1_000).then(failing);
      spawn("first", late, { critical: true });
      spawn("second", late, { critical: true });
    },
  }]);
  await run.clock.advance(5_000);
  assertEquals([count(run, "crashed"), attempts(run), run.starts("x")], [1, [1], [0, 2_000]]);
  assertEquals([run.service("x").failures, run.service("x").restarts, run.service("x").budget.left], [1, 1, 2]);
});

// A start that fails is an end like any other: told once, charged once, with a delay of its own.
Deno.test("W3 startApplication() charges a restart that throws once, and tries again", async () => {
  const run = await ApplicationRun.after(10_000, [{
    ...spec,
    onStart: ({ incarnation }) => {
      if (incarnation === 2) throw new Error("boom");
    },
    serve: crashingAfter(1_000),
  }]);
  assertEquals(run.starts("x"), [0, 2_000, 4_000]);
  assertEquals([count(run, "crashed"), attempts(run)], [2, [1, 2]]);
});

Deno.test("W4 startApplication() restarts two services that fail together by budgets of their own", async () => {
  const run = await ApplicationRun.after(5_000, [
    { ...spec, name: "a", serve: crashingAfter(1_000) },
    { ...spec, name: "b", serve: crashingAfter(1_000, 0) },
  ]);
  assertEquals([run.starts("a"), run.starts("b")], [[0, 2_000], [0, 2_000, 4_000]]);
  assertEquals([run.service("a").budget.left, run.service("b").budget.left], [2, 1]);
});

Deno.test("W5 RunningApplication.stop() ends a delay: no restart, and what was recorded stays", async () => {
  const run = await ApplicationRun.after(3_000, [{
    ...spec,
    serve: crashingAfter(0),
    backoff: { baseMs: 5_000, jitter: "none" },
  }]);
  assertEquals(run.service("x").retryAtMs, 5_000);
  const report = await run.stopped();
  assertEquals([report.durationMs, run.starts("x"), run.clock.pending], [3_000, [0], 0]);
  assertEquals([report.services[0]!.restarts, report.services[0]!.budget.left], [1, 2]);
});

Deno.test("W6 RunningApplication.stop() leaves a service alone that fails at the same instant without a delay", async () => {
  const run = await ApplicationRun.after(500, [{
    ...spec,
    backoff: { baseMs: 0 },
    serve: ({ signal, clock, ready }) => {
      ready();
      return clock.sleep(Infinity, signal).catch(failing);
    },
  }]);
  const report = await run.stopped();
  assertEquals([report.durationMs, run.statuses("x")], [500, [
    "0 starting",
    "0 running",
    "500 stopping",
    "500 stopped",
  ]]);
});

Deno.test("W8 startApplication() does nothing when a service runs that never failed", async () => {
  const run = await ApplicationRun.after(100_000, [{ ...spec, serve: steady }]);
  assertEquals([count(run, "healthy"), run.service("x").budget.left, run.clock.pending], [0, 3, 1]);
});

for (const [lifeMs, attempt] of [[29_999, 3], [30_000, 1], [30_001, 1]] as const) {
  Deno.test(`W9 startApplication() counts attempt ${attempt} after two failures and ${lifeMs} ms of being ready`, async () => {
    const run = await ApplicationRun.after(3_000, [{ ...spec, serve: crashingAfter(0, 0, lifeMs) }]);
    await run.clock.advance(lifeMs);
    assertEquals(attempts(run), [1, 2, attempt]);
  });
}

Deno.test('W10 whenLate "restart" makes not being ready in time a failed restart', async () => {
  const run = await ApplicationRun.after(5_999, [{
    ...spec,
    serve: (context) => context.incarnation === 1 ? failing() : unready(context),
  }]);
  assertEquals([attempts(run), run.service("x").status], [[1], "running"]);
  await run.clock.advance(1);
  assertEquals([attempts(run), run.service("x").status], [[1, 2], "failed"]);
  assertEquals(run.service("x").lastFailure?.phase, "readiness");
  assertEquals(
    run.service("x").lastFailure?.text,
    'StartupTimeoutError: Cannot start service "x": it was not ready within 5000 ms; its loop has not said ready()',
  );
});

Deno.test('W10 whenLate "wait" restarts nothing, and the service stays visible as not ready', async () => {
  const run = await ApplicationRun.after(30_000, [{
    ...spec,
    whenLate: "wait",
    serve: (context) => context.incarnation === 1 ? failing() : unready(context),
  }]);
  assertEquals([attempts(run), run.service("x").status, run.service("x").ready], [[1], "running", false]);
  assertEquals([run.service("x").reason, run.app.info().status], ["not ready 5000 ms after its start", "starting"]);
  const late = run.of("x", "service-readiness");
  assertEquals(late.map((event) => event.type === "service-readiness" && [event.atMs, event.ready, event.reason]), [
    [6_000, false, "not ready 5000 ms after its start"],
  ]);
});

for (const [bootMs, reports] of [[4_999, 0], [5_000, 1], [5_001, 1]] as const) {
  Deno.test(`W10 whenLate "wait" reports ${reports} delays of a service that takes ${bootMs} ms of 5000`, async () => {
    const run = await ApplicationRun.after(10_000, [{ ...spec, whenLate: "wait", serve: readyAfter(bootMs) }]);
    const told = run.of("x", "service-readiness");
    assertEquals(told.length, reports + 1);
    assertEquals([run.service("x").ready, run.app.info().status], [true, "ok"]);
  });
}

Deno.test('W11 whenLate "wait" lets a late recovery count, from when it came', async () => {
  const run = await ApplicationRun.after(1_000, [{
    ...spec,
    whenLate: "wait",
    serve: (context) => context.incarnation === 1 ? failing() : readyAfter(0, 8_000)(context),
  }]);
  await run.clock.advanceTo(9_000);
  assertEquals([run.service("x").ready, run.app.info().status], [true, "ok"]);
  await run.clock.advanceTo(38_999);
  assertEquals(count(run, "healthy"), 0);
  await run.clock.advanceTo(39_000);
  assertEquals(count(run, "healthy"), 1);
});

Deno.test("W13 startApplication() fails when a service that must not be lost never becomes ready", async () => {
  const run = await ApplicationRun.after(3_000, [{
    ...spec,
    budget: { intensity: 2, periodMs: 10_000 },
    onExhausted: "escalate",
    serve: failing,
  }]);
  assertEquals([run.starts("x"), run.statuses("x").at(-1)], [[0, 1_000, 3_000], "3000 crashed"]);
  assertEquals([run.report?.outcome, run.report?.exitCode, run.report?.reason], [
    "failed",
    1,
    'service "x" crashed: Error: boom',
  ]);
});

// The supervision itself is no source of failures in a cooldown: what could be one is a run that is over, and speaks late.
Deno.test("W16 startApplication() ignores in a cooldown what a former run says", async () => {
  const contexts: ServiceContext[] = [];
  const run = await ApplicationRun.after(30_000, [{
    ...spec,
    serve: (context) => {
      contexts.push(context);
      return context.incarnation <= 4 ? failing() : steady(context);
    },
  }], { startupTimeoutMs: Infinity });
  assertEquals([run.service("x").status, run.service("x").retryAtMs], ["cooling", 67_000]);
  const told = run.events.length;
  for (const { ready, notReady } of contexts) {
    ready("late");
    notReady("later");
  }
  await run.clock.advance(36_999);
  assertEquals([run.events.length, run.service("x").retryAtMs], [told, 67_000]);
  await run.clock.advance(200_000);
  assertEquals([run.starts("x"), count(run, "cooldown-started")], [[0, 1_000, 3_000, 7_000, 67_000], 1]);
});

/** A service that is down from 1 s to 3 s, and one that depends on it. */
const bus = { name: "bus", serve: crashingAfter(1_000), backoff: { baseMs: 2_000, jitter: "none" } } as const;

// No bus: the failure is seen while what the service depends on is down, and charged once. It starts when that one is back.
Deno.test("W17 startApplication() restarts a service that fails while what it depends on is down", async () => {
  const run = await ApplicationRun.after(5_000, [bus, {
    ...spec,
    dependsOn: ["bus"],
    backoff: { baseMs: 500, jitter: "none" },
    serve: crashingAfter(1_500),
  }]);
  assertEquals([run.starts("bus"), run.starts("x")], [[0, 3_000], [0, 3_000]]);
  assertEquals([attempts(run), run.service("x").budget.left, run.service("x").ready], [[1], 2, true]);
});

Deno.test("W17 startApplication() restarts a service whose failure no observer got to see", async () => {
  const run = await ApplicationRun.after(5_000, [{ ...spec, serve: crashingAfter(1_500) }], {
    onEvent: failing,
    logger: { debug: failing, info: failing, warn: failing, error: failing },
  });
  assertEquals([run.starts("x"), run.service("x").ready], [[0, 2_500], true]);
});

// No bus: rules are asked of the error itself, also while what the service depends on is down.
Deno.test("W19 startApplication() fails by a fatal error while what the service depends on is down", async () => {
  const run = await ApplicationRun.after(1_500, [bus, {
    ...spec,
    dependsOn: ["bus"],
    fatal: "SchemaError",
    serve: ({ clock, signal, ready }) => {
      ready();
      return clock.sleep(1_500, signal).then(() => Promise.reject(named("SchemaError", "version 3")));
    },
  }]);
  assertEquals([run.starts("x"), run.report?.exitCode, run.report?.reason], [
    [0],
    1,
    'service "x" crashed: SchemaError: version 3',
  ]);
});

// No bus: nothing is scanned for when some service runs, and who waits for its delay goes on doing so.
Deno.test("W20 startApplication() leaves a failed service alone when another one runs", async () => {
  const run = await ApplicationRun.after(3_999, [
    { ...spec, serve: crashingAfter(0), backoff: { baseMs: 4_000, jitter: "none" } },
    { name: "other", serve: crashingAfter(1_000) },
  ]);
  assertEquals([run.starts("other"), run.starts("x"), run.service("x").status], [[0, 2_000], [0], "failed"]);
  await run.clock.advance(1);
  assertEquals([run.starts("x"), attempts(run)], [[0, 4_000], [1]]);
});

// No bus: the service that all others depend on is observed like any other.
Deno.test("W21 startApplication() restarts the service that all others depend on", async () => {
  const run = await ApplicationRun.after(5_000, [
    bus,
    { ...spec, name: "a", dependsOn: ["bus"], serve: steady },
    { ...spec, name: "b", dependsOn: ["bus"], onDependencyFailure: "restart", serve: steady },
  ]);
  assertEquals([run.starts("bus"), run.starts("a"), run.starts("b")], [[0, 3_000], [0], [0, 3_000]]);
  assertEquals([run.service("b").budget.left, run.app.info().status], [3, "ok"]);
});

Deno.test("W22 ApplicationReport names who crashed, with what", async () => {
  const reasonOf = async (thrown: unknown) => {
    const run = await ApplicationRun.after(0, [
      { ...spec, onExhausted: "escalate", budget: { intensity: 0 }, serve: () => Promise.reject(thrown) },
    ]);
    return run.report?.reason;
  };
  assertEquals(await reasonOf(named("DbError", "")), 'service "x" crashed: DbError');
  assertEquals(await reasonOf(named("DbError", "gone")), 'service "x" crashed: DbError: gone');
  assertEquals(await reasonOf("gone"), 'service "x" crashed: string: gone');
});

Deno.test("W23 ApplicationReport keeps the first reason when two services crash at once", async () => {
  const hopeless = { onExhausted: "escalate", budget: { intensity: 0 } } as const;
  const run = await ApplicationRun.after(1_000, [
    { ...hopeless, name: "first", serve: ({ clock, ready }) => (ready(), clock.sleep(1_000).then(failing)) },
    { ...hopeless, name: "second", serve: ({ clock, ready }) => (ready(), clock.sleep(1_000).then(failing)) },
  ]);
  assertEquals(run.report?.reason, 'service "first" crashed: Error: boom');
  assertEquals(run.events.filter(({ type }) => type === "group-stopping").length, 1);
});

Deno.test("W24 startApplication() goes on when an optional service crashes", async () => {
  const run = await ApplicationRun.after(100_000, [
    { ...spec, role: "optional", onExhausted: "escalate", serve: failing },
    { name: "core", serve: steady },
  ]);
  assertEquals([run.report, run.service("x").status, run.app.info().status], [undefined, "crashed", "ok"]);
  assertEquals((await run.stopped()).exitCode, 0);
});

Deno.test("W25 startApplication() tells of no move from a status to itself", async () => {
  const run = await ApplicationRun.after(100_000, [
    { ...spec, onStart: throwing(new Error("boom")), serve: crashingAfter(1_000, 1_000, 1_000), onStop: failing },
  ]);
  await run.stopped();
  const moves = run.events.filter((event) => event.type === "service-status");
  assertEquals(moves.filter(({ status, previous }) => status === previous), []);
  assertEquals(moves.slice(1).filter(({ previous }, index) => previous !== moves[index]!.status), []);
});

// The supervision lives and dies with its application: the next one over the same services knows nothing of the last.
Deno.test("W26 startApplication() begins with fresh budgets, attempts and cooldowns", async () => {
  const services = [{ ...spec, maxCooldowns: 1, serve: failing }];
  for (let round = 0; round < 2; round++) {
    const run = await ApplicationRun.after(0, services, { startupTimeoutMs: Infinity });
    assertEquals([run.starts("x"), run.service("x").budget.left], [[0], 2]);
    await run.clock.advance(7_000);
    assertEquals([attempts(run), run.service("x").status, run.clock.pending], [[1, 2, 3], "cooling", 1]);
    const report = await run.stopped();
    assertEquals([report.durationMs, run.clock.pending], [7_000, 0]);
  }
});
