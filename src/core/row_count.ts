/** Restarts in a row: whatever was recorded since the last reset counts, however long ago. */
export class RowCount {
  readonly intensity: number;
  /** Of no effect: time does not matter here. */
  readonly periodMs: number;
  #count = 0;

  /** The row is empty. */
  constructor(intensity: number, periodMs: number) {
    this.intensity = intensity;
    this.periodMs = periodMs;
  }

  /** Adds one restart to the row. */
  record(_nowMs: number): void {
    if (this.#count < this.intensity) this.#count++;
  }

  /** How many restarts are in the row, at most `intensity`. */
  count(_nowMs: number): number {
    return this.#count;
  }

  /** Whether the next restart must be refused: the row has `intensity` restarts. */
  isExhausted(_nowMs: number): boolean {
    return this.#count >= this.intensity;
  }

  /** Starts a new row. */
  reset(): void {
    this.#count = 0;
  }
}
