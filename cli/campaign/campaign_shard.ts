import { bySeed } from "../../src/simulation/seed.ts";
import type { Shard } from "./shard_option.ts";

/** A part of a campaign, as it is kept beside what it came to. Plain data. */
export interface CampaignShard extends Shard {
  /** The seed that the whole campaign begins with: parts of campaigns with other first seeds are none of its parts. */
  readonly firstSeed: string;
}

const mostNamed = 8;

/** The parts that are there of campaigns that are not whole; nothing of those of which every part is there. */
export function openShards(shards: readonly CampaignShard[]): readonly CampaignShard[] {
  return [...campaignsOf(shards).values()].filter((parts) => parts.length < parts[0]!.of).flat();
}

/** Which parts are missing, as a part of a sentence; `undefined` where none is. */
export function missingShardsText(shards: readonly CampaignShard[]): string | undefined {
  const named: string[] = [];
  let count = 0;
  for (const parts of campaignsOf(shards).values()) {
    const { of } = parts[0]!;
    const there = new Set(parts.map(({ index }) => index));
    count += of - there.size;
    for (let index = 1; index <= of && named.length < mostNamed; index++) {
      if (!there.has(index)) named.push(`${index}/${of}`);
    }
  }
  if (count === 0) return undefined;
  const more = count > named.length ? ` and ${count - named.length} more` : "";
  return `${count === 1 ? "shard" : "shards"} ${named.join(", ")}${more} ${count === 1 ? "is" : "are"} missing`;
}

/** The parts by the campaign that they are of, each of them once, in whatever order they came. */
function campaignsOf(shards: readonly CampaignShard[]): ReadonlyMap<string, readonly CampaignShard[]> {
  const keyOf = ({ firstSeed, of }: CampaignShard) => `${firstSeed} ${of}`;
  const once = new Map(shards.map((shard) => [`${keyOf(shard)} ${shard.index}`, shard]));
  const sorted = [...once.values()].sort((one, other) =>
    bySeed(one.firstSeed, other.firstSeed) || one.of - other.of || one.index - other.index
  );
  return Map.groupBy(sorted, keyOf);
}
