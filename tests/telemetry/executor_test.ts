import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { ExecutionFailure } from "../../src/telemetry/execution.ts";
import { currentExecution, executionLogger } from "../../src/telemetry/execution_context.ts";
import { Executor } from "../../src/telemetry/executor.ts";
import { SpillFolder } from "../../src/telemetry/spill_folder.ts";
import { MemoryExecutionStore } from "../../src/telemetry/stores/memory_execution_store.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { accountedFor, epochMs, ExecutorBench, requestOf } from "./executor_bench.ts";
import { recordOf } from "./stores/execution_rows.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const forever = () => new Promise(() => {});

// Executing

Deno.test("Executor refuses options that are not as they must be", () => {
  assertThrows(
    () => new Executor({ store: new MemoryExecutionStore(), capacity: 0 }),
    RangeError,
    `Cannot create an executor: "capacity" must be a whole number of at least 1, received 0`,
  );
});

Deno.test("Executor.execute() rejects for a request that is not as it must be, and records nothing", async () => {
  const bench = new ExecutorBench();
  await assertRejects(() => bench.execute(() => {}, { timeoutMs: -1 }), RangeError, `Cannot execute "app/tidy"`);
  assertEquals([bench.records.accepted, bench.executor.info().running], [0, 0]);
});

Deno.test("Executor.execute() runs the body before it answers", () => {
  const bench = new ExecutorBench();
  let ran = false;
  bench.execute(() => ran = true);
  assertEquals([ran, bench.executor.info().running, bench.records.waiting], [true, 0, 1]);
});

Deno.test("Executor.execute() measures by its clock, and dates by the time of day", async () => {
  let wallMs = epochMs + 0.6;
  const bench = new ExecutorBench({ wallClock: () => wallMs });
  const executed = bench.execute(() => bench.clock.sleep(12.5));
  wallMs -= 3_600_000;
  await bench.clock.advance(12.5);
  const { durationMs } = await executed;
  const [record] = await bench.written();
  assertEquals([durationMs, record?.durationMs, record?.startedAtMs], [12.5, 12.5, epochMs + 1]);
});

Deno.test("Executor.execute() records the trigger and the registration", async () => {
  const bench = new ExecutorBench();
  await bench.fill(1, { kind: "handler", topic: "motion", registrationId: 5, trigger: { id: "e1", origin: "clock" } });
  await bench.fill(1, { trigger: { origin: "made up" } });
  const [first, second] = await bench.written();
  assertEquals([first?.topic, first?.registrationId, first?.triggerId, first?.triggerOrigin], [
    "motion",
    5,
    "e1",
    "clock",
  ]);
  assertEquals([second?.topic, second?.registrationId, second?.triggerId, second?.triggerOrigin], [
    "",
    null,
    null,
    "made up",
  ]);
});

Deno.test("Executor.execute() keeps the record of what it was asked, whoever changes the request meanwhile", async () => {
  const bench = new ExecutorBench();
  const request = requestOf({ run: () => bench.clock.sleep(5) });
  const executed = bench.executor.execute(request);
  Object.assign(request, { owner: "other", name: "other", onError: 5 });
  await bench.clock.advance(5);
  await executed;
  assertEquals((await bench.written()).map(({ owner, name }) => [owner, name]), [["app", "tidy"]]);
});

Deno.test("Executor.execute() of what is cancelled before it began records that, and runs nothing", async () => {
  const bench = new ExecutorBench();
  let ran = false;
  const executed = bench.execute(() => ran = true, { signal: AbortSignal.abort(new Error("enough")) });
  await assertRejects(() => executed, Error, "enough");
  assertEquals([ran, (await bench.written()).map(({ status }) => status)], [false, ["cancelled"]]);
  assertEquals(bench.executor.info().leftBehind, 0);
});

Deno.test("Executor.execute() of an AbortError that nobody asked for is an error", async () => {
  const bench = new ExecutorBench();
  const outcome = await bench.execute(() => Promise.reject(new DOMException("gone", "AbortError")));
  assertEquals(outcome.status, "error");
  assertEquals((await bench.written())[0]?.error?.type, "AbortError");
});

