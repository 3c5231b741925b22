// Table X: the executor. What its stores do by themselves is in the suite of the stores.
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ExecutionTier } from "../../src/telemetry/execution_record.ts";
import { cutMark, DependencyError } from "../../src/telemetry/outcome.ts";
import { epochMs, ExecutorBench } from "../telemetry/executor_bench.ts";

const quick = { jitter: "none", multiplier: 1, baseMs: 1_000 } as const;

Deno.test("X1 Executor.execute() records a handler that returns as a success without an error", async () => {
  const bench = new ExecutorBench();
  const outcome = await bench.execute(() => "done", { kind: "handler", owner: "orders", name: "placed" });
  assertEquals(outcome, { id: outcome.id, durationMs: 0, status: "success", value: "done" });
  const [record] = await bench.written();
  assertEquals(record, {
    id: outcome.id,
    kind: "handler",
    owner: "orders",
    instance: "",
    name: "placed",
    topic: "",
    tier: "app",
    registrationId: null,
    sessionId: null,
    startedAtMs: epochMs,
    durationMs: 0,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: null,
    triggerOrigin: null,
  });
});

Deno.test("X2 Executor.execute() records a plain error, and does not throw it", async () => {
  const bench = new ExecutorBench();
  const error = new RangeError("too far");
  const outcome = await bench.execute(() => {
    throw error;
  });
  assertEquals([outcome.status, outcome.status === "error" && outcome.error === error], ["error", true]);
  const [record] = await bench.written();
  assertEquals(record?.error, { type: "RangeError", message: "too far", stack: error.stack! });
});

for (
  const [tier, hasStack] of [["app", false], ["framework", true]] as const satisfies [ExecutionTier, boolean][]
) {
  const title = hasStack ? "keeps the stack" : "keeps no stack";
  Deno.test(`X3 Executor.execute() marks a dependency error in the tier "${tier}", and ${title}`, async () => {
    const bench = new ExecutorBench();
    await bench.execute(() => Promise.reject(new DependencyError("no mailer")), { tier });
    const [record] = await bench.written();
    assertEquals([record?.status, record?.dependencyFailed, record?.error?.type], ["error", true, "DependencyError"]);
    assertEquals(typeof record?.error?.stack === "string", hasStack);
    assertEquals(bench.lines("\n").length, hasStack ? 1 : 0);
  });
}

Deno.test("X4 Executor.execute() records what was cancelled, rejects, and calls no error handler", async () => {
  let handled = 0;
  const bench = new ExecutorBench({ onError: () => handled++ });
  const stopper = new AbortController();
  const reason = new Error("enough");
  const executed = bench.execute(({ signal }) => bench.clock.sleep(10_000, signal), {
    signal: stopper.signal,
    onError: () => handled++,
  });
  const rejected = assertRejects(() => executed, Error, "enough");
  await bench.clock.advance(10);
  stopper.abort(reason);
  await rejected;
  const [record] = await bench.written();
  assertEquals([record?.status, record?.error, record?.durationMs, handled], ["cancelled", null, 10, 0]);
});

Deno.test("X5 Executor.execute() ends a body of 10 s at its limit of 50 ms", async () => {
  const bench = new ExecutorBench();
  const executed = bench.execute(() => bench.clock.sleep(10_000), { timeoutMs: 50 });
  await bench.clock.advance(49);
  assertEquals(bench.executor.info().running, 1);
  await bench.clock.advance(1);
  const outcome = await executed;
  assertEquals(
    [outcome.status, outcome.status === "timed-out" && outcome.timedOutBy, outcome.durationMs],
    ["timed-out", "limit", 50],
  );
  const [record] = await bench.written();
  assertEquals(
    [record?.status, record?.timedOutBy, record?.error],
    ["timed-out", "limit", { type: "TimeoutError", message: "execution timed out", stack: null }],
  );
});

