import type { CampaignFailure } from "./campaign_result.ts";

/** Of the failures of a campaign those that are kept: the first of each cause, then whoever comes first; in the order of their seeds. */
export function keptFailures<Failure extends Pick<CampaignFailure, "seed" | "capsule">>(
  candidates: readonly Failure[],
  most: number,
): Failure[] {
  const sorted = candidates.toSorted((a, b) => bySeed(a.seed, b.seed));
  const causes = new Set<string>();
  const firsts: Failure[] = [];
  const others: Failure[] = [];
  for (const candidate of sorted) {
    const [failure] = candidate.capsule.failures;
    const cause = `${failure?.kind}:${failure?.name}`;
    (causes.has(cause) ? others : firsts).push(candidate);
    causes.add(cause);
  }
  return [...firsts, ...others].slice(0, most).sort((a, b) => bySeed(a.seed, b.seed));
}

/** Which of two seeds comes first. */
export function bySeed(a: string, b: string): number {
  const [one, other] = [BigInt(a), BigInt(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
