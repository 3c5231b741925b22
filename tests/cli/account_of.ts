import type { CampaignAccount } from "../../cli/campaign/campaign_run.ts";
import { subjectOf } from "../../cli/campaign/subject_of.ts";
import { builtInScenarios } from "../../cli/scenario/built_in_scenarios.ts";
import { runCampaign } from "../../src/simulation/campaign/campaign.ts";
import type { RunFailure } from "../../src/simulation/campaign/subject.ts";

/** What a campaign of two seeds came to, of which the second one failed in the way that a test says. */
export async function accountOf({ failure }: { readonly failure?: RunFailure }): Promise<CampaignAccount> {
  const subject = await subjectOf({ scenario: builtInScenarios.get("poison-pill")!, engine: "policy", swarm: false });
  const result = await runCampaign({
    ...subject,
    run: async (of, seed, options) => {
      const run = await subject.run(of, seed, options);
      if (failure === undefined || seed !== "2") return run;
      return { ...run, outcome: { ...run.outcome, verdict: "broken", failures: [failure] } };
    },
    simpler: () => [],
  }, { runs: 2, determinismShare: 0.5 });
  return {
    result,
    files: new Map(),
    uncovered: [],
    due: 2,
    command: undefined,
    shards: [],
    missingShards: undefined,
    elapsedMs: 1_234,
  };
}