Deno.test("X6 Executor.execute() warns each time of a time-out of the body's own where no limit is set", async () => {
  const bench = new ExecutorBench();
  const mine = Object.assign(new Error("mine"), { name: "TimeoutError" });
  for (let time = 0; time < 3; time++) await bench.execute(() => Promise.reject(mine));
  const records = await bench.written();
  assertEquals(
    records.map(({ status, timedOutBy, error }) => [status, timedOutBy, error?.message, error?.stack]),
    Array(3).fill(["timed-out", "body", "mine", null]),
  );
  assertEquals(bench.lines("with a time-out of its own, without a limit: mine").length, 3);
});

Deno.test("X8 Executor.execute() cuts a stack off at 8192 characters with a mark, and keeps the message whole", async () => {
  const bench = new ExecutorBench();
  const error = Object.assign(new Error("m".repeat(20_000)), { stack: "s".repeat(20_000) });
  await bench.execute(() => Promise.reject(error));
  const [record] = await bench.written();
  assertEquals(record?.error?.stack, "s".repeat(8_192) + cutMark);
  assertEquals(record?.error?.message, "m".repeat(20_000));
});

Deno.test("X9 Executor warns of the time-outs of one handler at 0, not at 59.9 s, and at 60 s", async () => {
  const bench = new ExecutorBench();
  const warned: number[] = [];
  for (const atMs of [0, 59_900, 60_000]) {
    await bench.clock.advanceTo(atMs);
    const executed = bench.execute(() => Promise.reject(new DOMException("", "TimeoutError")), { timeoutMs: 1_000 });
    await executed;
    warned.push(bench.lines("not by its limit of 1000 ms").length);
  }
  assertEquals(warned, [1, 1, 2]);
});

Deno.test("X10 Executor forgets whom it warned of with the 1001st within 60 s", async () => {
  const bench = new ExecutorBench();
  const timesOut = async (name: string) => {
    await bench.execute(() => Promise.reject(new DOMException("", "TimeoutError")), { name, timeoutMs: 1_000 });
  };
  const warnings = () => bench.lines("not by its limit").length;
  for (let index = 0; index < 1_000; index++) await timesOut(`n${index}`);
  await timesOut("n0");
  await timesOut("n999");
  assertEquals(warnings(), 1_000);
  await timesOut("n1000");
  await timesOut("n0");
  await timesOut("n999");
  assertEquals(warnings(), 1_003);
});

Deno.test("X11 Executor with a capacity of 3 holds three of four records", async () => {
  const bench = new ExecutorBench({ capacity: 3 });
  for (let made = 0; made < 4; made++) bench.execute(() => made);
  const { accepted, waiting, dropped } = bench.records;
  assertEquals([accepted, waiting, dropped.overflow], [4, 3, 1]);
  assertEquals((await bench.written()).length, 3);
});

Deno.test("X12 Executor with a capacity of 1000 warns first of the 751st record", async () => {
  const bench = new ExecutorBench({ capacity: 1_000, batchSize: 1_000 });
  await bench.fill(750);
  assertEquals(bench.log, []);
  await bench.fill(1);
  assertEquals(bench.log, ["warn: 751 of at most 1000 executions wait to be written down"]);
});

Deno.test("X13 Executor with a capacity of 10 warns when it holds 8, not rounded", async () => {
  const bench = new ExecutorBench({ capacity: 10 });
  await bench.fill(8);
  assertEquals(bench.log, []);
  await bench.fill(1);
  assertEquals(bench.log, ["warn: 9 of at most 10 executions wait to be written down"]);
});

Deno.test("X14 Executor warns of its capacity at 0, not at 29.9 s, and at 30 s", async () => {
  const bench = new ExecutorBench({ capacity: 100, flushMs: 100_000 });
  await bench.fill(75);
  const warned: number[] = [];
  for (const atMs of [0, 29_900, 30_000]) {
    await bench.clock.advanceTo(atMs);
    await bench.fill(1);
    warned.push(bench.lines("of at most 100 executions wait").length);
  }
  assertEquals(warned, [1, 1, 2]);
});

