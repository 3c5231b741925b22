import type { DialectName } from "../../src/core/dialect.ts";
import { castFor } from "../../src/simulation/services/services_cast.ts";
import type { Engine } from "../../src/simulation/simulation_result.ts";
import { formatCount } from "../report/figure.ts";
import { underDialect } from "../../src/simulation/under_dialect.ts";
import { type AnySource, type ExecutorSource, isExecutorSource, type ScenarioSource } from "./scenario_source.ts";
import { type UnknownWord, UsageError } from "../usage_error.ts";

const mostWords = 25;

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
 * @throws {UsageError} With what the simulation would refuse.
 */
export async function checkedScenario(source: AnySource, changes: ScenarioChanges = {}): Promise<AnySource> {
  return isExecutorSource(source) ? await checkedExecutor(source, changes) : checkedSupervision(source, changes);
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
  check(source, () => executorCastOf(scenario));
  return { ...source, scenario };
}

function checkedSupervision(
  source: ScenarioSource,
  { durationMs, dialect, engine = "real" }: ScenarioChanges,
): ScenarioSource {
  const scenario = durationMs === undefined ? source.scenario : { ...source.scenario, horizonMs: durationMs };
  check(source, () => castFor(scenario, engine));
  if (dialect === undefined) return { ...source, scenario };
  const under = underDialect(scenario, dialect);
  check(source, () => castFor(under, engine));
  return { ...source, scenario: under, dialect };
}

function check(source: AnySource, look: () => unknown): void {
  try {
    look();
  } catch (thrown) {
    if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown;
    throw refusal(source, thrown);
  }
}

/** Says it as a problem of the schema is said, with the field in front. */
function refusal({ word, kind }: AnySource, cause: Error): UsageError {
  const { message } = cause;
  const shown = kind === "input" ? "the standard input" : `"${word}"`;
  const parts = /^Cannot simulate (?:the )?scenario(?: ".*?")?: (?:in "([^"]+)": )?"([^"]+)" (.*)$/s.exec(message);
  if (parts === null) return new UsageError(`Cannot use the scenario in ${shown}: ${message}`, { cause });
  const [, above, field, rest] = parts;
  const path = above === undefined ? field : `${above}.${field}`;
  const unknown = unknownWord(rest!);
  return new UsageError(`Cannot use the scenario in ${shown}: 1 problem\n  ${path}: ${shortened(rest!, unknown)}`, {
    cause,
    unknown,
  });
}

/** The same with the first of the known words, where there are more than anybody reads. */
function shortened(text: string, unknown: UnknownWord | undefined): string {
  if (unknown === undefined || unknown.known.length <= mostWords) return text;
  const words = unknown.known.slice(0, mostWords).map((word) => `"${word}"`).join(", ");
  const count = formatCount(unknown.known.length);
  return text.replace(/one of .*(?=, received ")/s, () => `one of ${words}, … (${count} in all)`);
}

/** Of `must be one of "a", "b", received "c"` the words, so that the nearest one can be told. */
function unknownWord(text: string): UnknownWord | undefined {
  const [, known, received] = /one of (.*), received "(.*)"$/s.exec(text) ?? [];
  if (known === undefined || received === undefined) return undefined;
  // Of an expectation it is the figure's name: what stands before the comparison, and after the worker's name.
  const word = /([^\s:<>=()]+)\)*\s*[<>=]/.exec(received)?.[1] ?? received;
  return { word, known: known.split(", ").map((each) => each.replaceAll('"', "")) };
}
