import type { Clock } from "../core/clock.ts";
import { checkChoice, checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { systemClock } from "../drivers/clock.ts";
import { checkMethods } from "../drivers/driver_options.ts";
import { TimerQueue } from "./timer_queue.ts";

/**
 * What a {@linkcode VirtualClock} waits for after each timer, before it fires the next one:
 *
 * - `"ticks"`: for promise chains of any length, and for code that chains `process.nextTick`, such as Node's streams.
 * - `"promises"`: for promise chains of any length. About a sixth faster per event, after 20 to 30 ms once for loading
 *   `process`: it pays from about 150,000 events on.
 */
export type Settle = "ticks" | "promises";

/** Options of a {@linkcode VirtualClock}. */
export interface VirtualClockOptions {
  /**
   * What is waited for after each timer.
   * @default "ticks"
   */
  readonly settle?: Settle;
}

/** Bounds of one run of a {@linkcode VirtualClock}. */
export interface RunOptions {
  /**
   * The most events to fire; 0 fires none.
   * @default Infinity
   */
  readonly limit?: number;
}

/** What one run of a {@linkcode VirtualClock} did. */
export interface RunResult {
  /** How many sleeps came to their end. */
  readonly fired: number;
  /** Whether the limit stopped the run while more was due. Time then stands at the last event, not at the goal. */
  readonly limited: boolean;
}

const settles: readonly Settle[] = ["ticks", "promises"];

/** Real timers get their turn after so many events at the latest. */
const eventsPerTurn = 64;
/**
 * A signal takes Deno up to 28 turns in a row until its handler is called. A break of so many once in `breakEveryMs` of real
 * time costs a fifth of a percent, and Ctrl-C works within 100 ms even at 1 ms per event.
 */
const turnsPerBreak = 32;
const breakEveryMs = 25;
/** By the system clock; one for all virtual clocks, because many short runs starve signals as a long one does. */
let nextBreakAtMs = 0;

/** What the clock needs of the platform: turns of the event loop, and real time for its breaks. */
export interface Platform {
  readonly setImmediate: (call: () => void) => unknown;
  readonly now: () => number;
}

const livePlatform: Platform = { setImmediate: (call) => globalThis.setImmediate(call), now: systemClock.now };
let platform = livePlatform;

/** For who puts something in the place of the platform's timers: what all clocks use instead, until it is called without. */
export function standOn(kept: Platform = livePlatform): void {
  platform = kept;
}

/** Ends the run that a clock is in, when the world is quiet: what is due later stays. A clock that stands is left alone. */
export let endRunOf: (clock: VirtualClock) => void;

/** Gives signals and timers of the platform their turn, in the midst of a run too. */
export async function turnForOthers(): Promise<void> {
  for (let turn = 0; turn < turnsPerBreak; turn++) await new Promise<void>((resolve) => platform.setImmediate(resolve));
}

// One executor for all promises: a closure per sleep would cost as much as the queue does.
let newestResolve: () => void;
const keepResolve = (resolve: () => void): void => {
  newestResolve = resolve;
};
const doNothing = (): void => {};

/**
 * A clock whose time moves only when it is told to, for tests and simulations. It starts at 0.
 *
 * Sleeps end one at a time, by time and then in the order in which they were asked for. After each the clock waits until the
 * world is quiet: every promise chain that it set off has run to its end, however long, and every tracked promise has
 * settled. So the order of effects is the order of the timers, and the same on every run.
 *
 * Native work (`crypto.subtle`, files, sockets, real timers and immediates) cannot be seen from outside: hand its promise to
 * {@linkcode track}. During a long run the event loop gets its turns, so real timers and signals are handled.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { VirtualClock } from "@mainstay/supervisor/simulation";
 *
 * const clock = new VirtualClock();
 * const wokenAtMs: number[] = [];
 * const worker = async (ms: number) => {
 *   await clock.sleep(ms);
 *   wokenAtMs.push(clock.now());
 * };
 * worker(86_400_000);
 * worker(10);
 * await clock.advance(10);
 * assertEquals(wokenAtMs, [10]);
 * await clock.runUntilIdle();
 * assertEquals(wokenAtMs, [10, 86_400_000]);
 * ```
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue<() => void>();
  readonly #settle: () => void;
  #nowMs = 0;
  #endlessSleeps = 0;
  #tracked = 0;
  #waitsForTracked = false;
  #queuedTurns = 0;
  #turnsToQueue = 1;
  #ticksSinceTurn = 0;
  #breakTurnsLeft = 0;

  #running = false;
  #goalMs = 0;
  #limit = Infinity;
  #fired = 0;
  #finish: (result: RunResult) => void = doNothing;

  static {
    endRunOf = (clock) => {
      clock.#limit = clock.#fired;
    };
  }

  /**
   * Makes a clock that stands at 0.
   *
   * @throws {TypeError} For an unknown option or an unknown `settle`.
   */
  constructor(options: VirtualClockOptions = {}) {
    checkKeys("create a virtual clock", "", options, ["settle"]);
    const { settle = "ticks" } = options;
    checkChoice("create a virtual clock", "settle", settle, settles);
    this.#settle = settle === "ticks" ? this.#queueTurns : this.#queueTick;
  }

  /** Milliseconds since the clock was made. */
  now(): number {
    return this.#nowMs;
  }

  /** How many sleeps have neither ended nor been aborted, those without end included. */
  get pending(): number {
    return this.#timers.size + this.#endlessSleeps;
  }

  /**
   * Resolves when `ms` milliseconds of the clock's own time have passed. 0 takes its place behind everything that is due at
   * this instant; `Infinity` never ends, but can be aborted.
   *
   * @throws {RangeError} The promise rejects for NaN and for a negative number.
   * @throws {unknown} The promise rejects with `signal.reason` once `signal` is aborted, at once if it already is.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (typeof ms !== "number" || !(ms >= 0)) {
      return Promise.reject(
        new RangeError(`Cannot sleep: "ms" must be a number of at least 0, received ${shown(ms)}`),
      );
    }
    if (signal !== undefined) return this.#sleepUnlessAborted(ms, signal);
    const atMs = this.#nowMs + ms;
    if (atMs === Infinity) {
      this.#endlessSleeps++;
      return new Promise(doNothing);
    }
    const sleeping = new Promise<void>(keepResolve);
    this.#timers.push(atMs, newestResolve);
    return sleeping;
  }

  /**
   * Makes time stand still until `promise` has settled, and answers it. Meant for work that the clock cannot see; a promise that
   * waits for this clock would make it stand still for ever.
   *
   * A rejection is left to whoever awaits the promise. It counts as handled for the runtime, which does not report it: do not
   * track what nobody awaits.
   *
   * @throws {TypeError} For what is no promise; time goes on then.
   */
  track<T>(promise: Promise<T>): Promise<T> {
    checkMethods("track work", "promise", promise, ["then"]);
    this.#tracked++;
    promise.then(this.#onTrackedSettled, this.#onTrackedSettled);
    return promise;
  }

  /**
   * Lets `ms` milliseconds pass in which nothing happens, as when something keeps the event loop busy: sleeps that fall due meanwhile end
   * afterwards, in their order, and late. To be called by code that the clock has woken; a run may end later than its goal by that.
   *
   * @throws {RangeError} For a number that is not finite, or negative.
   */
  stall(ms: number): void {
    checkNumber("stall the clock", "ms", ms, { min: 0 });
    this.#nowMs += ms;
  }

  /**
   * Moves time on by `ms` milliseconds and ends every sleep that is due on the way. Resolves when the world is quiet at that
   * time; 0 ends what is due now.
   *
   * @throws {RangeError} The promise rejects for a number that is not finite or negative, and for a bad limit.
   * @throws {Error} The promise rejects while another run of this clock is under way.
   */
  async advance(ms: number, options?: RunOptions): Promise<RunResult> {
    checkNumber("advance the clock", "ms", ms, { min: 0 });
    return await this.advanceTo(this.#nowMs + ms, options);
  }

  /**
   * As {@linkcode advance}, to an absolute time in milliseconds; the present one is allowed.
   *
   * @throws {RangeError} The promise rejects for a number that is not finite or lies in the past, and for a bad limit.
   * @throws {Error} The promise rejects while another run of this clock is under way.
   */
  async advanceTo(ms: number, options?: RunOptions): Promise<RunResult> {
    checkNumber("advance the clock", "ms", ms, { min: this.#nowMs });
    return await this.#run(ms, options);
  }

  /**
   * Ends one sleep after the other until none is left, or as many as `limit` allows. Time stands at the last of them. Without a
   * limit a world that always sleeps again keeps it running for ever.
   *
   * @throws {RangeError} The promise rejects for a bad limit.
   * @throws {Error} The promise rejects while another run of this clock is under way.
   */
  async runUntilIdle(options?: RunOptions): Promise<RunResult> {
    return await this.#run(Infinity, options);
  }

  #run(goalMs: number, options: RunOptions = {}): Promise<RunResult> {
    checkKeys("advance the clock", "", options, ["limit"]);
    const { limit = Infinity } = options;
    if (limit !== Infinity) checkNumber("advance the clock", "limit", limit, { min: 0, integer: true });
    if (this.#running) {
      throw new Error(
        `Cannot advance the clock: it is being advanced already, at ${this.#nowMs} ms; await that run first`,
      );
    }
    this.#running = true;
    this.#goalMs = goalMs;
    this.#limit = limit;
    this.#fired = 0;
    this.#turnsToQueue = 1;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#settle();
    });
  }

  /** Fires one timer, or ends the run. Whoever calls it has made sure that the world is quiet, tracked promises aside. */
  readonly #step = (): void => {
    if (!this.#running) return;
    if (this.#tracked > 0) {
      this.#waitsForTracked = true;
      return;
    }
    const atMs = this.#timers.peekTimeMs();
    const due = atMs <= this.#goalMs && atMs !== Infinity;
    if (!due || this.#fired === this.#limit) {
      this.#end(due);
      return;
    }
    this.#fired++;
    // After a stall what fell due meanwhile comes late.
    if (atMs > this.#nowMs) this.#nowMs = atMs;
    this.#timers.pop()!();
    this.#settle();
  };

  #end(limited: boolean): void {
    if (!limited && this.#goalMs !== Infinity) this.#nowMs = Math.max(this.#nowMs, this.#goalMs);
    this.#running = false;
    const finish = this.#finish;
    this.#finish = doNothing;
    finish({ fired: this.#fired, limited });
  }

  // Between two immediates of one turn all microtasks and ticks run to their end, so a batch of immediates is a batch of quiet
  // moments: three to four times cheaper than a turn for each. Batches double, so that a short run queues few in vain; what a
  // run leaves behind serves the next one.
  readonly #queueTurns = (): void => {
    if (this.#queuedTurns > 0) return;
    if (this.#turnsToQueue < eventsPerTurn) this.#turnsToQueue *= 2;
    else if (this.#takesBreak()) return;
    this.#queuedTurns = this.#turnsToQueue;
    const { setImmediate } = platform;
    for (let turn = 0; turn < this.#queuedTurns; turn++) setImmediate(this.#onTurn);
  };

  readonly #onTurn = (): void => {
    this.#queuedTurns--;
    this.#step();
  };

  // A tick that is asked for from a microtask comes when no microtask is left; one that is asked for from a tick comes first.
  readonly #queueTick = (): void => {
    if (++this.#ticksSinceTurn < eventsPerTurn) {
      queueMicrotask(this.#askForTick);
      return;
    }
    this.#ticksSinceTurn = 0;
    if (!this.#takesBreak()) platform.setImmediate(this.#step);
  };

  readonly #askForTick = (): void => globalThis.process.nextTick(this.#step);

  #takesBreak(): boolean {
    const realMs = platform.now();
    if (realMs < nextBreakAtMs) return false;
    nextBreakAtMs = realMs + breakEveryMs;
    this.#breakTurnsLeft = turnsPerBreak;
    platform.setImmediate(this.#onBreakTurn);
    return true;
  }

  readonly #onBreakTurn = (): void => {
    if (--this.#breakTurnsLeft > 0) platform.setImmediate(this.#onBreakTurn);
    else this.#step();
  };

  readonly #onTrackedSettled = (): void => {
    this.#tracked--;
    if (this.#tracked > 0 || !this.#waitsForTracked) return;
    this.#waitsForTracked = false;
    this.#settle();
  };

  #sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const atMs = this.#nowMs + ms;
    return new Promise((resolve, reject) => {
      const onEnd = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const ticket = atMs === Infinity ? undefined : this.#timers.pushCancellable(atMs, onEnd);
      if (ticket === undefined) this.#endlessSleeps++;
      const onAbort = (): void => {
        if (ticket === undefined) this.#endlessSleeps--;
        else this.#timers.cancel(ticket);
        reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
