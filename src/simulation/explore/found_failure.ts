import { ExplorationError } from "./exploration_error.ts";
import { exploredFaultText, timeText } from "./explored_fault_text.ts";
import type { ExploreOptions } from "./explore_options.ts";
import type { ExploreFailureKind, RunAccount, StruckFault } from "./run_account.ts";
import type { ExploredFault } from "./explored_fault.ts";
import { asVariables } from "./replay.ts";
import { thrownText } from "./thrown_text.ts";

/** More faults than these are neither shown nor written into lines that one copies: no shell takes a line of any length. */
const shownFaults = 20;

/** What is known of a failure. */
export interface FoundFailure {
  /** The command that runs the test; `undefined` where nobody knows it. */
  readonly command: string | undefined;
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
  /** Whether the seed alone makes a run fail, because its faults were drawn from it. */
  readonly isDrawn: boolean;
  /** Faults that the run was to have, and that did not happen. */
  readonly idleFaults: readonly ExploredFault[];
  /** How the test was explored. */
  readonly options: ExploreOptions;
}

/** What a run depends on beside its seed and its faults; and what else where the faults are drawn. */
const ofRun = ["horizonMs", "limit", "healAtMs", "guard"] as const satisfies (keyof ExploreOptions)[];
const ofDraw = ["faults", "stalls", "wallClockJumps", "swarm"] as const satisfies (keyof ExploreOptions)[];

/** What is said before the error itself, where the error alone does not tell. */
const prefixes: Partial<Record<ExploreFailureKind, string>> = {
  "unhandled-rejection": "Nobody handled that a promise was rejected: ",
  "uncaught-error": "Nobody caught what a listener or a microtask threw: ",
};

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

function messageOf(finding: FoundFailure): string {
  const { seed, account, runs, foundFaults, shrinkRuns, isFickle, idleFaults } = finding;
  const { failure, faults, log } = account;
  const kind = failure?.kind ?? "threw";
  const shrunk = foundFaults === faults.length
    ? ""
    : `, made smaller from ${foundFaults} in ${count(shrinkRuns, "run")}`;
  const hidden = faults.length - shownFaults;
  return [
    (prefixes[kind] ?? "") + thrownText(failure?.error),
    "",
    `Found by seed ${seed}, in run ${runs}, at t=${timeText(failure?.atMs ?? 0)}; ${
      faults.length === 0 ? "it takes no fault" : `it takes ${count(faults.length, "fault")}`
    }${shrunk}${faults.length === 0 ? "." : ":"}`,
    ...faults.slice(0, shownFaults).map((struck) => `  - ${faultText(struck)}`),
    ...(hidden > 0 ? [`  - and ${count(hidden, "fault")} more`] : []),
    ...(log.length === 0 ? [] : ["The newest lines of its log:", ...log.map((line) => `  ${line}`)]),
    ...(idleFaults.length === 0 ? [] : [
      "Not all that it was to be run with has happened, for it failed before that, or has changed since:",
      ...idleFaults.slice(0, shownFaults).map((fault) => `  - ${exploredFaultText(fault)}`),
    ]),
    ...(mayKeepState(finding)
      ? ["The runs before it held: unless it draws from `random`, the test may keep state from one run to the next."]
      : []),
    ...(isFickle ? ["It did not fail again with the same seed and faults: the test depends on more than these."] : []),
    ...linesAgain(finding),
  ].join("\n");
}

/** Whether nothing that is drawn tells it from runs that held. */
function mayKeepState({ account: { faults, failure }, runs, isFickle }: FoundFailure): boolean {
  return faults.length === 0 && runs > 1 && !isFickle && failure?.kind !== "nondeterministic";
}

/** What makes it fail again; nothing where only the long list can that whoever called has given. */
function linesAgain({ command, seed, account, isDrawn, options }: FoundFailure): string[] {
  const isLong = account.faults.length > shownFaults;
  if (isLong && !isDrawn) return [];
  const replay = isLong ? { seed } : { seed, faults: account.faults.map(({ fault }) => fault) };
  const given = (isLong ? [...ofRun, ...ofDraw] : ofRun).filter((key) => options[key] !== undefined);
  const again = { ...Object.fromEntries(given.map((key) => [key, options[key]])), replay };
  return [
    "Run it again with this before the command that ran it:",
    `  ${asVariables(replay)}`,
    ...(command === undefined ? [] : ["such as:", `  ${asVariables(replay)} ${command}`]),
    "Keep it as a regression:",
    `  await explore(test, ${literal(again)});`,
  ];
}

function faultText({ fault, atMs }: StruckFault): string {
  return exploredFaultText(fault, atMs);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** As one writes it in a program. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return entries.length === 0
    ? "{}"
    : `{ ${entries.map(([key, each]) => `${keyOf(key)}: ${literal(each)}`).join(", ")} }`;
}

function keyOf(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}
