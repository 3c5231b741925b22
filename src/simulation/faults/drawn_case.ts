import { castOf } from "../cast.ts";
import { RandomStreams } from "../random_streams.ts";
import type { Scenario } from "../scenario.ts";
import { drawFaults, type DrawOptions } from "./draw_faults.ts";
import { withDrawnCounts } from "./drawn_counts.ts";
import { withDrawnPolicies } from "./drawn_policies.ts";

/**
 * What a seed makes of a scenario: the same one with all that chance adds spelled out, which is to be run with that seed. It has no `chaos`
 * any more. All is drawn from streams of its own, so that the run itself draws what it would have drawn anyway.
 *
 * Faults are drawn by the scenario's `chaos`; in a swarm by the catalogue where it has none. In a swarm each seed has a mix of kinds of its
 * own, and draws the numbers of those that there are several of, and the policies of all, within the ranges that `chaos` gives.
 *
 * @param seed In the form that `parseSeed` gives.
 * @throws {TypeError} For a scenario that is none, as `checkScenario` does.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function drawCase(scenario: Scenario, seed: string, { swarm, engine }: DrawOptions): Scenario {
  castOf(scenario);
  const { chaos = swarm ? {} : undefined, ...rest } = scenario;
  if (chaos === undefined) return rest;
  const streams = new RandomStreams(seed);
  let drawn: Scenario = rest;
  if (swarm && chaos.count !== undefined) drawn = without(withDrawnCounts(scenario, chaos.count, streams));
  if (swarm && chaos.policies !== undefined) drawn = withDrawnPolicies(drawn, chaos.policies, streams);
  const added = drawFaults(castOf(drawn), chaos, streams, { swarm, engine });
  return added.length === 0 ? drawn : { ...drawn, faults: [...drawn.faults ?? [], ...added] };
}

function without({ chaos: _, ...scenario }: Scenario): Scenario {
  return scenario;
}
