import { checkBoolean, checkChoice, checkKeys } from "../../core/option_check.ts";
import type { Cast } from "../cast.ts";
import { drawCase } from "../faults/drawn_case.ts";
import type { Scenario } from "../scenario.ts";
import { parseSeed } from "../seed.ts";
import { castFor } from "../services/services_cast.ts";
import { engines, simulateCast } from "../simulate.ts";
import type { Engine, SimulationResult } from "../simulation_result.ts";
import { sizeOfScenario } from "./case_size.ts";
import { guardedRun } from "./guarded_run.ts";
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
}

/** Runs a cast in a way of its own. */
export type RunCast = (cast: Cast, seed: string, options: SubjectRunOptions) => Promise<SimulationResult>;

/**
 * A scenario of a supervision as what a campaign explores.
 *
 * @throws {TypeError} For an unknown field or word in the scenario.
 * @throws {RangeError} For a number that its field cannot hold. Its `draw` throws it and its `run` rejects with it for a seed that is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runCampaign, type Scenario, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = { name: "pair", horizonMs: 86_400_000, workers: [{ name: "db" }, { name: "mail" }] };
 * // Each seed draws faults of its own; what must hold whatever goes wrong, holds.
 * const subject = supervisionSubject(scenario, { engine: "policy", swarm: true });
 * const { verdicts, coverage } = await runCampaign(subject, { runs: 20 });
 * assertEquals([verdicts.held, coverage["fault:crash"]!.runs > 0], [20, true]);
 * ```
 */
export function supervisionSubject(
  scenario: Scenario,
  options: SupervisionSubjectOptions = {},
): Subject<Scenario, SimulationResult> {
  const action = "explore the scenario";
  checkKeys(action, "", options, ["engine", "swarm"] satisfies (keyof SupervisionSubjectOptions)[]);
  const { engine = "real", swarm = false } = options;
  checkChoice(action, "engine", engine, engines);
  checkBoolean(action, "swarm", swarm);
  return supervisionSubjectRunBy(
    (cast, seed, given) => simulateCast(cast, { seed, engine, ...given }),
    scenario,
    options,
  );
}

/** The same, run otherwise: for tests of the judges, by a supervisor that is at fault. */
export function supervisionSubjectRunBy(
  run: RunCast,
  scenario: Scenario,
  { engine = "real", swarm = false }: SupervisionSubjectOptions = {},
): Subject<Scenario, SimulationResult> {
  castFor(scenario, engine);
  return {
    kind: "supervision",
    engine,
    about: supervisionAbout(scenario, engine, swarm),
    draw: (seed) => drawCase(scenario, parseSeed(seed), { swarm, engine }),
    run: (of, seed, options) =>
      guardedRun(async () => {
        const cast = castFor(of, engine);
        const result = await run(cast, parseSeed(seed), options);
        return { outcome: supervisionOutcome(result, cast), events: result.events, result };
      }),
    simpler: simplerScenarios,
    size: sizeOfScenario,
    withoutNoise,
  };
}

function withoutNoise(scenario: Scenario): Scenario {
  const faults = scenario.faults?.filter(({ kind }) => kind !== "wall-clock-jump");
  return faults === undefined || faults.length === scenario.faults!.length ? scenario : { ...scenario, faults };
}
