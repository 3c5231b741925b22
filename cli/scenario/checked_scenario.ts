import { checkScenario } from "../../src/simulation/cast.ts";
import type { ScenarioSource } from "./scenario_source.ts";
import { type UnknownWord, UsageError } from "../usage_error.ts";

/**
 * The same source, with another duration where one was asked for, after the simulation's own look at its scenario: numbers that
 * contradict each other, workers that do not exist, expectations about nothing.
 *
 * @throws {UsageError} With what the simulation would refuse.
 */
export function checkedScenario(source: ScenarioSource, durationMs?: number): ScenarioSource {
  const scenario = durationMs === undefined ? source.scenario : { ...source.scenario, horizonMs: durationMs };
  try {
    checkScenario(scenario);
  } catch (thrown) {
    if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown;
    throw refusal(source, thrown);
  }
  return { ...source, scenario };
}

/** Says it as a problem of the schema is said, with the field in front. */
function refusal({ word, kind }: ScenarioSource, cause: Error): UsageError {
  const { message } = cause;
  const shown = kind === "input" ? "the standard input" : `"${word}"`;
  const parts = /^Cannot simulate (?:the )?scenario(?: ".*?")?: (?:in "([^"]+)": )?"([^"]+)" (.*)$/s.exec(message);
  if (parts === null) return new UsageError(`Cannot use the scenario in ${shown}: ${message}`, { cause });
  const [, above, field, rest] = parts;
  const path = above === undefined ? field : `${above}.${field}`;
  return new UsageError(`Cannot use the scenario in ${shown}: 1 problem\n  ${path}: ${rest}`, {
    cause,
    unknown: unknownWord(rest!),
  });
}

/** Of `must be one of "a", "b", received "c"` the words, so that the nearest one can be told. */
function unknownWord(text: string): UnknownWord | undefined {
  const [, known, received] = /one of (.*), received "(.*)"$/s.exec(text) ?? [];
  if (known === undefined || received === undefined) return undefined;
  // Of an expectation it is the figure's name: what stands before the comparison, and after the worker's name.
  const word = /([^\s:<>=]+)\s*[<>=]/.exec(received)?.[1] ?? received;
  return { word, known: known.split(", ").map((each) => each.replaceAll('"', "")) };
}
