import fc from "fast-check";
import { checkBoolean, checkChoice, checkKeys, checkNumber } from "../../core/option_check.ts";
import type { Recovery } from "../faults/chaos.ts";
import type { Outage, Scenario } from "../scenario.ts";
import { engines } from "../simulate.ts";
import type { Engine } from "../simulation_result.ts";
import { error } from "./behaviour_arbitrary.ts";
import { faultArbitrary } from "./fault_arbitrary.ts";
import { group } from "./group_arbitrary.ts";
import { knownPaths } from "./known_paths.ts";
import { operationDrafts, operationsOf } from "./operation_arbitrary.ts";
import { servicesScenario } from "./services_scenario.ts";
import { gridMs, somewhatMs } from "./time_arbitrary.ts";

/** What there may be in a generated scenario. */
export interface ScenarioArbitraryOptions {
  /**
   * How long each one runs. Most of what happens does so in its first 10 s.
   * @default 20_000
   */
  readonly horizonMs?: number;
  /**
   * How many groups can be in each other below the root.
   * @default 2
   */
  readonly depth?: number;
  /**
   * Whether children may depend on each other.
   * @default true
   */
  readonly dependencies?: boolean;
  /**
   * Whether there may be outages.
   * @default true
   */
  readonly outages?: boolean;
  /**
   * Whether something may be done by hand, such as to stop a child or to add another.
   * @default true
   */
  readonly operations?: boolean;
  /**
   * Whether there may be faults, and a recovery from them.
   * @default true
   */
  readonly faults?: boolean;
  /**
   * Who is to run it. For `"services"` there is nothing in it that services cannot be told, also after shrinking; the others take anything.
   * @default "real"
   */
  readonly engine?: Engine;
}

const optionFields = [
  "horizonMs",
  "depth",
  "dependencies",
  "outages",
  "operations",
  "faults",
  "engine",
] as const satisfies readonly (keyof ScenarioArbitraryOptions)[];

/**
 * A valid scenario in which anything may happen, often at the same instant: groups in groups, children that depend on each other, dynamic
 * children, outages, faults, all policies. It shrinks towards one worker that nothing happens to.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example What must hold whatever happens, here our own invariants
 * ```ts
 * import fc from "fast-check";
 * import { simulate } from "@mainstay/supervisor/simulation";
 * import { scenarioArbitrary } from "@mainstay/supervisor/simulation/arbitraries";
 *
 * await fc.assert(
 *   fc.asyncProperty(scenarioArbitrary(), async (scenario) => {
 *     const { breaches } = await simulate(scenario, { engine: "policy", limit: 20_000 });
 *     return breaches.length === 0;
 *   }),
 *   { numRuns: 20 },
 * );
 * ```
 */
export function scenarioArbitrary(options: ScenarioArbitraryOptions = {}): fc.Arbitrary<Scenario> {
  const action = "make scenarios";
  checkKeys(action, "", options, optionFields);
  const {
    horizonMs = 20_000,
    depth = 2,
    dependencies = true,
    outages = true,
    operations = true,
    faults = true,
    engine = "real",
  } = options;
  checkNumber(action, "horizonMs", horizonMs, { min: 0, aboveMin: true });
  checkNumber(action, "depth", depth, { min: 0, integer: true });
  for (const [field, value] of Object.entries({ dependencies, outages, operations, faults })) {
    checkBoolean(action, field, value);
  }
  checkChoice(action, "engine", engine, engines);
  const [shallow, ...deeper] = Array.from({ length: depth + 1 }, (_, depth) => group({ depth, dependencies }));
  return fc.record(
    {
      root: fc.oneof({ withCrossShrink: true }, shallow!, ...deeper),
      ...(outages ? { outages: fc.array(outageArbitrary, { maxLength: 3 }) } : {}),
      ...(faults
        ? {
          faults: fc.array(faultArbitrary(places, horizonMs), { maxLength: 4 }),
          recovery: recoveryArbitrary(horizonMs),
        }
        : {}),
      ...(operations ? { operations: operationDrafts({ depth, dependencies }) } : {}),
      graceMs: gridMs,
      stopAtMs: gridMs,
    },
    { requiredKeys: ["root"] },
  ).map(({ root, outages, faults, operations, ...rest }): Scenario => {
    const known = knownPaths(root);
    const placed = <Struck extends object>(struck: Struck) => inPlaces(struck, known.paths);
    const scenario = {
      name: "generated",
      horizonMs,
      ...root,
      ...rest,
      ...(outages === undefined ? {} : { outages: outages.map(placed) }),
      ...(faults === undefined ? {} : { faults: faults.map(placed) }),
      ...(operations === undefined ? {} : { operations: operationsOf(operations, root, known) }),
    };
    // What fast-check makes has no prototype.
    return structuredClone(engine === "services" ? servicesScenario(scenario) : scenario);
  });
}

// Whom something strikes is drawn before it is known who there is, so that both can shrink: each number stands for a path, counted round.
const places = Array.from({ length: 12 }, (_, place) => String(place));

function inPlaces<Struck extends { readonly workers?: readonly string[] }>(
  struck: Struck,
  paths: readonly string[],
): Struck {
  if (struck.workers === undefined) return struck;
  return { ...struck, workers: [...new Set(struck.workers.map((place) => paths[Number(place) % paths.length]!))] };
}

const outageArbitrary: fc.Arbitrary<Outage> = fc.tuple(
  gridMs,
  somewhatMs,
  fc.record({ workers: fc.subarray(places, { minLength: 1, maxLength: 2 }), crashAfterMs: gridMs, error }, {
    requiredKeys: [],
  }),
).map(([fromMs, forMs, rest]) => ({ name: "outage", fromMs, toMs: fromMs + forMs, ...rest }));

/** In the first half of the run, with all of the second to come up in. */
function recoveryArbitrary(horizonMs: number): fc.Arbitrary<Recovery> {
  return gridMs.map((ms) => ({ fromMs: ms % (horizonMs / 2), withinMs: horizonMs / 2 }));
}
