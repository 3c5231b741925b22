import type fc from "fast-check";
import { executorScenarioArbitrary } from "../../src/telemetry/simulated/arbitraries.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";

/** Any scenario of an executor that ends soon. */
export const anyExecutorScenario: fc.Arbitrary<ExecutorScenario> = executorScenarioArbitrary();
