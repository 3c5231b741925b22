import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { withinLimit } from "../services/sessions/time_limit.ts";
import { outsideExecutions } from "./execution_context.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import type { ExecutionStore, RejectedRecord } from "./execution_store.ts";
import type { RecordBatch, RecordCounts, RecordQueue } from "./record_queue.ts";
import { WarningLimit } from "./warning_limit.ts";

/** What a writer works with, and who is told. */
export interface RecordWriterTerms {
  readonly queue: RecordQueue<ExecutionRecord>;
  readonly store: Pick<ExecutionStore, "insert">;
  readonly clock: Clock;
  /** How long the store may take, in milliseconds. */
  readonly storeTimeoutMs: number;
  /** The present session; none is needed where there is no such function. */
  readonly session: (() => number | undefined) | undefined;
  /** Is told of each record once it is stored. */
  readonly onStored: (record: ExecutionRecord) => void;
  readonly say: (level: "warn" | "error", sentence: string) => void;
}

/** Where records go that could not be stored at the end; answers whether they are safe there. */
export type LastResort = (records: readonly ExecutionRecord[]) => boolean;

/** Ends an alarm that nobody needs; one for all, because an error of its own for each would cost more than a record. */
const notNeeded = new Error("Nobody waits for it any more");

/** After so many batches in a row everybody else has a turn. */
const batchesPerTurn = 8;

/** How full the queue is when that is said, as a share of its capacity. */
const capacityMark = 0.75;

/** Brings the records of a queue to a store, as the queue decides. It runs while there is something to do, and nothing else. */
export class RecordWriter {
  readonly #terms: RecordWriterTerms;
  readonly #warnings = new WarningLimit({ everyMs: 30_000, most: 16 });
  #isWorking = false;
  /** When to look again. It may come too early, which costs less than to take it back each time. */
  #alarm: { readonly atMs: number; readonly end: AbortController } | undefined;
  /** What is asked of the store; each aborts when it has answered, or need not any more. */
  readonly #asked = new Set<AbortController>();
  readonly #whenEmpty: (() => void)[] = [];

  constructor(terms: RecordWriterTerms) {
    this.#terms = terms;
  }

  /** What became of all records so far. */
  get counts(): RecordCounts {
    return this.#terms.queue.counts;
  }

