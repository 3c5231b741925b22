import { checkFunction } from "../../drivers/driver_options.ts";
import { everythingGuarded } from "../guarded_global.ts";
import { RandomStreams } from "../random_streams.ts";
import { guarded, type UnhandledKind, watchClock } from "../real_time_guard.ts";
import { nextSeed } from "../seed.ts";
import { DrawnFaults } from "./drawn_faults.ts";
import { type Exploration, ExplorationTally } from "./exploration.ts";
import type { ExplorationError } from "./exploration_error.ts";
import { explorationError } from "./found_failure.ts";
import { type ExploredFault, faultKey } from "./explored_fault.ts";
import { exploredFaultText } from "./explored_fault_text.ts";
import type { ExploreTest } from "./explore_context.ts";
import { ExploredRun } from "./explored_run.ts";
import type { ExploreFailure, RunAccount } from "./run_account.ts";
import { type ExploreOptions, type ResolvedExploreOptions, resolveExploreOptions } from "./explore_options.ts";
import { isAllowed } from "./fault_odds.ts";
import { type FaultSource, ListedFaults } from "./fault_source.ts";
import { readVariable, wantedByEnvironment, type WantedRun } from "./replay.ts";
import { shrinkFaults } from "./shrink_faults.ts";
import { testCommand } from "./test_command.ts";
import { unusedRulesText } from "./unused_rules.ts";

const action = "explore";
/** How much real time is waited for work that the clock cannot see: in a run of a seed, and while a failure is made smaller. */
const patienceMs = 2_000;
const shrinkPatienceMs = 100;
/** How often a run is made anew, because it has taught what a wrapped function answers. */
const mostLessons = 20;

/**
 * Runs a test with one seed after the other, under a virtual clock, while calls that it has wrapped fail, are late, or hang. The first run that
 * fails is made smaller, and told with the lines that run it again.
 *
 * A run fails when the test throws, leaves a promise rejected, asks for real time or chance, breaks what `faults.always` says, does not settle
 * by its horizon, or goes another way when it is run again.
 *
 * With `MAINSTAY_SEED` in the environment, and `MAINSTAY_FAULTS`, one run is made: the one that a failure has told of. It warns of faults that
 * did not happen; a failure names them. It warns of rules in `faults` too that are for names which no run has used.
 *
 * @param test Called afresh for each run. It makes its workers, lets the clock's time pass by `await clock.sleep(…)`, and asserts. It keeps
 * nothing outside itself: what one run leaves in a module's variables, the next one meets.
 * @throws {ExplorationError} Rejects when a run fails.
 * @throws {Error} Rejects when what `requireSometimes` names has happened in no run.
 * @throws {TypeError} Rejects for an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} Rejects for a number that its option cannot hold, or a seed that is none.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { supervise } from "@mainstay/supervisor";
 * import { ExplorationError, explore, type ExploreContext } from "@mainstay/supervisor/simulation";
 *
 * // A transfer that a crash between its two calls leaves half done.
 * const test = async ({ clock, faults, random, signal }: ExploreContext) => {
 *   const accounts = { mine: 100, yours: 0 };
 *   const take = faults.wrap("take", async () => void (accounts.mine -= 10));
 *   const give = faults.wrap("give", async () => void (accounts.yours += 10));
 *   supervise("transfer", async () => {
 *     await take();
 *     await give();
 *   }, { clock, random, signal });
 *   await clock.sleep(3_600_000);
 *   assertEquals(accounts, { mine: 90, yours: 10 });
 * };
 * const error = await assertRejects(() => explore(test), ExplorationError);
 * assertEquals(error.faults.length, 1);
 * ```
 */
export async function explore(test: ExploreTest, options: ExploreOptions = {}): Promise<Exploration> {
  checkFunction(action, "test", test);
  const resolved = resolveExploreOptions(action, options);
  const wanted = resolved.replay ?? wantedByEnvironment(action, readVariable);
  const exploring = new Exploring(test, options, resolved);
  const run = () => wanted === undefined ? exploring.all() : exploring.one(wanted);
  // The guards of the runs need not be put up anew for each of them.
  const { value } = await guarded(run, { allow: everythingGuarded });
  if (resolved.replay === undefined) warnOf(value.idleFaults);
  const unused = value.endedBy === "seeds" ? unusedRulesText(resolved.faults, value) : undefined;
  if (unused !== undefined) console.warn(unused);
  return value;
}

/** A test that holds without the faults that it was to be run with is not repaired by that. */
function warnOf(idle: readonly ExploredFault[]): void {
  if (idle.length === 0) return;
  const lines = idle.map((fault) => `  - ${exploredFaultText(fault)}`);
  console.warn(["Of MAINSTAY_FAULTS did not happen, because the test has changed since:", ...lines].join("\n"));
}

/** One exploration. */
class Exploring {
  readonly #test: ExploreTest;
  readonly #given: ExploreOptions;
  readonly #options: ResolvedExploreOptions;
  readonly #tally = new ExplorationTally();
  readonly #answers = new Map<string, boolean>();
  /** What a run has left behind that threw later. */
  #late: { readonly seed: string; readonly failure: ExploreFailure; readonly account: RunAccount } | undefined;

  constructor(test: ExploreTest, given: ExploreOptions, options: ResolvedExploreOptions) {
    this.#test = test;
    this.#given = given;
    this.#options = options;
  }