Deno.test("X15 Executor writes 250 records in three batches of 100, 100 and 50", async () => {
  const bench = new ExecutorBench();
  await Promise.all(Array.from({ length: 250 }, () => bench.execute(() => {})));
  await bench.written();
  assertEquals(bench.store.calls.map(({ ids }) => ids.length), [100, 100, 50]);
  assertEquals(bench.records.stored, 250);
});

Deno.test("X17 Executor stores one record alone within its flush interval", async () => {
  const bench = new ExecutorBench();
  await bench.fill(1);
  await bench.clock.advance(99);
  assertEquals(bench.records.stored, 0);
  await bench.clock.advance(1);
  assertEquals([bench.records.stored, bench.store.calls[0]?.atMs], [1, 100]);
});

Deno.test("X19 Executor with three retries loses a batch that fails for the fourth time, and counts it", async () => {
  const bench = new ExecutorBench({ retries: 3, backoff: quick });
  bench.store.faultAt = () => "rejects";
  await bench.fill(7);
  await bench.clock.runUntilIdle();
  assertEquals(bench.store.calls.map(({ atMs }) => atMs), [100, 1_100, 2_100, 3_100]);
  const { dropped, accepted, retrying } = bench.records;
  assertEquals([dropped.exhausted, accepted, retrying], [7, 7, 0]);
  assertEquals(bench.lines("7 executions are lost: writing them has failed 4 times").length, 1);
});

Deno.test("X20 Executor keeps the place of a failing batch, so that newcomers overflow and nothing of it is lost", async () => {
  const bench = new ExecutorBench({ capacity: 3, retries: 3, backoff: quick });
  bench.store.faults = ["rejects"];
  await bench.fill(3);
  await bench.clock.advance(100);
  assertEquals([bench.records.retrying, bench.store.calls.length], [3, 1]);
  await bench.fill(2);
  assertEquals([bench.records.retrying, bench.records.dropped.overflow], [3, 2]);
  await bench.clock.runUntilIdle();
  const { stored, dropped } = bench.records;
  assertEquals([stored, dropped.overflow, dropped.exhausted], [3, 2, 0]);
});

Deno.test("X22 Executor counts rows that the store refuses as invalid, and says why", async () => {
  const bench = new ExecutorBench();
  bench.store.faults = [{ refuses: 2 }];
  await bench.fill(2);
  await bench.clock.runUntilIdle();
  const { stored, dropped } = bench.records;
  assertEquals([stored, dropped.invalid, bench.lines("cannot be written down: it is refused").length], [0, 2, 1]);
});

Deno.test("X22 Executor tries again after an unknown error, and counts the records as exhausted at the end", async () => {
  const bench = new ExecutorBench({ retries: 1 });
  bench.store.faults = ["throws", "rejects"];
  await bench.fill(2);
  await bench.clock.runUntilIdle();
  const { stored, dropped } = bench.records;
  assertEquals([stored, dropped.exhausted, dropped.invalid, bench.store.calls.length], [0, 2, 0, 2]);
});

Deno.test("X23 Executor with the option session stores who has one, and counts the others", async () => {
  let session: number | undefined = 7;
  const bench = new ExecutorBench({ session: () => session });
  await bench.fill(1);
  session = undefined;
  await bench.fill(2);
  const stored = await bench.written();
  assertEquals(stored.map(({ sessionId }) => sessionId), [7]);
  assertEquals([bench.records.stored, bench.records.dropped.noSession], [1, 2]);
  assertEquals(bench.lines("there is no session that they belong to (2 lost so far)").length, 1);
});

Deno.test("X24 Executor fills in a session that appears before the record is written", async () => {
  let session: number | undefined = undefined;
  const bench = new ExecutorBench({ session: () => session });
  await bench.fill(2);
  session = 9;
  const stored = await bench.written();
  assertEquals(stored.map(({ sessionId }) => sessionId), [9, 9]);
  assertEquals([bench.told.map(({ sessionId }) => sessionId), bench.records.dropped.noSession], [[9, 9], 0]);
});

