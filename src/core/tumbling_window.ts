/**
 * The window of systemd's start limit: it opens at the first record, and all that is recorded up to and including a period
 * later falls into it. The first record after that opens the next one.
 */
export class TumblingWindow {
  readonly intensity: number;
  readonly periodMs: number;
  #openedAtMs = -Infinity;
  #count = 0;

  /** No window is open yet. */
  constructor(intensity: number, periodMs: number) {
    this.intensity = intensity;
    this.periodMs = periodMs;
  }

  /** Counts one restart at `nowMs`, in the open window or in a new one. A full window stays as it is. */
  record(nowMs: number): void {
    if (this.#isOver(nowMs)) {
      this.#openedAtMs = nowMs;
      this.#count = 0;
    }
    if (this.#count < this.intensity) this.#count++;
  }

  /** How many restarts are in the window that is open at `nowMs`, at most `intensity`. */
  count(nowMs: number): number {
    return this.#isOver(nowMs) ? 0 : this.#count;
  }

  /** Whether a restart at `nowMs` must be refused: the open window holds `intensity` restarts. */
  isExhausted(nowMs: number): boolean {
    return this.count(nowMs) >= this.intensity;
  }

  /** Closes the window. */
  reset(): void {
    this.#openedAtMs = -Infinity;
    this.#count = 0;
  }

  #isOver(nowMs: number): boolean {
    return nowMs - this.#openedAtMs > this.periodMs;
  }
}
