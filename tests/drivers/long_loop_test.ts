// The audit's gap: restart loops that go on for long. 100,000 restarts in virtual time, without drift and without growth.
import { assertEquals } from "@std/assert";
import { RestartBudget, supervise, type SuperviseOptions, type Worker, type WorkerReport } from "@mainstay/supervisor";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { endless, VirtualRun } from "../support/virtual_run.ts";

const restarts = 100_000;

/** Throws at once, the same value each time: an error's stack costs more than everything else. */
const crashing = () => {
  throw "boom";
};

/** Supervises on a virtual clock, without keeping the events. */
function longRun(worker: Worker, options: SuperviseOptions): VirtualRun<WorkerReport> {
  return new VirtualRun(({ clock, stopper }) => supervise("w", worker, { clock, signal: stopper.signal, ...options }));
}

Deno.test("supervise() starts a worker at the exact time after 100,000 restarts", async () => {
  const startedAtMs: number[] = [];
  const run = longRun(crashing, {
    backoff: { baseMs: 100, multiplier: 1, jitter: "none" },
    budget: endless,
    onEvent: ({ type, atMs }) => type === "started" && startedAtMs.push(atMs),
  });
  await run.advance(restarts * 100);
  const late = startedAtMs.findIndex((atMs, index) => atMs !== index * 100);
  assertEquals([startedAtMs.length, late, run.clock.pending], [restarts + 1, -1, 1]);
});

Deno.test("supervise() sums up 100,000 restarts exactly", async () => {
  const run = longRun(async ({ clock }) => {
    await clock.sleep(3);
    throw "boom";
  }, { backoff: { baseMs: 7, multiplier: 1, jitter: "none" }, budget: endless });
  await run.advance(restarts * 10);
  await run.stop();
  await run.advance(3);
  assertEquals(run.report && [run.report.restarts, run.report.runningMs, run.report.waitingMs], [
    restarts,
    restarts * 3 + 3,
    restarts * 7,
  ]);
  assertEquals(run.report?.lastErrors.length, 5);
});

Deno.test("supervise() goes through 100,000 restarts without delay in one instant", async () => {
  let starts = 0;
  const run = longRun(() => {
    if (++starts > restarts) return;
    throw "boom";
  }, { backoff: { baseMs: 0 }, budget: endless });
  await run.advance(0);
  assertEquals([run.report?.outcome, run.report?.restarts, run.report?.waitingMs], ["completed", restarts, 0]);
});

Deno.test("RestartBudget counts right after 100,000 restarts", () => {
  let nowMs = 0;
  const budget = new RestartBudget({ intensity: 20, periodMs: 1_000, clock: { now: () => nowMs } });
  const counts = new Set<number>();
  for (let i = 0; i < restarts; i++) {
    nowMs += 70;
    budget.recordRestart();
    if (i > 20) counts.add(budget.currentAttempts());
  }
  assertEquals([...counts], [15]);
});

Deno.test("supervise() keeps no memory of 100,000 restarts", async () => {
  const program = new URL("../support/long_loop.ts", import.meta.url).href;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--v8-flags=--expose-gc", program],
    stderr: "inherit",
  }).output();
  assertEquals(success, true);
  const measured = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(measured.restarts > restarts, true);
  // One kept event would be 100 bytes at least; what is measured is about 0, give or take a page of the heap.
  assertEquals(measured.bytesPerRestart < 10, true, `${measured.bytesPerRestart} bytes per restart`);
});

Deno.test("supervise() asks the clock for no more than one sleep at a time", async () => {
  const clock = new VirtualClock({ settle: "promises" });
  let most = 0;
  longRun(crashing, {
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) => {
        const sleeping = clock.sleep(ms, signal);
        most = Math.max(most, clock.pending);
        return sleeping;
      },
    },
    healthyAfterMs: 1,
    backoff: { baseMs: 3, multiplier: 1, jitter: "none" },
    budget: endless,
  });
  await clock.advance(10_000);
  assertEquals(most, 1);
});
