import type { Clock } from "../../core/clock.ts";
import { checkBoolean, checkKeys, checkNumber } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { nextSeed, parseSeed } from "../seed.ts";
import type { CampaignFailure, CampaignResult } from "./campaign_result.ts";
import { CampaignTally } from "./campaign_tally.ts";
import type { Capsule, ShrinkAccount } from "./capsule.ts";
import { nondeterministic } from "./guarded_run.ts";
import { keptFailures } from "./keep_failures.ts";
import { shrinkCase } from "./shrink.ts";
import type { RunFailure, Subject, SubjectRun, SubjectRunOptions } from "./subject.ts";
import { digestOf, firstDifference } from "./trace_digest.ts";

/** How a campaign is run. */
export interface CampaignOptions<Result = unknown> {
  /**
   * The first seed: a whole number, `0x` hex, or a git commit hash. The others follow it one by one.
   * @default 1
   */
  readonly seed?: number | bigint | string;
  /**
   * How many runs, all shards together. With a time budget alone there is no limit.
   * @default 100
   */
  readonly runs?: number;
  /** Which part of the seeds is run: every `of`-th one, beginning with the `index`-th, from 1. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** No run is begun after so much real time. */
  readonly timeBudgetMs?: number;
  /**
   * How much real time shrinking one failure may take.
   * @default 10_000
   */
  readonly shrinkMs?: number;
  /**
   * Whether failures are shrunk.
   * @default true
   */
  readonly shrink?: boolean;
  /**
   * Whether the first failure ends the campaign.
   * @default false
   */
  readonly failFast?: boolean;
  /** How many failed runs end the campaign; no limit unless given. */
  readonly maxFailures?: number;
  /**
   * How many failures are kept as capsules, one of each cause first.
   * @default 10
   */
  readonly keptFailures?: number;
  /**
   * The share of the runs that are made twice, from 0 to 1.
   * @default 0.05
   */
  readonly determinismShare?: number;
  /**
   * The most events of a run's clock.
   * @default 10_000_000
   */
  readonly limit?: number;
  /** Ends the campaign when it aborts; what has been finished so far is the result. */
  readonly signal?: AbortSignal;
  /** Called after each run, in the order of the seeds. */
  readonly onRun?: (run: SubjectRun<Result>, index: number) => void;
  /** Called before a failure is shrunk, with how many there are. */
  readonly onShrink?: (failure: RunFailure, index: number, count: number) => void;
  /** What capsules say that they were made with, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * What real time is taken from: for budgets alone.
   * @default systemClock
   */
  readonly clock?: Clock;
}

const optionFields = [
  "seed",
  "runs",
  "shard",
  "timeBudgetMs",
  "shrinkMs",
  "shrink",
  "failFast",
  "maxFailures",
  "keptFailures",
  "determinismShare",
  "limit",
  "signal",
  "onRun",
  "onShrink",
  "versions",
  "clock",
] as const satisfies readonly (keyof CampaignOptions)[];

/** How long runs may follow each other before signals and timers get their turn. */
const turnAfterMs = 10;

type Resolved<Result> = Required<Omit<CampaignOptions<Result>, "signal" | "onRun" | "onShrink" | "timeBudgetMs">> & {
  readonly seed: string;
  readonly runs: number;
};

/** A seed that failed, with its case. */
interface Failed<Case> {
  readonly of: Case;
  readonly seed: string;
  readonly capsule: Capsule<Case>;
}

/**
 * Runs a subject with one seed after the other, counts what comes out, and keeps what fails: as it was, and as small as it can be.
 *
 * @throws {TypeError} Rejects for an unknown option, or one that is of the wrong kind.
 * @throws {RangeError} Rejects for a number that its option cannot hold, or a seed that is none.
 */
export async function runCampaign<Case, Result>(
  subject: Subject<Case, Result>,
  options: CampaignOptions<Result> = {},
): Promise<CampaignResult> {
  const resolved = resolve(options);
  const { seed: firstSeed, runs, shard, failFast, maxFailures, determinismShare, limit, clock } = resolved;
  const { signal, onRun, onShrink, timeBudgetMs = Infinity } = options;
  const wanted = runs === Infinity ? null : runs;
  const tally = new CampaignTally(subject.about, { firstSeed, wanted, keptFailures: resolved.keptFailures });
  const failed: Failed<Case>[] = [];
  const endsAtMs = clock.now() + timeBudgetMs;
  let failures = 0;
  let endedBy: CampaignResult["endedBy"] = "runs";
  let turnAtMs = clock.now();
  for (let index = shard.index - 1; index < runs; index += shard.of) {
    if (signal?.aborted) endedBy = "signal";
    else if (clock.now() >= endsAtMs) endedBy = "time-budget";
    else if (failFast && failures > 0) endedBy = "fail-fast";
    else if (failures >= maxFailures) endedBy = "max-failures";
    if (endedBy !== "runs") break;
    const seed = nextSeed(firstSeed, index);
    const of = subject.draw(seed);
    const first = await subject.run(of, seed, { limit, signal });
    if (first.outcome.cutOffBy === "signal") {
      endedBy = "signal";
      break;
    }
    const isChecked = index === 0 ? determinismShare > 0 : isNth(index, determinismShare);
    const run = isChecked ? await checkedTwice(subject, of, seed, first, { limit, signal }) : first;
    if (isChecked) tally.checked(run.outcome.failures.some(({ kind }) => kind === "determinism"));
    tally.add(run.outcome);
    if (run.outcome.failures.length > 0) {
      failures++;
      failed.push({ of, seed, capsule: capsuleOf(subject, of, run, resolved.versions) });
      // Of very many most are forgotten on the way.
      if (failed.length > 2 * resolved.keptFailures) failed.splice(0, Infinity, ...kept(failed, resolved));
    }
    onRun?.(run, index);
    if (clock.now() - turnAtMs > turnAfterMs) {
      await systemClock.sleep(0);
      turnAtMs = clock.now();
    }
  }
  const chosen = kept(failed, resolved);
  const results: CampaignFailure[] = [];
  for (const [index, { of, seed, capsule }] of chosen.entries()) {
    const failure = capsule.failures[0]!;
    if (!resolved.shrink || signal?.aborted || failure.kind === "determinism") {
      results.push({ seed, capsule });
      continue;
    }
    onShrink?.(failure, index, chosen.length);
    const { shrinkMs: limitMs } = resolved;
    const run = await subject.run(of, seed, { limit, signal });
    const small = await shrinkCase(subject, of, run, { seed, failure, limitMs, clock, limit, signal });
    const shrunk = { from: subject.size(of), to: subject.size(small.of), runs: small.runs };
    results.push({ seed, capsule, minimal: capsuleOf(subject, small.of, small.run, resolved.versions, shrunk) });
  }
  return tally.result(endedBy, results);
}

