import type { CampaignSettings } from "../campaign/campaign_settings.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import type { CampaignTelling } from "./campaign_report.ts";
import { reproduction } from "./reproduction.ts";

/** Whether seeds draw faults or anything else of this scenario. */
export function draws({ scenario }: AnySource, { swarm }: Pick<CampaignSettings, "swarm">): boolean {
  return swarm || scenario.chaos !== undefined;
}

/** How the failures of a campaign over this scenario can be seen again. */
export function campaignTelling(
  source: AnySource,
  settings: Pick<SimulateSettings, "durationMs" | "limit" | "campaign">,
): CampaignTelling {
  return {
    reproduce: ({ seed, capsule: { engine, failures } }) => {
      const { campaign } = settings;
      const checkDeterminism = failures.some(({ kind }) => kind === "determinism");
      return reproduction(source, { seed, engine }, {
        ...settings,
        ...(campaign === undefined ? {} : { campaign: { ...campaign, checkDeterminism } }),
      });
    },
    saving: "--save DIR keeps it as a scenario file, and the run as a capsule for replay",
  };
}
