import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import { supervisionSubject, supervisionSubjectRunBy } from "../../../src/simulation/campaign/supervision_subject.ts";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import { servicesEngine } from "../../../src/simulation/services/services_engine.ts";
import { judge } from "../../../src/simulation/simulate.ts";
import { serviceMutants } from "../../support/service_mutants.ts";

const scenario: Scenario = {
  name: "app",
  horizonMs: 60_000,
  workers: [
    { name: "db", behaviour: { readyAfter: { kind: "fixed", ms: 300 } } },
    { name: "api", dependsOn: ["db"], behaviour: { readyAfter: { kind: "fixed", ms: 100 } } },
    { name: "jobs", group: { workers: [{ name: "mail" }, { name: "bills" }] } },
  ],
  chaos: { faults: { "lost-readiness": { probability: 1, perHour: 600 }, "crash": { probability: 1, perHour: 600 } } },
};

Deno.test("runCampaign() finds nothing in an application that is sound", async () => {
  const { verdicts, determinism } = await runCampaign(supervisionSubject(scenario, { engine: "services" }), {
    runs: 10,
    determinismShare: 1,
  });

  assertEquals([verdicts.held, determinism], [10, { checked: 10, differing: 0 }]);
});

Deno.test("runCampaign() finds a fault planted in an application, and shrinks it to the one service that shows it", async () => {
  const { makeTree } = serviceMutants.find(({ invariant }) => invariant === "readiness-true")!;
  const subject = supervisionSubjectRunBy(
    async (cast, seed, { limit }) =>
      judge(cast, await servicesEngine(cast, new RandomStreams(seed), limit, { makeTree }), "services", seed),
    scenario,
    { engine: "services" },
  );

  const { causes, failures } = await runCampaign(subject, { runs: 10, failFast: true });

  const minimal = failures[0]?.minimal?.scenario as Scenario;
  assertEquals(Object.keys(causes).length, 1);
  assertEquals([minimal.workers.length, minimal.faults?.map(({ kind }) => kind)], [1, ["lost-readiness"]]);
});
