import type { DialectName } from "../../src/core/dialect.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { builtInExecutorScenarios } from "./built_in_executor_scenarios.ts";
import { builtInScenarios } from "./built_in_scenarios.ts";
import { UsageError } from "../usage_error.ts";

/** A scenario of a supervision, and the word that named it. */
export interface ScenarioSource {
  /** A built-in scenario's name, a file's path, or `-` for the standard input. */
  readonly word: string;
  readonly kind: "built-in" | "file" | "input";
  readonly scenario: Scenario;
  /** The supervisor that the scenario was put under, if it is not as it stands. */
  readonly dialect?: DialectName;
}

/** A scenario of an executor, and the word that named it. */
export interface ExecutorSource extends Omit<ScenarioSource, "scenario" | "dialect"> {
  readonly scenario: ExecutorScenario;
  readonly dialect?: undefined;
}

/** A scenario of either kind. */
export type AnySource = ScenarioSource | ExecutorSource;

/** Whether a scenario is one of an executor. */
export function isExecutorSource(source: AnySource): source is ExecutorSource {
  return isExecutorScenario(source.scenario);
}

/** Whether a scenario is one of an executor. */
export function isExecutorScenario(scenario: Scenario | ExecutorScenario): scenario is ExecutorScenario {
  return "executor" in scenario;
}

/**
 * Finds the scenario that a word names: a built-in one, or a file.
 *
 * @param args The command line as it was typed, for the message that says how to allow the reading of a file.
 * @throws {UsageError} If there is none of that name, or the file cannot be used.
 */
export async function scenarioSource(word: string, args: readonly string[]): Promise<AnySource> {
  const builtIn = builtInScenarios.get(word);
  if (builtIn !== undefined) return { word, kind: "built-in", scenario: builtIn };
  const ofExecutor = builtInExecutorScenarios.get(word);
  if (ofExecutor !== undefined) return { word, kind: "built-in", scenario: ofExecutor };
  const { isScenarioFile, readScenarioFile, standardInput } = await import("./scenario_file.ts");
  if (isScenarioFile(word)) {
    const kind = word === standardInput ? "input" : "file";
    const scenario = await readScenarioFile(word, args);
    return isExecutorScenario(scenario) ? { word, kind, scenario } : { word, kind, scenario };
  }
  throw new UsageError(
    `Cannot find the scenario "${word}": it is neither built in nor the name of a JSON, YAML or TOML file`,
    { unknown: { word, known: [...builtInScenarios.keys(), ...builtInExecutorScenarios.keys()] } },
  );
}
