import type { Logger } from "../../drivers/observer.ts";
import { everythingGuarded } from "../guarded_global.ts";
import { RandomStreams } from "../random_streams.ts";
import { guarded, type UnhandledKind, watchClock } from "../real_time_guard.ts";
import { endRunOf, VirtualClock } from "../virtual_clock.ts";
import type { ExploreContext, ExploreTest } from "./explore_context.ts";
import type { ExploredFault } from "./explored_fault.ts";
import { timeText } from "./explored_fault_text.ts";
import { FaultInjector } from "./fault_injector.ts";
import type { FaultSource } from "./fault_source.ts";
import { Patience } from "./patience.ts";
import { RunTrace } from "./run_trace.ts";
import { busyError, lateError, limitError, stuckError, trackedError, type Unsettled } from "./unsettled.ts";
import type { ExploreFailure, ExploreFailureKind, RunAccount, StruckFault } from "./run_account.ts";

/** What one run is made with. */
export interface RunTerms {
  readonly seed: string;
  readonly source: FaultSource;
  readonly horizonMs: number;
  readonly limit: number;
  readonly healAtMs: number;
  /** What the guard lets pass; `undefined` for a run without a guard. */
  readonly allow: readonly string[] | undefined;
  /** How much real time is waited for work that the clock cannot see; fifteen times as much for what is tracked. */
  readonly patienceMs: number;
  /** What is known of wrapped functions from other runs; see {@linkcode Injection}. */
  readonly answers: Map<string, boolean>;
  /** Told what nobody caught after the run was over. */
  readonly onLate: (thrown: unknown, how: UnhandledKind) => void;
}

/** 2026-01-01T00:00:00Z. */
const epochMs = 1_767_225_600_000;
/** How many lines of the log are kept. */
const keptLines = 10;
/** Whoever makes more calls at one moment makes them for ever. */
const callsAtOnce = 100_000;
/** How long what the test has left running may go on: on the clock, and in events. */
const windUpMs = 10_000;
const windUpEvents = 10_000;
const eventsPerSlice = 64;

/** One run of a test: its world, and what is seen of it. */
export class ExploredRun {
  readonly #terms: RunTerms;
  readonly #clock = new VirtualClock();
  readonly #stop = new AbortController();
  readonly #faults: StruckFault[] = [];
  readonly #struckBefore = new Set<ExploredFault>();
  readonly #calls = new Map<string, number>();
  readonly #points = new Map<string, number>();
  readonly #sometimes = new Map<string, number>();
  readonly #held = new Set<string>();
  readonly #trace = new RunTrace();
  readonly #spared = new Set<string>();
  readonly #log: string[] = [];
  readonly #patience: Patience;
  readonly #abandoned = Promise.withResolvers<void>();
  #callsAtMs = 0;
  #callsAtOnce = 0;
  #failure: ExploreFailure | undefined;
  #isOver = false;
  #endedAtMs = 0;
  #events = 0;
  /** Sleeps that are not the test's. */
  #ownSleeps = 0;
  #jumpedMs = 0;

