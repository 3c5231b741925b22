// What an end is worth by how long the incarnation ran: too quick is a crash, healthy may be restarted at once.
import { assertEquals } from "@std/assert";
import { DoNotRestartError, type Policy, type QuickExitError, ShutdownError, type Worker } from "@mainstay/supervisor";
import { superviseVirtually } from "../support/virtual_run.ts";

/** Returns, or throws this, after so long; one number per incarnation, the last one over and over. */
function endingAfter(livesMs: readonly number[], thrown?: unknown): Worker {
  return async ({ clock, signal, incarnation }) => {
    await clock.sleep(livesMs[Math.min(incarnation, livesMs.length) - 1]!, signal);
    if (thrown !== undefined) throw thrown;
  };
}

for (const [ranMs, end] of [[999, "w! w~"], [1_000, "w. w="], [1_001, "w. w="]] as const) {
  Deno.test(`supervise() with minUptimeMs 1000 takes a return after ${ranMs} ms for ${end}`, async () => {
    const run = superviseVirtually(endingAfter([ranMs]), { minUptimeMs: 1_000 });
    await run.advance(ranMs);
    assertEquals(run.marks.at(-1), `${ranMs} ${end}`);
  });
}

Deno.test("supervise() with minUptimeMs gives up with a QuickExitError as the cause", async () => {
  const run = superviseVirtually(endingAfter([5]), { minUptimeMs: 10, restart: "never" });
  await run.advance(5);
  const cause = run.report?.error?.cause as QuickExitError;
  assertEquals(cause.name, "QuickExitError");
  assertEquals([cause.worker, cause.ranMs, cause.minUptimeMs], ["w", 5, 10]);
});

Deno.test("supervise() with minUptimeMs leaves what was thrown as it was thrown", async () => {
  const run = superviseVirtually(endingAfter([5], new Error("boom")), { minUptimeMs: 10 });
  await run.advance(5);
  assertEquals(run.lines("crashed"), ["5 w#1 crashed error=Error: boom ranMs=5"]);
});

for (const thrown of [new ShutdownError("done"), new DoNotRestartError("enough")]) {
  Deno.test(`supervise() with minUptimeMs lets a ${thrown.name} be an orderly end, however quick`, async () => {
    const run = superviseVirtually(endingAfter([5], thrown), { minUptimeMs: 10 });
    await run.advance(5);
    assertEquals(run.marks.at(-1), "5 w. w=");
  });
}

Deno.test("supervise() with minUptimeMs lets rules match a quick exit by its name", async () => {
  const run = superviseVirtually(endingAfter([5]), { minUptimeMs: 10, clean: "QuickExitError" });
  await run.advance(5);
  assertEquals(run.marks.at(-1), "5 w. w=");
});

Deno.test("supervise() with minUptimeMs does not call a worker quick that was asked to stop", async () => {
  const run = superviseVirtually(endingAfter([Infinity]), { minUptimeMs: 10 });
  await run.advance(5);
  await run.stop();
  assertEquals([run.report?.outcome, run.report?.crashes], ["stopped", 0]);
});

const atOnce: Policy = { restart: "always", restartHealthy: "at-once", healthyAfterMs: 1_000 };

for (const [ranMs, next] of [[999, 1_999], [1_000, 1_000], [1_001, 1_001]] as const) {
  Deno.test(`supervise() with restartHealthy at-once starts a worker again at ${next} that ran ${ranMs} ms`, async () => {
    const run = superviseVirtually(endingAfter([ranMs, Infinity]), atOnce);
    await run.advance(5_000);
    assertEquals(run.times("started"), [0, next]);
  });
}

Deno.test("supervise() with restartHealthy at-once charges nothing, and counts no attempt", async () => {
  const run = superviseVirtually(endingAfter([1_000]), { ...atOnce, budget: { intensity: 1 } });
  await run.advance(3_500);
  assertEquals(
    run.lines("restart-scheduled"),
    [1, 2, 3].map((n) =>
      `${n * 1_000} w#${n} restart-scheduled attempt=0 delayMs=0 ceilingMs=0 budgetUsed=0 rule=backoff`
    ),
  );
});

Deno.test("supervise() with restartHealthy at-once keeps to the restart rule", async () => {
  const run = superviseVirtually(endingAfter([1_000]), { ...atOnce, restart: "on-failure" });
  await run.advance(1_000);
  assertEquals(run.marks.at(-1), "1000 w. w=");
});

Deno.test("supervise() with restartHealthy at-once goes by the time since ready, not since the start", async () => {
  const run = superviseVirtually(async ({ clock, ready }) => {
    await clock.sleep(500);
    ready();
    await clock.sleep(900);
    throw new Error("boom");
  }, { ...atOnce, startupTimeoutMs: Infinity });
  await run.advance(2_000);
  assertEquals(run.delaysMs, [1_000]);
});
