import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { Deadlines } from "../../src/telemetry/deadlines.ts";
import type { ExecutionContext, ExecutionRequest } from "../../src/telemetry/execution.ts";
import { currentExecution } from "../../src/telemetry/execution_context.ts";
import { success } from "../../src/telemetry/outcome.ts";
import { type Ending, RunningExecution } from "../../src/telemetry/running_execution.ts";
import { requestOf } from "./executor_bench.ts";
import { idOf } from "./stores/execution_rows.ts";

class Bench {
  readonly clock = new VirtualClock();
  readonly deadlines = new Deadlines(this.clock, () => {});
  readonly endings: Ending<unknown>[] = [];
  running!: RunningExecution<unknown>;

  run(run: ExecutionRequest<unknown>["run"], fields: Partial<ExecutionRequest<unknown>> = {}): void {
    const request = requestOf({ ...fields, run });
    this.running = new RunningExecution(request, idOf(1), 5_000, 0);
    this.running.run(request, this.deadlines, (ending) => void this.endings.push(ending));
  }

  /** How it ended, each time. */
  get hows(): string[] {
    return this.endings.map(({ how }) => how);
  }
}

Deno.test("RunningExecution.run() of a body that answers at once is over at once", () => {
  const bench = new Bench();
  bench.run(() => 5);
  assertEquals(bench.endings, [{ how: "returned", value: 5 }]);
});

Deno.test("RunningExecution.run() of a body that throws at once is over at once", () => {
  const bench = new Bench();
  bench.run(() => {
    throw "no";
  });
  assertEquals(bench.endings, [{ how: "threw", thrown: "no" }]);
});

Deno.test("RunningExecution.run() of a body that answers later, or rejects later", async () => {
  const bench = new Bench();
  bench.run(() => bench.clock.sleep(5).then(() => "late"));
  assertEquals([bench.endings, bench.running.isLeftBehind], [[], false]);
  await bench.clock.advance(5);
  bench.run(() => bench.clock.sleep(5).then(() => Promise.reject("no")));
  await bench.clock.advance(5);
  assertEquals(bench.endings, [{ how: "returned", value: "late" }, { how: "threw", thrown: "no" }]);
});

Deno.test("RunningExecution.run() waits for a thenable, in the execution", async () => {
  const bench = new Bench();
  const then = (resolve: (value: unknown) => void) => resolve(currentExecution()?.id);
  bench.run(() => ({ then }) as unknown as Promise<unknown>);
  await bench.clock.advance(0);
  assertEquals(bench.endings, [{ how: "returned", value: idOf(1) }]);
});

Deno.test("RunningExecution.run() of a body whose answer cannot be looked at has thrown", () => {
  const bench = new Bench();
  bench.run(() => ({
    get then() {
      throw "no";
    },
  }));
  assertEquals(bench.endings, [{ how: "threw", thrown: "no" }]);
});

for (const [ms, hows] of [[49, []], [50, ["limit"]]] as const) {
  Deno.test(`RunningExecution with a limit of 50 ms is ${hows.length > 0 ? "over" : "not over"} after ${ms}`, async () => {
    const bench = new Bench();
    bench.run(() => new Promise(() => {}), { timeoutMs: 50 });
    await bench.clock.advance(ms);
    assertEquals([bench.hows, bench.running.isLeftBehind], [[...hows], hows.length > 0]);
  });
}

Deno.test("RunningExecution that is over before its limit leaves no timer behind", async () => {
  const bench = new Bench();
  bench.run(() => bench.clock.sleep(10), { timeoutMs: 50 });
  await bench.clock.advance(10);
  bench.deadlines.rest();
  assertEquals([bench.hows, bench.clock.pending], [["returned"], 0]);
});

Deno.test("RunningExecution aborts the body's signal with the time-out, after it is over", async () => {
  const bench = new Bench();
  let seen: unknown;
  bench.run(({ signal }) =>
    new Promise(() => {
      signal.addEventListener("abort", () => seen = [bench.hows, signal.reason.name, signal.reason.message]);
    }), { timeoutMs: 50 });
  await bench.clock.advance(50);
  assertEquals(seen, [["limit"], "TimeoutError", "The time limit of 50 ms is over"]);
});

