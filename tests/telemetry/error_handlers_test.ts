import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { Deadlines } from "../../src/telemetry/deadlines.ts";
import { ErrorHandlers } from "../../src/telemetry/error_handlers.ts";
import type { ErrorHandler } from "../../src/telemetry/execution.ts";
import { currentExecution } from "../../src/telemetry/execution_context.ts";
import { recordOf } from "./stores/execution_rows.ts";

class Bench {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly deadlines = new Deadlines(this.clock, () => {});
  readonly handlers: ErrorHandlers;

  constructor(most = 3) {
    this.handlers = new ErrorHandlers({
      clock: this.clock,
      deadlines: this.deadlines,
      limitMs: 5_000,
      most,
      say: (level, sentence) => void this.log.push(`${level}: ${sentence}`),
    });
  }

  call(handler: ErrorHandler): void {
    this.handlers.call(handler, { thrown: "thrown", record: recordOf(1) });
  }
}

Deno.test("ErrorHandlers.call() waits for nothing, and tells what was thrown", async () => {
  const bench = new Bench();
  const told: unknown[] = [];
  bench.call(({ thrown, record, signal }) => told.push([thrown, record.name, signal.aborted]));
  assertEquals(told, []);
  await bench.clock.advance(0);
  assertEquals(told, [["thrown", "on_motion", false]]);
  assertEquals(bench.handlers.counts, { running: 0, failed: 0, refused: 0 });
  bench.deadlines.rest();
  assertEquals(bench.clock.pending, 0);
});

Deno.test("ErrorHandlers.call() runs a handler in the execution that failed", async () => {
  const bench = new Bench();
  const ids: unknown[] = [];
  bench.call(async () => {
    await bench.clock.sleep(1);
    ids.push(currentExecution()?.id);
  });
  await bench.clock.runUntilIdle();
  assertEquals(ids, [recordOf(1).id]);
});

for (
  const [how, handler] of [
    ["throws", () => {
      throw new RangeError("no mail");
    }],
    ["rejects", () => Promise.reject(new RangeError("no mail"))],
  ] as const
) {
  Deno.test(`ErrorHandlers counts a handler that ${how}, and says so`, async () => {
    const bench = new Bench();
    bench.call(handler);
    await bench.clock.advance(0);
    assertEquals(bench.handlers.counts, { running: 0, failed: 1, refused: 0 });
    assertEquals(bench.log, [
      `error: The error handler of app/on_motion failed (${recordOf(1).id}): RangeError: no mail`,
    ]);
    bench.deadlines.rest();
    assertEquals(bench.clock.pending, 0);
  });
}

Deno.test("ErrorHandlers takes a rejection without a reason for a failure", async () => {
  const bench = new Bench();
  bench.call(() => Promise.reject());
  await bench.clock.advance(0);
  assertEquals(bench.handlers.counts.failed, 1);
});

for (const [ms, failed] of [[4_999, 0], [5_000, 1]] as const) {
  Deno.test(`ErrorHandlers after ${ms} ms of a handler that hangs counts ${failed}`, async () => {
    const bench = new Bench();
    const signals: AbortSignal[] = [];
    bench.call(({ signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    await bench.clock.advance(ms);
    assertEquals(bench.handlers.counts, { running: 1, failed, refused: 0 });
    assertEquals(signals[0]?.aborted, failed === 1);
  });
}

Deno.test("ErrorHandlers counts a handler once that throws after its time", async () => {
  const bench = new Bench();
  bench.call(async () => {
    await bench.clock.sleep(6_000);
    throw new Error("late");
  });
  await bench.clock.runUntilIdle();
  assertEquals([bench.handlers.counts, bench.log.length], [{ running: 0, failed: 1, refused: 0 }, 1]);
});

Deno.test("ErrorHandlers refuses more than may run, and says so once in 30 s", async () => {
  const bench = new Bench(2);
  const hang = () => new Promise(() => {});
  for (let call = 0; call < 5; call++) bench.call(hang);
  assertEquals(bench.handlers.counts, { running: 2, failed: 0, refused: 3 });
  assertEquals(bench.log, [
    "error: The error handler of app/on_motion is not called: 2 run already (so far 1 were refused)",
  ]);
  await bench.clock.advance(30_000);
  // Those that are left behind still take their places.
  bench.call(hang);
  assertEquals(bench.handlers.counts, { running: 2, failed: 2, refused: 4 });
  assertEquals(bench.log.filter((line) => line.includes("so far")).length, 2);
});

Deno.test("ErrorHandlers with room for none refuses all", () => {
  const bench = new Bench(0);
  bench.call(() => {});
  assertEquals(bench.handlers.counts, { running: 0, failed: 0, refused: 1 });
});

Deno.test("ErrorHandlers.settled() waits for those whose time is not over", async () => {
  const bench = new Bench();
  const settledAtMs: number[] = [];
  const wait = () => bench.handlers.settled().then(() => settledAtMs.push(bench.clock.now()));
  wait();
  await bench.clock.advance(1);
  bench.call(() => bench.clock.sleep(100));
  bench.call(() => new Promise(() => {}));
  wait();
  await bench.clock.runUntilIdle();
  assertEquals(settledAtMs, [0, 5_001]);
});

Deno.test("ErrorHandlers keep a crash in one from another", async () => {
  const bench = new Bench();
  const done: number[] = [];
  bench.call(() => {
    throw new Error();
  });
  bench.call(() => done.push(2));
  bench.call(() => Promise.reject(new Error()));
  await bench.clock.advance(0);
  assertEquals([done, bench.handlers.counts.failed], [[2], 2]);
});
