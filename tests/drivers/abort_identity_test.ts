// Decision 5: what a worker throws after it was asked to stop is no crash; an abort of its own making is.
import { assertEquals } from "@std/assert";
import type { Worker } from "@mainstay/supervisor";
import { deaf, obedient } from "../support/acting_workers.ts";
import { runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

/** Once it is asked to stop: throws what `value` makes of the reason. */
function throwingWhenStopped(value: (reason: unknown) => unknown): Worker {
  return async ({ clock, signal }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    throw value(signal.reason);
  };
}

Deno.test("supervise() takes an AbortError while nobody stops it for a crash", async () => {
  const run = superviseVirtually(async (context) => {
    if (context.incarnation > 1) return await obedient(context);
    const own = new AbortController();
    own.abort();
    await context.clock.sleep(1, own.signal);
  });
  await run.advance(1_000);
  assertEquals(run.lines("crashed", "started").slice(1), [
    "0 w#1 crashed error=AbortError: The signal has been aborted ranMs=0",
    "1000 w#2 started ready=true after=restart",
  ]);
});

Deno.test("supervise() takes the stop reason of an earlier group for a crash", async () => {
  let reason: unknown;
  const first = superviseVirtually(throwingWhenStopped((own) => reason = own));
  await first.advance(0);
  await first.stop();
  const second = superviseVirtually(() => Promise.reject(reason), { restart: "never" });
  await second.advance(0);
  assertEquals([first.report?.outcome, second.report?.outcome], ["stopped", "gave-up"]);
});

Deno.test("supervise() tells no error of a stopped worker that throws its signal's reason", async () => {
  const run = superviseVirtually(throwingWhenStopped((reason) => reason));
  await run.advance(0);
  await run.stop();
  assertEquals(run.lines("stopped"), ["0 w#1 stopped ranMs=0"]);
});

for (
  const [what, value] of Object.entries({
    "an ordinary error": new Error("clean-up failed"),
    "a fatal error": new TypeError("clean-up failed"),
    "undefined": undefined,
  })
) {
  Deno.test(`supervise() calls a worker stopped that throws ${what} when it is asked to stop`, async () => {
    const run = superviseVirtually(throwingWhenStopped(() => value), { fatal: TypeError });
    await run.advance(1_000);
    await run.stop();
    await run.advance(1_000_000);
    const error = value === undefined ? "undefined: undefined" : `${value.name}: clean-up failed`;
    assertEquals(run.lines().slice(1), [
      "1000 w#1 stopping graceMs=10000",
      `1000 w#1 stopped ranMs=1000 error=${error}`,
      "1000 w#1 finished outcome=stopped rule=stop-requested",
    ]);
    assertEquals([run.report?.outcome, run.report?.crashes], ["stopped", 0]);
  });
}

Deno.test("supervise() calls a worker stopped that returns when it is asked to stop", async () => {
  const run = superviseVirtually(({ clock, signal }) => clock.sleep(Infinity, signal).catch(() => {}));
  await run.advance(0);
  await run.stop();
  assertEquals([run.report?.outcome, run.lines("completed")], ["stopped", []]);
});

Deno.test("supervise() starts nothing when stop was requested on entry", async () => {
  let calls = 0;
  const run = superviseVirtually(() => calls++, { signal: AbortSignal.abort() });
  await run.advance(100_000);
  assertEquals(calls, 0);
  assertEquals(run.lines(), ["0 w#0 finished outcome=stopped rule=stop-requested"]);
  assertEquals([run.report?.outcome, run.report?.starts], ["stopped", 0]);
});

Deno.test("runGroup() calls no factory when stop was requested on entry", async () => {
  let calls = 0;
  const run = runGroupVirtually([["a", () => calls++], ["b", () => calls++]], { signal: AbortSignal.abort() });
  await run.advance(100_000);
  assertEquals(calls, 0);
  assertEquals(run.heads(), [
    "0 group group-started",
    "0 group group-stopping",
    "0 b#0 finished",
    "0 a#0 finished",
    "0 group group-finished",
  ]);
  assertEquals([run.report?.outcome, run.report?.stopReason], ["stopped", "abort"]);
});

Deno.test("runGroup() calls no factory when it is stopped in the turn in which it begins", async () => {
  const stopper = new AbortController();
  let calls = 0;
  const run = runGroupVirtually([["a", () => calls++]], {
    signal: stopper.signal,
    onEvent: ({ type }) => type === "started" && stopper.abort(),
  });
  await run.advance(100_000);
  assertEquals([calls, run.report?.outcome], [0, "stopped"]);
});

/** The worker asks for its sleep before the test does, so that at 1000 ms its throw comes first. */
for (const [crashMs, crashes] of [[999, 1], [1_000, 1], [1_001, 0]] as const) {
  Deno.test(`supervise() stopped at 1000 ms sees ${crashes} crashes of a worker that throws at ${crashMs} ms`, async () => {
    const run = superviseVirtually(async ({ clock }) => {
      await clock.sleep(crashMs);
      throw new Error("boom");
    });
    await run.advance(500);
    void run.clock.sleep(500).then(() => run.stopper.abort());
    await run.advance(50_000);
    assertEquals([run.report?.outcome, run.report?.crashes, run.report?.starts], ["stopped", crashes, 1]);
  });
}

Deno.test("WorkerContext.signal aborts when its incarnation has ended", async () => {
  const signals: AbortSignal[] = [];
  const run = superviseVirtually(({ signal, incarnation }) => {
    signals.push(signal);
    if (incarnation === 1) throw new Error("boom");
    return deaf({ clock: run.clock } as never);
  });
  await run.advance(1_000);
  assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
  assertEquals(signals[0]!.reason.name, "AbortError");
});