Deno.test("Executor.execute() of a body that ends by AbortSignal.timeout() of its own is a time-out of the body", async () => {
  const bench = new ExecutorBench();
  const { promise, reject } = Promise.withResolvers<never>();
  const signal = AbortSignal.timeout(1);
  signal.addEventListener("abort", () => reject(signal.reason));
  const outcome = await bench.execute(() => promise, { timeoutMs: 60_000 });
  assertEquals([outcome.status, outcome.status === "timed-out" && outcome.timedOutBy], ["timed-out", "body"]);
  assertEquals(bench.lines("not by its limit of 60000 ms").length, 1);
});

Deno.test("Executor.execute() of a body that aborts its own signal is cancelled", async () => {
  const bench = new ExecutorBench();
  const stopper = new AbortController();
  const executed = bench.execute(() => {
    stopper.abort(new Error("myself"));
    return "done";
  }, { signal: stopper.signal });
  await assertRejects(() => executed, Error, "myself");
  assertEquals((await bench.written()).map(({ status }) => status), ["cancelled"]);
  assertEquals(bench.executor.info().leftBehind, 0);
});

Deno.test("Executor.info() counts bodies that are left behind until they end", async () => {
  const bench = new ExecutorBench();
  const executed = bench.execute(() => bench.clock.sleep(100), { timeoutMs: 50 });
  assertEquals([bench.executor.info().running, bench.executor.info().leftBehind], [1, 0]);
  await bench.clock.advance(50);
  assertEquals((await executed).status, "timed-out");
  assertEquals([bench.executor.info().running, bench.executor.info().leftBehind], [0, 1]);
  await bench.clock.advance(50);
  assertEquals([bench.executor.info().leftBehind, bench.records.accepted], [0, 1]);
});

Deno.test("Executor.execute() of 10,000 at once with time-outs records each one once", async () => {
  const bench = new ExecutorBench({ capacity: 20_000 });
  const executed = Array.from(
    { length: 10_000 },
    (_, index) =>
      bench.execute(() => index % 2 === 0 ? bench.clock.sleep(index % 50) : forever(), {
        timeoutMs: 100 + index % 10,
      }),
  );
  assertEquals(bench.executor.info().running, 10_000);
  // One sleep for each millisecond in which something is due, and one for each body that sleeps.
  assertEquals(bench.clock.pending <= 5_010, true);
  await bench.clock.advance(60_000);
  const outcomes = await Promise.all(executed);
  const ids = new Set(bench.store.ids);
  assertEquals(outcomes.every(({ id }) => ids.has(id)), true);
  assertEquals([ids.size, bench.records.stored, bench.clock.pending], [10_000, 10_000, 0]);
  assertEquals(outcomes.filter(({ status }) => status === "timed-out").length, 5_000);
  assertEquals(bench.executor.info().leftBehind, 5_000);
});

Deno.test("Executor.execute() answers ids in the order of their making, of 10,000 in one millisecond", async () => {
  const bench = new ExecutorBench();
  const ids: string[] = [];
  for (let made = 0; made < 10_000; made++) ids.push((await bench.execute(() => {})).id);
  assertEquals(ids.every((id, index) => index === 0 || ids[index - 1]! < id), true);
  assertEquals(accountedFor(bench.records), 10_000);
});

Deno.test("Executor.execute() rejects when the clock fails, and leaves nobody waiting", async () => {
  let isBroken = false;
  const clock = new VirtualClock();
  const now = () => {
    if (isBroken) throw new Error("no time");
    return clock.now();
  };
  const executor = new Executor({
    store: new MemoryExecutionStore(),
    clock: { now, sleep: clock.sleep.bind(clock) },
    logger: quiet,
  });
  const executed = executor.execute(requestOf({ run: () => void (isBroken = true) }));
  await assertRejects(() => executed, Error, "no time");
  assertEquals(executor.info().running, 0);
});

