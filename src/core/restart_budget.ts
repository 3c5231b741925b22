import type { Clock } from "./clock.ts";
import { checkKeys, checkNumber, shown } from "./option_check.ts";
import { SlidingWindow } from "./sliding_window.ts";

/** How many restarts a window of time may hold. */
export interface BudgetLimits {
  /**
   * How many restarts are allowed per period; 0 allows none, Infinity any number.
   * @default 5
   */
  readonly intensity: number;
  /**
   * The length of the window in milliseconds, above 0.
   * @default 300_000
   */
  readonly periodMs: number;
}

/** What {@linkcode RestartBudget} is built from. */
export interface RestartBudgetOptions extends Partial<BudgetLimits> {
  /** Where the time comes from; it must be monotonic. */
  readonly clock: Pick<Clock, "now">;
}

/** The limits that an empty budget stands for: 5 restarts in 300 seconds. */
export const defaultBudgetLimits: BudgetLimits = Object.freeze({ intensity: 5, periodMs: 300_000 });

/**
 * Throws unless the limits can be kept.
 *
 * @throws {RangeError} For an intensity that is not Infinity or a whole number of at least 0, a period that is not finite and
 * above 0.
 */
export function checkBudgetLimits(action: string, prefix: string, { intensity, periodMs }: BudgetLimits): void {
  checkNumber(action, `${prefix}intensity`, intensity, { min: 0, integer: true, orInfinity: true });
  checkNumber(action, `${prefix}periodMs`, periodMs, { min: 0, aboveMin: true });
}

/**
 * A sliding-window budget of restarts: `intensity` restarts are allowed per `periodMs`, the next one is refused.
 *
 * A restart counts while its age is strictly less than the period. Recording and asking cost O(1) amortised, and no more
 * than `intensity` times are ever held, so {@linkcode currentAttempts} never answers more than `intensity`. An intensity of
 * Infinity is no limit: nothing is held, the budget is never exhausted, and {@linkcode currentAttempts} answers 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RestartBudget } from "@mainstay/supervisor";
 * import { VirtualClock } from "@mainstay/supervisor/simulation";
 *
 * const clock = new VirtualClock();
 * const budget = new RestartBudget({ intensity: 2, periodMs: 1_000, clock });
 * budget.recordRestart();
 * budget.recordRestart();
 * assertEquals(budget.isExhausted(), true);
 * await clock.advance(1_000);
 * assertEquals([budget.isExhausted(), budget.currentAttempts()], [false, 0]);
 * ```
 */
export class RestartBudget {
  readonly #window: SlidingWindow;
  readonly #clock: Pick<Clock, "now">;

  /**
   * Makes a budget of which nothing is used.
   *
   * @throws {RangeError} For an intensity that is not Infinity or a whole number of at least 0, or a period that is not finite and
   * above 0.
   * @throws {TypeError} For an unknown option or a clock without `now()`.
   */
  constructor(options: RestartBudgetOptions) {
    const action = "create a restart budget";
    checkKeys(action, "", options, ["intensity", "periodMs", "clock"]);
    const { intensity = defaultBudgetLimits.intensity, periodMs = defaultBudgetLimits.periodMs, clock } = options;
    checkBudgetLimits(action, "", { intensity, periodMs });
    if (typeof clock?.now !== "function") {
      throw new TypeError(`Cannot ${action}: "clock" must be an object with now(), received ${shown(clock)}`);
    }
    this.#window = new SlidingWindow(intensity, periodMs);
    this.#clock = clock;
  }

  /** How many restarts are allowed per period. */
  get intensity(): number {
    return this.#window.intensity;
  }

  /** The length of the window in milliseconds. */
  get periodMs(): number {
    return this.#window.periodMs;
  }

  /** Counts one restart, now. It does not ask whether the budget allows it. */
  recordRestart(): void {
    this.#window.record(this.#clock.now());
  }

  /** Whether `intensity` restarts or more lie within the window, so that the next one must be refused. */
  isExhausted(): boolean {
    return this.#window.isExhausted(this.#clock.now());
  }

  /** How many restarts lie within the window now; at most `intensity`, and 0 if there is no limit. */
  currentAttempts(): number {
    return this.#window.count(this.#clock.now());
  }

  /** Forgets every restart; the limits stay. */
  reset(): void {
    this.#window.reset();
  }
}
