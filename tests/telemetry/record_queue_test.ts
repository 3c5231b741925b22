import { assertEquals } from "@std/assert";
import { RecordQueue, type RecordQueueTerms } from "../../src/telemetry/record_queue.ts";
import { accountedFor } from "./executor_bench.ts";

const backoff = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" } as const;

function queueOf(terms: Partial<RecordQueueTerms> = {}): RecordQueue<number> {
  return new RecordQueue({
    capacity: 10,
    batchSize: 3,
    flushMs: 100,
    retries: 2,
    backoff,
    random: () => 0.5,
    ...terms,
  });
}

/** Hands over so many records. */
function accept(queue: RecordQueue<number>, count: number, nowMs = 0, from = 1): void {
  for (let record = from; record < from + count; record++) queue.accept(record, nowMs);
}

/** What is to be written now. */
function batchOf(queue: RecordQueue<number>, nowMs: number) {
  const step = queue.next(nowMs);
  if (step.do !== "write") throw new Error(`It waits until ${step.untilMs}`);
  return step.batch;
}

const allWritten = { invalid: 0, noSession: 0 };

Deno.test("RecordQueue.next() waits for ever while there is nothing", () => {
  assertEquals(queueOf().next(5), { do: "wait", untilMs: Infinity });
});

Deno.test("RecordQueue.next() waits until the first record has waited long enough", () => {
  const queue = queueOf();
  accept(queue, 1, 5);
  accept(queue, 1, 50, 2);
  assertEquals(queue.next(104), { do: "wait", untilMs: 105 });
  assertEquals(queue.next(105), { do: "write", batch: { records: [1, 2], failures: 0 } });
});

for (const [count, records] of [[2, undefined], [3, [1, 2, 3]], [4, [1, 2, 3]]] as const) {
  Deno.test(`RecordQueue.next() with ${count} of 3 records ${records === undefined ? "waits" : "writes at once"}`, () => {
    const queue = queueOf();
    accept(queue, count);
    const step = queue.next(0);
    assertEquals(step.do === "write" ? step.batch.records : undefined, records);
  });
}

Deno.test("RecordQueue.next() writes one batch at a time", () => {
  const queue = queueOf();
  accept(queue, 6);
  const batch = batchOf(queue, 0);
  assertEquals(queue.next(0), { do: "wait", untilMs: Infinity });
  assertEquals([queue.counts.writing, queue.counts.waiting, queue.size], [3, 3, 6]);
  queue.written(batch, allWritten);
  assertEquals(batchOf(queue, 0).records, [4, 5, 6]);
});

Deno.test("RecordQueue with fewer places than a batch has writes when all are taken", () => {
  const queue = queueOf({ capacity: 2 });
  accept(queue, 2);
  assertEquals(batchOf(queue, 0).records, [1, 2]);
});

for (const [held, lost] of [[9, undefined], [10, "overflow"]] as const) {
  Deno.test(`RecordQueue.accept() with ${held} of 10 places taken answers ${lost}`, () => {
    const queue = queueOf();
    accept(queue, held);
    assertEquals(queue.accept(0, 0), lost);
    assertEquals([queue.counts.accepted, accountedFor(queue.counts)], [held + 1, held + 1]);
  });
}

Deno.test("RecordQueue counts what is written and what is tried again among the places", () => {
  const queue = queueOf({ capacity: 6 });
  accept(queue, 6);
  queue.failed(batchOf(queue, 0), 0);
  batchOf(queue, 1_000);
  assertEquals([queue.counts.writing, queue.counts.waiting], [3, 3]);
  assertEquals(queue.accept(0, 1_000), "overflow");
});

Deno.test("RecordQueue.written() frees the places, and counts each record once", () => {
  const queue = queueOf({ capacity: 3 });
  accept(queue, 3);
  assertEquals(queue.written(batchOf(queue, 0), { invalid: 1, noSession: 1 }), true);
  const { stored, dropped } = queue.counts;
  assertEquals([stored, dropped.invalid, dropped.noSession, queue.size], [1, 1, 1, 0]);
  assertEquals(queue.accept(4, 0), undefined);
});

Deno.test("RecordQueue.failed() makes a batch due after its own delay, doubled each time, and then loses it", () => {
  const queue = queueOf();
  accept(queue, 2);
  assertEquals(queue.failed(batchOf(queue, 100), 100), "late");
  assertEquals([queue.counts.retrying, queue.failuresInRow], [2, 1]);
  assertEquals(queue.next(1_099), { do: "wait", untilMs: 1_100 });
  assertEquals(queue.failed(batchOf(queue, 1_100), 1_100), "late");
  assertEquals(queue.next(3_099), { do: "wait", untilMs: 3_100 });
  const last = batchOf(queue, 3_100);
  assertEquals(last.failures, 2);
  assertEquals(queue.failed(last, 3_100), "lost");
  assertEquals([queue.counts.dropped.exhausted, queue.size], [2, 0]);
});

Deno.test("RecordQueue.failed() leaves the store alone, for fresh records too", () => {
  const queue = queueOf();
  accept(queue, 6);
  queue.failed(batchOf(queue, 0), 0);
  assertEquals(queue.next(0), { do: "wait", untilMs: 1_000 });
});

