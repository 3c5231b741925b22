import { simulate } from "../../src/simulation/simulate.ts";
import { builtInScenarios } from "../scenario/built_in_scenarios.ts";

/** Whether the built-in scenario that must fail does. If it does not, no other verdict is worth anything. */
export async function canaryFails(): Promise<boolean> {
  const { expectations, breaches } = await simulate(builtInScenarios.get("canary")!);
  return breaches.length === 0 && expectations.some(({ held }) => !held);
}
