import type { Clock } from "../core/clock.ts";

/** What a timer of the platform can hold; a longer delay would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The real clock: monotonic time and the platform's timers.
 *
 * A wait of 0 ms is some turns of the event loop (about 60 µs in all) instead of a timer (2 ms at least); a wait longer than 24.8 days is
 * made of several timers; no wait ends before its time.
 *
 * @throws {RangeError} `sleep` rejects for a delay that is negative or no number.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { systemClock } from "@mainstay/supervisor";
 *
 * const before = systemClock.now();
 * await systemClock.sleep(5);
 * assert(systemClock.now() - before >= 5);
 * ```
 */
export const systemClock: Clock = Object.freeze({
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) => {
    if (typeof ms !== "number" || !(ms >= 0)) {
      return Promise.reject(new RangeError(`Cannot sleep: "ms" must be at least 0, received ${ms}`));
    }
    if (signal?.aborted) return Promise.reject(signal.reason);
    return ms === 0 ? pause(signal) : timer(ms, signal);
  },
});

/** Chance as the platform has it; a driver's `random` unless another one is injected. */
export const systemRandom = (): number => Math.random();

const pool = new Uint32Array(512);
let drawn = pool.length;

/** Chance that nobody can foresee, for ids that must not meet those of another process: a number in [0, 1) of 52 bits. */
export function secureRandom(): number {
  if (drawn === pool.length) {
    crypto.getRandomValues(pool);
    drawn = 0;
  }
  return (pool[drawn++]! * 2 ** 20 + (pool[drawn++]! >>> 12)) / 2 ** 52;
}

/** The time of day as the platform has it, in milliseconds since the epoch: to be written down, never to be waited for. It may be set back. */
export const systemWallClock = (): number => Date.now();

/** A signal takes Deno up to 28 turns in a row until its listener is called; timers and sockets take one. */
const turnsOfAPause = 32;

/** Who waits for the next pause to end; whoever comes during a pause waits for the one after it. */
let pausing: (() => void)[] = [];
let isPausing = false;

function pause(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => signal?.aborted ? reject(signal.reason) : resolve();
    // Where somebody has put an error in the place of the platform's turns, nothing may be left waiting for one.
    if (!isPausing) setImmediate(takeTurns);
    isPausing = true;
    pausing.push(end);
  });
}

function takeTurns(): void {
  const waiting = pausing;
  pausing = [];
  let left = turnsOfAPause;
  const turn = () => {
    if (--left > 0) return setImmediate(turn);
    isPausing = pausing.length > 0;
    if (isPausing) setImmediate(takeTurns);
    for (const end of waiting) end();
  };
  turn();
}

/** Who wakes at one millisecond. They share one timer of the platform, because each one costs 10 µs and more. */
interface Wake {
  readonly dueMs: number;
  readonly sleepers: Set<() => void>;
  timer: ReturnType<typeof setTimeout>;
}

const wakes = new Map<number, Wake>();

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = wakeAt(Math.ceil(performance.now() + ms));
    const rise = () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    const abort = () => {
      wake.sleepers.delete(rise);
      if (wake.sleepers.size === 0) cancel(wake);
      reject(signal!.reason);
    };
    wake.sleepers.add(rise);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function wakeAt(dueMs: number): Wake {
  let wake = wakes.get(dueMs);
  if (wake === undefined) {
    const made: Wake = { dueMs, sleepers: new Set(), timer: waiting(dueMs, () => ring(made)) };
    wakes.set(dueMs, made);
    wake = made;
  }
  return wake;
}

function ring(wake: Wake): void {
  if (wake.dueMs > performance.now()) {
    wake.timer = waiting(wake.dueMs, () => ring(wake));
    return;
  }
  wakes.delete(wake.dueMs);
  for (const rise of wake.sleepers) rise();
}

function waiting(dueMs: number, then: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(then, Math.min(Math.max(0, Math.ceil(dueMs - performance.now())), longestTimerMs));
}

function cancel(wake: Wake): void {
  clearTimeout(wake.timer);
  wakes.delete(wake.dueMs);
}
