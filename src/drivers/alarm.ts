import type { Clock } from "../core/clock.ts";

/** Times less than this apart, in milliseconds, are one: sums of fractions do not always come out even. */
export const sameInstantMs = 1e-6;

/** Why an alarm's sleep was cut short. One for all, because making an error is dear. */
const called = new Error("The alarm was set to another time");

/**
 * One deadline that can be moved, made of a clock's sleeps.
 *
 * It calls `ring` when the deadline has come, with a time that is never before it, and `broke` when the clock's sleep rejects for a
 * reason of its own.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: (nowMs: number) => void;
  readonly #broke: (thrown: unknown) => void;
  #dueMs = Infinity;
  #wakesAtMs = Infinity;
  #sleeping: AbortController | undefined;

  constructor(clock: Clock, ring: (nowMs: number) => void, broke: (thrown: unknown) => void) {
    this.#clock = clock;
    this.#ring = ring;
    this.#broke = broke;
  }

  /**
   * Moves the deadline; Infinity is none.
   *
   * @param lazily Whether a sleep that wakes too early may go on and be renewed then: in a crash loop this spares a timer per
   * restart. Otherwise the clock is asked anew at once, so that ties at one instant stay in the order of asking.
   */
  set(dueMs: number, lazily: boolean): void {
    if (dueMs === this.#dueMs && this.#wakesAtMs === dueMs) return;
    this.#dueMs = dueMs;
    if (this.#wakesAtMs === dueMs || (lazily && this.#wakesAtMs < dueMs)) return;
    this.#cancel();
    if (dueMs !== Infinity) this.#sleep();
  }

  /** Takes the deadline away and leaves no timer behind. */
  clear(): void {
    this.#dueMs = Infinity;
    this.#cancel();
  }

  #cancel(): void {
    this.#wakesAtMs = Infinity;
    const sleeping = this.#sleeping;
    this.#sleeping = undefined;
    sleeping?.abort(called);
  }

  #sleep(): void {
    const sleeping = new AbortController();
    this.#sleeping = sleeping;
    this.#wakesAtMs = this.#dueMs;
    const leftMs = Math.max(0, this.#dueMs - this.#clock.now());
    this.#clock.sleep(leftMs, sleeping.signal).then(() => this.#wake(sleeping)).catch((reason) => {
      // Whatever a clock answers to being called off, it is no fault of the clock.
      if (!sleeping.signal.aborted) this.#broke(reason);
    });
  }

  #wake(sleeping: AbortController): void {
    if (sleeping !== this.#sleeping) return;
    this.#sleeping = undefined;
    this.#wakesAtMs = Infinity;
    if (this.#dueMs === Infinity) return;
    const nowMs = this.#clock.now();
    if (this.#dueMs - nowMs > sameInstantMs) return this.#sleep();
    const dueMs = this.#dueMs;
    this.#dueMs = Infinity;
    this.#ring(Math.max(nowMs, dueMs));
  }
}
