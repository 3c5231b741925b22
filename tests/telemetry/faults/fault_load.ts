import { assertEquals } from "@std/assert";
import { Executor } from "../../../src/telemetry/executor.ts";
import type { ExecutorOptions } from "../../../src/telemetry/executor_options.ts";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import type { ExecutionStore } from "../../../src/telemetry/execution_store.ts";
import type { RecordCounts } from "../../../src/telemetry/record_queue.ts";
import { loadedRequest, numberOf } from "./loaded_row.ts";
import { assertLaw } from "./record_law.ts";

/** What does not come within this time does not come: its test fails. */
const patienceMs = 30_000;

/** An executor under load, in real time. With each look at it the law of its records is checked. */
export class FaultLoad {
  readonly executor: Executor;
  /** The ids of all that was executed. */
  readonly handed = new Set<string>();
  /** What was told to be stored, in that order. */
  readonly told = new Map<string, ExecutionRecord>();
  /** What it logged, as `level: sentence`, but for the executions themselves. */
  readonly lines: string[] = [];
  /** How often the store failed to write. */
  failures = 0;
  /** How long the store kept the whole process from all else, at most. */
  longestMs = 0;
  readonly #owner: string;
  #number = 0;

  /** With retries without end, at most 100 ms apart, unless the options say other. */
  constructor(options: ExecutorOptions, owner = "load") {
    this.#owner = owner;
    const say = (level: string) => (sentence: unknown) => {
      if (!/^(?:Handler|Job) /.test(`${sentence}`)) this.lines.push(`${level}: ${sentence}`);
    };
    this.executor = new Executor({
      flushMs: 5,
      retries: Infinity,
      backoff: { baseMs: 20, multiplier: 2, maxMs: 100, jitter: "none" },
      retention: false,
      logger: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
      onStored: (record) => {
        // Records of an earlier run are told too, once.
        if (this.told.has(record.id)) this.lines.push(`${record.id} was told twice`);
        this.told.set(record.id, record);
      },
      ...options,
      store: this.#watched(options.store),
    });
  }

  /** The account of the records, which is checked. */
  get counts(): RecordCounts {
    const { records } = this.executor.info();
    assertLaw(records);
    return records;
  }

  /** How many records are held. */
  get held(): number {
    const { waiting, retrying, writing } = this.counts;
    return waiting + retrying + writing;
  }

  /** Executes so many. */
  execute(count: number): void {
    for (let time = 0; time < count; time++) {
      const request = loadedRequest(this.#owner, this.#number++, (id) => this.handed.add(id));
      this.executor.execute(request);
      assertLaw(this.executor.info().records);
    }
  }

  /** Executes on and on, `atOnce` every few milliseconds, until something is so; fails if that takes too long. */
  async until(what: string, isSo: () => boolean, atOnce = 5): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!isSo()) {
      if (performance.now() > endMs) {
        throw new Error(`Not seen: ${what}; ${JSON.stringify(this.counts)}; ${this.lines.join("\n")}`);
      }
      this.execute(atOnce);
      await new Promise((resolve) => setTimeout(resolve, 2));
      assertLaw(this.executor.info().records);
    }
  }

  /** Executes nothing more, and waits until nothing is held. */
  async drained(): Promise<void> {
    await this.until("all is stored", () => this.held === 0, 0);
  }

  #watched(store: ExecutionStore): ExecutionStore {
    const failed = (thrown: unknown) => {
      this.failures++;
      throw thrown;
    };
    const insert: ExecutionStore["insert"] = (records) => {
      const startMs = performance.now();
      try {
        const answer = store.insert(records);
        return answer instanceof Promise ? answer.catch(failed) : answer;
      } catch (thrown) {
        return failed(thrown);
      } finally {
        this.longestMs = Math.max(this.longestMs, performance.now() - startMs);
      }
    };
    return new Proxy(store, {
      get: (_, name) => {
        const value = Reflect.get(store, name);
        return name === "insert" ? insert : typeof value === "function" ? value.bind(store) : value;
      },
    });
  }

  /** Throws unless the rows of this load are, to the last field, what was told to be stored. */
  assertTold(rows: readonly ExecutionRecord[]): void {
    const own = rows.filter(({ id, owner }) => owner === this.#owner && this.told.has(id));
    assertEquals(own, own.map(({ id }) => this.told.get(id)));
    assertEquals(this.lines.filter((line) => line.endsWith("was told twice")), []);
    // None was skipped: the numbers are those of what was handed over.
    const highest = own.reduce((most, row) => Math.max(most, numberOf(row)), -1);
    assertEquals(highest < this.#number, true);
  }
}
