import { ExplorationError } from "./exploration_error.ts";
import { exploredFaultText, timeText } from "./explored_fault_text.ts";
import type { RunAccount, StruckFault } from "./run_account.ts";
import { allowEnvironment, asVariables } from "./replay.ts";

/** What is known of a failure. */
export interface FoundFailure {
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

/** A failure as whoever called is told of it. */
export function explorationError(finding: FoundFailure): ExplorationError {
  const { account: { failure, faults, endedAtMs }, seed, runs, shrinkRuns } = finding;
  return new ExplorationError(messageOf(finding), {
    kind: failure?.kind ?? "threw",
    seed,
    faults: faults.map(({ fault }) => fault),
    runs,
    shrinkRuns,
    failedAtMs: failure?.atMs ?? endedAtMs,
    cause: failure?.error,
  });
}

function messageOf({ name, seed, account, runs, foundFaults, shrinkRuns, isFickle }: FoundFailure): string {
  const { failure, faults, log } = account;
  const kind = failure?.kind ?? "threw";
  const shrunk = foundFaults === faults.length
    ? ""
    : `, made smaller from ${foundFaults} in ${count(shrinkRuns, "run")}`;
  const list = faults.map(({ fault }) => fault);
  const replay = { seed, faults: list };
  const filter = name === undefined ? "" : ` --filter ${JSON.stringify(name)}`;
  return [
    (kind === "unhandled-rejection" ? "Nobody handled that a promise was rejected: " : "") + thrownText(failure?.error),
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