Deno.test("X26 Executor stores a record with a registration and one without", async () => {
  const bench = new ExecutorBench();
  const registrationId = await bench.executor.register({ kind: "job", owner: "app", name: "tidy" });
  await bench.fill(1, { registrationId });
  await bench.fill(1);
  await bench.written();
  const rows = bench.store.executions({ order: "oldest" });
  assertEquals(rows.map((row) => row.registrationId).sort(), [registrationId, null]);
});

Deno.test("X28 Executor tells of two app records of a batch, and not of the framework's", async () => {
  const bench = new ExecutorBench();
  await bench.fill(1, { name: "a" });
  await bench.fill(1, { name: "b", tier: "framework" });
  await bench.fill(1, { name: "c" });
  await bench.written();
  assertEquals([bench.told.map(({ name }) => name), bench.records.stored], [["a", "c"], 3]);
});

Deno.test("X29 Executor stores records though onStored throws, and reports that once", async () => {
  let told = 0;
  const bench = new ExecutorBench({
    onStored: () => {
      told++;
      throw new Error("nobody listens");
    },
  });
  await bench.fill(3);
  assertEquals((await bench.written()).length, 3);
  assertEquals([told, bench.records.stored, bench.lines("nobody listens").length], [3, 3, 1]);
});

Deno.test("X32 Executor.stop() counts 5 records as lost by the shutdown when the store is closed", async () => {
  const bench = new ExecutorBench();
  await bench.fill(5);
  bench.store.close();
  await bench.stop();
  const { dropped, stored, accepted, waiting, retrying, writing } = bench.records;
  assertEquals([dropped.shutdown, stored, accepted, waiting + retrying + writing], [5, 0, 5, 0]);
  assertEquals(bench.lines("5 executions could not be written down within 5000 ms: they are lost").length, 1);
});

Deno.test("X34 Executor counts an error handler that throws, and the execution does not suffer", async () => {
  const bench = new ExecutorBench();
  const outcome = await bench.execute(() => Promise.reject(new Error("body")), {
    onError: () => {
      throw new Error("handler");
    },
  });
  await bench.written();
  assertEquals([outcome.status, bench.records.stored], ["error", 1]);
  assertEquals(bench.executor.info().errorHandlers, { running: 0, failed: 1, refused: 0 });
  assertEquals(bench.lines("failed").length, 2);
});

Deno.test("X34 Executor counts an error handler that needs 6 s, and the execution does not wait for it", async () => {
  const bench = new ExecutorBench();
  const outcome = await bench.execute(() => Promise.reject(new Error("body")), {
    onError: () => bench.clock.sleep(6_000),
  });
  assertEquals([outcome.status, bench.clock.now()], ["error", 0]);
  await bench.clock.advance(4_999);
  assertEquals(bench.executor.info().errorHandlers, { running: 1, failed: 0, refused: 0 });
  await bench.clock.advance(1);
  assertEquals(bench.executor.info().errorHandlers, { running: 1, failed: 1, refused: 0 });
  await bench.clock.advance(1_000);
  assertEquals(bench.executor.info().errorHandlers, { running: 0, failed: 1, refused: 0 });
});

Deno.test("X35 Executor calls the execution's own error handler alone", async () => {
  const called: string[] = [];
  const bench = new ExecutorBench({ onError: () => void called.push("executor") });
  await bench.execute(() => Promise.reject(new Error()), { onError: () => void called.push("own") });
  await bench.clock.advance(0);
  assertEquals(called, ["own"]);
  await bench.execute(() => Promise.reject(new Error()));
  await bench.clock.advance(0);
  assertEquals(called, ["own", "executor"]);
});

Deno.test("X36 Executor.register() of the same name twice answers one id, and clears the retired mark", async () => {
  const bench = new ExecutorBench();
  const job = { kind: "job", owner: "app", name: "tidy" } as const;
  const id = await bench.executor.register(job);
  await bench.fill(1, { registrationId: id });
  await bench.written();
  await bench.executor.reconcile("app", []);
  assertEquals(bench.store.registrations().map(({ retiredAtMs }) => retiredAtMs), [epochMs + bench.clock.now()]);
  assertEquals(await bench.executor.register(job), id);
  assertEquals(bench.store.registrations().map(({ retiredAtMs }) => retiredAtMs), [null]);
});

