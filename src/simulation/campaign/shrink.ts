import type { Clock } from "../../core/clock.ts";
import { checkKeys, checkNumber } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { checkMethods, resolveDriverOptions } from "../../drivers/driver_options.ts";
import { checkList, checkObject } from "../scenario_check.ts";
import { parseSeed } from "../seed.ts";
import { faultFree } from "./fault_free.ts";
import { checkFailure, isSought, type SoughtFailure, soughtIn } from "./sought_failure.ts";
import type { Subject, SubjectRun } from "./subject.ts";

/** How a case is shrunk. */
export interface ShrinkOptions {
  /** What chance is drawn from, in each run. */
  readonly seed: string;
  /** What must still fail: a run that has a failure of this name and kind has failed in the same way. */
  readonly failure: SoughtFailure;
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
 * An expectation or a recovery that is not missed without the case's faults, outages and operations is missed because of them: a simpler case must
 * need them too.
 *
 * A simpler case that is not valid, for which the subject's `run` rejects with a `TypeError` or `RangeError`, is passed over.
 *
 * @param of The case.
 * @param run What it came to.
 * @throws {TypeError} Rejects for an unknown option, one that is of the wrong kind, and a failure that the run does not have.
 * @throws {RangeError} Rejects for a number that its option cannot hold, or a seed that is none.
 *
 * @example A case of one's own, without a campaign
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Scenario, shrinkCase, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const shop: Scenario = {
 *   name: "shop",
 *   horizonMs: 60_000,
 *   workers: [{ name: "db" }, { name: "mail", restart: "never" }],
 *   faults: [{ kind: "crash", atMs: 1_000, workers: ["db"] }, { kind: "crash", atMs: 2_345, workers: ["mail"] }],
 *   expect: ["mail: give-ups == 0"],
 * };
 * const subject = supervisionSubject(shop, { engine: "policy" });
 * const run = await subject.run(shop, "1", { limit: 10_000 });
 * const [failure] = run.outcome.failures;
 * const { of } = await shrinkCase(subject, shop, run, { seed: "1", failure: failure!, limitMs: 5_000, limit: 10_000 });
 * assertEquals(of.workers.map(({ name }) => name), ["mail"]);
 * assertEquals(of.faults?.length, 1);
 * ```
 */
export async function shrinkCase<Case, Result>(
  subject: Subject<Case, Result>,
  of: Case,
  run: SubjectRun<Result>,
  options: ShrinkOptions,
): Promise<Shrunk<Case, Result>> {
  checkTerms(subject, run, options);
  const { limitMs, signal, clock = systemClock } = options;
  const attempts = new Attempts(subject, options);
  attempts.isNew(of);
  await attempts.allow(of, run);
  await attempts.findCause(of);
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
  let sought = options.failure;
  // What comes before the last step has just been tried, on a case that was little bigger: it is tried again when nothing else is left.
  let begin = 0;
  search: while (!await isOver()) {
    for (const [from, to] of [[begin, Infinity], [0, begin]] as const) {
      let index = -1;
      for (const candidate of subject.simpler(smallest.of, withOnly(smallest.run, sought))) {
        index++;
        if (index < from) continue;
        if (index >= to) break;
        if (!attempts.isNew(candidate)) continue;
        if (await isOver()) break search;
        const failure = soughtIn(sought, smallest.of, candidate);
        const simpler = await attempts.run(candidate, failure);
        if (simpler === undefined) continue;
        sought = failure;
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

const optionFields = [
  "seed",
  "failure",
  "limitMs",
  "limit",
  "signal",
  "clock",
] as const satisfies readonly (keyof ShrinkOptions)[];

function checkTerms(subject: unknown, run: SubjectRun<unknown>, options: ShrinkOptions): void {
  const action = "shrink the case";
  checkMethods(action, "subject", subject, ["run", "simpler", "withoutNoise"]);
  checkObject(action, "run", run);
  checkObject(action, "run.outcome", run.outcome);
  checkList(action, "run.outcome.failures", run.outcome.failures);
  checkKeys(action, "", options, optionFields);
  const { seed, failure, limitMs, limit, signal, clock } = options;
  parseSeed(seed);
  checkFailure(action, "failure", failure);
  checkNumber(action, "limitMs", limitMs, { min: 0, orInfinity: true });
  checkNumber(action, "limit", limit, { min: 1, integer: true });
  resolveDriverOptions(action, { signal, clock });
  // That two runs differ, one of them cannot tell.
  if (failure.kind === "determinism" || run.outcome.failures.some((each) => isSought(each, failure))) return;
  throw new TypeError(
    `Cannot ${action}: "failure" must be one that the run has, received ${failure.kind} ${
      JSON.stringify(failure.name)
    }`,
  );
}

/** The same run with nothing wrong in it but what is looked for. */
function withOnly<Result>(run: SubjectRun<Result>, sought: SoughtFailure): SubjectRun<Result> {
  const failures = run.outcome.failures.filter((failure) => isSought(failure, sought));
  return { ...run, outcome: { ...run.outcome, failures } };
}

/** Runs of cases that may fail in the same way. */
class Attempts<Case, Result> {
  count = 0;
  readonly #subject: Subject<Case, Result>;
  readonly #options: ShrinkOptions;
  readonly #tried = new Set<string>();
  /** Whether cases without anything that goes wrong held, by their texts. */
  readonly #held = new Map<string, boolean>();
  /** Whether it takes a fault, an outage or an operation to fail in this way. */
  #needsCause = false;
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

  /** Finds out whether a case fails only because something goes wrong in it. */
  async findCause(of: Case): Promise<void> {
    const { failure, signal } = this.#options;
    if (failure.kind !== "expectation" && failure.kind !== "recovery" || signal?.aborted === true) return;
    this.#needsCause = await this.#holdsWithoutCause(of, failure);
  }

  /** What a case comes to, if it fails in the same way. */
  async run(of: Case, sought: SoughtFailure): Promise<SubjectRun<Result> | undefined> {
    if (this.#needsCause && faultFree(of) === of) return undefined;
    const run = await this.#run(of);
    if (run === undefined || run.outcome.cutOffBy === "signal" || run.outcome.eventCount > this.#most) return undefined;
    if (run.outcome.cutOffBy === "limit" && this.#limit < this.#options.limit) return undefined;
    if (run.outcome.failures.some((failure) => isSought(failure, sought))) {
      return !this.#needsCause || await this.#holdsWithoutCause(of, sought) ? run : undefined;
    }
    if (sought.kind !== "determinism") return undefined;
    const again = await this.#run(this.#subject.withoutNoise(of));
    return again === undefined || again.outcome.hash === run.outcome.hash ? undefined : run;
  }

  /** Whether it does not fail in this way when nothing goes wrong; not if nothing does anyway. */
  async #holdsWithoutCause(of: Case, sought: SoughtFailure): Promise<boolean> {
    const free = faultFree(of);
    if (free === of) return false;
    const text = JSON.stringify(free);
    let holds = this.#held.get(text);
    if (holds === undefined) {
      const run = await this.#run(free, this.#options.limit);
      holds = run !== undefined && run.outcome.cutOffBy === undefined &&
        !run.outcome.failures.some((failure) => isSought(failure, sought));
      this.#held.set(text, holds);
    }
    return holds;
  }

  async #run(of: Case, limit = this.#limit): Promise<SubjectRun<Result> | undefined> {
    const { seed, signal } = this.#options;
    this.count++;
    try {
      return await this.#subject.run(of, seed, { limit, signal });
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) return undefined;
      throw error;
    }
  }
}
