import type { Clock } from "../core/clock.ts";
import { outsideExecutions } from "./execution_context.ts";

/** Aborts sleeps that nobody waits for any more; one for all, because an error of its own for each would cost more than the sleep. */
const notNeeded = new Error("Nobody waits for it any more");

/**
 * Calls that are due at a moment and mostly not needed by then.
 *
 * They share one sleep of the clock, which ends with the first of them, and is not taken back when that is: to sleep once too often costs less.
 * At rest, it is taken back.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #broken: (thrown: unknown) => void;
  /** By when they are due. */
  readonly #calls = new Map<number, Set<() => void>>();
  #alarm: { readonly atMs: number; readonly end: AbortController } | undefined;
  #isAtRest = false;

  /**
   * @param clock Where the time comes from.
   * @param broken Is told what the clock throws; whatever is set is called at once then.
   */
  constructor(clock: Clock, broken: (thrown: unknown) => void) {
    this.#clock = clock;
    this.#broken = broken;
  }

  /**
   * Calls after so many milliseconds, rounded up to the next whole one of the clock.
   *
   * @returns Takes it back.
   */
  set(ms: number, call: () => void): () => void {
    const nowMs = this.#clock.now();
    const dueMs = Math.ceil(nowMs + ms);
    let calls = this.#calls.get(dueMs);
    if (calls === undefined) this.#calls.set(dueMs, calls = new Set());
    calls.add(call);
    if (dueMs < this.#alarmMs) this.#wakeAt(dueMs, nowMs);
    return () => {
      if (!calls.delete(call) || calls.size > 0 || this.#calls.get(dueMs) !== calls) return;
      this.#calls.delete(dueMs);
      if (this.#isAtRest) this.rest();
    };
  }

  /** Sleeps from now on only as long as there is something to wait for. */
  rest(): void {
    this.#isAtRest = true;
    if (this.#calls.size > 0) return;
    this.#alarm?.end.abort(notNeeded);
    this.#alarm = undefined;
  }

  /** Ends {@linkcode rest}. */
  resume(): void {
    this.#isAtRest = false;
  }

  #wakeAt(atMs: number, nowMs: number): void {
    this.#alarm?.end.abort(notNeeded);
    const alarm = { atMs, end: new AbortController() };
    this.#alarm = alarm;
    const broken = (thrown: unknown) => {
      if (thrown === notNeeded) return;
      if (this.#alarm === alarm) this.#alarm = undefined;
      this.#broken(thrown);
      this.#callAll(Infinity);
    };
    const leftMs = Math.max(0, atMs - nowMs);
    outsideExecutions(() => this.#sleep(leftMs, alarm.end.signal).then(() => this.#ring(alarm), broken));
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal);
  }

  #ring(alarm: { readonly atMs: number }): void {
    if (this.#alarm !== alarm) return;
    this.#alarm = undefined;
    this.#callAll(alarm.atMs);
    let nextMs = Infinity;
    for (const dueMs of this.#calls.keys()) nextMs = Math.min(nextMs, dueMs);
    if (nextMs < this.#alarmMs) this.#wakeAt(nextMs, this.#clock.now());
  }

  get #alarmMs(): number {
    return this.#alarm?.atMs ?? Infinity;
  }

  /** Calls what is due by then, the first first. */
  #callAll(untilMs: number): void {
    const due = [...this.#calls.keys()].filter((dueMs) => dueMs <= untilMs).sort((a, b) => a - b);
    for (const dueMs of due) {
      const calls = this.#calls.get(dueMs);
      this.#calls.delete(dueMs);
      for (const call of calls ?? []) call();
    }
  }
}