Deno.test("RecordQueue lets late batches and fresh ones take turns", () => {
  const queue = queueOf({ batchSize: 1, retries: 10, backoff: { ...backoff, baseMs: 0 } });
  accept(queue, 4);
  const order: number[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const batch = batchOf(queue, turn);
    order.push(batch.records[0]!);
    queue.failed(batch, turn);
  }
  assertEquals(order, [1, 1, 2, 1, 3, 2, 4, 1]);
});

Deno.test("RecordQueue.written() after failures leaves the store alone no longer", () => {
  const queue = queueOf({ batchSize: 1, retries: 10 });
  accept(queue, 3);
  queue.failed(batchOf(queue, 0), 0);
  queue.written(batchOf(queue, 1_000), allWritten);
  assertEquals(queue.failuresInRow, 0);
  assertEquals(queue.written(batchOf(queue, 1_000), allWritten), true);
});

Deno.test("RecordQueue.written() of records that all lack a session says nothing of the store", () => {
  const queue = queueOf({ batchSize: 1 });
  accept(queue, 2);
  queue.failed(batchOf(queue, 0), 0);
  queue.written(batchOf(queue, 1_000), { invalid: 0, noSession: 1 });
  assertEquals(queue.failuresInRow, 1);
});

Deno.test("RecordQueue.close() makes all that is held due, and takes no more", () => {
  const queue = queueOf();
  accept(queue, 3);
  queue.failed(batchOf(queue, 0), 0);
  accept(queue, 1, 0, 4);
  queue.close();
  assertEquals(queue.accept(5, 0), "shutdown");
  queue.written(batchOf(queue, 0), allWritten);
  queue.written(batchOf(queue, 0), allWritten);
  assertEquals([queue.counts.stored, queue.counts.dropped.shutdown, queue.size], [4, 1, 0]);
});

Deno.test("RecordQueue.failed() loses no batch for its failures once it is closed, and leaves the store alone", () => {
  const queue = queueOf({ retries: 0 });
  accept(queue, 1);
  queue.close();
  assertEquals(queue.failed(batchOf(queue, 0), 0), "late");
  assertEquals(queue.next(0), { do: "wait", untilMs: 1_000 });
});

Deno.test("RecordQueue.open() takes records again, and forgets how the store was", () => {
  const queue = queueOf();
  accept(queue, 3);
  queue.failed(batchOf(queue, 0), 0);
  queue.close();
  queue.takeAll();
  queue.settle("shutdown");
  queue.open();
  assertEquals([queue.accept(5, 10), queue.failuresInRow], [undefined, 0]);
  assertEquals(queue.next(10), { do: "wait", untilMs: 110 });
});

for (const fate of ["spilled", "shutdown"] as const) {
  Deno.test(`RecordQueue.takeAll() keeps the account until all is settled as ${fate}`, () => {
    const queue = queueOf();
    accept(queue, 5);
    const [late] = [batchOf(queue, 0)];
    queue.failed(late, 0);
    queue.close();
    const writing = batchOf(queue, 0);
    assertEquals(queue.takeAll(), [1, 2, 3, 4, 5]);
    assertEquals([queue.counts.writing, accountedFor(queue.counts)], [5, 5]);
    queue.settle(fate);
    const { spilled, dropped } = queue.counts;
    assertEquals([spilled, dropped.shutdown], fate === "spilled" ? [5, 0] : [0, 5]);
    assertEquals([queue.size, accountedFor(queue.counts)], [0, 5]);
    // What is heard of the batch now changes nothing.
    assertEquals([queue.written(writing, allWritten), queue.failed(writing, 0)], [false, "settled"]);
    assertEquals([queue.counts.stored, accountedFor(queue.counts)], [0, 5]);
  });
}

Deno.test("RecordQueue.takeAll() of nothing changes nothing", () => {
  const queue = queueOf();
  assertEquals([queue.takeAll(), queue.size], [[], 0]);
  queue.settle("spilled");
  assertEquals(queue.counts.spilled, 0);
});

Deno.test("RecordQueue.restored() counts records that came another way", () => {
  const queue = queueOf({ capacity: 1 });
  queue.restored(5, 2);
  const { accepted, stored, dropped } = queue.counts;
  assertEquals([accepted, stored, dropped.invalid, queue.size], [7, 5, 2, 0]);
});

Deno.test("RecordQueue keeps the order of many records, whatever is let go of meanwhile", () => {
  const queue = queueOf({ capacity: 1_000, batchSize: 7 });
  const written: number[] = [];
  let next = 1;
  for (let round = 0; round < 200; round++) {
    accept(queue, round % 13, round, next);
    next += round % 13;
    const step = queue.next(round);
    if (step.do !== "write") continue;
    written.push(...step.batch.records);
    queue.written(step.batch, allWritten);
  }
  assertEquals(written, Array.from({ length: written.length }, (_, index) => index + 1));
  assertEquals([queue.counts.stored, accountedFor(queue.counts)], [written.length, next - 1]);
});
