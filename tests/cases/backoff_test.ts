// Table BO: delays and how many starts there are before and after exhaustion.
import { assertEquals } from "@std/assert";
import { type Backoff, backoffDelay, type SuperviseOptions } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter } from "../support/acting_workers.ts";
import { rigid, superviseVirtually } from "../support/virtual_run.ts";

function delaysMs(backoff: Partial<Backoff>, ...attempts: number[]): number[] {
  return attempts.map((attempt) => backoffDelay({ ...rigid, ...backoff }, attempt, () => 0));
}

/** The tables' spec: intensity 3 in 10 s, cooldown of 60 s. */
const spec = {
  backoff: rigid,
  budget: { intensity: 3, periodMs: 10_000 },
  cooldownMs: 60_000,
} as const satisfies SuperviseOptions;

Deno.test("BO1 backoffDelay() doubles from 1 s to 30 s", () => {
  assertEquals(delaysMs({}, 1, 2, 3, 4, 5, 6, 7, 8), [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

Deno.test("BO2 backoffDelay() doubles from 2 s to 60 s", () => {
  assertEquals(
    delaysMs({ baseMs: 2_000, maxMs: 60_000 }, 1, 2, 3, 4, 5, 6, 7, 8),
    [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000],
  );
});

Deno.test("BO3 supervise() with a base of 0 restarts without delay", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, backoff: { baseMs: 0, jitter: "none" } });
  await run.advance(0);
  assertEquals(run.delaysMs, [0, 0, 0]);
  assertEquals(run.times("started"), [0, 0, 0, 0]);
});

Deno.test("BO4 backoffDelay() with multiplier 1 stays at its base", () => {
  assertEquals(delaysMs({ baseMs: 5_000, multiplier: 1, maxMs: 60_000 }, 1, 2, 3), [5_000, 5_000, 5_000]);
});

Deno.test("BO5 backoffDelay() caps a base above the maximum", () => {
  assertEquals(delaysMs({ baseMs: 5_000, maxMs: 3_000 }, 1, 2), [3_000, 3_000]);
});

Deno.test("BO6 backoffDelay() of attempt 0 is not below the base", () => {
  assertEquals(delaysMs({ baseMs: 2_000, maxMs: 60_000 }, 0), [2_000]);
});

Deno.test("BO8 supervise() begins anew with its delays after a healthy time", async () => {
  const run = superviseVirtually(crashingAfter(0, 10_000), { ...spec, healthyAfterMs: 10_000 });
  await run.advance(20_000);
  assertEquals(run.times("crashed"), [0, 11_000]);
  assertEquals(run.delaysMs, [1_000, 1_000]);
});

Deno.test("BO10 supervise() gives up after 1 + intensity starts", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, onExhausted: "give-up" });
  await run.advance(1_000_000);
  assertEquals(run.times("started"), [0, 1_000, 3_000, 7_000]);
  assertEquals(run.lines("gave-up"), ["7000 w#4 gave-up rule=worker-budget error=Error: boom"]);
  assertEquals(run.report?.outcome, "gave-up");
});

Deno.test("BO11 supervise() escalates once after 1 + intensity starts", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, onExhausted: "escalate" });
  await run.advance(1_000_000);
  assertEquals(run.times("started"), [0, 1_000, 3_000, 7_000]);
  assertEquals(run.lines("escalated"), ["7000 w#4 escalated rule=worker-budget error=Error: boom"]);
  assertEquals(
    String(run.error),
    'EscalationError: Worker "w" failed its group: its restart budget is spent, last Error: boom',
  );
});

Deno.test("BO13 supervise() gives up after 2 × (1 + intensity) starts with one cooldown", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, maxCooldowns: 1 });
  await run.advance(1_000_000);
  assertEquals(run.times("started"), [0, 1_000, 3_000, 7_000, 67_000, 68_000, 70_000, 74_000]);
  assertEquals(run.lines("cooldown-started", "gave-up"), [
    "7000 w#4 cooldown-started cycle=1 cooldownMs=60000 retryAtMs=67000 rule=worker-budget",
    "74000 w#8 gave-up rule=max-cooldowns error=Error: boom",
  ]);
});

Deno.test("BO14 supervise() never gives up without a limit of cooldowns", async () => {
  const run = superviseVirtually(alwaysCrashing, { ...spec, maxCooldowns: 0 });
  await run.advance(100 * 67_000 - 1);
  assertEquals(run.heads("gave-up"), []);
  assertEquals([run.times("cooldown-started").length, run.times("started").length], [100, 400]);
});
