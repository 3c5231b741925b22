import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { formatAmount, formatCount } from "./figure.ts";

/** How many runs were asked for and not made. */
export function missingRuns({ result: { runs }, due }: Pick<CampaignAccount, "result" | "due">): number {
  return due === null ? 0 : Math.max(0, due - runs);
}

/** Whether runs are missing though nobody asked for an early end: somebody interrupted, or a shard was left out. What they would have come to is unknown. */
export function isIncomplete(account: Pick<CampaignAccount, "result" | "due">): boolean {
  const { endedBy } = account.result;
  return missingRuns(account) > 0 && (endedBy === "runs" || endedBy === "signal");
}

/** How many runs are missing, as a part of a sentence. */
export function missingText(account: Pick<CampaignAccount, "result" | "due">): string {
  const missing = missingRuns(account);
  const asked = formatAmount(account.due ?? 0, "run");
  return `${formatCount(missing)} of the ${asked} asked for ${missing === 1 ? "was" : "were"} not made`;
}