  /** Takes a record: it is stored soon, or counted as lost. Never throws. */
  accept(record: ExecutionRecord, nowMs: number): void {
    const { queue } = this.#terms;
    const { capacity } = queue.terms;
    const sizeBefore = queue.size;
    const lost = queue.accept(record, nowMs);
    if (lost !== undefined) return this.#warn(lost, nowMs, () => this.#lossSentence(lost));
    if (sizeBefore >= capacity * capacityMark) {
      this.#warn(
        "capacity",
        nowMs,
        () => `${sizeBefore + 1} of at most ${capacity} executions wait to be written down`,
      );
    }
    if (queue.waiting === 1 || queue.waiting === queue.fullBatch) this.#work();
  }

  /** Writes what is held at once, without waiting for more; resolves when nothing is held any more. */
  flush(): Promise<void> {
    this.#terms.queue.hurry();
    const empty = new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
    this.#work();
    return empty;
  }

  /**
   * Writes what is held, as far as that is possible within the limit, and takes no more. What is left goes to the last resort.
   *
   * @param limitMs How long that may take, in milliseconds.
   */
  async stop(limitMs: number, lastResort: LastResort): Promise<void> {
    const { queue, clock, say } = this.#terms;
    queue.close();
    await withinLimit(clock, limitMs, "write down the last executions", () => this.flush()).catch(() => {});
    const left = queue.takeAll();
    this.#alarm?.end.abort(notNeeded);
    for (const asked of this.#asked) asked.abort(notNeeded);
    if (left.length === 0) return;
    const isSafe = lastResort(left);
    queue.settle(isSafe ? "spilled" : "shutdown");
    if (!isSafe) {
      say("error", `${left.length} executions could not be written down within ${limitMs} ms: they are lost`);
    }
  }

  /** Takes records again, after {@linkcode stop}. */
  open(): void {
    this.#terms.queue.open();
  }

  /**
   * Writes records that come another way, at once.
   *
   * @throws {unknown} The promise rejects with what the store throws, or when it takes too long; nothing is counted then.
   */
  async restore(records: readonly ExecutionRecord[]): Promise<void> {
    const refused = this.#refused(await this.#insert(records));
    const stored = records.filter(({ id }) => !refused.has(id));
    this.#terms.queue.restored(stored.length, records.length - stored.length);
    for (const record of stored) this.#terms.onStored(record);
  }

  #work(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    outsideExecutions(() => this.#writeAll()).catch((thrown) => {
      this.#isWorking = false;
      this.#terms.say("error", `The writing down of executions has stopped: ${shownFailure(new Failure(thrown))}`);
    });
  }

  async #writeAll(): Promise<void> {
    const { queue, clock } = this.#terms;
    // What is handed over in one go is looked at as a whole.
    await undefined;
    for (let written = 1;; written++) {
      const nowMs = clock.now();
      const step = queue.next(nowMs);
      if (step.do === "write") {
        await this.#write(step.batch);
        // A store that answers at once would keep everybody else waiting.
        if (written % batchesPerTurn === 0) await clock.sleep(0);
      } else {
        this.#isWorking = false;
        if (step.untilMs !== Infinity) this.#wakeAt(step.untilMs, nowMs);
        else if (queue.size === 0) { for (const resolve of this.#whenEmpty.splice(0)) resolve(); }
        return;
      }
    }
  }

  #wakeAt(atMs: number, nowMs: number): void {
    if (this.#alarm !== undefined && this.#alarm.atMs <= atMs) return;
    this.#alarm?.end.abort(notNeeded);
    const alarm = { atMs, end: new AbortController() };
    this.#alarm = alarm;
    this.#terms.clock.sleep(atMs - nowMs, alarm.end.signal).then(() => {
      if (this.#alarm === alarm) this.#alarm = undefined;
      this.#work();
    }, (thrown) => {
      if (this.#alarm === alarm) this.#alarm = undefined;
      if (thrown === notNeeded) return;
      this.#terms.say(
        "error",
        `The writing down of executions has lost its clock: ${shownFailure(new Failure(thrown))}`,
      );
    });
  }

  async #write(batch: RecordBatch<ExecutionRecord>): Promise<void> {
    const { queue, clock, onStored } = this.#terms;
    const session = this.#sessionId(batch);
    const records = session.isMissing ? batch.records.filter(({ sessionId }) => sessionId !== null) : batch.records;
    const filled = session.id === undefined ? records : records.map((record) => withSession(record, session.id!));
    let refused: ReadonlySet<string>;
    try {
      refused = filled.length === 0 ? new Set() : this.#refused(await this.#insert(filled));
    } catch (thrown) {
      return this.#failed(batch, thrown);
    }
    const stored = refused.size === 0 ? filled : filled.filter(({ id }) => !refused.has(id));
    const noSession = batch.records.length - records.length;
    if (!queue.written(batch, { invalid: filled.length - stored.length, noSession })) return;
    if (noSession > 0) this.#warn("noSession", clock.now(), () => this.#lossSentence("noSession"));
    for (const record of stored) onStored(record);
  }

  #insert(records: readonly ExecutionRecord[]): readonly RejectedRecord[] | Promise<readonly RejectedRecord[]> {
    const { store, clock, storeTimeoutMs } = this.#terms;
    const answer = store.insert(records);
    if (Array.isArray(answer)) return answer;
    const asked = new AbortController();
    this.#asked.add(asked);
    asked.signal.addEventListener("abort", () => this.#asked.delete(asked));
    return withinLimit(clock, storeTimeoutMs, `write ${records.length} executions`, async () => await answer, asked);
  }

  #refused(rejected: readonly RejectedRecord[]): ReadonlySet<string> {
    for (const { id, reason } of rejected) {
      this.#warn(
        "invalid",
        this.#terms.clock.now(),
        () => `Execution ${id} cannot be written down: ${reason}`,
      );
    }
    return new Set(rejected.map(({ id }) => id));
  }

  #failed(batch: RecordBatch<ExecutionRecord>, thrown: unknown): void {
    const { queue, clock, say } = this.#terms;
    const nowMs = clock.now();
    const count = batch.records.length;
    const last = shownFailure(new Failure(thrown));
    const fate = queue.failed(batch, nowMs);
    if (fate === "settled") return;
    if (fate === "lost") {
      say("error", `${count} executions are lost: writing them has failed ${batch.failures + 1} times, last ${last}`);
    } else {this.#warn("failed", nowMs, () =>
        `${count} executions could not be written down, and are tried again: ${last}`);}
  }

  /** The session that is to be filled in, and whether there should be one and is none. */
  #sessionId(batch: RecordBatch<ExecutionRecord>): { readonly id: number | undefined; readonly isMissing: boolean } {
    const { session, clock } = this.#terms;
    if (session === undefined || batch.records.every(({ sessionId }) => sessionId !== null)) {
      return { id: undefined, isMissing: false };
    }
    try {
      const id = session();
      return { id, isMissing: id === undefined };
    } catch (thrown) {
      this.#warn(
        "session",
        clock.now(),
        () => `The present session is not known: ${shownFailure(new Failure(thrown))}`,
      );
      return { id: undefined, isMissing: true };
    }
  }

  #lossSentence(cause: "overflow" | "shutdown" | "noSession"): string {
    const lost = this.counts.dropped[cause];
    switch (cause) {
      case "overflow":
        return `Executions are lost: ${this.#terms.queue.terms.capacity} wait already to be written down (${lost} lost so far)`;
      case "shutdown":
        return `Executions are lost: they came after the stop (${lost} lost so far)`;
      case "noSession":
        return `Executions are lost: there is no session that they belong to (${lost} lost so far)`;
      default:
        return cause satisfies never;
    }
  }

  #warn(subject: string, nowMs: number, sentence: () => string): void {
    if (!this.#warnings.allows(subject, nowMs)) return;
    const level = subject === "capacity" || subject === "failed" ? "warn" : "error";
    this.#terms.say(level, sentence());
  }
}

function withSession(record: ExecutionRecord, sessionId: number): ExecutionRecord {
  return record.sessionId === null ? { ...record, sessionId } : record;
}