Deno.test("Executor says that a rule about errors throws", async () => {
  const bench = new ExecutorBench({
    expectedErrors: () => {
      throw new Error("the rule");
    },
  });
  await bench.execute(() => Promise.reject(new Error("body")));
  assertEquals(bench.lines("A rule about errors has thrown: Error: the rule").length, 1);
});

// Logging and telling

Deno.test("Executor works as ever with a logger that throws", async () => {
  const fail = () => {
    throw new Error("no log");
  };
  const bench = new ExecutorBench({
    logger: { debug: fail, info: fail, warn: fail, error: fail },
    capacity: 2,
    retries: 0,
    onError: fail,
  });
  bench.store.faults = ["rejects"];
  for (let made = 0; made < 3; made++) await bench.execute(() => Promise.reject(new Error("body")));
  await bench.clock.runUntilIdle();
  assertEquals([bench.records.dropped.overflow, bench.records.dropped.exhausted], [1, 2]);
  await bench.execute(() => 5);
  await bench.stop();
  assertEquals([bench.records.stored, bench.executor.info().errorHandlers.failed], [1, 3]);
});

Deno.test("Executor reports an onStored that rejects once, in words of its own", async () => {
  const bench = new ExecutorBench({ onStored: () => Promise.reject(new Error("nobody")) as unknown as void });
  await bench.fill(3);
  await bench.written();
  assertEquals(bench.log.length, 1);
  assertEquals(bench.log[0]?.includes("onStored") && bench.log[0].includes("Error: nobody"), true);
  assertEquals(bench.log[0]?.includes("supervision"), false);
});

Deno.test("Executor's own lines say nothing of an execution that they are not about", async () => {
  const lines: string[] = [];
  const line = (message: string) => void lines.push(message);
  const logger = executionLogger({ debug: line, info: line, warn: line, error: line });
  const bench = new ExecutorBench({ logger, retries: 0 });
  bench.store.faults = ["rejects"];
  const outer = bench.execute(() => bench.execute(forever, { name: "slow", timeoutMs: 10 }), { name: "outer" });
  await bench.clock.advance(10);
  assertEquals((await outer).status, "success");
  await bench.clock.runUntilIdle();
  assertEquals(lines.map((text) => text.split(" ").slice(0, 2).join(" ")), ["Job app/slow", "2 executions"]);
});

Deno.test("Executor.drops() answers how many were lost, by cause", async () => {
  const bench = new ExecutorBench({ capacity: 1 });
  await Promise.all([1, 2, 3].map((value) => bench.execute(() => value)));
  assertEquals(bench.executor.drops(), { overflow: 2, exhausted: 0, invalid: 0, noSession: 0, shutdown: 0 });
});

// Error handlers

Deno.test("Executor tells an error handler of the record and of what was thrown", async () => {
  const bench = new ExecutorBench();
  const failures: ExecutionFailure[] = [];
  const thrown = Object.freeze({ code: 5 });
  await bench.execute(() => Promise.reject(thrown), { onError: (failure) => void failures.push(failure) });
  const outcome = await bench.execute(() => bench.clock.advance(0).then(() => "fine"));
  await bench.clock.advance(0);
  assertEquals([failures.length, failures[0]?.thrown === thrown, outcome.status], [1, true, "success"]);
  assertEquals([failures[0]?.record.status, failures[0]?.signal.aborted], ["error", false]);
});

Deno.test("Executor tells an error handler of a time-out by the limit with a DOMException", async () => {
  const bench = new ExecutorBench();
  const names: unknown[] = [];
  const executed = bench.execute(forever, {
    timeoutMs: 50,
    onError: ({ thrown }) => void names.push((thrown as Error).name),
  });
  await bench.clock.advance(50);
  await executed;
  assertEquals(names, ["TimeoutError"]);
});

Deno.test("Executor's error handlers do not hold up other time-outs", async () => {
  const bench = new ExecutorBench();
  bench.execute(forever, { timeoutMs: 10, onError: forever });
  const other = bench.execute(forever, { timeoutMs: 20 });
  await bench.clock.advance(20);
  assertEquals([bench.executor.info().running, (await other).durationMs], [0, 20]);
});

