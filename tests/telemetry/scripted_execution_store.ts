import type { Clock } from "../../src/core/clock.ts";
import type { Awaitable } from "../../src/services/sessions/session_store.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import type {
  ExecutionStore,
  Pruned,
  Reconciled,
  Reconciliation,
  Registration,
  RejectedRecord,
  Retention,
} from "../../src/telemetry/execution_store.ts";
import type { ExecutionFilter, ExecutionQuery } from "../../src/telemetry/history/execution_history.ts";
import { MemoryExecutionStore } from "../../src/telemetry/stores/memory_execution_store.ts";

/**
 * What becomes of one insert that does not simply succeed: it throws, rejects, hangs for ever, stores the records and then says that it failed,
 * answers late (and then rejects, if it says so), or refuses the first few records.
 */
export type InsertFault =
  | "throws"
  | "rejects"
  | "hangs"
  | "uncertain"
  | { readonly lateMs: number; readonly then?: "rejects" }
  | { readonly refuses: number };

/** One call of insert. */
export interface InsertCall {
  readonly atMs: number;
  readonly ids: readonly string[];
  readonly fault: InsertFault | undefined;
}

/** Executions in memory, on a store that fails as it is told to, and that writes down how it is called. */
export class ScriptedExecutionStore implements ExecutionStore {
  readonly inner = new MemoryExecutionStore();
  readonly calls: InsertCall[] = [];
  /** The records that it has, in the order in which it got them. */
  readonly stored: ExecutionRecord[] = [];
  readonly prunings: Retention[] = [];
  readonly reconciliations: Reconciliation[] = [];
  /** What becomes of the next calls. */
  faults: (InsertFault | undefined)[] = [];
  /** What becomes of a call, unless `faults` says it. */
  faultAt: (atMs: number) => InsertFault | undefined = () => undefined;
  /** Which records it never takes. */
  refuses: (record: ExecutionRecord) => boolean = () => false;
  /** Is called with each call, before anything else. */
  onInsert: (records: readonly ExecutionRecord[]) => void = () => {};
  /** What becomes of every other question. */
  answer: <T>(question: () => T) => Awaitable<T> = (question) => question();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The ids of what it has. */
  get ids(): string[] {
    return this.stored.map(({ id }) => id);
  }

  insert(records: readonly ExecutionRecord[]): Awaitable<readonly RejectedRecord[]> {
    this.onInsert(records);
    const fault = this.faults.length > 0 ? this.faults.shift() : this.faultAt(this.#clock.now());
    this.calls.push({ atMs: this.#clock.now(), ids: records.map(({ id }) => id), fault });
    const down = new Error("the store is down");
    if (fault === undefined) return this.#keep(records);
    if (fault === "throws") throw down;
    if (fault === "rejects") return Promise.reject(down);
    if (fault === "hangs") return new Promise(() => {});
    if (fault === "uncertain") {
      this.#keep(records);
      return Promise.reject(down);
    }
    if ("refuses" in fault) {
      const refused = records.slice(0, fault.refuses).map(({ id }) => ({ id, reason: "it is refused" }));
      return [...refused, ...this.#keep(records.slice(fault.refuses))];
    }
    return this.#clock.sleep(fault.lateMs).then(() => {
      if (fault.then === "rejects") throw down;
      return this.#keep(records);
    });
  }

  register(registration: Registration, atMs: number): Awaitable<number> {
    return this.answer(() => this.inner.register(registration, atMs));
  }

  cancel(id: number, atMs: number): Awaitable<boolean> {
    return this.answer(() => this.inner.cancel(id, atMs));
  }

  reconcile(reconciliation: Reconciliation): Awaitable<Reconciled> {
    this.reconciliations.push(reconciliation);
    return this.answer(() => this.inner.reconcile(reconciliation));
  }

  prune(retention: Retention): Awaitable<Pruned> {
    this.prunings.push(retention);
    return this.answer(() => this.inner.prune(retention));
  }

  executions(query?: ExecutionQuery): readonly ExecutionRecord[] {
    return this.inner.executions(query);
  }

  summary(filter?: ExecutionFilter): ReturnType<MemoryExecutionStore["summary"]> {
    return this.inner.summary(filter);
  }

  failures(filter?: ExecutionFilter): ReturnType<MemoryExecutionStore["failures"]> {
    return this.inner.failures(filter);
  }

  registrations(owner?: string): ReturnType<MemoryExecutionStore["registrations"]> {
    return this.inner.registrations(owner);
  }

  sessions(limit?: number): ReturnType<MemoryExecutionStore["sessions"]> {
    return this.inner.sessions(limit);
  }

  close(): void {
    this.inner.close();
  }

  #keep(records: readonly ExecutionRecord[]): readonly RejectedRecord[] {
    const refused = records.filter(this.refuses).map(({ id }) => ({ id, reason: "it is refused" }));
    const taken = refused.length === 0 ? records : records.filter((record) => !this.refuses(record));
    const rejected = [...refused, ...this.inner.insert(taken)];
    const known = new Set(this.ids);
    for (const record of records) {
      if (!known.has(record.id) && !rejected.some(({ id }) => id === record.id)) this.stored.push(record);
    }
    return rejected;
  }
}
