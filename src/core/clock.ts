/**
 * The one door for time: everything in Mainstay that asks for the time or waits does it through a `Clock`.
 *
 * `systemClock` is the real one, `VirtualClock` (of `@mainstay/supervisor/simulation`) the made-up one. A clock of your own
 * must be monotonic: what `now()` answers never goes back.
 */
export interface Clock {
  /** Milliseconds since a moment of the clock's own choice; fractions are welcome. Says nothing of the date. */
  now(): number;
  /**
   * Resolves when at least `ms` milliseconds have passed; 0 lets the rest of the program have its turn first.
   *
   * @throws {unknown} The returned promise rejects with `signal.reason` once `signal` is aborted, at once if it already is.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
