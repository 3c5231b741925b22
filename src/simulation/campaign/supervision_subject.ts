import type { Cast } from "../cast.ts";
import { drawCase } from "../faults/swarm.ts";
import type { Scenario } from "../scenario.ts";
import { parseSeed } from "../seed.ts";
import { castFor } from "../services/services_cast.ts";
import { simulateCast } from "../simulate.ts";
import type { Engine, SimulationResult } from "../simulation_result.ts";
import { sizeOfScenario } from "./case_size.ts";
import { supervisionAbout } from "./supervision_about.ts";
import { supervisionOutcome } from "./run_outcome.ts";
import { simplerScenarios } from "./simpler_scenario.ts";
import type { Subject, SubjectRunOptions } from "./subject.ts";

/** How a scenario of a supervision is explored. */
export interface SupervisionSubjectOptions {
  /**
   * Who drives it.
   * @default "real"
   */
  readonly engine?: Engine;
  /**
   * Whether each seed draws its own mix of faults, counts and policies.
   * @default false
   */
  readonly swarm?: boolean;
  /** Runs a cast: for tests of the judges, with a supervisor that is at fault. */
  readonly run?: (cast: Cast, seed: string, options: SubjectRunOptions) => Promise<SimulationResult>;
}

/**
 * A scenario of a supervision as what a campaign explores.
 *
 * @throws {TypeError} For an unknown field or word in the scenario.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function supervisionSubject(
  scenario: Scenario,
  { engine = "real", swarm = false, run }: SupervisionSubjectOptions = {},
): Subject<Scenario, SimulationResult> {
  castFor(scenario, engine);
  return {
    kind: "supervision",
    engine,
    about: supervisionAbout(scenario, engine),
    draw: (seed) => drawCase(scenario, parseSeed(seed), { swarm }),
    run: async (of, seed, options) => {
      const cast = castFor(of, engine);
      const result = run === undefined
        ? await simulateCast(cast, { seed, engine, ...options })
        : await run(cast, seed, options);
      return { outcome: supervisionOutcome(result, cast), events: result.events, result };
    },
    simpler: simplerScenarios,
    size: sizeOfScenario,
    withoutNoise,
  };
}

function withoutNoise(scenario: Scenario): Scenario {
  const faults = scenario.faults?.filter(({ kind }) => kind !== "wall-clock-jump");
  return faults === undefined || faults.length === scenario.faults!.length ? scenario : { ...scenario, faults };
}
