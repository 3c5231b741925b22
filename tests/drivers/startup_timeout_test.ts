// Decision 10: with startupTimeoutMs, a worker that is not ready in time has failed to start.
import { assertEquals, assertInstanceOf } from "@std/assert";
import { StartupTimeoutError, type Worker } from "@mainstay/supervisor";
import { obedient } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

const boot = { backoff: rigid, startupTimeoutMs: 5_000, budget: { intensity: 1, periodMs: 60_000 } } as const;

/** Is ready after so many milliseconds, unless it is asked to stop before; then obedient. */
function readyAfter(ms: number): Worker {
  return async (context) => {
    await context.clock.sleep(ms, context.signal);
    context.ready();
    await obedient(context);
  };
}

for (const [bootMs, inTime] of [[4_999, true], [5_000, false], [5_001, false]] as const) {
  Deno.test(`supervise() with startupTimeoutMs 5000 ${inTime ? "keeps" : "fails"} a start of ${bootMs} ms`, async () => {
    const run = superviseVirtually(readyAfter(bootMs), boot);
    await run.advance(5_500);
    assertEquals(
      run.lines("ready", "startup-timeout", "stopping", "crashed"),
      inTime ? ["4999 w#1 ready"] : [
        "5000 w#1 startup-timeout startupTimeoutMs=5000",
        "5000 w#1 stopping graceMs=10000",
        '5000 w#1 crashed error=StartupTimeoutError: Cannot start worker "w": it was not ready within 5000 ms ranMs=5000',
      ],
    );
  });
}

Deno.test("supervise() calls a worker ready only when it says so, with startupTimeoutMs", async () => {
  const run = superviseVirtually(readyAfter(100), boot);
  await run.advance(1_000);
  assertEquals(run.lines(), ["0 w#1 started ready=false after=first", "100 w#1 ready"]);
});

Deno.test("supervise() restarts a failed start by its budget, as any other crash", async () => {
  const run = superviseVirtually(obedient, { ...boot, onExhausted: "give-up" });
  await run.advance(100_000);
  assertEquals(run.times("started"), [0, 6_000]);
  assertEquals(run.heads("gave-up"), ["11000 w#2 gave-up"]);
  assertInstanceOf(run.report?.error?.cause, StartupTimeoutError);
});

Deno.test("supervise() keeps what a failed start threw as the cause", async () => {
  const thrown = new Error("half open");
  const run = superviseVirtually(async ({ clock, signal }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    throw thrown;
  }, { ...boot, restart: "never" });
  await run.advance(10_000);
  const timeout = run.report?.lastErrors[0]?.thrown as StartupTimeoutError;
  assertEquals([timeout.worker, timeout.startupTimeoutMs, timeout.cause === thrown], ["w", 5_000, true]);
});

Deno.test("supervise() lets rules match the failed start by its name", async () => {
  const run = superviseVirtually(obedient, { ...boot, fatal: "StartupTimeoutError" });
  await run.advance(5_000);
  assertEquals(run.heads("escalated"), ["5000 w#1 escalated"]);
});

Deno.test("supervise() takes a crash before the limit for an ordinary crash", async () => {
  const run = superviseVirtually(async ({ clock }) => {
    await clock.sleep(4_999);
    throw new Error("boom");
  }, boot);
  await run.advance(5_000);
  assertEquals(run.lines("startup-timeout", "crashed"), ["4999 w#1 crashed error=Error: boom ranMs=4999"]);
});

Deno.test("supervise() takes a return before ready() for completion", async () => {
  const run = superviseVirtually(({ clock }) => clock.sleep(1_000), boot);
  await run.advance(10_000);
  assertEquals(run.heads(), ["0 w#1 started", "1000 w#1 completed", "1000 w#1 finished"]);
});

Deno.test("WorkerContext.ready() may be called synchronously", async () => {
  const run = superviseVirtually((context) => {
    context.ready("at once");
    return obedient(context);
  }, boot);
  await run.advance(100_000);
  assertEquals(run.lines(), ["0 w#1 started ready=false after=first", "0 w#1 ready reason=at once"]);
});

Deno.test("WorkerContext.ready() is too late while a failed start is being stopped", async () => {
  const run = superviseVirtually(async ({ clock, ready }) => {
    await clock.sleep(6_000);
    ready();
  }, { ...boot, restart: "never" });
  await run.advance(10_000);
  assertEquals(run.heads(), [
    "0 w#1 started",
    "5000 w#1 startup-timeout",
    "5000 w#1 stopping",
    "6000 w#1 crashed",
    "6000 w#1 gave-up",
  ]);
});

Deno.test("supervise() does not limit a second time of not being ready", async () => {
  const run = superviseVirtually(async (context) => {
    context.ready();
    context.notReady();
    await obedient(context);
  }, boot);
  await run.advance(100_000);
  assertEquals(run.heads(), ["0 w#1 started", "0 w#1 ready", "0 w#1 not-ready"]);
});

Deno.test("runGroup() stopped while a start is failing calls the worker stopped", async () => {
  const run = runGroupVirtually([{
    name: "w",
    run: async ({ clock, signal }) => {
      await clock.sleep(Infinity, signal).catch(() => {});
      await clock.sleep(2_000);
    },
    ...boot,
  }]);
  await run.advance(6_000);
  await run.stop();
  await run.advance(1_000);
  assertEquals(run.heads().slice(2), [
    "5000 w#1 startup-timeout",
    "5000 w#1 stopping",
    "6000 group group-stopping",
    "7000 w#1 stopped",
    "7000 w#1 finished",
    "7000 group group-finished",
  ]);
});
