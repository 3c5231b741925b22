import type { CampaignAccount } from "../campaign/campaign_run.ts";
import type { CorpusEntry } from "../campaign/corpus_entry.ts";
import type { CampaignSettings } from "../campaign/campaign_settings.ts";
import type { RunResult } from "./run_result.ts";
import type { AnySource } from "../scenario/scenario_source.ts";

/** Runs of one scenario, while they go on. */
export interface RunSeries {
  readonly source: AnySource;
  /** What makes a campaign of them; nothing of a single run. */
  readonly campaign: CampaignSettings | undefined;
  /** How many of them are over. */
  readonly runs: number;
}

/** Tells what happens while scenarios are run, in one format. */
export interface Reporter {
  /** A corpus was run, before everything else; not called where there is none. */
  corpus(entries: readonly CorpusEntry[]): void;
  /** A scenario's first run is about to begin. */
  begin(series: RunSeries): void;
  /** A run is over. */
  run(result: RunResult, series: RunSeries): void;
  /** A scenario's last run is over, or there will be no more, because somebody interrupted. */
  end(series: RunSeries, account: CampaignAccount | undefined): void;
  /** Everything is over. */
  finish(): void;
}

/** Whether it is about one run, which is then shown as a whole. */
export function isSingle({ campaign }: Pick<RunSeries, "campaign">): boolean {
  return campaign === undefined || (campaign.runs === 1 && campaign.shard === undefined);
}
