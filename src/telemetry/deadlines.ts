import type { Clock } from "../core/clock.ts";
import { TimerQueue } from "../simulation/timer_queue.ts";
import { outsideExecutions } from "./execution_context.ts";

/** Aborts sleeps that nobody waits for any more; one for all, because an error of its own for each would cost more than the sleep. */
const notNeeded = new Error("Nobody waits for it any more");

/** Of many that are due at one moment so many are called, and then everybody else has a turn. */
const callsPerTurn = 500;

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
  /** When something is due, or was, before it was taken back. */
  readonly #dues = new TimerQueue<number>();
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
    if (calls === undefined) {
      this.#calls.set(dueMs, calls = new Set());
      this.#dues.push(dueMs, dueMs);
    }
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
      return this.#callAll(Infinity).catch(() => {});
    };
    const leftMs = Math.max(0, atMs - nowMs);
    outsideExecutions(() => this.#sleep(leftMs, alarm.end.signal).then(() => this.#ring(alarm)).catch(broken));
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal);
  }

  async #ring(alarm: { readonly atMs: number }): Promise<void> {
    if (this.#alarm !== alarm) return;
    this.#alarm = undefined;
    await this.#callAll(alarm.atMs);
    while (this.#dues.size > 0 && !this.#calls.has(this.#dues.peekTimeMs())) this.#dues.pop();
    const nextMs = this.#dues.peekTimeMs();
    if (nextMs < this.#alarmMs) this.#wakeAt(nextMs, this.#clock.now());
  }

  get #alarmMs(): number {
    return this.#alarm?.atMs ?? Infinity;
  }

  /** Calls what is due by then, the first first. */
  async #callAll(untilMs: number): Promise<void> {
    let called = 0;
    while (this.#dues.size > 0 && this.#dues.peekTimeMs() <= untilMs) {
      const dueMs = this.#dues.pop()!;
      const calls = this.#calls.get(dueMs);
      if (calls === undefined) continue;
      for (const call of calls) {
        // Taken out before it is called, and while it can still be taken back.
        calls.delete(call);
        if (calls.size === 0) this.#calls.delete(dueMs);
        call();
        if (++called % callsPerTurn === 0) await this.#clock.sleep(0);
      }
    }
  }
}
