import { bySeed } from "../seed.ts";
import type { CampaignFailure } from "./campaign_result.ts";

/**
 * Of the failures of a campaign those that are kept: the first of each cause, then each run for its own first one, in the order of their seeds.
 * The cause is what comes first in the capsule. Of those that are kept of the parts of a campaign, the same are kept as of the whole.
 */
export function keptFailures<Failure extends Pick<CampaignFailure, "seed" | "capsule">>(
  candidates: readonly Failure[],
  most: number,
): Failure[] {
  const sorted = candidates.toSorted((a, b) => bySeed(a.seed, b.seed));
  const causes = new Set<string>();
  const seeds = new Set<string>();
  const firsts: Failure[] = [];
  const others: Failure[] = [];
  for (const candidate of sorted) {
    const [failure] = candidate.capsule.failures;
    const cause = `${failure?.kind}:${failure?.name}`;
    if (!causes.has(cause)) firsts.push(candidate);
    else if (!seeds.has(candidate.seed)) others.push(candidate);
    causes.add(cause);
    seeds.add(candidate.seed);
  }
  const kept = new Set([...firsts, ...others].slice(0, most));
  return sorted.filter((candidate) => kept.has(candidate));
}
