import type { Clock } from "../../core/clock.ts";
import { systemClock } from "../../drivers/clock.ts";
import type { RunFailure, Subject, SubjectRun } from "./subject.ts";

/** How a case is shrunk. */
export interface ShrinkOptions {
  /** What chance is drawn from, in each run. */
  readonly seed: string;
  /** What must still fail: a run that has a failure of this name and kind has failed in the same way. */
  readonly failure: Pick<RunFailure, "name" | "kind">;
  /** How much real time it may take; the smallest case so far is the result then. */
  readonly limitMs: number;
  /** The most events of a run's clock. */
  readonly limit: number;
  /** Ends it when it aborts; the smallest case so far is the result then. */
  readonly signal?: AbortSignal;
  /**
   * What real time is read from.
   * @default systemClock
   */
  readonly clock?: Clock;
}

/** What shrinking came to. */
export interface Shrunk<Case, Result> {
  /** The smallest case that was found. */
  readonly of: Case;
  /** What it comes to. */
  readonly run: SubjectRun<Result>;
  /** How many runs it took. */
  readonly runs: number;
}

/** How long others may have to wait for their turn. */
const turnMs = 10;

/**
 * Makes a case smaller that fails, as long as it fails in the same way: takes the first of its simpler cases that does, and goes on from
 * there until none does. No case is run twice. The same case, failure and seed give the same result, unless time or the signal cut it short.
 *
 * A simpler case that is not valid, for which the subject's `run` rejects with a `TypeError` or `RangeError`, is passed over.
 *
 * @param of The case.
 * @param run What it came to.
 */
export async function shrinkCase<Case, Result>(
  subject: Subject<Case, Result>,
  of: Case,
  run: SubjectRun<Result>,
  options: ShrinkOptions,
): Promise<Shrunk<Case, Result>> {
  const { limitMs, signal, clock = systemClock } = options;
  const attempts = new Attempts(subject, options);
  attempts.isNew(of);
  await attempts.allow(of, run);
  const endMs = clock.now() + limitMs;
  let turnEndMs = clock.now() + turnMs;
  const isOver = async () => {
    if (clock.now() >= turnEndMs) {
      await clock.sleep(0);
      turnEndMs = clock.now() + turnMs;
    }
    return signal?.aborted === true || clock.now() >= endMs;
  };
  let smallest = { of, run };
  // What comes before the last step has just been tried, on a case that was little bigger: it is tried again when nothing else is left.
  let begin = 0;
  search: while (!await isOver()) {
    for (const [from, to] of [[begin, Infinity], [0, begin]] as const) {
      let index = -1;
      for (const candidate of subject.simpler(smallest.of, smallest.run)) {
        index++;
        if (index < from) continue;
        if (index >= to) break;
        if (!attempts.isNew(candidate)) continue;
        if (await isOver()) break search;
        const simpler = await attempts.run(candidate);
        if (simpler === undefined) continue;
        smallest = { of: candidate, run: simpler };
        attempts.expect(simpler);
        begin = index;
        continue search;
      }
    }
    break;
  }
  return { ...smallest, runs: attempts.count };
}

/** Runs of cases that may fail in the same way. */
class Attempts<Case, Result> {
  count = 0;
  readonly #subject: Subject<Case, Result>;
  readonly #options: ShrinkOptions;
  readonly #tried = new Set<string>();
  /** How many events of the clock a run may have for each one that the smallest case told. */
  #allowance = 4;
  #limit: number;
  /** How many events a run may tell. */
  #most = Infinity;

  constructor(subject: Subject<Case, Result>, options: ShrinkOptions) {
    this.#subject = subject;
    this.#options = options;
    this.#limit = options.limit;
  }

  /** Whether a case has not been asked about before. */
  isNew(of: Case): boolean {
    const text = JSON.stringify(of);
    if (this.#tried.has(text)) return false;
    this.#tried.add(text);
    return true;
  }

  /**
   * Finds out how much more than it tells a case does. What does far more than the smallest case so far is no simpler, and may take a
   * long time, such as restarts without a delay: it is cut off then.
   */
  async allow(of: Case, run: SubjectRun<Result>): Promise<void> {
    const { limit, signal } = this.#options;
    if (run.outcome.cutOffBy !== undefined) return;
    for (this.expect(run); this.#limit < limit && signal?.aborted !== true; this.expect(run)) {
      const again = await this.#run(of);
      if (again?.outcome.cutOffBy !== "limit") return;
      this.#allowance *= 10;
    }
  }

  /** Takes a run as the one that no other one may do far more than. */
  expect({ outcome }: SubjectRun<Result>): void {
    if (outcome.cutOffBy !== undefined) return;
    this.#limit = Math.min(this.#options.limit, this.#allowance * (300 + outcome.eventCount));
    this.#most = Math.min(this.#most, 200 + 2 * outcome.eventCount);
  }

  /** What a case comes to, if it fails in the same way. */
  async run(of: Case): Promise<SubjectRun<Result> | undefined> {
    const run = await this.#run(of);
    if (run === undefined || run.outcome.cutOffBy === "signal" || run.outcome.eventCount > this.#most) return undefined;
    if (run.outcome.cutOffBy === "limit" && this.#limit < this.#options.limit) return undefined;
    const { name, kind } = this.#options.failure;
    if (run.outcome.failures.some((failure) => failure.name === name && failure.kind === kind)) return run;
    if (kind !== "determinism") return undefined;
    const again = await this.#run(this.#subject.withoutNoise(of));
    return again === undefined || again.outcome.hash === run.outcome.hash ? undefined : run;
  }

  async #run(of: Case): Promise<SubjectRun<Result> | undefined> {
    const { seed, signal } = this.#options;
    this.count++;
    try {
      return await this.#subject.run(of, seed, { limit: this.#limit, signal });
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) return undefined;
      throw error;
    }
  }
}