/** Whether it is one of the runs that are made twice: by its place among the seeds, so that all shards agree. */
function isNth(index: number, share: number): boolean {
  return Math.floor(index * share) > Math.floor((index - 1) * share);
}

/** Runs a case once more, without what must not matter: what differs is a failure. */
async function checkedTwice<Case, Result>(
  subject: Subject<Case, Result>,
  of: Case,
  seed: string,
  first: SubjectRun<Result>,
  options: SubjectRunOptions,
): Promise<SubjectRun<Result>> {
  const { outcome, events } = first;
  const second = await subject.run(subject.withoutNoise(of), seed, options);
  if (second.outcome.cutOffBy === "signal") return first;
  const differs = firstDifference(events, second.events);
  if (differs === undefined && second.outcome.hash === outcome.hash) return first;
  const { index = 0, expected, got } = differs ?? {};
  const message = `event ${index + 1} was ${expected ?? "none"} the first time, and ${got ?? "none"} the second`;
  return nondeterministic(first, message, events[index]?.atMs ?? outcome.endedAtMs);
}

function kept<Case, Result>(
  failed: readonly Failed<Case>[],
  { keptFailures: most }: Pick<Resolved<Result>, "keptFailures">,
): Failed<Case>[] {
  return keptFailures(failed, most);
}

/** A run that failed, with all that it takes to run it again. */
function capsuleOf<Case, Result>(
  subject: Subject<Case, Result>,
  scenario: Case,
  { outcome, events }: SubjectRun<Result>,
  versions: Readonly<Record<string, string>>,
  shrunk?: ShrinkAccount,
): Capsule<Case> {
  const { kind, engine } = subject;
  const { seed, hash, eventCount, failures } = outcome;
  const trace = digestOf(events);
  return {
    mainstay: "capsule",
    versions,
    kind,
    ...(engine === undefined ? {} : { engine }),
    seed,
    scenario,
    hash,
    eventCount,
    failures,
    trace,
    ...(shrunk === undefined ? {} : { shrunk }),
  };
}

function resolve<Result>(options: CampaignOptions<Result>): Resolved<Result> {
  const action = "run the campaign";
  checkKeys(action, "", options, optionFields);
  const {
    seed = 1,
    timeBudgetMs,
    runs = timeBudgetMs === undefined ? 100 : Infinity,
    shard = { index: 1, of: 1 },
    shrinkMs = 10_000,
    shrink = true,
    failFast = false,
    maxFailures = Infinity,
    keptFailures = 10,
    determinismShare = 0.05,
    limit = 10_000_000,
    versions = {},
    clock = systemClock,
  } = options;
  const count = { min: 1, integer: true, orInfinity: true };
  checkNumber(action, "runs", runs, count);
  checkNumber(action, "maxFailures", maxFailures, count);
  checkNumber(action, "keptFailures", keptFailures, { min: 0, integer: true });
  checkNumber(action, "limit", limit, { min: 1, integer: true });
  checkNumber(action, "shrinkMs", shrinkMs, { min: 0, orInfinity: true });
  checkNumber(action, "determinismShare", determinismShare, { min: 0 });
  if (timeBudgetMs !== undefined) checkNumber(action, "timeBudgetMs", timeBudgetMs, { min: 0, aboveMin: true });
  checkBoolean(action, "shrink", shrink);
  checkBoolean(action, "failFast", failFast);
  checkKeys(action, "shard", shard, ["index", "of"]);
  checkNumber(action, "shard.of", shard.of, { min: 1, integer: true });
  checkNumber(action, "shard.index", shard.index, { min: 1, integer: true });
  if (shard.index > shard.of) {
    throw new RangeError(`Cannot ${action}: "shard.index" must be at most ${shard.of}, received ${shard.index}`);
  }
  if (determinismShare > 1) {
    throw new RangeError(`Cannot ${action}: "determinismShare" must be at most 1, received ${determinismShare}`);
  }
  return {
    seed: parseSeed(seed),
    runs,
    shard,
    shrinkMs,
    shrink,
    failFast,
    maxFailures,
    keptFailures,
    determinismShare,
    limit,
    versions,
    clock,
  };
}