Deno.test("RunningExecution hears nothing of a body that it left behind but its end", async () => {
  const bench = new Bench();
  bench.run(() => bench.clock.sleep(100).then(() => Promise.reject("late")), { timeoutMs: 50 });
  await bench.clock.advance(50);
  let ended = 0;
  bench.running.onBodyOver(() => ended++);
  assertEquals([bench.running.isLeftBehind, ended], [true, 0]);
  await bench.clock.advance(50);
  assertEquals([bench.hows, bench.running.isLeftBehind, ended], [["limit"], false, 1]);
});

Deno.test("RunningExecution.run() with a signal that has aborted does not run the body", () => {
  const bench = new Bench();
  let ran = false;
  bench.run(() => ran = true, { signal: AbortSignal.abort("enough") });
  assertEquals([bench.endings, ran], [[{ how: "cancelled", thrown: "enough" }], false]);
  assertEquals(bench.running.isLeftBehind, false);
});

Deno.test("RunningExecution is cancelled by its signal, and by no other cause after that", async () => {
  const bench = new Bench();
  const stopper = new AbortController();
  const signals: AbortSignal[] = [];
  bench.run(({ signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  }, { signal: stopper.signal, timeoutMs: 50 });
  stopper.abort("enough");
  bench.running.cancel("again");
  await bench.clock.advance(100);
  assertEquals(bench.endings, [{ how: "cancelled", thrown: "enough" }]);
  assertEquals([signals[0]?.reason, bench.clock.pending], ["enough", 0]);
});

Deno.test("RunningExecution whose body aborts its own signal is cancelled, whatever the body answers", async () => {
  const bench = new Bench();
  const stopper = new AbortController();
  bench.run(() => {
    stopper.abort("myself");
    return 5;
  }, { signal: stopper.signal });
  await bench.clock.advance(0);
  assertEquals(bench.endings, [{ how: "cancelled", thrown: "myself" }]);
  assertEquals(bench.running.isLeftBehind, false);
});

Deno.test("RunningExecution lets go of a signal when it is over", () => {
  const bench = new Bench();
  const listeners = new Set<unknown>();
  const signal = {
    aborted: false,
    addEventListener: (_: string, listener: unknown) => void listeners.add(listener),
    removeEventListener: (_: string, listener: unknown) => void listeners.delete(listener),
  } as unknown as AbortSignal;
  bench.run(() => listeners.size, { signal });
  assertEquals([bench.endings, listeners.size], [[{ how: "returned", value: 1 }], 0]);
});

Deno.test("RunningExecution gives the same signal each time, aborted if it is asked for late", async () => {
  const bench = new Bench();
  const contexts: ExecutionContext[] = [];
  bench.run((context) => {
    contexts.push(context);
    return new Promise(() => {});
  });
  bench.running.cancel("enough");
  await bench.clock.advance(0);
  const [context] = contexts;
  assertEquals([context?.signal.aborted, context?.signal.reason], [true, "enough"]);
  assertEquals(context?.signal === context?.signal, true);
});

Deno.test("RunningExecution gives a body parts that can be taken apart", () => {
  const bench = new Bench();
  bench.run(({ id, signal }) => [id, signal.aborted]);
  assertEquals(bench.endings, [{ how: "returned", value: [idOf(1), false] }]);
});

Deno.test("RunningExecution.record() has what the request said when it began", () => {
  const trigger = { id: "e1", origin: "clock" };
  const request = requestOf({
    kind: "handler",
    instance: "2",
    topic: "motion",
    tier: "framework",
    registrationId: 7,
    trigger,
  });
  const running = new RunningExecution(request, idOf(1), 5_000, 10);
  Object.assign(request, { owner: "other", registrationId: 8 });
  Object.assign(trigger, { id: "e2" });
  assertEquals(running.record(22.5, success, 3), {
    id: idOf(1),
    kind: "handler",
    owner: "app",
    instance: "2",
    name: "tidy",
    topic: "motion",
    tier: "framework",
    registrationId: 7,
    sessionId: 3,
    startedAtMs: 5_000,
    durationMs: 12.5,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: "e1",
    triggerOrigin: "clock",
  });
});

Deno.test("RunningExecution.record() knows no duration below 0", () => {
  assertEquals(new RunningExecution(requestOf(), idOf(1), 0, 10).record(9, success, null).durationMs, 0);
});
