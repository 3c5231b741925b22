import type { CampaignAccount } from "../campaign/campaign_run.ts";
import type { CorpusEntry } from "../campaign/corpus_entry.ts";

/** What a report for CI is made of. */
export interface CampaignsTold {
  /** Each campaign, with the name of its scenario as it was given and how its failures are seen again. */
  readonly campaigns: readonly {
    readonly title: string;
    /** The scenario's file, if it is one. */
    readonly file?: string;
    readonly account: CampaignAccount;
    reproduce(failure: CampaignAccount["result"]["failures"][number]): string;
  }[];
  readonly corpus: readonly CorpusEntry[];
  /** Whether the canary failed, as it must; `undefined` where it was not run. */
  readonly canaryFailed: boolean | undefined;
}
