import type { DialectName } from "../../src/core/dialect.ts";
import { castFor } from "../../src/simulation/services/services_cast.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { Engine } from "../../src/simulation/simulation_result.ts";
import { underDialect } from "../../src/simulation/under_dialect.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { type AnySource, type ExecutorSource, isExecutorSource, type ScenarioSource } from "./scenario_source.ts";
import { UsageError } from "../usage_error.ts";

/** What a scenario is changed in before it is run. */
export interface ScenarioChanges {
  /** How long it runs. */
  readonly durationMs?: number;
  /** The supervisor that all of its groups are to behave like. */
  readonly dialect?: DialectName;
  /** Who is to run it, which may know less than others. @default "real" */
  readonly engine?: Engine;
}

/**
 * The same source, changed as it was asked for, after the simulation's own look at its scenario: numbers that contradict each other,
 * workers that do not exist, expectations about nothing.
 *
 * @throws {UsageError} With what the simulation would refuse: every bad expectation, and what else can be told at once.
 */
export async function checkedScenario(source: AnySource, changes: ScenarioChanges = {}): Promise<AnySource> {
  return await (isExecutorSource(source) ? checkedExecutor(source, changes) : checkedSupervision(source, changes));
}

async function checkedExecutor(
  source: ExecutorSource,
  { durationMs, dialect }: ScenarioChanges,
): Promise<ExecutorSource> {
  if (dialect !== undefined) {
    throw new UsageError(
      `Cannot use --dialect with "${source.word}": it is the scenario of an executor, which supervises nobody`,
    );
  }
  const scenario = durationMs === undefined ? source.scenario : { ...source.scenario, horizonMs: durationMs };
  const { executorCastOf } = await import("../../src/telemetry/simulated/executor_cast.ts");
  await check({ ...source, scenario }, executorCastOf);
  return { ...source, scenario };
}

async function checkedSupervision(
  source: ScenarioSource,
  { durationMs, dialect, engine = "real" }: ScenarioChanges,
): Promise<ScenarioSource> {
  const scenario = durationMs === undefined ? source.scenario : { ...source.scenario, horizonMs: durationMs };
  const cast = (each: Scenario) => castFor(each, engine);
  await check({ ...source, scenario }, cast);
  if (dialect === undefined) return { ...source, scenario };
  const under = underDialect(scenario, dialect);
  await check({ ...source, scenario: under }, cast);
  return { ...source, scenario: under, dialect };
}

async function check<Any extends Scenario | ExecutorScenario>(
  source: Pick<AnySource, "word" | "kind"> & { readonly scenario: Any },
  look: (scenario: Any) => unknown,
): Promise<void> {
  try {
    look(source.scenario);
  } catch (thrown) {
    if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown;
    const { refusal } = await import("./scenario_refusal.ts");
    throw await refusal(source, look, thrown);
  }
}