Deno.test("Executor lets an error handler execute, and its error handler too", async () => {
  const bench = new ExecutorBench();
  const names: (string | undefined)[] = [];
  await bench.execute(() => Promise.reject(new Error("first")), {
    onError: async () => {
      await bench.execute(() => Promise.reject(new Error("second")), {
        name: "second",
        onError: () => void names.push(currentExecution()?.name),
      });
      names.push(currentExecution()?.name);
    },
  });
  await bench.written();
  assertEquals([names.toSorted(), bench.records.stored], [["second", "tidy"], 2]);
});

// Registrations

for (const how of ["rejects", "hangs"] as const) {
  Deno.test(`Executor.register() rejects when the store ${how}`, async () => {
    const bench = new ExecutorBench({ storeTimeoutMs: 1_000 });
    bench.store.answer = () => how === "hangs" ? new Promise(() => {}) : Promise.reject(new Error("down"));
    const registered = assertRejects(
      () => bench.executor.register({ kind: "job", owner: "app", name: "tidy" }),
      Error,
      how === "hangs" ? `Cannot register "app/tidy" within 1000 ms` : "down",
    );
    await bench.clock.advance(1_000);
    await registered;
    assertEquals(bench.clock.pending, 0);
  });
}

Deno.test("Executor.register() rejects for a registration that is not as it must be", async () => {
  const bench = new ExecutorBench();
  await assertRejects(
    () => bench.executor.register({ kind: "job", owner: "", name: "tidy" }),
    TypeError,
    `Cannot register: "owner" must be a text that is not empty`,
  );
});

for (
  const [owner, live, errorClass, message] of [
    ["", [], TypeError, `"owner" must be a text that is not empty`],
    ["app", "1", TypeError, `"live" must be a list, received "1"`],
    ["app", [1, 0], RangeError, `"live[1]" must be a whole number from 1 to 9007199254740991, received 0`],
    ["app", [1.5], RangeError, `"live[0]" must be a whole number`],
  ] as const
) {
  Deno.test(`Executor.reconcile() refuses ${JSON.stringify([owner, live])}`, async () => {
    const { executor } = new ExecutorBench();
    await assertRejects(() => executor.reconcile(owner, live as unknown as number[]), errorClass, message);
  });
}

Deno.test("Executor.reconcile() rejects with what the store throws", async () => {
  const bench = new ExecutorBench();
  bench.store.answer = () => Promise.reject(new Error("down"));
  await assertRejects(() => bench.executor.reconcile("app", []), Error, "down");
});

Deno.test("Executor.reconcile() takes a session that cannot be asked for as not known", async () => {
  const bench = new ExecutorBench({
    session: () => {
      throw new Error("no session");
    },
  });
  await bench.executor.reconcile("app", []);
  assertEquals(bench.store.reconciliations, [{ owner: "app", live: [], sessionId: null, atMs: epochMs }]);
});

// Starting and stopping

Deno.test("Executor.stop() writes what is held, and leaves no timer", async () => {
  const bench = new ExecutorBench();
  await bench.fill(250);
  await bench.stop(0);
  assertEquals([bench.records.stored, bench.clock.pending, bench.log], [250, 0, []]);
});

Deno.test("Executor.stop() cancels what is not over, and records it", async () => {
  const bench = new ExecutorBench();
  const executed = bench.execute(({ signal }) => bench.clock.sleep(60_000, signal));
  const rejected = assertRejects(() => executed, DOMException, `Cannot go on with "app/tidy": the executor stops`);
  await bench.stop(0);
  await rejected;
  assertEquals(bench.store.stored.map(({ status }) => status), ["cancelled"]);
  assertEquals([bench.executor.info().leftBehind, bench.clock.pending], [0, 0]);
});

