/** The most starts in a window, and when that window began. */
export interface Storm {
  /** How many; restarts by whoever it was. */
  readonly restarts: number;
  /** `null` where there was none. */
  readonly atMs: number | null;
}

/** Finds the most starts in any window of a length, half open, the first one of each worker aside. */
export class StormWatch {
  /** The most so far. */
  peak: Storm = { restarts: 0, atMs: null };
  readonly #windowMs: number;
  readonly #seen = new Set<string>();
  /** The starts of the last window. */
  #times: number[] = [];
  #first = 0;

  /** @param windowMs How long a window is. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes notice of a start; they are told in the order of time. */
  started(worker: string, atMs: number): void {
    if (!this.#seen.has(worker)) {
      this.#seen.add(worker);
      return;
    }
    this.#times.push(atMs);
    while (atMs - this.#times[this.#first]! >= this.#windowMs) this.#first++;
    const restarts = this.#times.length - this.#first;
    if (restarts > this.peak.restarts) this.peak = { restarts, atMs: this.#times[this.#first]! };
    // What has left the window is forgotten, now and then.
    if (this.#first < 1_000) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
