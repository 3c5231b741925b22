import { type Backoff, drawDelay } from "../core/backoff.ts";

/** Why a record was lost. */
export type DropCause = "overflow" | "exhausted" | "invalid" | "noSession" | "shutdown";

/** All causes of loss. */
export const dropCauses = [
  "overflow",
  "exhausted",
  "invalid",
  "noSession",
  "shutdown",
] as const satisfies readonly DropCause[];

/** How many records were lost, by cause. */
export type DropCounts = Readonly<Record<DropCause, number>>;

/**
 * What became of all records so far. At every moment
 * `accepted = stored + overflow + exhausted + invalid + noSession + shutdown + spilled + waiting + retrying + writing`.
 */
export interface RecordCounts {
  /** Records that were handed over, those included that found no place. */
  readonly accepted: number;
  /** Records that the store has. */
  readonly stored: number;
  /** Records that are lost, by cause. */
  readonly dropped: DropCounts;
  /** Records that were put aside into a file at the end. */
  readonly spilled: number;
  /** Records that wait for their first try. */
  readonly waiting: number;
  /** Records that wait for another try. */
  readonly retrying: number;
  /** Records that are being written now. */
  readonly writing: number;
}

/** What a queue is told about itself. */
export interface RecordQueueTerms {
  /** The most records that may be held: waiting, retrying and being written. */
  readonly capacity: number;
  /** The most records of one batch. */
  readonly batchSize: number;
  /** How long the first record of a batch waits for others, in milliseconds. */
  readonly flushMs: number;
  /** How often a batch is tried again. */
  readonly retries: number;
  /** How long it waits before that, and how long the store is left alone after it failed. */
  readonly backoff: Backoff;
  /** Answers a number in [0, 1) at each call; only jitter asks. */
  readonly random: () => number;
}

/** Records that are written together. */
export interface RecordBatch<Row> {
  /** The records, in the order in which they came. */
  readonly records: readonly Row[];
  /** How often writing them has failed. */
  readonly failures: number;
}

/** What is to be done next: to write, or to wait until a moment, which may be Infinity. */
export type QueueStep<Row> =
  | { readonly do: "write"; readonly batch: RecordBatch<Row> }
  | { readonly do: "wait"; readonly untilMs: number };

/** How many of a batch were not written, though it was: each is in one of the two. */
export interface Refusals {
  /** Records that the store would never take. */
  readonly invalid: number;
  /** Records without a session, which they need. */
  readonly noSession: number;
}

interface LateBatch<Row> extends RecordBatch<Row> {
  readonly dueMs: number;
}

/**
 * Records on their way to the store, and the account of them. It decides, and does nothing itself: no time passes in it.
 *
 * Fresh records are written when a batch is full, or when its first record has waited long enough. A batch that could not be written is put
 * on a list and is due again after a delay; after any failure the store is left alone for a while, longer each time in a row. Late batches
 * and fresh records take turns, so that neither keeps the other from the store. A record keeps its place until it is stored or lost:
 * who comes when all places are taken is lost.
 */
export class RecordQueue<Row> {
  /** What it was told about itself. */
  readonly terms: RecordQueueTerms;
  /** Fresh records, of which those before `#first` are gone. */
  #fresh: Row[] = [];
  #first = 0;
  #freshSinceMs = 0;
  /** By when they are due. */
  #late: LateBatch<Row>[] = [];
  #retrying = 0;
  #writing: RecordBatch<Row> | undefined;
  #restUntilMs = -Infinity;
  #failuresInRow = 0;
  #isLateTurn = true;
  #isOpen = true;
  #accepted = 0;
  #stored = 0;
  #spilled = 0;
  readonly #dropped: Record<DropCause, number> = { overflow: 0, exhausted: 0, invalid: 0, noSession: 0, shutdown: 0 };

  /** Makes an empty one. */
  constructor(terms: RecordQueueTerms) {
    this.terms = terms;
  }

  /** How many records are held. */
  get size(): number {
    return this.waiting + this.#retrying + (this.#writing?.records.length ?? 0);
  }

  /** How many records wait for their first try. */
  get waiting(): number {
    return this.#fresh.length - this.#first;
  }

  /** How many fresh records are a batch that waits for no more. */
  get fullBatch(): number {
    return Math.min(this.terms.batchSize, this.terms.capacity);
  }