Deno.test("Executor.stop() again is the same stop, also from within it", async () => {
  const bench = new ExecutorBench();
  const stops: unknown[] = [];
  bench.execute(({ signal }) =>
    new Promise(() => signal.addEventListener("abort", () => stops.push(bench.executor.stop())))
  ).catch(() => {});
  const stopped = bench.executor.stop();
  stops.push(bench.executor.stop());
  await stopped;
  assertEquals(stops.map((stop) => stop === stopped), [true, true]);
});

Deno.test("Executor.execute() after the stop executes, and counts the record as lost", async () => {
  const bench = new ExecutorBench();
  await bench.stop(0);
  assertEquals((await bench.execute(() => 5)).status, "success");
  assertEquals([bench.records.dropped.shutdown, bench.clock.pending], [1, 0]);
});

for (const [stopMs, isOver] of [[4_999, false], [5_000, true]] as const) {
  Deno.test(`Executor.stop() with a store that hangs is ${isOver ? "over" : "not over"} after ${stopMs} ms`, async () => {
    const bench = new ExecutorBench({ errorHandlerMs: 60_000 });
    bench.store.faultAt = () => "hangs";
    await bench.execute(() => Promise.reject(new Error()), { onError: forever });
    let ended = false;
    bench.executor.stop().then(() => ended = true);
    await bench.clock.advance(stopMs);
    assertEquals([ended, bench.records.dropped.shutdown], [isOver, isOver ? 1 : 0]);
  });
}

Deno.test("Executor.stop() waits for error handlers within its limit", async () => {
  const bench = new ExecutorBench();
  let stoppedAtMs: number | undefined;
  await bench.execute(() => Promise.reject(new Error()), { onError: () => bench.clock.sleep(700) });
  bench.executor.stop().then(() => stoppedAtMs = bench.clock.now());
  await bench.clock.advance(5_000);
  assertEquals(stoppedAtMs, 700);
});

Deno.test("Executor.stop() leaves no timer of an error handler that goes on, once it has ended", async () => {
  const bench = new ExecutorBench({ errorHandlerMs: 60_000 });
  await bench.execute(() => Promise.reject(new Error()), { onError: () => bench.clock.sleep(8_000) });
  await bench.execute(forever, { timeoutMs: 30_000, signal: AbortSignal.abort() }).catch(() => {});
  await bench.stop();
  assertEquals([bench.executor.info().errorHandlers.running, bench.clock.now()], [1, 5_000]);
  await bench.clock.advance(3_000);
  assertEquals([bench.executor.info().errorHandlers.running, bench.clock.pending], [0, 0]);
});

Deno.test("Executor.start() throws while it stops, and works again after that", async () => {
  const bench = new ExecutorBench({ retention: { everyMs: 1_000 } });
  bench.executor.start();
  bench.executor.start();
  await bench.clock.advance(1_500);
  assertEquals(bench.store.prunings.length, 2);
  const stopped = bench.executor.stop();
  assertThrows(() => bench.executor.start(), Error, "Cannot start the executor: it stops");
  await bench.clock.advance(10);
  await stopped;
  await bench.clock.advance(10_000);
  assertEquals([bench.store.prunings.length, bench.clock.pending], [2, 0]);
  bench.executor.start();
  await bench.fill(1);
  await bench.clock.advance(200);
  assertEquals([bench.store.prunings.length, bench.records.stored], [3, 1]);
  await bench.stop();
});

Deno.test("Executor.start() that is stopped from within itself goes on with nothing", async () => {
  const bench = new ExecutorBench({ retention: { everyMs: 1_000 } });
  bench.store.answer = (question) => {
    bench.executor.stop();
    return question();
  };
  bench.executor.start();
  await bench.clock.advance(10_000);
  assertEquals([bench.store.prunings.length, bench.clock.pending], [1, 0]);
});

Deno.test("Executor.stop() ends within its limit though the store hangs over deleting", async () => {
  const bench = new ExecutorBench({ retention: {} });
  bench.store.answer = () => new Promise(() => {});
  bench.executor.start();
  await bench.clock.advance(10);
  let isOver = false;
  bench.executor.stop().then(() => isOver = true);
  await bench.clock.advance(5_000);
  assertEquals(isOver, true);
});

