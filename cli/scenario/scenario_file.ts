import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import type { ScenarioProblem } from "./scenario_problem.ts";
import {
  guessedFormat,
  parseScenarioText,
  scenarioExtensions,
  scenarioFormat,
  ScenarioSyntaxError,
} from "./scenario_text.ts";
import { systemReason } from "../system_reason.ts";
import { UsageError } from "../usage_error.ts";

/** The name that stands for the standard input. */
export const standardInput = "-";

/** Whether a word names a file, and not a built-in scenario: it looks like one, or there is one, as far as we may look. */
export function isScenarioFile(word: string): boolean {
  return word === standardInput || /[/\\]/.test(word) || scenarioFormat(word) !== undefined ||
    fileInfo(word) !== undefined;
}

/**
 * Reads a scenario from a file, or from the standard input.
 *
 * @param args The command line as it was typed, for the message that says how to allow the reading.
 * @throws {UsageError} With every problem of form that the file has, and every bad expectation, one a line.
 */
export async function readScenarioFile(path: string, args: readonly string[]): Promise<Scenario | ExecutorScenario> {
  const shown = path === standardInput ? "the standard input" : `"${path}"`;
  const text = path === standardInput ? await readStandardInput() : readFile(path, args);
  const format = path === standardInput ? guessedFormat(text) : scenarioFormat(path)!;
  let data: unknown;
  try {
    data = await parseScenarioText(text, format);
  } catch (thrown) {
    if (!(thrown instanceof ScenarioSyntaxError)) throw thrown;
    const place = thrown.line === undefined ? "" : ` at line ${thrown.line}, column ${thrown.column}`;
    throw new UsageError(`Cannot read ${shown} as ${format.toUpperCase()}${place}: ${thrown.message}`, {
      cause: thrown,
    });
  }
  const other = otherThan(data);
  if (other !== undefined) throw new UsageError(`Cannot use the scenario in ${shown}: it is ${other}`);
  return await scenarioOf(data, shown);
}

/**
 * The scenario that plain data describes, with every time in milliseconds.
 *
 * @param shown What the message calls the source.
 * @throws {UsageError} With every problem of form, and every bad expectation, one a line.
 */
export async function scenarioOf(data: unknown, shown: string): Promise<Scenario | ExecutorScenario> {
  const [{ scenarioSchema }, { badScenario, parseParams, scenarioProblems }, { shapeProblem }] = await Promise.all([
    import("./scenario_schema.ts"),
    import("./scenario_problem.ts"),
    import("./data_shape.ts"),
  ]);
  const unreadable = shapeProblem(data);
  if (unreadable !== undefined) throw badScenario(shown, [unreadable]);
  // The field tells the two kinds of scenarios from each other, so that problems are those of the kind that was meant.
  const isExecutor = typeof data === "object" && data !== null &&
    ["executor", "load", "store"].some((field) => Object.hasOwn(data, field));
  const refuse = async (problems: readonly ScenarioProblem[]) => {
    const { expectationProblems } = await import("./expectation_problems.ts");
    return badScenario(shown, [...problems, ...await expectationProblems(data, isExecutor)]);
  };
  if (isExecutor) {
    const { executorSchema } = await import("./executor_schema.ts");
    const parsed = executorSchema.safeParse(data, parseParams);
    if (!parsed.success) throw await refuse(scenarioProblems(parsed.error.issues));
    const { $schema: _, ...scenario } = parsed.data;
    return scenario;
  }
  const parsed = scenarioSchema.safeParse(data, parseParams);
  if (!parsed.success) throw await refuse(scenarioProblems(parsed.error.issues));
  const { $schema: _, ...scenario } = parsed.data;
  return scenario;
}

/** What else of ours the data is: two kinds of files that are easily taken for a scenario. */
function otherThan(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { mainstay } = data as Readonly<Record<string, unknown>>;
  if (mainstay === "capsule") return "a capsule, which replay runs again";
  if (mainstay === "campaign") return "the result of a campaign, which merge reads";
  return undefined;
}

function readFile(path: string, args: readonly string[]): string {
  if (fileInfo(path)?.isDirectory) throw new UsageError(`Cannot read "${path}": it is a folder`);
  if (scenarioFormat(path) === undefined) {
    throw new UsageError(`Cannot read "${path}": its name must end in one of ${scenarioExtensions.join(", ")}`);
  }
  if (!mayRead(path)) {
    const line = [programLine(permissionFlag("read", path)), ...args.map(shellWord)].join(" ");
    throw new UsageError(`Cannot read "${path}": reading files is not allowed. Allow it with:\n  ${line}`);
  }
  try {
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    throw new UsageError(`Cannot read "${path}": ${reason(thrown)}`, { cause: thrown });
  }
}

function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}

/** What there is under this path; `undefined` for nothing, and for what we may not look at. */
function fileInfo(path: string): Deno.FileInfo | undefined {
  if (path === "" || !mayRead(path)) return undefined;
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

async function readStandardInput(): Promise<string> {
  return await new Response(Deno.stdin.readable).text();
}

function reason(thrown: unknown): string {
  if (thrown instanceof Deno.errors.NotFound) return "there is no such file";
  return systemReason(thrown);
}
