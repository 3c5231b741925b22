import type { DialectName } from "../../src/core/dialect.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { builtInScenarios } from "./built_in_scenarios.ts";
import { UsageError } from "../usage_error.ts";

/** A scenario, and the word that named it. */
export interface ScenarioSource {
  /** A built-in scenario's name, a file's path, or `-` for the standard input. */
  readonly word: string;
  readonly kind: "built-in" | "file" | "input";
  readonly scenario: Scenario;
  /** The supervisor that the scenario was put under, if it is not as it stands. */
  readonly dialect?: DialectName;
}

/**
 * Finds the scenario that a word names: a built-in one, or a file.
 *
 * @param args The command line as it was typed, for the message that says how to allow the reading of a file.
 * @throws {UsageError} If there is none of that name, or the file cannot be used.
 */
export async function scenarioSource(word: string, args: readonly string[]): Promise<ScenarioSource> {
  const builtIn = builtInScenarios.get(word);
  if (builtIn !== undefined) return { word, kind: "built-in", scenario: builtIn };
  const { isScenarioFile, readScenarioFile, standardInput } = await import("./scenario_file.ts");
  if (isScenarioFile(word)) {
    return { word, kind: word === standardInput ? "input" : "file", scenario: await readScenarioFile(word, args) };
  }
  throw new UsageError(
    `Cannot find the scenario "${word}": it is neither built in nor the name of a JSON, YAML or TOML file`,
    { unknown: { word, known: [...builtInScenarios.keys()] } },
  );
}
