import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../drivers/observer.ts";
import type { Faults } from "./fault_injector.ts";

/** What a test of {@linkcode explore} is given. Its parts may be taken apart (`({ clock, faults }) => …`). */
export interface ExploreContext {
  /**
   * The run's clock. It moves by itself until the test is over. Work that it cannot see (files, `crypto.subtle`) is handed to its `track`.
   */
  readonly clock: ExploreClock;
  /** Puts faults around the calls of the test. */
  readonly faults: Faults;
  /** Chance, drawn from the seed: a number in [0, 1) at each call. */
  readonly random: () => number;
  /** Aborts when the test is over, or calls `stop`: what it has left running is to end. */
  readonly signal: AbortSignal;
  /** Aborts the signal. */
  readonly stop: (reason?: unknown) => void;
  /** Keeps the newest lines, to be shown when the run fails. */
  readonly logger: Logger;
  /** The time of day on the run's clock, in milliseconds since the epoch. It begins at the start of 2026, and may jump. */
  readonly wallClock: () => number;
}

/** The clock of a run. */
export interface ExploreClock extends Clock {
  /** Makes time stand still until the promise has settled, and answers it. */
  track<T>(promise: Promise<T>): Promise<T>;
}

/**
 * What is explored: it throws, or rejects, when something is wrong. It keeps nothing outside itself, such as a cache in a module's variable: a
 * run must not know of those before it, or it fails otherwise when it is made again alone.
 */
export type ExploreTest = (context: ExploreContext) => unknown;
