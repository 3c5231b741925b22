import type { WindowLimits } from "../../core/restart_window.ts";

/** How far a count that decays may be off. */
const slack = 1e-9;

/** What a budget counts, counted anew by its rule as it is written down, not with the budget's own code. */
export class BudgetCount {
  readonly #limits: WindowLimits;
  /** All that was recorded since the last reset, and which of it may still count. */
  #times: number[] = [];
  #oldest = 0;
  /** Of a decaying count, how much it was when it was last recorded. */
  #value = 0;

  /** Nothing is counted yet. */
  constructor(limits: WindowLimits) {
    this.#limits = limits;
  }

  /** Counts one more. */
  record(nowMs: number): void {
    if (this.#limits.window === "decay") this.#value = this.count(nowMs) + 1;
    // A window that is over makes room for the next one.
    if (this.#limits.window === "tumbling" && this.count(nowMs) === 0) this.reset();
    this.#times.push(nowMs);
  }

  /** Counts from 0 again. */
  reset(): void {
    this.#times = [];
    this.#oldest = 0;
    this.#value = 0;
  }

  /** How much is counted now; more than is allowed, too. */
  count(nowMs: number): number {
    const { window = "sliding", periodMs } = this.#limits;
    switch (window) {
      case "sliding":
        return this.#younger((atMs) => nowMs - atMs < periodMs);
      case "whole-seconds":
        return this.#younger((atMs) => seconds(nowMs) - seconds(atMs) <= seconds(periodMs));
      case "tumbling":
        return this.#times.length > 0 && nowMs - this.#times[0]! <= periodMs ? this.#times.length : 0;
      case "decay":
        return this.#value * 0.5 ** ((nowMs - (this.#times.at(-1) ?? nowMs)) / periodMs);
      case "in-a-row":
        return this.#times.length;
      default:
        return window satisfies never;
    }
  }

  /** Whether one more is certainly too much. */
  isSpent(nowMs: number): boolean {
    return this.#left(nowMs) < -slack;
  }

  /** Whether one more is certainly allowed. A decaying count can be too close to tell. */
  hasRoom(nowMs: number): boolean {
    return this.#left(nowMs) >= (this.#limits.window === "decay" ? slack : 0);
  }

  /** What would be left of the budget after one more. */
  #left(nowMs: number): number {
    return this.#limits.intensity - this.count(nowMs) - 1;
  }

  #younger(counts: (atMs: number) => boolean): number {
    while (this.#oldest < this.#times.length && !counts(this.#times[this.#oldest]!)) this.#oldest++;
    return this.#times.length - this.#oldest;
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
