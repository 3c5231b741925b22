import chaosStore from "../../fixtures/scenarios/chaos-store.json" with { type: "json" };
import storeOutage from "../../fixtures/scenarios/store-outage.json" with { type: "json" };
import storeOutageAtStop from "../../fixtures/scenarios/store-outage-at-stop.json" with { type: "json" };
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";

// What comes from JSON has `string` where a scenario has certain words; a test holds each file against the schema.
const scenarios = [storeOutage, storeOutageAtStop, chaosStore] as readonly unknown[] as readonly ExecutorScenario[];

/** The scenarios of executors that come with the program, by name, in the order in which they are best looked at. */
export const builtInExecutorScenarios: ReadonlyMap<string, ExecutorScenario> = new Map(
  scenarios.map((scenario) => [scenario.name, scenario]),
);
