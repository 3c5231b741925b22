/**
 * The sliding window: the times of the latest restarts, as many as a budget needs to be decided, at most `intensity` of them.
 * A restart counts while its age is less than the period.
 */
export class SlidingWindow {
  readonly intensity: number;
  readonly periodMs: number;
  #times: number[] = [];
  #oldest = 0;
  #count = 0;

  /** Holds nothing yet. With an intensity of Infinity it records nothing, ever. */
  constructor(intensity: number, periodMs: number) {
    this.intensity = intensity;
    this.periodMs = periodMs;
  }

  /** Counts one restart at `nowMs`. When the window is full already the oldest one makes room: the answer stays "exhausted". */
  record(nowMs: number): void {
    if (this.intensity === 0 || this.intensity === Infinity) return;
    if (this.#count === this.intensity) this.#forgetOldest();
    if (this.#count === this.#times.length) this.#grow();
    this.#times[(this.#oldest + this.#count) % this.#times.length] = nowMs;
    this.#count++;
  }

  /** How many recorded restarts are younger than the period at `nowMs`; one that is exactly a period old counts no more. */
  count(nowMs: number): number {
    while (this.#count > 0 && nowMs - this.#times[this.#oldest]! >= this.periodMs) this.#forgetOldest();
    return this.#count;
  }

  /** Whether a restart at `nowMs` must be refused: `intensity` restarts are in the window already. */
  isExhausted(nowMs: number): boolean {
    return this.count(nowMs) >= this.intensity;
  }

  /** Forgets every restart. */
  reset(): void {
    this.#oldest = 0;
    this.#count = 0;
  }

  #forgetOldest(): void {
    this.#oldest = (this.#oldest + 1) % this.#times.length;
    this.#count--;
  }

  #grow(): void {
    const grown = new Array<number>(Math.min(this.intensity, Math.max(4, this.#times.length * 2))).fill(0);
    for (let i = 0; i < this.#count; i++) grown[i] = this.#times[(this.#oldest + i) % this.#times.length]!;
    this.#times = grown;
    this.#oldest = 0;
  }
}
