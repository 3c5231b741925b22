import { assert, assertEquals } from "@std/assert";
import { checkScenario, type Scenario, simulate } from "@mainstay/supervisor/simulation";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import type { CampaignFailure } from "../../../src/simulation/campaign/campaign_result.ts";
import { regressionOf } from "../../../src/simulation/campaign/regression.ts";
import { type Mutant, mutants } from "../../support/mutants.ts";
import { mutantSubject } from "../../support/mutant_subject.ts";
import { noisyScenarios } from "../../support/noisy_scenarios.ts";

/** Faults planted one at a time in the supervisor. Nothing in the noisy scenarios is made for any of them. */
const planted = [
  "allows one restart more than the budget",
  "counts restarts where starts are to be counted",
  "lets a group spend more than its budget",
  "forgets the cap of the backoff",
  "jitters by more than its factor",
  "starts the backoff over in silence at every start",
  "calls a worker healthy as soon as it is ready",
  "forgets the start-up limit once it has begun",
  "overlooks that a worker was too quick",
  "cuts a pause to a half",
  "starts a child again with its group that is never to be restarted",
  "abandons in silence",
  "cuts cooldowns to a half",
  "starts the next incarnation while the last one lives",
  "tells twice that who was abandoned has ended",
  "gives up in silence",
  "stops all at once where one after the other was agreed",
  "restarts one without waiting for the others to stop",
  "charges who restarts with another",
  "stops a group and not its children",
  "goes on when a significant child has ended",
  "restarts what others depend on before they are down",
  "takes a service that is not ready yet for one that has ended",
  "asks a worker to stop twice",
];

/** The first failure that a campaign over a few seeds of the noisy scenarios finds. */
async function found({ makeGroup, invariant }: Mutant): Promise<CampaignFailure | undefined> {
  for (const scenario of noisyScenarios) {
    const { failures } = await runCampaign(mutantSubject(scenario, makeGroup), {
      runs: 4,
      failFast: true,
      keptFailures: 1,
      determinismShare: 0,
      shrinkMs: 60_000,
    });
    if (failures.some(({ minimal }) => minimal?.failures.some(({ name }) => name === invariant))) return failures[0];
  }
  return undefined;
}

for (const fault of planted) {
  Deno.test(`runCampaign() finds, shrinks and names a supervisor that ${fault}`, async () => {
    const mutant = mutants.find((each) => each.fault === fault)!;
    const failure = await found(mutant);

    const { seed, scenario, failures, shrunk } = failure!.minimal!;
    const { from, to } = shrunk!;
    assert(from.workers > 10 && from.faults > 10 && from.horizonMs >= 3_600_000, JSON.stringify(from));
    assert(to.workers <= 3 && to.faults <= 3 && to.horizonMs <= 600_000, JSON.stringify(scenario));
    const named = failures.find(({ name }) => name === mutant.invariant)!;
    const regression = regressionOf(scenario as Scenario, named, seed);
    checkScenario(regression);
    assert(JSON.stringify(regression).length < 1_000, JSON.stringify(regression));
    assertEquals((await simulate(regression, { seed, engine: "policy" })).breaches, []);
  });
}

for (const scenario of noisyScenarios) {
  Deno.test(`runCampaign() finds nothing in "${scenario.name}" with a sound supervisor`, async () => {
    const sound = mutantSubject(scenario, undefined);
    const { failures, runs } = await runCampaign(sound, { runs: 10, determinismShare: 1 });

    assertEquals([runs, failures], [10, []]);
  });
}
