import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import type { ExecutionStore, RejectedRecord } from "../../src/telemetry/execution_store.ts";
import { Executor, type ExecutorParts } from "../../src/telemetry/executor.ts";
import type { ExecutorOptions } from "../../src/telemetry/executor_options.ts";
import {
  type RecordBatch,
  type RecordCounts,
  RecordQueue,
  type RecordQueueTerms,
} from "../../src/telemetry/record_queue.ts";
import type { ExecutorEngineOptions } from "../../src/telemetry/simulated/executor_engine.ts";
import type { ExecutorScenario, StoreFaultKind } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { Spill } from "../../src/telemetry/spill_folder.ts";

/** An executor with one planted fault, the scenario in which it shows, and the one invariant that must see it. */
export interface ExecutorMutant {
  readonly fault: string;
  readonly invariant: string;
  readonly scenario: ExecutorScenario;
  readonly parts: Pick<ExecutorEngineOptions, "makeQueue" | "makeExecutor">;
}

type Queue = RecordQueue<ExecutionRecord>;
type Spills = NonNullable<ExecutorParts["spills"]>;

const plain = { baseMs: 1_000, multiplier: 2, maxMs: 8_000, jitter: "none" } as const;

function scenario(rest: Partial<ExecutorScenario> = {}): ExecutorScenario {
  return {
    name: "mutant",
    horizonMs: 60_000,
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
    ...rest,
    executor: { backoff: plain, ...rest.executor },
  };
}

/** A store that does not what it should for so many milliseconds, from 10 s on. */
function failing(how: StoreFaultKind, lastsMs = 20_000): Pick<ExecutorScenario, "store"> {
  return { store: { faults: [{ name: "database", fromMs: 10_000, toMs: 10_000 + lastsMs, how }] } };
}

const seldom = [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 5_000 } }] as const;
const failingSometimes = [{ ...seldom[0], outcomes: { success: 1, error: 1 } }] as const;
const stopping = { stopAtMs: 20_000, ...failing("hangs") } as const;
const spilling = { ...stopping, restartAtMs: 26_000, executor: { spill: true } } as const;

/** Holds the records under terms that are not the agreed ones. */
function underTerms(change: (terms: RecordQueueTerms) => Partial<RecordQueueTerms>): ExecutorMutant["parts"] {
  return { makeQueue: (terms) => new RecordQueue({ ...terms, ...change(terms) }) };
}

function queueOf(Changed: new (terms: RecordQueueTerms) => Queue): ExecutorMutant["parts"] {
  return { makeQueue: (terms) => new Changed(terms) };
}

/** Gives an account that is not the true one. */
function telling(retell: (counts: RecordCounts) => Partial<RecordCounts>): ExecutorMutant["parts"] {
  return queueOf(
    class extends RecordQueue<ExecutionRecord> {
      override get counts(): RecordCounts {
        return { ...super.counts, ...retell(super.counts) };
      }
    },
  );
}

