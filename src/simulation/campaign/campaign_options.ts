import type { Clock } from "../../core/clock.ts";
import { checkBoolean, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { checkFunction, resolveDriverOptions } from "../../drivers/driver_options.ts";
import { checkObject } from "../scenario_check.ts";
import { parseSeed } from "../seed.ts";
import type { RunFailure, SubjectRun } from "./subject.ts";

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

/** The same with nothing left open. */
export interface ResolvedCampaignOptions {
  readonly seed: string;
  readonly runs: number;
  readonly shard: { readonly index: number; readonly of: number };
  readonly shrinkMs: number;
  readonly shrink: boolean;
  readonly failFast: boolean;
  readonly maxFailures: number;
  readonly keptFailures: number;
  readonly determinismShare: number;
  readonly limit: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/**
 * Checks the options of a campaign, and fills in what they leave open.
 *
 * @throws {TypeError} For an unknown option, or one that is of the wrong kind.
 * @throws {RangeError} For a number that its option cannot hold, or a seed that is none.
 */
export function resolveCampaignOptions<Result>(options: CampaignOptions<Result>): ResolvedCampaignOptions {
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
    signal,
    onRun,
    onShrink,
  } = options;
  const count = { min: 1, integer: true, orInfinity: true };
  resolveDriverOptions(action, { clock, signal });
  if (onRun !== undefined) checkFunction(action, "onRun", onRun);
  if (onShrink !== undefined) checkFunction(action, "onShrink", onShrink);
  checkObject(action, "versions", versions);
  for (const [name, version] of Object.entries(versions)) {
    if (typeof version === "string") continue;
    throw new TypeError(`Cannot ${action}: "versions.${name}" must be a text, received ${shown(version)}`);
  }
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
