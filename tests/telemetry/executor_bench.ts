import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { ExecutionOutcome, ExecutionRequest } from "../../src/telemetry/execution.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { Executor, type ExecutorParts } from "../../src/telemetry/executor.ts";
import type { ExecutorOptions } from "../../src/telemetry/executor_options.ts";
import type { RecordCounts } from "../../src/telemetry/record_queue.ts";
import { ScriptedExecutionStore } from "./scripted_execution_store.ts";

/** The date of a test's beginning. */
export const epochMs = 1_700_000_000_000;

/** A request of job "app/tidy", with what the test is about. */
export function requestOf<T = unknown>(fields: Partial<ExecutionRequest<T>> = {}): ExecutionRequest<T> {
  return { kind: "job", owner: "app", name: "tidy", run: () => undefined as T, ...fields };
}

/** How many records an account holds that are accounted for. */
export function accountedFor({ stored, dropped, spilled, waiting, retrying, writing }: RecordCounts): number {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return stored + lost + spilled + waiting + retrying + writing;
}

/** An executor in virtual time, on a store that fails as it is told to. */
export class ExecutorBench {
  readonly clock = new VirtualClock();
  readonly store = new ScriptedExecutionStore(this.clock);
  readonly log: string[] = [];
  readonly told: ExecutionRecord[] = [];
  readonly executor: Executor;

  constructor(options: Partial<ExecutorOptions> = {}, parts: ExecutorParts = {}) {
    const line = (level: string) => (message: string) => void this.log.push(`${level}: ${message}`);
    const logger = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
    this.executor = new Executor({
      store: this.store,
      clock: this.clock,
      wallClock: () => epochMs + this.clock.now(),
      random: () => 0.5,
      backoff: { jitter: "none" },
      // Its timers are the tests' own business where they are about it.
      retention: false,
      onStored: (record) => void this.told.push(record),
      logger,
      ...options,
    }, parts);
  }

  /** What became of all records so far. */
  get records(): RecordCounts {
    return this.executor.info().records;
  }

  /** Executes a body; its outcome is awaited by the caller. */
  execute<T>(
    run: ExecutionRequest<T>["run"],
    fields: Partial<ExecutionRequest<T>> = {},
  ): Promise<ExecutionOutcome<T>> {
    return this.executor.execute(requestOf({ ...fields, run }));
  }

  /** Executes so many bodies that answer at once. */
  async fill(count: number, fields: Partial<ExecutionRequest<unknown>> = {}): Promise<void> {
    for (let made = 0; made < count; made++) await this.executor.execute(requestOf(fields));
  }

  /** What the store has once everything is written down. */
  async written(): Promise<readonly ExecutionRecord[]> {
    await this.clock.runUntilIdle();
    return this.store.stored;
  }

  /** The lines of the log that contain a text. */
  lines(text: string): string[] {
    return this.log.filter((line) => line.includes(text));
  }

  /** Stops the executor, and moves the clock for as long as that may take. */
  async stop(ms = 5_000): Promise<void> {
    const stopped = this.executor.stop();
    await this.clock.advance(ms);
    await stopped;
  }
}
