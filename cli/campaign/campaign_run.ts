import { runCampaign } from "../../src/simulation/campaign/campaign.ts";
import { isCheckedTwice } from "../../src/simulation/campaign/checked_twice.ts";
import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import type { SubjectRun } from "../../src/simulation/campaign/subject.ts";
import { nextSeed } from "../../src/simulation/seed.ts";
import type { RunResult } from "../report/run_result.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import { versions } from "../version.ts";
import { announcedSubject } from "./announced_subject.ts";
import { type CampaignCommand, commandOf } from "./campaign_command.ts";
import type { CampaignShard } from "./campaign_shard.ts";
import type { CampaignSettings } from "./campaign_settings.ts";
import type { FailureFiles, FailureFolder } from "./failure_files.ts";
import type { JobPool } from "./job_pool.ts";
import { type PooledSeed, pooledSubject } from "./pooled_subject.ts";
import { uncoveredOf } from "./required_coverage.ts";
import { type AnySubject, subjectOf } from "./subject_of.ts";

/** What a campaign over one scenario came to, with what was made of it. */
export interface CampaignAccount {
  readonly result: CampaignResult;
  /** Where each failure is kept. */
  readonly files: ReadonlyMap<CampaignFailure, FailureFiles>;
  /** The coverage points that were required and never hit. */
  readonly uncovered: readonly string[];
  /** How many runs it should have: of a shard its own part; `null` where only time was limited. */
  readonly due: number | null;
  /** What was asked for; `undefined` of shards that were merged and do not agree. */
  readonly command: CampaignCommand | undefined;
  /** The parts of campaigns that it is of; none of what is whole. */
  readonly shards: readonly CampaignShard[];
  /** Which parts should be there besides, as a part of a sentence; `undefined` where none is missing. */
  readonly missingShards: string | undefined;
  /** How long it took, in real time; `undefined` for shards that were merged. */
  readonly elapsedMs: number | undefined;
}

/** Who hears of a campaign while it runs, and may end it. */
export interface CampaignListener {
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** A run is over; `index` counts the runs of this campaign from 0. */
  run(run: SubjectRun<RunResult>, index: number): void;
  /** A failure is about to be shrunk. */
  shrink(index: number, count: number): void;
  /** Called before the first run of each seed, for whoever wants the supervisor's own log of it. */
  readonly beforeRun?: (of: unknown, seed: string) => Promise<void>;
}

/** How a campaign is run besides what its settings say. */
export interface CampaignMeans {
  /** The threads that run its seeds; here unless given. */
  readonly pool: JobPool | undefined;
  /** Where its failures are to be kept, if they are. */
  readonly folder: FailureFolder | undefined;
  /** How long runs may be begun. */
  readonly timeBudgetMs: number | undefined;
  /** Whether somebody looks at the events of each run. */
  readonly wantsEvents: boolean;
}

const usualLimit = 10_000_000;
const usualShare = 0.05;
/** How many failures are kept. */
const keptFailures = 10;

/** Runs a campaign over one scenario. */
export async function campaignOf(
  source: AnySource,
  settings: SimulateSettings & { readonly campaign: CampaignSettings },
  { pool, folder, timeBudgetMs, wantsEvents }: CampaignMeans,
  listener: CampaignListener,
): Promise<CampaignAccount> {
  const { seed, engine, campaign, limit = usualLimit } = settings;
  const { runs, swarm, shard, checkDeterminism, failFast, maxFailures, shrinkMs, shrink } = campaign;
  const spec = { scenario: source.scenario, engine, swarm };
  let subject: AnySubject = await subjectOf(spec);
  if (listener.beforeRun !== undefined) subject = announcedSubject(subject, listener.beforeRun);
  if (pool !== undefined) {
    pool.use(spec, limit, wantsEvents);
    // Where each seed is run twice, both runs are made there.
    const seeds = seedsOf(seed, runs, shard, checkDeterminism ? 0 : usualShare);
    subject = pooledSubject(subject, pool, seeds, checkDeterminism ? 2 : 1);
  }
  const startedAtMs = performance.now();
  let count = 0;
  const result = await runCampaign(subject, {
    seed,
    runs: runs ?? Infinity,
    shard,
    timeBudgetMs,
    shrink,
    shrinkMs,
    failFast,
    maxFailures,
    keptFailures,
    limit,
    determinismShare: checkDeterminism ? 1 : usualShare,
    signal: listener.signal,
    versions: versions(),
    onRun: (run) => {
      listener.run(run, count++);
    },
    onShrink: (_failure, index, of) => listener.shrink(index, of),
  });
  const elapsedMs = performance.now() - startedAtMs;
  return {
    result,
    files: folder?.place(result) ?? new Map(),
    uncovered: uncoveredOf(result, campaign.requireCoverage),
    due: runs === undefined ? null : dueOf(runs, shard),
    command: commandOf(source, settings),
    shards: shard === undefined || shard.of === 1 ? [] : [{ firstSeed: result.firstSeed, ...shard }],
    missingShards: undefined,
    elapsedMs,
  };
}

/** How many of the runs are those of a shard. */
function dueOf(runs: number, shard: CampaignSettings["shard"]): number {
  const { index, of } = shard ?? { index: 1, of: 1 };
  return Math.max(0, Math.ceil((runs - index + 1) / of));
}

/** The seeds of a campaign, in the order in which it runs them. */
function* seedsOf(
  first: string,
  runs: number | undefined,
  shard: CampaignSettings["shard"],
  comparedShare: number,
): Generator<PooledSeed> {
  const { index, of } = shard ?? { index: 1, of: 1 };
  for (let n = index - 1; runs === undefined || n < runs; n += of) {
    yield { seed: nextSeed(first, n), isCompared: isCheckedTwice(n, comparedShare) };
  }
}