  /** How many tries in a row have failed. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** What became of all records so far. */
  get counts(): RecordCounts {
    return {
      accepted: this.#accepted,
      stored: this.#stored,
      dropped: { ...this.#dropped },
      spilled: this.#spilled,
      waiting: this.waiting,
      retrying: this.#retrying,
      writing: this.#writing?.records.length ?? 0,
    };
  }

  /** Takes a record; answers why it is lost, if it is. */
  accept(record: Row, nowMs: number): "shutdown" | "overflow" | undefined {
    this.#accepted++;
    if (!this.#isOpen) return this.#drop("shutdown", 1);
    if (this.size >= this.terms.capacity) return this.#drop("overflow", 1);
    if (this.waiting === 0) this.#freshSinceMs = nowMs;
    this.#fresh.push(record);
    return undefined;
  }

  /** Counts records that came another way, and were stored at once. */
  restored(stored: number, invalid: number): void {
    this.#accepted += stored + invalid;
    this.#stored += stored;
    this.#drop("invalid", invalid);
  }

  /** What to do now. A batch that it answers is being written from then on, until {@linkcode written} or {@linkcode failed} is called with it. */
  next(nowMs: number): QueueStep<Row> {
    if (this.#writing !== undefined) return { do: "wait", untilMs: Infinity };
    if (nowMs < this.#restUntilMs) return { do: "wait", untilMs: this.#restUntilMs };
    const lateMs = this.#late[0]?.dueMs ?? Infinity;
    const freshMs = this.#freshDueMs();
    if (Math.min(lateMs, freshMs) > nowMs) return { do: "wait", untilMs: Math.min(lateMs, freshMs) };
    const isLate = lateMs <= nowMs && (this.#isLateTurn || freshMs > nowMs);
    this.#isLateTurn = !isLate;
    const batch = isLate ? this.#takeLate() : this.#takeFresh();
    this.#writing = batch;
    return { do: "write", batch };
  }

  /**
   * A batch was written, but for these.
   *
   * @returns Whether that is still of interest: what was given up meanwhile is accounted for otherwise.
   */
  written(batch: RecordBatch<Row>, { invalid, noSession }: Refusals): boolean {
    if (this.#writing !== batch) return false;
    this.#writing = undefined;
    // A batch without a session says nothing of the store, which was not asked.
    if (noSession < batch.records.length) this.#forgetFailures();
    this.#stored += batch.records.length - invalid - noSession;
    this.#drop("invalid", invalid);
    this.#drop("noSession", noSession);
    return true;
  }

  /**
   * A batch could not be written. It is due again after a delay, or lost if it was tried often enough; once the queue is closed, none is.
   *
   * @returns What becomes of it; "settled" if it was given up meanwhile, and is accounted for otherwise.
   */
  failed(batch: RecordBatch<Row>, nowMs: number): "late" | "lost" | "settled" {
    if (this.#writing !== batch) return "settled";
    this.#writing = undefined;
    const { retries, backoff, random } = this.terms;
    this.#failuresInRow++;
    this.#restUntilMs = nowMs + drawDelay(backoff, this.#failuresInRow, random);
    const failures = batch.failures + 1;
    if (failures > retries && this.#isOpen) {
      this.#drop("exhausted", batch.records.length);
      return "lost";
    }
    this.#putBack({ records: batch.records, failures, dueMs: nowMs + drawDelay(backoff, failures, random) });
    return "late";
  }

  /** Makes what is fresh due at once. */
  hurry(): void {
    this.#freshSinceMs = -Infinity;
  }

  /** Takes no more, and makes everything that is held due at once. Again: only the latter. */
  close(): void {
    this.#isOpen = false;
    this.#restUntilMs = -Infinity;
    this.#late = this.#late.map((batch) => ({ ...batch, dueMs: -Infinity }));
  }

  /** Takes records again. */
  open(): void {
    this.#isOpen = true;
    this.#forgetFailures();
  }

  /**
   * Gives up whatever is held, what is being written too, and answers it, the oldest first as far as that is known. It counts as being written
   * until {@linkcode settle} says what became of it.
   */
  takeAll(): readonly Row[] {
    const held = [
      ...(this.#writing?.records ?? []),
      ...this.#late.flatMap(({ records }) => records),
      ...this.#fresh.slice(this.#first),
    ];
    this.#writing = held.length === 0 ? undefined : { records: held, failures: 0 };
    this.#late = [];
    this.#retrying = 0;
    this.#fresh = [];
    this.#first = 0;
    return held;
  }

  /** Says what became of the records that were given up. */
  settle(as: "spilled" | "shutdown"): void {
    const count = this.#writing?.records.length ?? 0;
    this.#writing = undefined;
    if (as === "spilled") this.#spilled += count;
    else this.#drop("shutdown", count);
  }

  #forgetFailures(): void {
    this.#failuresInRow = 0;
    this.#restUntilMs = -Infinity;
  }

  #freshDueMs(): number {
    if (this.waiting === 0) return Infinity;
    return this.waiting >= this.fullBatch || !this.#isOpen ? -Infinity : this.#freshSinceMs + this.terms.flushMs;
  }

  #takeFresh(): RecordBatch<Row> {
    const end = Math.min(this.#first + this.terms.batchSize, this.#fresh.length);
    const records = this.#fresh.slice(this.#first, end);
    this.#first = end;
    // What is gone is let go of when it is the larger part: each record is moved once at most, on average.
    if (this.#first * 2 >= this.#fresh.length) {
      this.#fresh = this.#fresh.slice(this.#first);
      this.#first = 0;
    }
    return { records, failures: 0 };
  }

  #takeLate(): RecordBatch<Row> {
    const batch = this.#late.shift()!;
    this.#retrying -= batch.records.length;
    return batch;
  }

  #putBack(batch: LateBatch<Row>): void {
    const place = this.#late.findIndex(({ dueMs }) => dueMs > batch.dueMs);
    this.#late.splice(place === -1 ? this.#late.length : place, 0, batch);
    this.#retrying += batch.records.length;
  }

  #drop<Cause extends DropCause>(cause: Cause, count: number): Cause {
    this.#dropped[cause] += count;
    return cause;
  }
}