  constructor(terms: RunTerms) {
    this.#terms = terms;
    const patienceMs = terms.patienceMs * 15;
    this.#patience = new Patience(patienceMs, () => {
      this.#fail("never-settles", trackedError(this.#unsettled(), patienceMs));
      this.#abandoned.resolve();
    });
  }

  /** Runs the test, once. */
  async run(test: ExploreTest): Promise<RunAccount> {
    const { allow = everythingGuarded } = this.#terms;
    // A clock that waits for what never settles cannot be waited for.
    await guarded(() => Promise.race([this.#live(test), this.#abandoned.promise]), {
      allow,
      onViolation: (error) => this.#fail("real-time", error),
      onUnhandled: (thrown, how) => this.#fail(how, thrown),
      onUnhandledLater: this.#terms.onLate,
    });
    return {
      failure: this.#failure,
      faults: this.#faults,
      calls: this.#calls,
      points: this.#points,
      sometimes: this.#sometimes,
      trace: this.#trace.first,
      steps: this.#trace.steps,
      restHash: this.#trace.restHash,
      spared: this.#spared,
      log: this.#log,
      endedAtMs: this.#endedAtMs,
      events: this.#events,
    };
  }

  async #live(test: ExploreTest): Promise<void> {
    this.#wait(this.#terms.horizonMs, () => this.#fail("never-settles", lateError(this.#unsettled())));
    this.#nextOfWorld();
    const context = this.#context();
    (async () => await test(context))().then(() => this.#over(), (thrown) => this.#fail("threw", thrown));
    await this.#settle();
    while (!this.#isOver) {
      if (this.#events >= this.#terms.limit) this.#fail("limit", limitError(this.#unsettled()));
      else if (this.#waiting() > 0 || await this.#comesFromOutside()) {
        await this.#slice(this.#terms.limit - this.#events);
      } else this.#fail("never-settles", stuckError(this.#unsettled()));
    }
    // What the test has left running may end.
    if (this.#failure === undefined) await this.#clock.advance(windUpMs, { limit: windUpEvents });
    // Whoever hears of rejected promises hears of them in the next turn.
    await this.#settle();
  }

  #context(): ExploreContext {
    const { seed, source, healAtMs, answers } = this.#terms;
    const now = () => this.#clock.now();
    const sleep = (ms: number, signal?: AbortSignal) => this.#clock.sleep(ms, signal);
    const faults = new FaultInjector({
      source,
      healAtMs,
      now,
      sleep,
      isHealed: () => this.#isHealed(),
      answers,
      onSpared: (name) => this.#spared.add(name),
      isStopped: () => this.#callsAtOnce > callsAtOnce,
      onReached: (kind, name, nth) => {
        this.#countCall();
        if (this.#isOver) return;
        this.#note(kind === "call" ? `${name} call ${nth}` : `point ${name}, time ${nth}`);
        (kind === "call" ? this.#calls : this.#points).set(name, nth);
      },
      onFault: (fault, nth) => this.#struck(fault, nth),
      onSometimes: (name, happened) => {
        this.#sometimes.set(name, (this.#sometimes.get(name) ?? 0) + Number(happened));
      },
      onBroken: (error) => this.#fail("always", error),
      onHeld: (what, isHeld) => isHeld ? this.#held.add(what) : this.#held.delete(what),
    });
    return {
      clock: Object.freeze({
        now,
        sleep: (ms: number, signal?: AbortSignal) => {
          this.#note(`sleep of ${ms} ms`);
          return sleep(ms, signal);
        },
        track: <T>(promise: Promise<T>) => this.#patience.with(this.#clock.track(promise)),
      }),
      faults,
      random: new RandomStreams(seed).stream("test"),
      signal: this.#stop.signal,
      stop: (reason) => this.#stop.abort(reason),
      logger: this.#logger(),
      wallClock: () => epochMs + this.#clock.now() + this.#jumpedMs,
    };
  }

  #logger(): Logger {
    const say = (level: keyof Logger) => (message: string) => {
      if (this.#isOver) return;
      this.#log.push(`t=${timeText(this.#clock.now())} ${level}: ${message}`);
      if (this.#log.length > keptLines) this.#log.shift();
    };
    return { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
  }

  #countCall(): void {
    const nowMs = this.#clock.now();
    if (nowMs !== this.#callsAtMs) [this.#callsAtMs, this.#callsAtOnce] = [nowMs, 0];
    if (++this.#callsAtOnce > callsAtOnce) this.#fail("limit", busyError(this.#unsettled(), callsAtOnce));
  }

  #isHealed(): boolean {
    return this.#isOver || this.#clock.now() >= this.#terms.healAtMs;
  }

  #struck(fault: ExploredFault, nth: number): void {
    this.#note(`fault ${fault.do}`);
    if (this.#struckBefore.has(fault)) return;
    this.#struckBefore.add(fault);
    this.#faults.push({ fault, atMs: this.#clock.now(), nth });
  }

  #note(what: string): void {
    if (!this.#isOver) this.#trace.add(`t=${this.#clock.now()}: ${what}`);
  }

  /** The first failure counts; nothing that comes after it is the test's own doing. */
  #fail(kind: ExploreFailureKind, error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { kind, error, atMs: this.#clock.now() };
    this.#over();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#note("the end");
    this.#isOver = true;
    this.#endedAtMs = this.#clock.now();
    endRunOf(this.#clock);
    this.#stop.abort();
  }

  #wait(ms: number, then: () => void): void {
    this.#ownSleeps++;
    this.#clock.sleep(ms).then(() => {
      this.#ownSleeps--;
      if (!this.#isOver) then();
    });
  }

  #nextOfWorld(): void {
    const fault = this.#terms.source.nextOfWorld();
    if (fault === undefined || fault.atMs >= Math.min(this.#terms.healAtMs, this.#terms.horizonMs)) return;
    this.#wait(Math.max(0, fault.atMs - this.#clock.now()), () => {
      if (this.#isHealed()) return;
      if (fault.do === "stall") {
        const forMs = Math.min(fault.forMs, this.#terms.healAtMs - this.#clock.now());
        this.#struck({ ...fault, forMs }, 0);
        this.#clock.stall(forMs);
      } else {
        this.#struck(fault, 0);
        this.#jumpedMs += fault.byMs;
      }
      this.#nextOfWorld();
    });
  }

  /** How many sleeps of the test the clock has. */
  #waiting(): number {
    return this.#clock.pending - this.#ownSleeps;
  }

  /** Lets every promise chain run to its end, and work that is tracked. */
  async #settle(): Promise<void> {
    await this.#clock.advance(0, { limit: 0 });
  }

  /** Few events at a time: where the test has no more of its own, time must not run away. */
  async #slice(most: number): Promise<void> {
    const limit = Math.min(eventsPerSlice, Math.max(1, this.#waiting()), most);
    const { fired } = await this.#clock.runUntilIdle({ limit });
    this.#events += fired;
  }

  /** Whether work that the clock cannot see goes on in the test's place. */
  async #comesFromOutside(): Promise<boolean> {
    const beganMs = watchClock.now();
    for (let turns = 0;; turns++) {
      await watchClock.sleep(turns < 5 ? 0 : 5);
      await this.#settle();
      if (this.#isOver || this.#waiting() > 0) return true;
      if (watchClock.now() - beganMs > this.#terms.patienceMs) return false;
    }
  }

  #unsettled(): Unsettled {
    const { horizonMs, limit } = this.#terms;
    const sleeps = this.#waiting();
    return { nowMs: this.#clock.now(), horizonMs, limit, sleeps, held: [...this.#held], newest: this.#trace.newest };
  }
}
