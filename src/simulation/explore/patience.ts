import { watchClock } from "../real_time_guard.ts";

/** Waits for work that is done in real time, but not for ever. */
export class Patience {
  readonly #patienceMs: number;
  readonly #onEnd: () => void;
  #waiting = 0;
  #timer = new AbortController();

  /**
   * Waits for nothing yet.
   *
   * @param patienceMs How much real time may pass in which nothing settles that is waited for.
   * @param onEnd Told when more has passed.
   */
  constructor(patienceMs: number, onEnd: () => void) {
    this.#patienceMs = patienceMs;
    this.#onEnd = onEnd;
  }

  /** Waits for a promise, and answers it. */
  with<T>(promise: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#begin();
    const settled = () => {
      this.#timer.abort();
      if (--this.#waiting > 0) this.#begin();
    };
    promise.then(settled, settled);
    return promise;
  }

  #begin(): void {
    this.#timer = new AbortController();
    watchClock.sleep(this.#patienceMs, this.#timer.signal).then(this.#onEnd, () => {});
  }
}
