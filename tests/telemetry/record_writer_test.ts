import { assertEquals, assertRejects } from "@std/assert";
import type { Clock } from "../../src/core/clock.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { currentExecution, runInExecution } from "../../src/telemetry/execution_context.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { RecordQueue, type RecordQueueTerms } from "../../src/telemetry/record_queue.ts";
import { RecordWriter, type RecordWriterTerms } from "../../src/telemetry/record_writer.ts";
import { accountedFor } from "./executor_bench.ts";
import { ScriptedExecutionStore } from "./scripted_execution_store.ts";
import { idOf, recordOf } from "./stores/execution_rows.ts";

class Bench {
  readonly clock = new VirtualClock();
  readonly store = new ScriptedExecutionStore(this.clock);
  readonly log: string[] = [];
  readonly told: string[] = [];
  readonly writer: RecordWriter;
  #made = 0;

  constructor(queue: Partial<RecordQueueTerms> = {}, terms: Partial<RecordWriterTerms> = {}) {
    this.writer = new RecordWriter({
      queue: new RecordQueue<ExecutionRecord>({
        capacity: 100,
        batchSize: 3,
        flushMs: 100,
        retries: 5,
        backoff: { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" },
        random: () => 0.5,
        ...queue,
      }),
      store: this.store,
      clock: this.clock,
      storeTimeoutMs: 30_000,
      session: undefined,
      onStored: ({ id }) => void this.told.push(id),
      say: (level, sentence) => void this.log.push(`${level}: ${sentence}`),
      ...terms,
    });
  }

  accept(count: number, fields: Partial<ExecutionRecord> = {}): void {
    for (let made = 0; made < count; made++) this.writer.accept(recordOf(++this.#made, fields), this.clock.now());
  }

  /** When it wrote, and how many records. */
  get writes(): [number, number][] {
    return this.store.calls.map(({ atMs, ids }) => [atMs, ids.length]);
  }
}

Deno.test("RecordWriter writes what it accepts, and tells of it in that order", async () => {
  const bench = new Bench();
  bench.accept(4);
  await bench.clock.runUntilIdle();
  assertEquals(bench.writes, [[0, 3], [100, 1]]);
  assertEquals([bench.told, bench.store.ids], [[1, 2, 3, 4].map(idOf), [1, 2, 3, 4].map(idOf)]);
  assertEquals([bench.writer.counts.stored, bench.clock.pending, bench.log], [4, 0, []]);
});

Deno.test("RecordWriter looks at what is handed over in one go as a whole", async () => {
  const bench = new Bench();
  bench.accept(7);
  await bench.clock.advance(0);
  assertEquals(bench.writes, [[0, 3], [0, 3]]);
});

Deno.test("RecordWriter writes a batch when it is full, though its alarm is set for later", async () => {
  const bench = new Bench();
  bench.accept(2);
  await bench.clock.advance(40);
  bench.accept(1);
  await bench.clock.advance(0);
  assertEquals(bench.writes, [[40, 3]]);
});

Deno.test("RecordWriter writes a fresh record in time, though a late batch is due long after", async () => {
  const random = [0, 0.999];
  const bench = new Bench({
    backoff: { baseMs: 10_000, multiplier: 1, maxMs: 10_000, jitter: "equal" },
    random: () => random.shift() ?? 0,
  });
  bench.store.faults = ["rejects"];
  bench.accept(1);
  await bench.clock.advance(6_000);
  assertEquals(bench.writes, [[100, 1]]);
  bench.accept(1);
  await bench.clock.advance(100);
  assertEquals(bench.writes, [[100, 1], [6_100, 1]]);
});

Deno.test("RecordWriter that has nothing to do sets no timer", async () => {
  const bench = new Bench();
  await bench.clock.advance(1_000);
  assertEquals([bench.clock.pending, bench.writes], [0, []]);
});

Deno.test("RecordWriter does not spin during an outage", async () => {
  const bench = new Bench({ retries: Infinity });
  let looks = 0;
  const now = bench.clock.now.bind(bench.clock);
  bench.clock.now = () => {
    looks++;
    return now();
  };
  bench.store.faultAt = () => "rejects";
  bench.accept(100);
  await bench.clock.advance(600_000);
  // 1, 2, 4, 8, 16, and from then on 30 s.
  assertEquals(bench.writes.length, 24);
  assertEquals(looks < 10 * 24 + 100, true);
  bench.store.faultAt = () => undefined;
  await bench.clock.advance(60_000);
  assertEquals([bench.writer.counts.stored, bench.clock.pending], [100, 0]);
});

for (const fault of ["throws", "rejects", "hangs"] as const) {
  Deno.test(`RecordWriter tries again when the store ${fault}, and says so once`, async () => {
    const bench = new Bench();
    bench.store.faults = [fault, fault];
    bench.accept(2);
    await bench.clock.runUntilIdle();
    const waitMs = fault === "hangs" ? 30_000 : 0;
    assertEquals(bench.writes, [[100, 2], [1_100 + waitMs, 2], [3_100 + 2 * waitMs, 2]]);
    const why = fault === "hangs" ? "Error: Cannot write 2 executions within 30000 ms" : "Error: the store is down";
    const line = `warn: 2 executions could not be written down, and are tried again: ${why}`;
    assertEquals(bench.log, fault === "hangs" ? [line, line] : [line]);
    assertEquals([bench.told.length, bench.clock.pending], [2, 0]);
  });
}

Deno.test("RecordWriter stores once what the store kept though it said that it failed", async () => {
  const bench = new Bench();
  bench.store.faults = ["uncertain"];
  bench.accept(2);
  await bench.clock.runUntilIdle();
  assertEquals([bench.writes.length, bench.store.ids, bench.told], [2, [1, 2].map(idOf), [1, 2].map(idOf)]);
  assertEquals(bench.writer.counts.stored, 2);
});

Deno.test("RecordWriter passes over an answer that comes after the store's time", async () => {
  const bench = new Bench({}, { storeTimeoutMs: 50 });
  bench.store.faults = [{ lateMs: 200 }];
  bench.accept(1);
  await bench.clock.runUntilIdle();
  assertEquals([bench.told.length, bench.writer.counts.stored, accountedFor(bench.writer.counts)], [1, 1, 1]);
});

Deno.test("RecordWriter takes an answer that is no list for a failure", async () => {
  const bench = new Bench({ retries: 0 }, { store: { insert: () => undefined as never } });
  bench.accept(1);
  await bench.clock.runUntilIdle();
  assertEquals(bench.writer.counts.dropped.exhausted, 1);
});

Deno.test("RecordWriter says what is refused, once in 30 s, whatever the reasons", async () => {
  const bench = new Bench({ capacity: 1_000 });
  let reason = 0;
  bench.store.insert = (records) => records.map(({ id }) => ({ id, reason: `reason ${reason++}` }));
  bench.accept(60);
  await bench.clock.runUntilIdle();
  assertEquals(bench.writer.counts.dropped.invalid, 60);
  assertEquals(bench.log, [`error: Execution ${idOf(1)} cannot be written down: reason 0`]);
});

Deno.test("RecordWriter says once in 30 s that records overflow, and how many so far", async () => {
  const bench = new Bench({ capacity: 3, batchSize: 100, flushMs: 100_000 });
  bench.store.faultAt = () => "hangs";
  bench.accept(3);
  await bench.clock.advance(0);
  for (const ms of [0, 29_999, 1]) {
    await bench.clock.advance(ms);
    bench.accept(1);
  }
  assertEquals(bench.log.filter((line) => line.includes("lost")), [
    "error: Executions are lost: 3 wait already to be written down (1 lost so far)",
    "error: Executions are lost: 3 wait already to be written down (3 lost so far)",
  ]);
});

Deno.test("RecordWriter says that the session is not known, and counts who has none", async () => {
  const bench = new Bench({}, {
    session: () => {
      throw new Error("no session");
    },
  });
  bench.accept(1);
  bench.accept(1, { sessionId: 4 });
  await bench.clock.runUntilIdle();
  assertEquals([bench.writer.counts.dropped.noSession, bench.store.stored.map(({ sessionId }) => sessionId)], [1, [4]]);
  assertEquals(bench.log, [
    "error: The present session is not known: Error: no session",
    "error: Executions are lost: there is no session that they belong to (1 lost so far)",
  ]);
});

Deno.test("RecordWriter asks the session again when it tries again", async () => {
  let session: number | undefined = undefined;
  const bench = new Bench({}, { session: () => session });
  bench.store.faults = ["rejects"];
  bench.accept(1, { sessionId: 4 });
  bench.accept(1);
  await bench.clock.advance(100);
  session = 5;
  await bench.clock.runUntilIdle();
  assertEquals(bench.store.stored.map(({ sessionId }) => sessionId), [4, 5]);
});

Deno.test("RecordWriter writes in no execution, whoever hands over the record", async () => {
  const seen: unknown[] = [];
  const bench = new Bench({}, { onStored: () => void seen.push(currentExecution()) });
  bench.store.onInsert = () => void seen.push(currentExecution());
  runInExecution(recordOf(9), () => bench.accept(1));
  await bench.clock.advance(1_000);
  runInExecution(recordOf(9), () => bench.accept(3));
  await bench.clock.runUntilIdle();
  assertEquals(seen, Array(6).fill(undefined));
});

Deno.test("RecordWriter.stop() writes what it holds at once, late batches too, and waits no longer than it must", async () => {
  const bench = new Bench();
  bench.store.faults = ["rejects"];
  bench.accept(3);
  await bench.clock.advance(10);
  bench.accept(2);
  let isOver = false;
  bench.writer.stop(5_000, () => true).then(() => isOver = true);
  await bench.clock.advance(0);
  assertEquals([isOver, bench.writer.counts.stored, bench.clock.pending], [true, 5, 0]);
  bench.accept(1);
  assertEquals(bench.writer.counts.dropped.shutdown, 1);
  assertEquals(bench.log.at(-1), "error: Executions are lost: they came after the stop (1 lost so far)");
});

for (const [isSafe, line] of [[true, undefined], [false, "they are lost"]] as const) {
  Deno.test(`RecordWriter.stop() hands over what is left when the time is over, ${isSafe ? "safely" : "in vain"}`, async () => {
    const bench = new Bench();
    bench.store.faultAt = () => "hangs";
    bench.accept(4);
    const left: string[] = [];
    const sums: number[] = [];
    const stopped = bench.writer.stop(1_000, (records) => {
      left.push(...records.map(({ id }) => id));
      sums.push(accountedFor(bench.writer.counts));
      return isSafe;
    });
    await bench.clock.advance(999);
    assertEquals(left, []);
    await bench.clock.advance(1);
    await stopped;
    const { spilled, dropped, writing, waiting } = bench.writer.counts;
    assertEquals([left, sums], [[1, 2, 3, 4].map(idOf), [4]]);
    assertEquals([spilled, dropped.shutdown, writing + waiting], isSafe ? [4, 0, 0] : [0, 4, 0]);
    assertEquals([bench.log.some((text) => text.includes(line ?? "lost")), bench.clock.pending], [!isSafe, 0]);
  });
}

Deno.test("RecordWriter.stop() that gives up between two tries leaves no timer behind", async () => {
  const bench = new Bench();
  bench.store.faultAt = () => "rejects";
  bench.accept(3);
  const stopped = bench.writer.stop(500, () => false);
  await bench.clock.advance(500);
  await stopped;
  await bench.clock.advance(0);
  assertEquals([bench.writer.counts.dropped.shutdown, bench.clock.pending], [3, 0]);
});

for (const then of [undefined, "rejects"] as const) {
  Deno.test(`RecordWriter passes over what is ${then ?? "answered"} after the stop gave it up`, async () => {
    const bench = new Bench();
    bench.store.faults = [{ lateMs: 2_000, ...(then === undefined ? {} : { then }) }];
    bench.accept(3);
    await bench.clock.advance(0);
    const stopped = bench.writer.stop(1_000, () => true);
    await bench.clock.advance(1_000);
    await stopped;
    const before = bench.writer.counts;
    await bench.clock.advance(60_000);
    assertEquals([bench.writer.counts, bench.told, bench.log], [before, [], []]);
  });
}

Deno.test("RecordWriter.open() writes again after a stop that gave up, though the store still owes an answer", async () => {
  const bench = new Bench();
  bench.store.faults = ["hangs"];
  bench.accept(3);
  await bench.clock.advance(0);
  const stopped = bench.writer.stop(100, () => false);
  await bench.clock.advance(100);
  await stopped;
  bench.writer.open();
  bench.accept(1);
  await bench.clock.advance(100);
  assertEquals([bench.writer.counts.stored, bench.told], [1, [idOf(4)]]);
});

Deno.test("RecordWriter.restore() writes at once, counts and tells", async () => {
  const bench = new Bench();
  bench.store.refuses = ({ name }) => name === "bad";
  await bench.writer.restore([recordOf(1), recordOf(2, { name: "bad" }), recordOf(3)]);
  const { accepted, stored, dropped } = bench.writer.counts;
  assertEquals([accepted, stored, dropped.invalid, bench.told], [3, 2, 1, [1, 3].map(idOf)]);
});

for (const fault of ["throws", "rejects", "hangs"] as const) {
  Deno.test(`RecordWriter.restore() rejects when the store ${fault}, and counts nothing`, async () => {
    const bench = new Bench();
    bench.store.faults = [fault];
    const restored = assertRejects(
      () => bench.writer.restore([recordOf(1)]),
      Error,
      fault === "hangs" ? "Cannot write 1 executions within 30000 ms" : "the store is down",
    );
    await bench.clock.advance(30_000);
    await restored;
    assertEquals([bench.writer.counts.accepted, bench.told, bench.clock.pending], [0, [], 0]);
  });
}

Deno.test("RecordWriter says that its clock fails, and loses no count", async () => {
  const clock: Clock = { now: () => 0, sleep: () => Promise.reject(new Error("no time")) };
  const bench = new Bench({}, { clock });
  bench.accept(1);
  await bench.clock.advance(0);
  assertEquals(bench.log.length, 1);
  assertEquals(bench.log[0]?.includes("Error: no time"), true);
  await bench.writer.stop(100, () => false);
  assertEquals([bench.writer.counts.stored, accountedFor(bench.writer.counts)], [1, 1]);
});
