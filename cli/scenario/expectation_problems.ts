import { castOf } from "../../src/simulation/cast.ts";
import { parseExpectation } from "../../src/simulation/expectation.ts";
import type { Operation, ScenarioWorker } from "../../src/simulation/scenario.ts";
import { meaningProblem } from "./meaning_problem.ts";
import type { ScenarioProblem } from "./scenario_problem.ts";

const action = "simulate the scenario";

/**
 * What is wrong with each expectation of a scenario, whatever else is wrong with that. Whom an expectation names is looked up only where the
 * names of the workers are all right.
 *
 * @param data The scenario, or what should have been one. Expectations that are no text are left out.
 */
export async function expectationProblems(data: unknown, isExecutor: boolean): Promise<ScenarioProblem[]> {
  const { expect } = fieldsOf(data);
  if (!Array.isArray(expect)) return [];
  const parse = isExecutor ? await executorParser() : supervisionParser(data);
  return expect.flatMap((text, index) => {
    if (typeof text !== "string") return [];
    try {
      parse(`expect[${index}]`, text);
      return [];
    } catch (thrown) {
      return meaningProblem(thrown as Error) ?? [];
    }
  });
}

type Parse = (field: string, text: string) => unknown;

function supervisionParser(data: unknown): Parse {
  const members = membersOf(data);
  return (field, text) => parseExpectation(action, field, text, members);
}

async function executorParser(): Promise<Parse> {
  const { parseExecutorExpectation } = await import("../../src/telemetry/simulated/executor_expectation.ts");
  return (field, text) => parseExecutorExpectation(action, field, text);
}

/** Who there is in a scenario of which only names, counts and groups are looked at; `undefined` where these are wrong. */
function membersOf(data: unknown): readonly { readonly name: string }[] | undefined {
  const { workers, operations } = fieldsOf(data);
  try {
    return castOf({
      name: "bare",
      horizonMs: 1,
      workers: bareWorkers(workers),
      operations: Array.isArray(operations) ? operations.flatMap(bareOperation) : [],
    }).members;
  } catch {
    return undefined;
  }
}

function bareWorkers(workers: unknown): ScenarioWorker[] {
  return Array.isArray(workers) ? workers.map(bareWorker) : [];
}

/** What the scenario does not have the form of is for the cast to refuse. */
function bareWorker(worker: unknown): ScenarioWorker {
  const { name, count, group } = fieldsOf(worker);
  const own = { name, count } as ScenarioWorker;
  return group === undefined ? own : { ...own, group: { workers: bareWorkers(fieldsOf(group).workers) } };
}

function bareOperation(operation: unknown): Operation[] {
  const { worker, in: group } = fieldsOf(operation);
  if (typeof worker === "string") return [];
  return [{ atMs: 0, do: "start", worker: bareWorker(worker), in: group as string | undefined }];
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? data as Readonly<Record<string, unknown>> : {};
}
