import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { UsageError } from "../usage_error.ts";
import { expectationProblems } from "./expectation_problems.ts";
import { meaningProblem } from "./meaning_problem.ts";
import { badScenario, type ScenarioProblem } from "./scenario_problem.ts";
import { type AnySource, isExecutorScenario } from "./scenario_source.ts";

/** Parts of a scenario that nothing else in it names, so that the rest can be looked at without one that is wrong. */
const parts: readonly string[] = ["recovery", "outages", "faults", "chaos"];

/**
 * The error for a scenario that the simulation refuses: the first problem of each part that can be looked at by itself, and all bad
 * expectations.
 *
 * @param look Throws what is wrong first.
 * @param first What it threw.
 */
export async function refusal<Any extends Scenario | ExecutorScenario>(
  { word, kind, scenario }: Pick<AnySource, "word" | "kind"> & { readonly scenario: Any },
  look: (scenario: Any) => unknown,
  first: Error,
): Promise<UsageError> {
  const shown = kind === "input" ? "the standard input" : `"${word}"`;
  const problems = [
    ...otherProblems(scenario, look),
    ...await expectationProblems(scenario, isExecutorScenario(scenario)),
  ];
  const own = meaningProblem(first);
  if (own === undefined && problems.length < 2) {
    return new UsageError(`Cannot use the scenario in ${shown}: ${first.message}`, { cause: first });
  }
  const isMissing = own !== undefined && !problems.some(({ path }) => path === own.path);
  return badScenario(shown, isMissing ? [...problems, own] : problems, { cause: first });
}

/** What is wrong with all but the expectations. */
function otherProblems<Any extends Scenario | ExecutorScenario>(
  scenario: Any,
  look: (scenario: Any) => unknown,
): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  let left: Any = { ...scenario, expect: undefined };
  while (problems.length <= parts.length) {
    const problem = problemOf(() => look(left));
    if (problem === undefined) break;
    problems.push(problem);
    const part = /^\w+/.exec(problem.path)?.[0] ?? "";
    if (!parts.includes(part)) break;
    left = { ...left, [part]: undefined };
  }
  return problems;
}

function problemOf(look: () => unknown): ScenarioProblem | undefined {
  try {
    look();
    return undefined;
  } catch (thrown) {
    return meaningProblem(thrown as Error) ?? { path: "", message: (thrown as Error).message };
  }
}