Deno.test("Executor.schedule() throws when the executor has stopped", async () => {
  const bench = new ExecutorBench();
  await bench.stop(0);
  const job = { owner: "app", name: "tidy" } as Parameters<Executor["schedule"]>[0];
  assertThrows(
    () => bench.executor.schedule(job),
    Error,
    `Cannot schedule "app/tidy": the executor has stopped`,
  );
  assertEquals(bench.executor.jobs(), []);
});

// Leaving records, and picking them up

Deno.test("Executor.stop() leaves in the spill folder what could not be stored, and the next start stores it", async () => {
  using temp = new TempFolder();
  const bench = new ExecutorBench({ spillFolder: temp.file("spills") });
  bench.store.faultAt = () => "rejects";
  await bench.fill(250);
  await bench.stop();
  assertEquals([bench.records.spilled, bench.records.dropped.shutdown, bench.store.stored.length], [250, 0, 0]);
  assertEquals(bench.lines("250 executions could not be written down, and are left in").length, 1);

  const next = new ExecutorBench({ spillFolder: temp.file("spills") });
  next.executor.start();
  await next.clock.advance(10);
  assertEquals([next.records.stored, next.records.accepted, next.told.length], [250, 250, 250]);
  assertEquals(new Set(next.store.ids).size, 250);
  assertEquals([...Deno.readDirSync(temp.file("spills"))], []);
  await next.stop();
});

Deno.test("Executor stores once what the store kept and that was left all the same", async () => {
  using temp = new TempFolder();
  const bench = new ExecutorBench({ spillFolder: temp.path });
  bench.store.faultAt = () => "uncertain";
  await bench.fill(3);
  await bench.stop();
  assertEquals([bench.records.spilled, bench.store.stored.length], [3, 3]);
  bench.store.faultAt = () => undefined;
  bench.executor.start();
  await bench.clock.advance(10);
  assertEquals([bench.store.stored.length, bench.told.length, bench.records.stored], [3, 3, 3]);
  assertEquals(bench.records.accepted, accountedFor(bench.records));
  await bench.stop();
});

Deno.test("Executor counts and tells once what is picked up in parts, with a stop between them", async () => {
  using temp = new TempFolder();
  new SpillFolder(temp.path).write([recordOf(1), recordOf(2), recordOf(3)]);
  const bench = new ExecutorBench({ spillFolder: temp.path, batchSize: 1 });
  bench.store.faults = [undefined, { lateMs: 60_000 }];
  bench.executor.start();
  await bench.clock.advance(10);
  await bench.stop();
  assertEquals([bench.records.stored, bench.told.length], [1, 1]);
  bench.executor.start();
  await bench.clock.advance(10);
  assertEquals([bench.records.stored, bench.told.length, temp.names()], [3, 3, []]);
  await bench.stop();
});

Deno.test("Executor counts what a spill file holds and no store takes", async () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("executions-x.jsonl"), `{"id":"x"}\n{"id":"y","error":{}}\n`);
  const bench = new ExecutorBench({ spillFolder: temp.path });
  bench.executor.start();
  await bench.clock.advance(10);
  assertEquals([bench.records.dropped.invalid, bench.records.stored, temp.names()], [2, 0, []]);
  await bench.stop();
});

Deno.test("Executor counts as lost what cannot be left in the spill folder", async () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("file"), "");
  const bench = new ExecutorBench({ spillFolder: temp.file("file") });
  bench.store.faultAt = () => "rejects";
  await bench.fill(2);
  await bench.stop();
  assertEquals([bench.records.spilled, bench.records.dropped.shutdown], [0, 2]);
  assertEquals(bench.lines(`Cannot leave 2 executions in "${temp.file("file")}"`).length, 1);
  assertEquals(bench.lines("they are lost").length, 1);
});

// As a service

