import { assertEquals } from "@std/assert";
import { executorAbout } from "../../../../src/telemetry/simulated/campaign/executor_about.ts";
import { executorCoveragePoints } from "../../../../src/telemetry/simulated/campaign/executor_coverage.ts";
import { executorFigures, executorSamples } from "../../../../src/telemetry/simulated/executor_expectation.ts";
import { chaotic } from "./chaotic_scenario.ts";

Deno.test("executorAbout() says what is expected, in what unit, and whether nothing is good enough", () => {
  const { expect, ...about } = executorAbout({
    ...chaotic,
    expect: ["lost == 0", "mean(stored-share) >= 99%", "p95(wait) < 10s"],
  });
  assertEquals([about.scenario, about.kind, about.horizonMs, about.engine], [
    "chaotic",
    "executor",
    150_000,
    undefined,
  ]);
  assertEquals(expect, [
    {
      expectation: "lost == 0",
      name: "lost",
      isSample: false,
      aggregate: undefined,
      comparison: "==",
      limit: 0,
      unit: "",
      orNone: false,
    },
    {
      expectation: "mean(stored-share) >= 99%",
      name: "stored-share",
      isSample: false,
      aggregate: "mean",
      comparison: ">=",
      limit: 99,
      unit: "%",
      orNone: false,
    },
    {
      expectation: "p95(wait) < 10s",
      name: "wait",
      isSample: true,
      aggregate: "p95",
      comparison: "<",
      limit: 10_000,
      unit: "ms",
      orNone: true,
    },
  ]);
  assertEquals([Object.keys(about.figures), Object.keys(about.samples)], [[...executorFigures], [...executorSamples]]);
  assertEquals(about.points, executorCoveragePoints);
});