  async all(): Promise<Exploration> {
    const { seed: first, seeds, timeBudgetMs, requireSometimes, determinismShare, signal } = this.#options;
    const beganMs = watchClock.now();
    let endedBy: Exploration["endedBy"] = "seeds";
    for (let index = 0; index < seeds; index++) {
      if (signal?.aborted) {
        endedBy = "signal";
        break;
      }
      if (index > 0 && watchClock.now() - beganMs >= timeBudgetMs) {
        endedBy = "time-budget";
        break;
      }
      const seed = nextSeed(first, index);
      const account = await this.#run(seed, () => this.#drawn(seed), patienceMs);
      this.#tally.add(account);
      if (account.failure !== undefined) throw await this.#found(seed, account);
      this.#throwLate();
      if (new RandomStreams(seed).stream("determinism")() < determinismShare) {
        await this.#checkTwice(seed, account, () => this.#drawn(seed), true);
      }
    }
    this.#throwLate();
    const missing = this.#tally.missing(requireSometimes);
    // Who cuts it off knows that it has not come to everything.
    if (missing.length === 0 || endedBy === "signal") return this.#tally.total(first, endedBy);
    const names = missing.map((name) => JSON.stringify(name)).join(", ");
    throw new Error(`Cannot say that ${names} holds: in ${this.#tally.runs} runs it never happened`);
  }

  async one({ seed, faults }: WantedRun): Promise<Exploration> {
    const isDrawn = faults === undefined;
    const source = () => isDrawn ? this.#drawn(seed) : new ListedFaults(faults);
    const account = await this.#run(seed, source, patienceMs);
    this.#tally.add(account);
    const struck = new Set(account.faults.map(({ fault }) => faultKey(fault)));
    const idleFaults = faults?.filter((fault) => !struck.has(faultKey(fault))) ?? [];
    if (account.failure !== undefined) {
      // Who draws the faults anew wants to see what it takes, who lists them has seen it.
      throw isDrawn ? await this.#found(seed, account) : this.#error(seed, account, { isDrawn, idleFaults });
    }
    // What has failed by going two ways fails again by that alone.
    if (this.#options.determinismShare > 0) await this.#checkTwice(seed, account, source, isDrawn);
    this.#throwLate(isDrawn);
    return this.#tally.total(seed, "replay", idleFaults);
  }

  #drawn(seed: string): FaultSource {
    const { faults: rules, swarm, stalls, wallClockJumps } = this.#options;
    return new DrawnFaults(new RandomStreams(seed), { rules, swarm, stalls, wallClockJumps });
  }

  /** One run. One that has spared a call because nobody knew what it answers is made anew once that is known. */
  async #run(seed: string, source: () => FaultSource, patienceMs: number): Promise<RunAccount> {
    const { horizonMs, limit, healAtMs, allow } = this.#options;
    for (let lessons = 0;; lessons++) {
      const terms = { seed, source: source(), horizonMs, limit, healAtMs, allow, patienceMs, answers: this.#answers };
      const onLate = (error: unknown, kind: UnhandledKind) =>
        this.#late ??= { seed, failure: { kind, error, atMs: account.endedAtMs }, account };
      const account: RunAccount = await new ExploredRun({ ...terms, onLate }).run(this.#test);
      if (lessons === mostLessons || ![...account.spared].some((name) => this.#answers.has(name))) return account;
    }
  }

  /** Throws what a run has left behind: the process would end by it otherwise. */
  #throwLate(isDrawn = true): void {
    if (this.#late === undefined) return;
    const { seed, failure, account } = this.#late;
    throw this.#error(seed, { ...account, failure }, { isDrawn });
  }

  async #found(seed: string, found: RunAccount): Promise<ExplorationError> {
    const { shrinkMs, faults: rules, signal } = this.#options;
    if (shrinkMs === 0) return this.#error(seed, found);
    const beganMs = watchClock.now();
    const { account, runs, isFickle } = await shrinkFaults(
      found,
      (faults) => this.#run(seed, () => new ListedFaults(faults), shrinkPatienceMs),
      (fault) => isAllowed(rules, fault),
      () => !signal?.aborted && watchClock.now() - beganMs < shrinkMs,
    );
    return this.#error(seed, account, { foundFaults: found.faults.length, shrinkRuns: runs, isFickle });
  }

  #error(
    seed: string,
    account: RunAccount,
    {
      foundFaults = account.faults.length,
      shrinkRuns = 0,
      isFickle = false,
      isDrawn = true,
      idleFaults = [] as readonly ExploredFault[],
    } = {},
  ): ExplorationError {
    return explorationError({
      command: testCommand(this.#options.name),
      seed,
      account,
      runs: this.#tally.runs,
      foundFaults,
      shrinkRuns,
      isFickle,
      isDrawn,
      idleFaults,
      options: this.#given,
    });
  }

  async #checkTwice(seed: string, first: RunAccount, source: () => FaultSource, isDrawn: boolean): Promise<void> {
    const second = await this.#run(seed, source, patienceMs);
    this.#tally.addCheck();
    const difference = differenceOf(first, second);
    if (difference === undefined) return;
    const error = new Error(
      `Two runs of seed ${seed} went different ways: ${difference}. Time, chance and order must come from the test's own context, ` +
        "and work that the clock cannot see must be handed to clock.track()",
      { cause: second.failure?.error },
    );
    throw this.#error(seed, { ...first, failure: { kind: "nondeterministic", error, atMs: second.endedAtMs } }, {
      isDrawn,
    });
  }
}

/** Where two runs of the same seed part. */
function differenceOf(first: RunAccount, second: RunAccount): string | undefined {
  const length = Math.max(first.trace.length, second.trace.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [first.trace[index], second.trace[index]];
    if (one !== other) return `step ${index + 1} was "${one ?? "none"}" and then "${other ?? "none"}"`;
  }
  if (first.steps !== second.steps || first.restHash !== second.restHash) {
    return `they parted after step ${length}, the last one that is compared one by one`;
  }
  if (second.failure !== undefined) return "the first one held, and the second one failed";
}