Deno.test("X37 Executor.register() ten times at once answers ten ids above 0", async () => {
  const bench = new ExecutorBench();
  const ids = await Promise.all(
    Array.from(
      { length: 10 },
      (_, index) => bench.executor.register({ kind: "handler", owner: "app", name: `n${index}` }),
    ),
  );
  assertEquals([new Set(ids).size, ids.every((id) => Number.isInteger(id) && id > 0)], [10, true]);
});

/** Three jobs: one never executed, one executed, one live. */
async function threeJobs(bench: ExecutorBench): Promise<{ idle: number; used: number; live: number }> {
  const [idle, used, live] = await Promise.all(
    ["idle", "used", "live"].map((name) => bench.executor.register({ kind: "job", owner: "app", name })),
  ) as [number, number, number];
  await bench.fill(1, { name: "used", registrationId: used });
  await bench.written();
  return { idle, used, live };
}

Deno.test("X38 Executor.reconcile() deletes what was never executed, retires what was, and keeps what is live", async () => {
  const bench = new ExecutorBench();
  const { used, live } = await threeJobs(bench);
  assertEquals(await bench.executor.reconcile("app", [live]), { deleted: 1, retired: 1 });
  assertEquals(
    bench.store.registrations("app").map(({ id, retiredAtMs }) => [id, retiredAtMs !== null]),
    [[used, true], [live, false]],
  );
});

Deno.test("X39 Executor.reconcile() twice leaves the moment of the first retirement", async () => {
  const bench = new ExecutorBench();
  const { live } = await threeJobs(bench);
  await bench.executor.reconcile("app", [live]);
  const retiredAtMs = bench.store.registrations("app")[0]?.retiredAtMs;
  await bench.clock.advance(60_000);
  assertEquals(await bench.executor.reconcile("app", [live]), { deleted: 0, retired: 0 });
  assert(typeof retiredAtMs === "number");
  assertEquals(bench.store.registrations("app")[0]?.retiredAtMs, retiredAtMs);
});

Deno.test("X40 Executor.reconcile() keeps a one-shot registration while the session is not known", async () => {
  let session: number | undefined = undefined;
  const bench = new ExecutorBench({ session: () => session });
  await bench.executor.register({ kind: "handler", owner: "app", name: "once", oneShot: true });
  assertEquals(await bench.executor.reconcile("app", []), { deleted: 0, retired: 0 });
  session = 3;
  assertEquals(await bench.executor.reconcile("app", []), { deleted: 1, retired: 0 });
  assertEquals(bench.store.reconciliations.map(({ sessionId }) => sessionId), [null, 3]);
});

Deno.test("X41 Executor.reconcile() deletes a one-shot registration of an earlier session, and keeps its execution", async () => {
  let session = 1;
  const bench = new ExecutorBench({ session: () => session });
  const registrationId = await bench.executor.register({ kind: "handler", owner: "app", name: "once", oneShot: true });
  await bench.fill(1, { kind: "handler", name: "once", registrationId });
  await bench.written();
  session = 2;
  assertEquals(await bench.executor.reconcile("app", []), { deleted: 1, retired: 0 });
  assertEquals(bench.store.executions().map((row) => [row.name, row.registrationId]), [["once", null]]);
});

Deno.test("X42 Executor.reconcile() warns and does nothing for an owner of the tier framework", async () => {
  const bench = new ExecutorBench();
  await bench.executor.register({ kind: "job", owner: "core", name: "beat", tier: "framework" });
  assertEquals(await bench.executor.reconcile("core", []), { deleted: 0, retired: 0 });
  assertEquals([bench.store.reconciliations.length, bench.store.registrations("core").length], [0, 1]);
  assertEquals(bench.log, ['warn: The registrations of "core" belong to the framework, and are not reconciled']);
});