/** Writes down other records than it is handed: none, one, or more. */
function accepting(change: (record: ExecutionRecord, index: number) => readonly ExecutionRecord[]) {
  return queueOf(
    class extends RecordQueue<ExecutionRecord> {
      #index = 0;

      override accept(record: ExecutionRecord, nowMs: number) {
        const [lost] = change(record, this.#index++).map((each) => super.accept(each, nowMs));
        return lost;
      }
    },
  );
}

/** Works with other options than the agreed ones. */
function withOptions(change: (options: ExecutorOptions) => Partial<ExecutorOptions>): ExecutorMutant["parts"] {
  return { makeExecutor: (options, parts) => new Executor({ ...options, ...change(options) }, parts) };
}

type Insert = (records: readonly ExecutionRecord[]) => ReturnType<ExecutionStore["insert"]>;

/** Asks the store in another way. */
function inserting(ask: (records: readonly ExecutionRecord[], insert: Insert) => ReturnType<Insert>) {
  return withOptions(({ store }) => {
    const insert = store.insert.bind(store);
    return { store: Object.assign(store, { insert: (records: readonly ExecutionRecord[]) => ask(records, insert) }) };
  });
}

/** Treats the spill folder in another way. */
function spillingBy(change: (spills: Spills) => Partial<Spills>): ExecutorMutant["parts"] {
  return {
    makeExecutor: (options, parts) => {
      const spills = parts.spills!;
      const same = { write: spills.write.bind(spills), pickUp: spills.pickUp.bind(spills) };
      return new Executor(options, { ...parts, spills: { ...same, ...change(spills) } });
    },
  };
}

/** All faults that were planted. */
export const executorMutants: readonly ExecutorMutant[] = [
  {
    fault: "forgets a batch that could not be written",
    invariant: "nothing-unaccounted",
    scenario: scenario({ load: seldom, ...failing("fails", 2_000) }),
    parts: queueOf(
      class extends RecordQueue<ExecutionRecord> {
        #forgotten = 0;
        override failed(batch: RecordBatch<ExecutionRecord>) {
          this.#forgotten += batch.records.length;
          super.written(batch, { invalid: 0, noSession: 0 });
          return "lost" as const;
        }
        override get counts(): RecordCounts {
          const { stored, ...counts } = super.counts;
          return { ...counts, stored: stored - this.#forgotten };
        }
      },
    ),
  },
  {
    fault: "counts who finds no place twice",
    invariant: "nothing-unaccounted",
    scenario: scenario({ ...failing("fails"), executor: { capacity: 20 } }),
    parts: telling(({ dropped }) => ({ dropped: { ...dropped, overflow: 2 * dropped.overflow } })),
  },
  {
    fault: "forgets what is being written when it stops",
    invariant: "nothing-unaccounted",
    scenario: scenario(stopping),
    parts: queueOf(
      class extends RecordQueue<ExecutionRecord> {
        #inFlight = 0;
        override takeAll(): readonly ExecutionRecord[] {
          this.#inFlight = super.counts.writing;
          return super.takeAll();
        }
        override get counts(): RecordCounts {
          const { dropped, ...counts } = super.counts;
          const shutdown = Math.max(0, dropped.shutdown - this.#inFlight);
          return { ...counts, dropped: { ...dropped, shutdown } };
        }
      },
    ),
  },
  {
    fault: "does not count what was refused",
    invariant: "nothing-unaccounted",
    scenario: scenario(failing("refuses-rows", 1_000)),
    parts: telling(({ dropped }) => ({ dropped: { ...dropped, invalid: 0 } })),
  },
  {
    fault: "writes down every second execution alone",
    invariant: "one-record-per-execution",
    scenario: scenario(),
    parts: accepting((record, index) => index % 2 === 0 ? [record] : []),
  },
  {
    fault: "writes down executions that never were",
    invariant: "one-record-per-execution",
    scenario: scenario(),
    parts: accepting((record) => [record, { ...record, id: `${record.id}-again`, tier: "framework" }]),
  },
  {
    fault: "writes errors down as successes",
    invariant: "outcome-true",
    scenario: scenario({ load: failingSometimes }),
    parts: accepting((record) => [{ ...record, status: "success", error: null }]),
  },
  {
    fault: "writes down that everything took no time",
    invariant: "outcome-true",
    scenario: scenario({ load: [{ ...seldom[0], takes: { kind: "fixed", ms: 50 } }] }),
    parts: accepting((record) => [{ ...record, durationMs: 0 }]),
  },
  {
    fault: "counts a batch as stored that could not be written",
    invariant: "stored-means-stored",
    scenario: scenario({ load: seldom, ...failing("fails", 2_000) }),
    parts: queueOf(
      class extends RecordQueue<ExecutionRecord> {
        override failed(batch: RecordBatch<ExecutionRecord>) {
          super.written(batch, { invalid: 0, noSession: 0 });
          return "lost" as const;
        }
      },
    ),
  },
  {
    fault: "writes every batch twice",
    invariant: "written-once",
    scenario: scenario(),
    parts: inserting((records, insert) => {
      insert(records);
      return insert(records);
    }),
  },
  {
    fault: "tells of each record twice",
    invariant: "told-once-in-order",
    scenario: scenario(),
    parts: withOptions(({ onStored }) => ({
      onStored: (record) => {
        onStored!(record);
        onStored!(record);
      },
    })),
  },
  {
    fault: "tells of no record",
    invariant: "told-once-in-order",
    scenario: scenario(),
    parts: withOptions(() => ({ onStored: () => {} })),
  },
  {
    fault: "tells of a record before it is stored",
    invariant: "told-once-in-order",
    scenario: scenario({ store: { takes: { kind: "fixed", ms: 50 } } }),
    parts: {
      makeExecutor: ({ onStored, ...options }, parts) =>
        new Executor(options, {
          ...parts,
          makeQueue: (terms) => {
            const queue = parts.makeQueue!(terms);
            const accept = queue.accept.bind(queue);
            return Object.assign(queue, {
              accept: (record: ExecutionRecord, nowMs: number) => {
                onStored!(record);
                return accept(record, nowMs);
              },
            });
          },
        }),
    },
  },
  {
    fault: "holds more than it may",
    invariant: "held-bounded",
    scenario: scenario({ ...failing("fails"), executor: { capacity: 20 } }),
    parts: underTerms(({ capacity }) => ({ capacity: 2 * capacity })),
  },
  {
    fault: "writes more at once than it may",
    invariant: "batch-bounded",
    scenario: scenario({ ...failing("fails"), executor: { batchSize: 5 } }),
    parts: underTerms(() => ({ batchSize: 10 })),
  },
  {
    fault: "writes half a batch while the other half is written",
    invariant: "one-call-at-a-time",
    scenario: scenario({ executor: { flushMs: 500 }, store: { takes: { kind: "fixed", ms: 50 } } }),
    parts: inserting(async (records, insert): Promise<readonly RejectedRecord[]> => {
      const half = Math.ceil(records.length / 2);
      const halves = [records.slice(0, half), records.slice(half)].filter(({ length }) => length > 0);
      return (await Promise.all(halves.map(insert))).flat();
    }),
  },
  {
    fault: "says of who finds no place that it was tried too often",
    invariant: "cause-true",
    scenario: scenario({ ...failing("fails"), executor: { capacity: 20 } }),
    parts: telling(({ dropped }) => ({
      dropped: { ...dropped, overflow: 0, exhausted: dropped.exhausted + dropped.overflow },
    })),
  },
  {
    fault: "says of what was refused that there was no session",
    invariant: "cause-true",
    scenario: scenario(failing("refuses-rows", 1_000)),
    parts: telling(({ dropped }) => ({ dropped: { ...dropped, invalid: 0, noSession: dropped.invalid } })),
  },
  {
    fault: "gives a batch up one try too early",
    invariant: "cause-true",
    scenario: scenario({ ...failing("fails"), executor: { retries: 2 } }),
    parts: underTerms(({ retries }) => ({ retries: retries - 1 })),
  },
  {
    fault: "turns away whom it has a place for",
    invariant: "cause-true",
    scenario: scenario({ ...failing("fails"), executor: { capacity: 20 } }),
    parts: underTerms(({ capacity }) => ({ capacity: capacity - 1 })),
  },
  {
    fault: "tries a batch for ever",
    invariant: "tries-bounded",
    scenario: scenario({ load: seldom, ...failing("fails", 40_000), executor: { retries: 2 } }),
    parts: underTerms(() => ({ retries: Infinity })),
  },
  {
    fault: "tries again at once",
    invariant: "no-spinning",
    scenario: scenario({ ...failing("fails", 1_000), executor: { retries: Infinity } }),
    parts: underTerms(({ backoff }) => ({ backoff: { ...backoff, baseMs: 10, maxMs: 10 } })),
  },
  {
    fault: "waits no longer each time",
    invariant: "no-spinning",
    scenario: scenario(failing("fails")),
    parts: underTerms(({ backoff }) => ({ backoff: { ...backoff, multiplier: 1 } })),
  },
  {
    fault: "writes nothing until a batch is full",
    invariant: "queue-drains",
    scenario: scenario(),
    parts: underTerms(() => ({ flushMs: 1e9 })),
  },
  {
    fault: "waits for ever once the store has failed",
    invariant: "queue-drains",
    scenario: scenario(failing("fails", 1_000)),
    parts: underTerms(({ backoff }) => ({ backoff: { ...backoff, baseMs: 1e9, maxMs: 1e9 } })),
  },
  {
    fault: "takes its time to stop",
    invariant: "flush-bounded",
    scenario: scenario({ ...stopping, executor: { stopMs: 2_000 } }),
    parts: withOptions(({ stopMs }) => ({ stopMs: 2 * stopMs! })),
  },
  {
    fault: "still holds records when it has stopped",
    invariant: "flush-bounded",
    scenario: scenario(stopping),
    parts: queueOf(
      class extends RecordQueue<ExecutionRecord> {
        override takeAll(): readonly ExecutionRecord[] {
          return [];
        }
      },
    ),
  },
  {
    fault: "says that it has left records in the folder, and has not",
    invariant: "spill-kept",
    scenario: scenario({ ...spilling, restartAtMs: undefined }),
    parts: spillingBy(() => ({ write: () => "nowhere" })),
  },
  {
    fault: "removes a file of the folder before its records are stored",
    invariant: "spill-kept",
    scenario: scenario({
      ...spilling,
      executor: { spill: true, batchSize: 500, backoff: { ...plain, baseMs: 8_000 } },
    }),
    parts: spillingBy((spills) => ({
      *pickUp(): Generator<Spill, void, undefined> {
        for (const spill of spills.pickUp()) {
          spill.remove();
          yield { ...spill, remove() {} };
        }
      },
    })),
  },
];
