import { shown } from "../../core/option_check.ts";
import type { CampaignResult } from "./campaign_result.ts";
import { CampaignTally, endedByOf } from "./campaign_tally.ts";
import { bySeed } from "../seed.ts";

/**
 * Takes campaigns over different seeds of one scenario together: the shards of one, or several one after the other. In whatever order they are
 * given, it comes to what one campaign over all of these seeds comes to.
 *
 * @throws {TypeError} For no campaigns, campaigns of different scenarios, engines, horizons, expectations or versions, and for a seed that is in two of
 * them. The message says what differs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeCampaigns, runCampaign, type Scenario, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = { name: "pair", horizonMs: 3_600_000, workers: [{ name: "db" }, { name: "mail" }] };
 * const shard = (index: number) =>
 *   runCampaign(supervisionSubject(scenario, { swarm: true }), { runs: 6, shard: { index, of: 2 } });
 * const whole = mergeCampaigns([await shard(1), await shard(2)]);
 * assertEquals(whole.seeds, ["1", "2", "3", "4", "5", "6"]);
 * ```
 */
export function mergeCampaigns<Case>(results: readonly CampaignResult<Case>[]): CampaignResult<Case> {
  if (!Array.isArray(results)) {
    throw new TypeError(`Cannot merge campaigns: "results" must be a list, received ${shown(results)}`);
  }
  const [first] = results as readonly CampaignResult<Case>[];
  if (first === undefined) {
    throw new TypeError('Cannot merge campaigns: "results" must hold at least one, received none');
  }
  results.forEach((result, index) => {
    if ((result as Partial<CampaignResult> | null)?.mainstay === "campaign") return;
    throw new TypeError(
      `Cannot merge campaigns: "results[${index}]" must be what a campaign came to, received ${shown(result)}`,
    );
  });
  for (const other of results) checkSame(first, other);
  checkSeeds(results);
  const { scenario, digest, kind, engine, horizonMs } = first;
  const unitsOf = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, first.units[name]!]));
  const tally = new CampaignTally<Case>({
    scenario,
    digest,
    kind,
    engine,
    horizonMs,
    expect: first.expectations.map(({ about }) => about),
    figures: unitsOf(first.figures),
    samples: unitsOf(first.samples),
    points: Object.keys(first.coverage),
  }, {
    firstSeed: results.map(({ firstSeed }) => firstSeed).sort(bySeed)[0]!,
    wanted: wantedOf(results),
    keptFailures: Math.max(...results.map(({ keptFailures }) => keptFailures)),
    versions: first.versions,
  });
  for (const result of results) tally.absorb(result);
  return tally.result(endedByOf(results));
}

/** Shards of one campaign were asked for together; campaigns with first seeds of their own were not. */
function wantedOf(results: readonly CampaignResult[]): number | null {
  const campaigns = new Map(results.map(({ firstSeed, wanted }) => [`${firstSeed} ${wanted}`, wanted]));
  let sum = 0;
  for (const wanted of campaigns.values()) {
    if (wanted === null) return null;
    sum += wanted;
  }
  return sum;
}

function checkSame(one: CampaignResult, other: CampaignResult): void {
  const facts: Readonly<Record<string, (of: CampaignResult) => unknown>> = {
    "the scenario": ({ scenario }) => scenario,
    "the versions": ({ versions }) => Object.entries(versions).sort(),
    "the kind": ({ kind }) => kind,
    "the engine": ({ engine }) => engine,
    "the horizon": ({ horizonMs }) => horizonMs,
    "the expectations": ({ expectations }) => expectations.map(({ about }) => about),
    "the figures": ({ units, figures, samples }) => [units, Object.keys(figures), Object.keys(samples)],
    "the scenario's file, or whether it is a swarm,": ({ digest }) => digest,
    "the coverage points": ({ coverage }) => Object.keys(coverage).sort(),
  };
  for (const [fact, of] of Object.entries(facts)) {
    const [a, b] = [JSON.stringify(of(one)) ?? "none", JSON.stringify(of(other)) ?? "none"];
    if (a === b) continue;
    const shown = (text: string) => text.length > 200 ? `${text.slice(0, 199)}…` : text;
    throw new TypeError(
      `Cannot merge campaigns: ${fact} must be the same in all, received ${shown(a)} and ${shown(b)}`,
    );
  }
}

function checkSeeds(results: readonly CampaignResult[]): void {
  const seen = new Set<string>();
  for (const { seeds } of results) {
    for (const seed of seeds) {
      if (seen.has(seed)) {
        throw new TypeError(`Cannot merge campaigns: no seed must be in two of them, and ${seed} is`);
      }
      seen.add(seed);
    }
  }
}
