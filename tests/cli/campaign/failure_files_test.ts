import { assertEquals } from "@std/assert";
import { scenarioOfFailure } from "../../../cli/campaign/failure_files.ts";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import { executorSubject } from "../../../src/telemetry/simulated/mod.ts";

Deno.test("scenarioOfFailure() names and describes a scenario of an executor too", async () => {
  const scenario = {
    name: "orders",
    horizonMs: 10_000,
    executor: { capacity: 5 },
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 50 } }],
    store: { faults: [{ name: "disk", fromMs: 1_000, toMs: 9_000, how: "fails" }] },
    expect: ["lost == 0"],
  } as const;
  const { failures: [failure] } = await runCampaign(executorSubject(scenario), {
    runs: 1,
    shrink: false,
    determinismShare: 0,
  });

  const { name, description, horizonMs } = scenarioOfFailure(failure!);
  assertEquals([name, description, horizonMs], [
    "lost == 0 in orders",
    'Found by a campaign over "orders" with seed 1: lost == 0, but it is 177. The expectation "lost == 0" must hold.',
    10_000,
  ]);
});
