import { bySeed } from "../seed.ts";
import type { CampaignFailure } from "./campaign_result.ts";

/**
 * Of the failures of a campaign those that are kept: the first of each cause, then whoever comes first, once each; in the order of their seeds.
 * The cause is what comes first in the capsule.
 */
export function keptFailures<Failure extends Pick<CampaignFailure, "seed" | "capsule">>(
  candidates: readonly Failure[],
  most: number,
): Failure[] {
  const sorted = candidates.toSorted((a, b) => bySeed(a.seed, b.seed));
  const causes = new Set<string>();
  const firsts: Failure[] = [];
  const others = new Map<string, Failure>();
  for (const candidate of sorted) {
    const [failure] = candidate.capsule.failures;
    const cause = `${failure?.kind}:${failure?.name}`;
    if (!causes.has(cause)) firsts.push(candidate);
    else if (!others.has(candidate.seed)) others.set(candidate.seed, candidate);
    causes.add(cause);
  }
  for (const { seed } of firsts) others.delete(seed);
  return [...firsts, ...others.values()].slice(0, most).sort((a, b) => bySeed(a.seed, b.seed));
}
