/**
 * The count of suture: every failure adds 1, and what was counted halves with each period. There is no window, so the
 * intensity is a threshold that may have a fraction.
 */
export class DecayingCount {
  readonly intensity: number;
  /** The half-life. */
  readonly periodMs: number;
  #value = 0;
  #atMs = 0;

  /** Nothing is counted yet. */
  constructor(intensity: number, periodMs: number) {
    this.intensity = intensity;
    this.periodMs = periodMs;
  }

  /** Counts one failure at `nowMs`; the count may rise above the intensity. */
  record(nowMs: number): void {
    this.#value = this.count(nowMs) + 1;
    this.#atMs = nowMs;
  }

  /** What is left of the count at `nowMs`: not a whole number, as a rule. */
  count(nowMs: number): number {
    return halved(this.#value, (nowMs - this.#atMs) / this.periodMs);
  }

  /** Whether one more failure at `nowMs` lifts the count above the intensity; up to exactly the intensity is allowed. */
  isExhausted(nowMs: number): boolean {
    return this.count(nowMs) + 1 > this.intensity;
  }

  /** Counts from 0 again. */
  reset(): void {
    this.#value = 0;
  }
}

/** After so many halvings nothing is left of any count. */
const mostHalvings = 2_048;
const bitsOfFraction = 53;

/**
 * `value × 0.5^halvings`, to the same last bit on every machine and engine: products and square roots are fixed by IEEE 754, while
 * `**` is not. Exact for a whole number of halvings.
 */
function halved(value: number, halvings: number): number {
  if (value === 0 || halvings <= 0) return value;
  if (halvings >= mostHalvings) return 0;
  let left = value;
  let rest = halvings;
  for (; rest >= 1; rest--) left *= 0.5;
  // The binary digits of the fraction, each with its root of a half.
  for (let bit = 0, root = 0.5; rest > 0 && bit < bitsOfFraction; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest < 1) continue;
    left *= root;
    rest -= 1;
  }
  return left;
}
