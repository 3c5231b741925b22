import { ExplorationError } from "./exploration_error.ts";
import { exploredFaultText, timeText } from "./explored_fault_text.ts";
import type { ExploreOptions } from "./explore_options.ts";
import type { ExploreFailureKind, RunAccount, StruckFault } from "./run_account.ts";
import { allowEnvironment, asVariables, quoted } from "./replay.ts";
import { thrownText } from "./thrown_text.ts";

/** More faults than these are neither shown nor written into lines that one copies: no shell takes a line of any length. */
const shownFaults = 20;

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
  /** Whether the seed alone makes a run fail, because its faults were drawn from it. */
  readonly isDrawn: boolean;
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
  const { seed, account, runs, foundFaults, shrinkRuns, isFickle } = finding;
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
    ...(isFickle ? ["It did not fail again with the same seed and faults: the test depends on more than these."] : []),
    ...linesAgain(finding),
  ].join("\n");
}

/** What makes it fail again; nothing where only the long list can that whoever called has given. */
function linesAgain({ name, seed, account, isDrawn, options }: FoundFailure): string[] {
  const isLong = account.faults.length > shownFaults;
  if (isLong && !isDrawn) return [];
  const replay = isLong ? { seed } : { seed, faults: account.faults.map(({ fault }) => fault) };
  const given = (isLong ? [...ofRun, ...ofDraw] : ofRun).filter((key) => options[key] !== undefined);
  const again = { ...Object.fromEntries(given.map((key) => [key, options[key]])), replay };
  return [
    "Run it again:",
    `  ${asVariables(replay)} deno test ${allowEnvironment}${name === undefined ? "" : ` --filter ${filterOf(name)}`}`,
    "Keep it as a regression:",
    `  await explore(test, ${literal(again)});`,
  ];
}

/** A filter finds parts of a name. Between two slashes it would be a regular expression. */
function filterOf(name: string): string {
  return quoted(name.startsWith("/") && name.endsWith("/") ? name.slice(1) : name);
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
