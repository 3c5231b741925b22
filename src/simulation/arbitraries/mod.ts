/**
 * Scenarios and faults for property tests: arbitraries of fast-check, which shrink to the smallest scenario that still fails.
 *
 * Of two properties that are worth having, one says that nothing breaks whatever goes wrong, the other what your own policies hold:
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { simulate } from "@mainstay/supervisor/simulation";
 * import { faultArbitrary } from "@mainstay/supervisor/simulation/arbitraries";
 *
 * const services = { name: "services", horizonMs: 600_000, workers: [{ name: "db" }, { name: "mail" }] };
 * await fc.assert(
 *   fc.asyncProperty(faultArbitrary(["db", "mail"], 60_000), async (fault) => {
 *     const { metrics } = await simulate({ ...services, faults: [fault] }, { engine: "policy" });
 *     return metrics.group.giveUps === 0;
 *   }),
 *   { numRuns: 20 },
 * );
 * ```
 *
 * @module
 */

export { faultArbitrary } from "./fault_arbitrary.ts";
export { scenarioArbitrary, type ScenarioArbitraryOptions } from "./scenario_arbitrary.ts";
