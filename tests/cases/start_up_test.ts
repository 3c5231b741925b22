// Table D: the start-up of an application. D1 to D6, about the order itself, are elsewhere.
import { assertEquals, assertThrows } from "@std/assert";
import { MemorySessionStore, startApplication } from "@mainstay/supervisor/services";
import { failing, readyAfter, steady, unready } from "../support/acting_services.ts";
import { ApplicationRun } from "../support/application_run.ts";

Deno.test("D2 startApplication() starts a diamond in its waves, in the order in which it was given", async () => {
  const run = await ApplicationRun.after(3_000, [
    { name: "d", dependsOn: ["b", "c"], serve: readyAfter(1_000) },
    { name: "b", dependsOn: ["a"], serve: readyAfter(1_000) },
    { name: "c", dependsOn: ["a"], serve: readyAfter(500) },
    { name: "a", serve: readyAfter(1_000) },
  ]);
  assertEquals(run.statuses().filter((line) => line.endsWith("starting")), [
    "0 a starting",
    "1000 b starting",
    "1000 c starting",
    "2000 d starting",
  ]);
  assertEquals([(await run.app.startUp).outcome, run.app.info().status], ["ready", "ok"]);
});

Deno.test("D9 RunningApplication.stop() during the second wave is a clean end", async () => {
  const store = new MemorySessionStore();
  const run = await ApplicationRun.after(1_000, [
    { name: "db", serve: steady },
    { name: "api", dependsOn: ["db"], serve: unready },
    { name: "web", dependsOn: ["api"], serve: steady },
  ], { sessions: store });
  assertEquals([run.service("api").status, run.service("web").reason], ["running", "waiting for api"]);
  const { exitCode, outcome, reason, error, teardown } = await run.stopped();
  assertEquals([exitCode, outcome, reason, error, teardown.clean], [0, "stopped", undefined, undefined, true]);
  assertEquals([(await run.app.startUp).outcome, store.list()[0]?.status], ["stopped", "success"]);
  assertEquals([run.starts("web"), run.service("web").status], [[], "stopped"]);
});

Deno.test("D11 startApplication() fails when its session cannot be opened, and starts nothing", async () => {
  const store = new MemorySessionStore();
  store.create = () => {
    throw new Error("disk full");
  };
  const run = await ApplicationRun.after(0, [{ name: "db", serve: steady }], { sessions: store });
  const { exitCode, outcome, reason, error, sessionId } = run.report!;
  assertEquals([exitCode, outcome, reason], [
    1,
    "failed",
    "start-up failed: its session could not be opened: Error: disk full",
  ]);
  assertEquals([(error as Error).message, sessionId, run.starts("db")], ["disk full", undefined, []]);
  assertEquals((await run.app.startUp).ready, false);
});

// Nobody can run what was not wired: both are one call, which checks everything before it starts anything.
Deno.test("D12 startApplication() runs nothing of services that are wired wrong", async () => {
  let started = 0;
  const first = { name: "first", onStart: () => void started++ };
  const wrong = [
    [
      [first, { name: "api", dependsOn: ["db"], serve: failing }],
      '"api": "dependsOn" must name services beside it ("first"), received "db"',
    ],
    [[first, { name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["a"] }], '"a" → "b" → "a"'],
    [
      [first, { name: "p", children: [{ name: "c", dependsOn: ["first"] }] }],
      '"p/c": "dependsOn" must name services beside it (there are none), received "first"',
    ],
    [[first, { name: "first" }], '2 of its services have the name "first"'],
  ] as const;
  for (const [services, message] of wrong) {
    assertThrows(() => startApplication(services, { signals: false }), TypeError, message);
  }
  await Promise.resolve();
  assertEquals(started, 0);
});
