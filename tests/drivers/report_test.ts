// What reports and events say: numbers that add up, and nothing that JSON cannot write.
import { assertEquals } from "@std/assert";
import type { EscalationError, Worker } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, deaf, obedient } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

const spec = { backoff: rigid, budget: { intensity: 1, periodMs: 10_000 }, cooldownMs: 60_000 } as const;

Deno.test("supervise() reports every number of a life with all phases", async () => {
  const run = superviseVirtually(crashingAfter(100, 20, 3), spec);
  await run.advance(70_000);
  await run.stop();
  const { lastErrors, ...numbers } = run.report!;
  assertEquals(numbers, {
    name: "w",
    outcome: "stopped",
    rule: "stop-requested",
    starts: 4,
    restarts: 2,
    cooldowns: 1,
    crashes: 3,
    runningMs: 100 + 20 + 3 + (70_000 - 62_123),
    waitingMs: 2_000,
    coolingMs: 60_000,
  });
  assertEquals(lastErrors.map(String).length, 3);
});

const lives: Record<string, [worker: Worker, stopAtMs: number]> = {
  "running": [obedient, 1_234],
  "waiting": [alwaysCrashing, 500],
  "cooling": [alwaysCrashing, 30_000],
  "stopping": [async ({ clock, signal }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    await clock.sleep(2_000);
  }, 700],
};

for (const [phase, [worker, stopAtMs]] of Object.entries(lives)) {
  Deno.test(`WorkerReport's times add up to the group's when it is stopped while ${phase}`, async () => {
    const run = runGroupVirtually([{ name: "w", run: worker, ...spec }]);
    await run.advance(stopAtMs);
    await run.stop();
    await run.advance(10_000);
    const { runningMs, waitingMs, coolingMs } = run.report!.workers[0]!;
    assertEquals(runningMs + waitingMs + coolingMs, run.report!.durationMs);
  });
}

Deno.test("GroupReport.durationMs counts from the group's start, not from the clock's", async () => {
  const early = superviseVirtually(obedient);
  await early.advance(5_000);
  const { clock } = early;
  const run = runGroupVirtually([["w", ({ clock }) => clock.sleep(70)]], { clock });
  await clock.advance(1_000);
  assertEquals([run.report?.durationMs, run.times("group-started")], [70, [5_000]]);
});

Deno.test("WorkerReport.lastErrors keeps the last five crashes, the newest last", async () => {
  const run = superviseVirtually(({ incarnation }) => {
    if (incarnation <= 7) throw new Error(`crash ${incarnation}`);
  }, { budget: { intensity: 10 } });
  await run.advance(1_000_000);
  assertEquals(run.report?.lastErrors.map(({ message }) => message), [
    "crash 3",
    "crash 4",
    "crash 5",
    "crash 6",
    "crash 7",
  ]);
  assertEquals([run.report?.crashes, run.report?.outcome], [7, "completed"]);
});

Deno.test("WorkerReport.error of a worker that was given up names the rule and the last crash", async () => {
  const run = superviseVirtually(alwaysCrashing, { restart: "never" });
  await run.advance(0);
  const error = run.report?.error;
  assertEquals(String(error), 'GiveUpError: Gave up worker "w": its restart rule allows no restart, last Error: boom');
  assertEquals((error?.cause as Error).message, "boom");
});

Deno.test("runGroup() rejects with the report of every worker when one escalates", async () => {
  const run = runGroupVirtually([
    ["fine", obedient],
    ["done", () => {}],
    { name: "bad", run: crashingAfter(10), restart: "never", fatal: Error },
  ]);
  await run.advance(10);
  const error = run.error as EscalationError;
  assertEquals([error.worker, error.rule, (error.cause as Error).message], ["bad", "fatal", "boom"]);
  assertEquals([error.report.outcome, error.report.stopReason], ["failed", "escalation"]);
  assertEquals(error.report.workers.map(({ name, outcome }) => `${name} ${outcome}`), [
    "fine stopped",
    "done completed",
    "bad escalated",
  ]);
});

Deno.test("runGroup() rejects only when everything has stopped", async () => {
  const run = runGroupVirtually([
    ["slow", async ({ clock, signal }) => {
      await clock.sleep(Infinity, signal).catch(() => {});
      await clock.sleep(500);
    }],
    { name: "bad", run: alwaysCrashing, fatal: Error },
  ]);
  await run.advance(499);
  assertEquals(run.isOver, false);
  await run.advance(1);
  assertEquals((run.error as EscalationError).report.durationMs, 500);
});

Deno.test("GroupReport survives JSON.stringify()", async () => {
  const run = runGroupVirtually([
    ["deaf", deaf],
    { name: "bad", run: () => Promise.reject({ toString: null, cyclic: globalThis }), restart: "never" },
  ], { defaults: { graceMs: 10 } });
  await run.advance(0);
  await run.stop();
  await run.advance(10);
  const { workers, ...group } = JSON.parse(JSON.stringify(run.report));
  assertEquals(group, { outcome: "stopped", stopReason: "abort", durationMs: 10, abandoned: ["deaf"] });
  assertEquals(workers[0].abandonedSinceMs, 0);
  assertEquals(workers[1].lastErrors, [{ name: "Object", message: "" }]);
});

Deno.test("SupervisionEvent survives JSON.stringify() whatever was thrown", async () => {
  const cyclic: { name: string; message: string; self?: unknown } = { name: "Cyclic", message: "round" };
  cyclic.self = cyclic;
  const thrown = [cyclic, 7n, Symbol("odd"), undefined, Object.create(null)];
  const run = superviseVirtually(({ incarnation }) => {
    throw thrown[incarnation - 1];
  }, { budget: { intensity: 4 }, onExhausted: "give-up" });
  await run.advance(100_000);
  const written = JSON.parse(JSON.stringify(run.events)) as { type: string; error: unknown }[];
  assertEquals(written.map(({ type }) => type), run.events.map(({ type }) => type));
  assertEquals(written.filter(({ type }) => type === "crashed").map(({ error }) => error), [
    { name: "Cyclic", message: "round" },
    { name: "bigint", message: "7" },
    { name: "symbol", message: "Symbol(odd)" },
    { name: "undefined", message: "undefined" },
    { name: "Object", message: "" },
  ]);
});

Deno.test("SupervisionEvent survives JSON.stringify() when ready() is given more than a text, as by promise.then(ready)", async () => {
  const connection: { self?: unknown } = {};
  connection.self = connection;
  const run = superviseVirtually((context) => {
    void Promise.resolve(connection).then(context.ready as never);
    return obedient(context);
  });
  await run.advance(0);
  const written = JSON.parse(JSON.stringify(run.events)) as { type: string }[];
  assertEquals(written.map(({ type }) => type), ["started", "ready"]);
});
