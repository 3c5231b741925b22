// deno-lint-ignore-file no-import-prefix -- what is only compared with stays out of the package's imports
import { createClock } from "npm:@sinonjs/fake-timers@15.5.0";
import { Effect } from "npm:effect@4.1.0";
import { TestClock } from "npm:effect@4.1.0/testing";
import { TimerQueue } from "../../src/simulation/timer_queue.ts";
import { type Settle, VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { Row } from "./row.ts";

const tasks = 1_000;
const sleeps = 100;
const rounds = 11;

/** Delays of 1 to 1,000 ms, the same on every run: about every second event is a tie. */
const delaysMs = new Float64Array(tasks * sleeps);
for (let i = 0, word = 1; i < delaysMs.length; i++) {
  word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
  delaysMs[i] = 1 + ((word >>> 8) % 1_000);
}

/** What a variant did: a hash over (task, time) of every event, in order. */
class Trace {
  hash = 0;
  events = 0;
  add(task: number, atMs: number): void {
    this.hash = Math.imul(this.hash ^ (task * 1_024 + atMs), 16_777_619);
    this.events++;
  }
}

type Variant = (trace: Trace) => void | Promise<void>;

/** A heap as one writes it by hand: one array, one object an entry, two children a node. */
class BareHeap {
  readonly #entries: { atMs: number; order: number; fire: () => void }[] = [];
  #pushed = 0;

  get earliest(): { atMs: number; fire: () => void } | undefined {
    return this.#entries[0];
  }

  push(atMs: number, fire: () => void): void {
    const entries = this.#entries;
    const entry = { atMs, order: this.#pushed++, fire };
    let index = entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent]!;
      if (above.atMs < atMs || (above.atMs === atMs && above.order < entry.order)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  pop(): void {
    const entries = this.#entries;
    const last = entries.pop()!;
    const length = entries.length;
    if (length === 0) return;
    let index = 0;
    while (true) {
      let child = 2 * index + 1;
      if (child >= length) break;
      if (child + 1 < length && before(entries[child + 1]!, entries[child]!)) child++;
      if (!before(entries[child]!, last)) break;
      entries[index] = entries[child]!;
      index = child;
    }
    entries[index] = last;
  }
}

function before(one: { atMs: number; order: number }, other: { atMs: number; order: number }): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

function bareHeap(trace: Trace): void {
  const heap = new BareHeap();
  let nowMs = 0;
  for (let task = 0; task < tasks; task++) {
    let slept = 0;
    const fire = (): void => {
      trace.add(task, nowMs);
      if (++slept < sleeps) heap.push(nowMs + delaysMs[task * sleeps + slept]!, fire);
    };
    heap.push(delaysMs[task * sleeps]!, fire);
  }
  for (let next = heap.earliest; next !== undefined; next = heap.earliest) {
    nowMs = next.atMs;
    heap.pop();
    next.fire();
  }
}

function timerQueue(trace: Trace): void {
  const queue = new TimerQueue<() => void>();
  let nowMs = 0;
  for (let task = 0; task < tasks; task++) {
    let slept = 0;
    const fire = (): void => {
      trace.add(task, nowMs);
      if (++slept < sleeps) queue.push(nowMs + delaysMs[task * sleeps + slept]!, fire);
    };
    queue.push(delaysMs[task * sleeps]!, fire);
  }
  while (queue.size > 0) {
    nowMs = queue.peekTimeMs();
    queue.pop()!();
  }
}

interface Sleeper {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

async function sleepInTurn(clock: Sleeper, task: number, trace: Trace): Promise<void> {
  for (let slept = 0; slept < sleeps; slept++) {
    await clock.sleep(delaysMs[task * sleeps + slept]!);
    trace.add(task, clock.now());
  }
}

function virtualClock(settle: Settle): Variant {
  return async (trace) => {
    const clock = new VirtualClock({ settle });
    for (let task = 0; task < tasks; task++) sleepInTurn(clock, task, trace);
    await clock.runUntilIdle();
  };
}

/**
 * The least that promises cost: one microtask after each event. Not a clock to use: it is right only for code that makes a
 * single await between two sleeps.
 */
async function oneMicrotask(trace: Trace): Promise<void> {
  const queue = new TimerQueue<() => void>();
  let nowMs = 0;
  let newestResolve: () => void;
  const keepResolve = (resolve: () => void): void => {
    newestResolve = resolve;
  };
  const clock = {
    now: () => nowMs,
    sleep: (ms: number) => {
      const sleeping = new Promise<void>(keepResolve);
      queue.push(nowMs + ms, newestResolve);
      return sleeping;
    },
  };
  for (let task = 0; task < tasks; task++) sleepInTurn(clock, task, trace);
  await new Promise<void>((resolve) => {
    const step = (): void => {
      if (queue.size === 0) return resolve();
      nowMs = queue.peekTimeMs();
      queue.pop()!();
      queueMicrotask(step);
    };
    step();
  });
}

async function fakeTimers(trace: Trace): Promise<void> {
  const fake = createClock(0, Infinity);
  const clock = {
    now: () => fake.now,
    sleep: (ms: number) => new Promise((resolve) => fake.setTimeout(resolve, ms)),
  };
  for (let task = 0; task < tasks; task++) sleepInTurn(clock, task, trace);
  await fake.runAllAsync();
}

async function effectTestClock(trace: Trace): Promise<void> {
  const worker = (task: number) =>
    Effect.gen(function* () {
      for (let slept = 0; slept < sleeps; slept++) {
        yield* Effect.sleep(delaysMs[task * sleeps + slept]!);
        trace.add(task, yield* Effect.clockWith((clock) => clock.currentTimeMillis));
      }
    });
  const program = Effect.gen(function* () {
    for (let task = 0; task < tasks; task++) yield* Effect.forkChild(worker(task));
    yield* TestClock.adjust(sleeps * 1_000);
  });
  await Effect.runPromise(program.pipe(Effect.provide(TestClock.layer())));
}

interface Contestant {
  readonly what: string;
  readonly run: Variant;
  /** The most that its time may be, as a multiple of the bare heap's. */
  readonly limit?: number;
  /** Run in the first rounds only, because it is slow. */
  readonly rounds?: number;
}

const heap: Contestant = { what: "bare binary heap, no promises", run: bareHeap };
const contestants: readonly Contestant[] = [
  heap,
  { what: "TimerQueue, no promises", run: timerQueue },
  { what: "one microtask per event (not a sound clock)", run: oneMicrotask },
  { what: 'VirtualClock, settle "promises"', run: virtualClock("promises"), limit: 3 },
  { what: 'VirtualClock, settle "ticks" (default)', run: virtualClock("ticks"), limit: 3 },
  { what: "@sinonjs/fake-timers 15.5.0 runAllAsync", run: fakeTimers, rounds: 5 },
  { what: "effect 4.1.0 TestClock.adjust", run: effectTestClock, rounds: 3 },
];

/** The only contestant that has an order of its own for ties. */
const ownOrder = "effect 4.1.0 TestClock.adjust";

/**
 * Measures 1,000 tasks of 100 random sleeps each, in interleaved rounds; the values are medians, the ratio is the median of the
 * rounds' ratios.
 *
 * @throws {Error} If a contestant fires other events, or in another order, than the bare heap.
 */
export async function measure(): Promise<Row[]> {
  const times = new Map<string, number[]>(contestants.map(({ what }) => [what, []]));
  for (let round = 0; round < rounds; round++) {
    let expected: Trace | undefined;
    for (const { what, run, rounds: most = rounds } of contestants) {
      if (round >= most) continue;
      const trace = new Trace();
      const before = performance.now();
      await run(trace);
      times.get(what)!.push((performance.now() - before) * 1_000 / trace.events);
      expected ??= trace;
      if (trace.events !== expected.events || (what !== ownOrder && trace.hash !== expected.hash)) {
        throw new Error(`Cannot compare "${what}": its events are not those of "${heap.what}"`);
      }
    }
  }
  const ofHeap = times.get(heap.what)!;
  return contestants.map(({ what, limit }) => {
    const own = times.get(what)!;
    const row: Row = { what, unit: "µs/event", value: median(own) };
    if (what === heap.what) return row;
    return { ...row, versus: heap.what, ratio: median(own.map((time, round) => time / ofHeap[round]!)), limit };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}

if (import.meta.main) {
  console.log(`${tasks} tasks, ${sleeps} sleeps each, medians of ${rounds} interleaved rounds`);
  for (const { what, unit, value, ratio, limit } of await measure()) {
    const compared = ratio === undefined ? "" : `${ratio.toFixed(1).padStart(7)} x heap`;
    console.log(
      `${what.padEnd(46)}${value.toFixed(3).padStart(8)} ${unit}${compared}${limit ? ` (limit ${limit})` : ""}`,
    );
  }
}
