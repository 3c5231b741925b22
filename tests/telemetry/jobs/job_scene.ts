import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import type { Registration } from "../../../src/telemetry/execution_store.ts";
import { Executor } from "../../../src/telemetry/executor.ts";
import { MemoryExecutionStore } from "../../../src/telemetry/stores/memory_execution_store.ts";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";

/** 2026-01-01T00:00:00Z. */
export const epochMs = 1_767_225_600_000;

/** A store whose registrations fail as often as it is told. */
class FailingStore extends MemoryExecutionStore {
  registerFailures = 0;
  cancelFailures = 0;
  registerCalls = 0;
  cancelCalls = 0;

  override register(registration: Registration, atMs: number): number {
    this.registerCalls++;
    if (this.registerFailures-- > 0) throw new Error("the store is away");
    return super.register(registration, atMs);
  }

  override cancel(id: number, atMs: number): boolean {
    this.cancelCalls++;
    if (this.cancelFailures-- > 0) throw new Error("the store is away");
    return super.cancel(id, atMs);
  }
}

/** An executor in virtual time, whose time of day can be set. */
export class JobScene {
  readonly clock = new VirtualClock();
  readonly store = new FailingStore();
  readonly log: string[] = [];
  /** How far the time of day is ahead of the clock, in milliseconds. */
  aheadMs = epochMs;
  /** What chance gives. */
  chance = 0;
  readonly executor = new Executor({
    store: this.store,
    clock: this.clock,
    wallClock: () => this.aheadMs + this.clock.now(),
    random: () => this.chance,
    retention: false,
    logger: {
      debug: (line) => this.log.push(`debug ${line}`),
      info: (line) => this.log.push(`info ${line}`),
      warn: (line) => this.log.push(`warn ${line}`),
      error: (line) => this.log.push(`error ${line}`),
    },
  });

  /** When runs began, by the clock. */
  readonly beganMs: number[] = [];
  /** When bodies ended, by the clock. */
  readonly endedMs: number[] = [];
  running = 0;
  mostRunning = 0;

  /** A body that takes so long, whatever its signal says. */
  readonly taking = (ms: number) => async (): Promise<void> => {
    this.beganMs.push(this.clock.now());
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    if (ms > 0) await this.clock.sleep(ms);
    this.running--;
    this.endedMs.push(this.clock.now());
  };

  /** The records that are stored once the executor has stopped. */
  async records(): Promise<readonly ExecutionRecord[]> {
    const stopped = this.executor.stop();
    await this.clock.advance(20_000);
    await stopped;
    return this.store.executions();
  }
}
