// Runs that take long to end, or do not end at all, and what is not done meanwhile.
import { assertEquals } from "@std/assert";
import type { ServiceContext, ServiceSpec } from "@mainstay/supervisor/services";
import { crashingAfter, failing, slow, steady } from "../support/acting_services.ts";
import { ApplicationRun } from "../support/application_run.ts";

const hung = () => new Promise<never>(() => {});

/** One that keeps the application running: who is abandoned is not waited for. */
const core: ServiceSpec = { name: "core", serve: steady };

/** A service that counts how many of its runs live at once. */
function counting(service: ServiceSpec, stopMs: number): ServiceSpec & { readonly most: () => number } {
  let live = 0;
  let most = 0;
  return {
    ...service,
    onStart: () => void (most = Math.max(most, ++live)),
    onStop: async ({ clock }: ServiceContext) => {
      await clock.sleep(stopMs);
      live--;
    },
    most: () => most,
  };
}

/** Without what a service has no such field. */
function only({ most: _most, ...service }: ReturnType<typeof counting>): ServiceSpec {
  return service;
}

Deno.test("a service is not started again before the teardown of its last run is over", async () => {
  const db = counting({ name: "db", serve: crashingAfter(100), backoff: { baseMs: 0 } }, 1_000);
  const run = await ApplicationRun.after(10_000, [only(db)]);
  assertEquals([run.starts("db"), db.most()], [[0, 1_100], 1]);
});

Deno.test("a service is not started again before an abandoned run of it has ended", async () => {
  const db = counting({ name: "db", graceMs: 200, serve: crashingAfter(100), backoff: { baseMs: 0 } }, 3_000);
  const run = await ApplicationRun.after(3_099, [only(db), core]);
  assertEquals([run.starts("db"), run.of("db", "abandoned").length], [[0], 1]);
  await run.clock.advance(10);
  assertEquals([run.starts("db"), db.most(), run.service("db").status], [[0, 3_100], 1, "running"]);
});

Deno.test("a child is not started by its parent's next run before an abandoned run of it has ended", async () => {
  const child = counting({ name: "c", graceMs: 200, serve: steady }, 3_000);
  const run = await ApplicationRun.after(10_000, [
    { name: "p", graceMs: 1_000, serve: crashingAfter(100), children: [only(child)] },
    core,
  ]);
  assertEquals([child.most(), run.starts("p/c").length, run.service("p/c").status], [1, 2, "running"]);
  assertEquals(run.starts("p/c")[1]! >= 3_100, true);
});

Deno.test("a service does not start while what it depends on is being torn down after its loop returned", async () => {
  const run = await ApplicationRun.after(1_000, [
    { name: "db", graceMs: 5_000, serve: ({ ready, clock }) => (ready(), clock.sleep(100)), onStop: slow(1_000) },
    { name: "api", dependsOn: ["db"], serve: crashingAfter(50), backoff: { baseMs: 100, jitter: "none" } },
  ]);
  assertEquals([run.service("db").status, run.starts("api")], ["stopping", [0]]);
  await run.clock.advance(10_000);
  // It waits in vain.
  assertEquals([run.starts("api"), run.report?.outcome], [[0], "ended"]);
});

Deno.test("a restart that is due and waits for a dependency is not planned for a time that is over", async () => {
  const run = await ApplicationRun.after(1_000, [
    { name: "db", serve: crashingAfter(100), backoff: { baseMs: 5_000, jitter: "none" } },
    { name: "api", dependsOn: ["db"], serve: crashingAfter(150), backoff: { baseMs: 100, jitter: "none" } },
  ]);
  const { status, reason, retryAtMs } = run.service("api");
  assertEquals([status, reason, retryAtMs], ["failed", "waiting for db", undefined]);
  await run.clock.advance(5_000);
  assertEquals([run.starts("api"), run.service("api").ready], [[0, 5_100], true]);
});

Deno.test("an optional service that overruns its own end is lost alone", async () => {
  const run = await ApplicationRun.after(10_000, [
    {
      name: "x",
      role: "optional",
      onExhausted: "escalate",
      graceMs: 100,
      serve: ({ ready, clock }) => (ready(), clock.sleep(50)),
      onStop: hung,
    },
    core,
  ]);
  assertEquals([run.report, run.app.info().status, run.service("x").status], [undefined, "ok", "crashed"]);
  const report = await run.stopped();
  assertEquals([report.exitCode, report.teardown.abandoned], [1, ["x"]]);
});

Deno.test("a required service that was stopped by hand and came down late is not lost", async () => {
  const run = await ApplicationRun.after(100, [
    {
      name: "db",
      graceMs: 1_000,
      children: [{ name: "pool", serve: steady, onStop: ({ clock }) => clock.sleep(3_000) }],
    },
    core,
  ]);
  run.app.stopService("db");
  await run.clock.advance(4_000);
  assertEquals([run.of("db", "abandoned").length, run.report], [1, undefined]);
  run.app.stopService("core");
  await run.clock.advance(10);
  assertEquals([run.report?.outcome, run.report?.reason], ["ended", undefined]);
});

for (const onExhausted of ["cooldown", "give-up", "escalate"] as const) {
  Deno.test(`a run that fails after it was abandoned makes no illegal move when its service would ${onExhausted}`, async () => {
    const run = await ApplicationRun.after(10_000, [
      {
        name: "x",
        role: "optional",
        onExhausted,
        budget: { intensity: 0 },
        graceMs: 100,
        serve: ({ ready, clock }) => (ready(), clock.sleep(50)),
        onStop: ({ clock }) => clock.sleep(500).then(failing),
      },
      core,
    ]);
    assertEquals([run.report, run.app.info().status], [undefined, "ok"]);
    assertEquals(run.log.filter((line) => line.includes("legal moves")), []);
    assertEquals((await run.stopped()).exitCode, 0);
  });
}

Deno.test("a hook of the stop that throws after its run was abandoned is heard, and the rest is torn down", async () => {
  const torn: string[] = [];
  const run = await ApplicationRun.after(0, [
    {
      name: "db",
      graceMs: 100,
      serve: steady,
      onStop: ({ clock }) => clock.sleep(200).then(failing),
      afterStop: () => void torn.push("afterStop"),
      afterChildrenStop: () => void torn.push("afterChildrenStop"),
    },
    { name: "other", serve: steady, onStop: slow(1_000) },
  ]);
  const report = await run.stopped();
  assertEquals([torn, run.service("db").status], [["afterStop", "afterChildrenStop"], "stopped"]);
  assertEquals(report.teardown.causes.some(({ text }) => text === '"onStop" of service "db" threw Error: boom'), true);
  // It had ended by the time of the report.
  assertEquals(report.teardown.abandoned, []);
});

Deno.test("nothing is told of a run that goes on after the report", async () => {
  const run = await ApplicationRun.after(0, [{
    name: "db",
    graceMs: 100,
    serve: steady,
    onStart: ({ spawn, clock }) => void spawn("task", () => clock.sleep(5_000).then(failing)),
    onStop: ({ clock }) => clock.sleep(200).then(failing),
  }]);
  const report = await run.stopped();
  const told = run.events.length;
  const logged = run.log.length;
  await run.clock.advance(60_000);
  assertEquals([report.durationMs, run.events.length, run.log.length], [100, told, logged]);
});
