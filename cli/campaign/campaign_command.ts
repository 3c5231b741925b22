import type { DialectName } from "../../src/core/dialect.ts";
import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import type { Overrides } from "../report/reproduction.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import type { CampaignAccount } from "./campaign_run.ts";
import type { CampaignShard } from "./campaign_shard.ts";
import type { CorpusEntry } from "./corpus_entry.ts";

/** What was asked for: kept beside a result, so that those who merge it can say how a seed is run again. Plain data. */
export interface CampaignCommand {
  /** The word that named the scenario. */
  readonly scenario: string;
  readonly kind: AnySource["kind"];
  readonly dialect?: DialectName;
  readonly durationMs?: number;
  readonly limit?: number;
  readonly swarm: boolean;
  readonly safetyOnly: boolean;
  /** Whether the scenario itself says what its seeds draw. */
  readonly chaos: boolean;
  /** Whether there is anything to recover from that is judged. */
  readonly recovery: boolean;
}

/** A result as the command line writes it: with all that it takes to judge and tell it elsewhere. */
export interface ToldResult extends CampaignResult {
  /** What was asked for, as far as that is known. */
  readonly command?: CampaignCommand;
  /** The parts of campaigns that it is of; absent of what is whole. */
  readonly shards?: readonly CampaignShard[];
  /** What became of the corpus that was run first, if there was one. */
  readonly corpus?: readonly CorpusEntry[];
}

/** What was asked for, of one scenario. */
export function commandOf(
  { word, kind, dialect, scenario }: AnySource,
  { campaign, durationMs, limit }: Pick<SimulateSettings, "campaign" | "durationMs" | "limit">,
): CampaignCommand {
  return {
    scenario: word,
    kind,
    ...(dialect === undefined ? {} : { dialect }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(limit === undefined ? {} : { limit }),
    swarm: campaign?.swarm ?? false,
    safetyOnly: campaign?.safetyOnly ?? false,
    chaos: scenario.chaos !== undefined,
    recovery: scenario.recovery !== undefined,
  };
}

/** What results that are put together were asked for, if that is the same for all. */
export function sameCommand(results: readonly ToldResult[]): CampaignCommand | undefined {
  const [first, ...others] = results.map(({ command }) => command);
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
}

/** What a line that runs a seed again needs to know of it. */
export function overridesOf({ durationMs, limit, swarm, safetyOnly }: CampaignCommand): Overrides {
  return {
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(limit === undefined ? {} : { limit }),
    campaign: { swarm, safetyOnly, checkDeterminism: false },
  };
}

/** The result of a campaign as it is written. */
export function toldResult(
  { result, command, shards }: Pick<CampaignAccount, "result" | "command" | "shards">,
  corpus: readonly CorpusEntry[],
): ToldResult {
  return {
    ...result,
    ...(command === undefined ? {} : { command }),
    ...(shards.length === 0 ? {} : { shards }),
    ...(corpus.length === 0 ? {} : { corpus }),
  };
}
