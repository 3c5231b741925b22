// Table G: a group of workers.
import { assertEquals } from "@std/assert";
import { obedient } from "../support/acting_workers.ts";
import { childGroup } from "../support/child_group.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

Deno.test("G1 runGroup() returns at once for an empty list", async () => {
  const run = runGroupVirtually([]);
  await run.advance(0);
  assertEquals(run.report, { outcome: "ended", durationMs: 0, workers: [], abandoned: [] });
});

Deno.test("G2 runGroup() lets a survivor tick while another worker crashes", async () => {
  const ticksMs: number[] = [];
  const crashesMs: number[] = [];
  const run = runGroupVirtually([
    ["survivor", async ({ clock, signal }) => {
      while (!signal.aborted) {
        await clock.sleep(5, signal);
        ticksMs.push(clock.now());
      }
    }],
    ["crasher", async ({ clock }) => {
      crashesMs.push(clock.now());
      await clock.sleep(20);
      throw new Error("boom");
    }],
  ], { defaults: { backoff: { baseMs: 10, multiplier: 1, jitter: "none" } } });
  await run.advance(100);
  assertEquals(ticksMs, Array.from({ length: 20 }, (_, i) => 5 * (i + 1)));
  assertEquals(crashesMs, [0, 30, 60, 90]);
});

Deno.test("G3 runGroup() waits for the clean-up of every worker when it is stopped", async () => {
  const cleaned: string[] = [];
  const run = runGroupVirtually(["a", "b"].map((name) => [name, async ({ clock, signal }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    await clock.sleep(100);
    cleaned.push(`${name} at ${clock.now()}`);
  }]));
  await run.advance(50);
  await run.stop();
  assertEquals([cleaned, run.isOver], [[], false]);
  await run.advance(200);
  assertEquals(cleaned, ["b at 150", "a at 250"]);
  assertEquals([run.report?.outcome, run.report?.durationMs], ["stopped", 250]);
});

Deno.test("G3 runGroup() in parallel waits for the slowest clean-up when it is stopped", async () => {
  const cleaned: string[] = [];
  const run = runGroupVirtually(
    ["a", "b"].map((name) => [name, async ({ clock, signal }) => {
      await clock.sleep(Infinity, signal).catch(() => {});
      await clock.sleep(100);
      cleaned.push(`${name} at ${clock.now()}`);
    }]),
    { stopOrder: "parallel" },
  );
  await run.advance(50);
  await run.stop();
  await run.advance(100);
  assertEquals(cleaned, ["b at 150", "a at 150"]);
  assertEquals([run.report?.outcome, run.report?.durationMs], ["stopped", 150]);
});

Deno.test("G5 runGroup() returns when every worker has returned", async () => {
  const run = runGroupVirtually([["a", () => {}], ["b", ({ clock }) => clock.sleep(70)]]);
  await run.advance(69);
  assertEquals(run.isOver, false);
  await run.advance(1);
  assertEquals([run.report?.outcome, run.report?.durationMs], ["ended", 70]);
});

Deno.test("G5 runGroup() with keepAlive waits for a stop when every worker has returned", async () => {
  const run = runGroupVirtually([["a", () => {}], ["b", () => {}]], { keepAlive: true });
  await run.advance(1_000_000);
  assertEquals(run.isOver, false);
  await run.stop();
  assertEquals([run.report?.outcome, run.report?.durationMs], ["stopped", 1_000_000]);
});

Deno.test({
  name: "G7 runGroup() leaves SIGTERM to the process after it has returned",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const end = await childGroup("returned", { report: "SIGTERM" });
    assertEquals([end.report?.outcome, end.signal], ["ended", "SIGTERM"]);
  },
});

Deno.test("G9 runGroup() stops its workers when its own signal aborts", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", obedient]]);
  await run.advance(10);
  await run.stop();
  assertEquals(run.lines(), [
    "0 group group-started workers=2",
    "0 a#1 started ready=true after=first",
    "0 b#1 started ready=true after=first",
    "10 group group-stopping reason=abort",
    "10 b#1 stopping graceMs=10000",
    "10 b#1 stopped ranMs=10",
    "10 b#1 finished outcome=stopped rule=stop-requested",
    "10 a#1 stopping graceMs=10000",
    "10 a#1 stopped ranMs=10",
    "10 a#1 finished outcome=stopped rule=stop-requested",
    "10 group group-finished outcome=stopped",
  ]);
  assertEquals([run.report?.stopReason, run.report?.workers.map(({ outcome }) => outcome)], [
    "abort",
    ["stopped", "stopped"],
  ]);
});
