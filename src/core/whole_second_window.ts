import { SlidingWindow } from "./sliding_window.ts";

/**
 * The window of Erlang/OTP's supervisor (`add_restart`): times are floored to whole seconds, and a restart counts until it is more
 * than the period old. A gap of up to the period always counts, one of a period and a second never does; between the two it
 * depends on where the seconds tick.
 */
export class WholeSecondWindow {
  readonly intensity: number;
  readonly periodMs: number;
  /** Counts in seconds. An age in whole seconds is at most P exactly when it is less than floor(P) + 1. */
  readonly #seconds: SlidingWindow;

  /** Holds nothing yet. A part of a second in the period is of no effect, as no age has one. */
  constructor(intensity: number, periodMs: number) {
    this.intensity = intensity;
    this.periodMs = periodMs;
    this.#seconds = new SlidingWindow(intensity, Math.floor(periodMs / 1_000) + 1);
  }

  /** Counts one restart in the second of `nowMs`. */
  record(nowMs: number): void {
    this.#seconds.record(Math.floor(nowMs / 1_000));
  }

  /** How many recorded restarts are at most a period old, at most `intensity`. */
  count(nowMs: number): number {
    return this.#seconds.count(Math.floor(nowMs / 1_000));
  }

  /** Whether a restart at `nowMs` must be refused. */
  isExhausted(nowMs: number): boolean {
    return this.count(nowMs) >= this.intensity;
  }

  /** Forgets every restart. */
  reset(): void {
    this.#seconds.reset();
  }
}
