import type { Capsule } from "../../src/simulation/campaign/capsule.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { parseSeed } from "../../src/simulation/seed.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { readJsonFile } from "../input_file.ts";
import { scenarioOf } from "../scenario/scenario_file.ts";
import { type AnySource, isExecutorScenario } from "../scenario/scenario_source.ts";
import { formatAmount } from "../report/figure.ts";
import { UsageError } from "../usage_error.ts";
import { dataText } from "./data_text.ts";

/** A capsule of a scenario of either kind. */
export type AnyCapsule = Capsule<Scenario | ExecutorScenario>;

/**
 * Reads a capsule.
 *
 * @param args The command line as it was typed, for the message that says how to allow the reading.
 * @throws {UsageError} With every problem that the file has, one a line, each with its field.
 */
export async function readCapsule(path: string, args: readonly string[]): Promise<AnyCapsule> {
  return await capsuleOf(readJsonFile(path, args), `"${path}"`);
}

/**
 * The capsule that plain data describes.
 *
 * @param shown What the message calls the source.
 * @throws {UsageError} With every problem, one a line.
 */
export async function capsuleOf(data: unknown, shown: string): Promise<AnyCapsule> {
  const [{ capsuleSchema }, { parseParams, scenarioProblems }] = await Promise.all([
    import("./capsule_schema.ts"),
    import("../scenario/scenario_problem.ts"),
  ]);
  const parsed = capsuleSchema.safeParse(data, parseParams);
  if (!parsed.success) {
    const problems = scenarioProblems(parsed.error.issues);
    throw badCapsule(shown, problems.map(({ path, message }) => path === "" ? message : `${path}: ${message}`));
  }
  const capsule = parsed.data;
  const problems = [...seedProblems(capsule.seed)];
  const scenario = inOrderOf(capsule.scenario, await scenarioOf(capsule.scenario, `the capsule ${shown}`));
  const kind = isExecutorScenario(scenario) ? "executor" : "supervision";
  if (capsule.kind !== kind) problems.push(`kind: the scenario is one of ${kind === "executor" ? "an" : "a"} ${kind}`);
  if (kind === "supervision" && capsule.engine === undefined) {
    problems.push("engine: expected one of real, policy, services, found nothing");
  }
  if (problems.length > 0) throw badCapsule(shown, problems);
  await checkScenarioOf(scenario, capsule.engine, shown);
  // The events are compared as text: as they stand in the file, with their fields in that order.
  const { trace: { events } } = data as { readonly trace: Pick<AnyCapsule["trace"], "events"> };
  return { ...capsule, trace: { ...capsule.trace, ...(events === undefined ? {} : { events }) }, scenario };
}

function* seedProblems(seed: string): Iterable<string> {
  try {
    parseSeed(seed);
  } catch {
    yield `seed: expected a whole number or 0x-hex, found "${seed}"`;
  }
}

function badCapsule(shown: string, problems: readonly string[]): UsageError {
  return new UsageError(
    `Cannot use the capsule in ${shown}: ${formatAmount(problems.length, "problem")}${
      problems.map((each) => `\n  ${each}`).join("")
    }`,
  );
}

/** The simulation's own look at the scenario of a capsule. */
async function checkScenarioOf(
  scenario: AnyCapsule["scenario"],
  engine: AnyCapsule["engine"],
  shown: string,
): Promise<void> {
  const { checkedScenario } = await import("../scenario/checked_scenario.ts");
  try {
    await checkedScenario({ word: "capsule", kind: "file", scenario } as AnySource, { engine });
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    throw new UsageError(thrown.message.replace('the scenario in "capsule"', () => `the capsule in ${shown}`), {
      cause: thrown,
    });
  }
}

/** Whether plain data is meant to be a capsule. */
export function isCapsule(data: unknown): boolean {
  return typeof data === "object" && data !== null && (data as Record<string, unknown>).mainstay === "capsule";
}

/** Whether plain data is meant to be a scenario. */
export function isScenario(data: unknown): boolean {
  return typeof data === "object" && data !== null && Object.hasOwn(data, "horizonMs") &&
    !Object.hasOwn(data, "mainstay");
}

/** The same data with its fields in the order that they have in a file, so that it is written as it was read. */
function inOrderOf<Data>(file: unknown, data: Data): Data {
  if (typeof data !== "object" || data === null || typeof file !== "object" || file === null) return data;
  const known = data as Readonly<Record<string, unknown>>;
  const raw = file as Readonly<Record<string, unknown>>;
  if (Array.isArray(data)) return data.map((each, index) => inOrderOf(raw[index], each)) as Data;
  const names = [...Object.keys(raw).filter((name) => Object.hasOwn(known, name)), ...Object.keys(known)];
  return Object.fromEntries([...new Set(names)].map((name) => [name, inOrderOf(raw[name], known[name])])) as Data;
}

/** A capsule as its file has it. */
export function capsuleText(capsule: Capsule): string {
  const { trace: { events, ...trace }, ...rest } = capsule;
  const head = dataText({ ...rest, trace });
  if (events === undefined) return `${head}\n`;
  // One event a line: they are many, and what differs between two files is then seen.
  const lines = events.map((event) => `      ${JSON.stringify(event)}`).join(",\n");
  const [before, after] = [head.lastIndexOf("\n  }\n}"), "\n  }\n}\n"];
  return `${head.slice(0, before)},\n    "events": [\n${lines}\n    ]${after}`;
}