Deno.test("Executor.service() starts and stops it, within a grace that is longer than its stop", async () => {
  const bench = new ExecutorBench({ retention: { everyMs: 1_000 }, stopMs: 100 });
  const service = bench.executor.service({ name: undefined, dependsOn: ["database"] });
  assertEquals([service.name, service.graceMs, service.dependsOn], ["executor", 5_100, ["database"]]);
  await service.onStart!({ sessionId: 4 } as Parameters<NonNullable<typeof service.onStart>>[0]);
  await bench.fill(1);
  await bench.clock.advance(10);
  await service.onStop!({} as Parameters<NonNullable<typeof service.onStop>>[0]);
  assert(bench.store.prunings.length > 0);
  assertEquals([bench.store.stored.map(({ sessionId }) => sessionId), bench.clock.pending], [[4], 0]);
});

Deno.test("Executor.service() takes a name and a grace of its own", () => {
  const { name, graceMs } = new ExecutorBench().executor.service({ name: "records", graceMs: 7 });
  assertEquals([name, graceMs], ["records", 7]);
});

Deno.test("Executor.flush() writes down what waits for company", async () => {
  const bench = new ExecutorBench();
  await bench.fill(3);
  const before = bench.store.stored.length;
  await bench.executor.flush();
  assertEquals([before, bench.store.stored.length, bench.clock.now()], [0, 3, 0]);
});

Deno.test("Executor.flush() with nothing to write resolves", async () => {
  await new ExecutorBench().executor.flush();
});

Deno.test("Executor with another clock moves the time of day by it", async () => {
  const bench = new ExecutorBench({ wallClock: undefined });
  await bench.fill(1);
  await bench.clock.advance(86_400_000);
  await bench.fill(1);
  await bench.executor.flush();
  const [first, second] = bench.store.stored;
  assertEquals(second!.startedAtMs - first!.startedAtMs, 86_400_000);
});

Deno.test("Executor.reconcile() takes the owner's scheduled jobs for live, and waits until they are registered", async () => {
  const bench = new ExecutorBench();
  const { executor, clock, store } = bench;
  const stale = await executor.register({ kind: "handler", owner: "app", name: "stale" });
  const kept = await executor.register({ kind: "handler", owner: "app", name: "kept" });
  const job = executor.schedule({ owner: "app", name: "tidy", schedule: { everyMs: 60_000 }, run: () => {} });
  executor.schedule({ owner: "other", name: "tidy", schedule: { everyMs: 60_000 }, run: () => {} });
  const reconciled = executor.reconcile("app", [kept]);
  await clock.advance(100);
  assertEquals(await reconciled, { deleted: 1, retired: 0 });
  const rows = await store.registrations("app");
  assertEquals(rows.map(({ id, retiredAtMs }) => [id, retiredAtMs]), [[kept, null], [await job.registered, null]]);
  assertEquals([stale, job.info().registrationId === null], [1, false]);
  await bench.stop();
  assertEquals(clock.pending, 0);
});

Deno.test("Executor.start() says that jobs ended with the stop before", async () => {
  const bench = new ExecutorBench();
  bench.executor.schedule({ owner: "app", name: "tidy", schedule: { everyMs: 60_000 }, run: () => {} });
  await bench.stop();
  assertEquals([bench.executor.jobs().length, bench.clock.pending], [0, 0]);
  bench.executor.start();
  assertEquals(bench.lines("jobs ended"), [
    "warn: 1 jobs ended when the executor stopped: whoever they belong to schedules them again",
  ]);
  await bench.stop();
});

Deno.test("Executor says at the stop that bodies go on", async () => {
  const bench = new ExecutorBench();
  bench.execute(() => new Promise(() => {})).catch(() => {});
  await bench.stop();
  assertEquals(bench.lines("bodies"), [
    "warn: 1 bodies go on though their execution is over: they do not heed their signal",
  ]);
});

Deno.test("Executor lets others have their turn while a loop executes without an end", async () => {
  const executor = new Executor({ store: new MemoryExecutionStore(), retention: false });
  let isOver = false;
  setTimeout(() => isOver = true, 0);
  while (!isOver) await executor.execute({ kind: "job", owner: "app", name: "hot", run: () => 1 });
  await executor.stop();
});
