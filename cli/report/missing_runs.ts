import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { formatAmount, formatCount } from "./figure.ts";

type Counted = Pick<CampaignAccount, "result" | "due" | "missingShards">;

/** How many runs were asked for and not made. */
export function missingRuns({ result: { runs }, due }: Pick<CampaignAccount, "result" | "due">): number {
  return due === null ? 0 : Math.max(0, due - runs);
}

/** Whether runs are missing though nobody asked for an early end: somebody interrupted, or a shard was left out. What they would have come to is unknown. */
export function isIncomplete(account: Counted): boolean {
  const { result: { endedBy }, missingShards } = account;
  if (missingShards !== undefined || wasCutShort(account)) return true;
  return missingRuns(account) > 0 && (endedBy === "runs" || endedBy === "signal");
}

/** What is missing, as a part of a sentence; nothing where nothing is. */
export function missingText(account: Counted): string {
  const missing = missingRuns(account);
  const asked = formatAmount(account.due ?? 0, "run");
  return [
    ...(missing === 0
      ? []
      : [`${formatCount(missing)} of the ${asked} asked for ${missing === 1 ? "was" : "were"} not made`]),
    ...(wasCutShort(account) ? ["interrupted before the time was over"] : []),
    ...(account.missingShards === undefined ? [] : [account.missingShards]),
  ].join(", ");
}

/** Where time alone was limited nobody knows how many runs an interruption has cost. */
function wasCutShort({ result: { endedBy }, due }: Pick<CampaignAccount, "result" | "due">): boolean {
  return due === null && endedBy === "signal";
}
