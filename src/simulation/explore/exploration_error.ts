import type { ExploredFault } from "./explored_fault.ts";
import { exploredFaultText, timeText } from "./explored_fault_text.ts";
import type { ExploreFailureKind, RunAccount, StruckFault } from "./explored_run.ts";
import { allowEnvironment, asVariables } from "./replay.ts";

/** What is known of a failure. */
export interface ExplorationFinding {
  /** What the test is called, if it is. */
  readonly name: string | undefined;
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** The smallest run that fails, as far as was found. */
  readonly account: RunAccount;
  /** How many runs of the exploration there had been, with this one. */
  readonly runs: number;
  /** How many faults the run had when it was found. */
  readonly foundFaults: number;
  /** How many runs it took to make it smaller. */
  readonly shrinkRuns: number;
  /** Whether it did not fail again with the same faults. */
  readonly isFickle: boolean;
}

/**
 * A test that {@linkcode explore} has made fail: what failed, with the fewest faults that it takes, and the lines that make it fail again. Its
 * `cause` is what the test threw.
 */
export class ExplorationError extends Error {
  override readonly name = "ExplorationError";
  /** What kind of failure it is. */
  readonly kind: ExploreFailureKind;
  /** What chance was drawn from. */
  readonly seed: string;
  /** The faults that it takes. */
  readonly faults: readonly ExploredFault[];
  /** In which run it was found, from 1. */
  readonly runs: number;
  /** How many runs it took to make it smaller. */
  readonly shrinkRuns: number;
  /** When it failed, on the run's clock. */
  readonly failedAtMs: number;

  constructor(finding: ExplorationFinding) {
    const { failure, faults, endedAtMs } = finding.account;
    super(messageOf(finding), { cause: failure?.error });
    this.kind = failure?.kind ?? "threw";
    this.seed = finding.seed;
    this.faults = faults.map(({ fault }) => fault);
    this.runs = finding.runs;
    this.shrinkRuns = finding.shrinkRuns;
    this.failedAtMs = failure?.atMs ?? endedAtMs;
  }
}

const headings: Readonly<Record<ExploreFailureKind, string>> = {
  "threw": "",
  "unhandled-rejection": "Nobody handled that a promise was rejected: ",
  "real-time": "",
  "always": "",
  "never-settles": "",
  "limit": "",
  "nondeterministic": "",
};

function messageOf({ name, seed, account, runs, foundFaults, shrinkRuns, isFickle }: ExplorationFinding): string {
  const { failure, faults, log } = account;
  const kind = failure?.kind ?? "threw";
  const shrunk = foundFaults === faults.length
    ? ""
    : `, made smaller from ${foundFaults} in ${count(shrinkRuns, "run")}`;
  const list = faults.map(({ fault }) => fault);
  const replay = { seed, faults: list };
  const filter = name === undefined ? "" : ` --filter ${JSON.stringify(name)}`;
  return [
    headings[kind] + thrownText(failure?.error),
    "",
    `Found by seed ${seed}, in run ${runs}, at t=${timeText(failure?.atMs ?? 0)}; ${
      faults.length === 0 ? "it takes no fault" : `it takes ${count(faults.length, "fault")}`
    }${shrunk}${faults.length === 0 ? "." : ":"}`,
    ...faults.map((struck) => `  - ${faultText(struck)}`),
    ...(log.length === 0 ? [] : ["The newest lines of its log:", ...log.map((line) => `  ${line}`)]),
    ...(isFickle ? ["It did not fail again with the same seed and faults: the test depends on more than these."] : []),
    "Run it again:",
    `  ${asVariables(replay)} deno test ${allowEnvironment}${filter}`,
    "Keep it as a regression:",
    `  await explore(test, { replay: ${literal(replay)} });`,
  ].join("\n");
}

function faultText({ fault, atMs }: StruckFault): string {
  return exploredFaultText(fault, atMs);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Errors whose message cannot be read, and whatever else is thrown, are put into words too. */
function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `The test threw ${String(thrown)}`;
  } catch {
    return "The test threw something that cannot be read";
  }
}

/** As one writes it in a program. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, each]) => `${key}: ${literal(each)}`).join(", ")} }`;
}
