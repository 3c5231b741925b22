import type { Call } from "../command.ts";
import { countOf, timeOf } from "../option_value.ts";
import { UsageError } from "../usage_error.ts";
import { type Shard, shardOf } from "./shard_option.ts";

/** What a campaign runs, unless it is told how many. */
export const usualRuns = 100;

/** What the options of a campaign say. */
export interface CampaignSettings {
  /** How many runs, those of all shards together; `undefined` where only time is limited. */
  readonly runs: number | undefined;
  /** How long runs may be begun, all scenarios together. */
  readonly timeBudgetMs: number | undefined;
  /** Whether each seed draws its own mix of faults, workers and policies. */
  readonly swarm: boolean;
  /** Whether only what must always hold is judged, with no limit on faults. */
  readonly safetyOnly: boolean;
  readonly failFast: boolean;
  readonly maxFailures: number | undefined;
  /** How long one failure may be shrunk; `undefined` is the library's default. */
  readonly shrinkMs: number | undefined;
  readonly shrink: boolean;
  /** Whether every run is made twice, instead of a share of them. */
  readonly checkDeterminism: boolean;
  /** The coverage points that must be hit. */
  readonly requireCoverage: "all" | readonly string[];
  readonly jobs: number;
  readonly shard: Shard | undefined;
  /** The folder that failures are kept in. */
  readonly save: string | undefined;
  /** The folder of the capsules that are run first. */
  readonly corpus: string | undefined;
  /** The file that the result is written to. */
  readonly out: string | undefined;
  readonly junit: string | undefined;
  readonly github: boolean;
}

/** Options that ask for many runs, and so do without `--runs`. */
const exploring = [
  "time-budget",
  "swarm",
  "safety-only",
  "fail-fast",
  "max-failures",
  "shrink-time",
  "no-shrink",
  "check-determinism",
  "require-coverage",
  "jobs",
  "shard",
] as const;
/** Options that say what becomes of it, of one run as of many. */
const keeping = ["save", "corpus", "out", "junit", "github"] as const;

/**
 * Reads the options that make a campaign of it.
 *
 * @return Nothing where there is none of them.
 * @throws {UsageError} For a value that its option cannot have, and for options that contradict each other.
 */
export function campaignSettings({ values, flags }: Pick<Call, "values" | "flags">): CampaignSettings | undefined {
  const isGiven = (option: string) => values[option] !== undefined || flags.has(option);
  if (isGiven("shrink-time") && flags.has("no-shrink")) {
    throw new UsageError("Cannot use --shrink-time and --no-shrink together");
  }
  const explores = exploring.some(isGiven);
  const runs = countOf("runs", values.runs, 1);
  if (!explores && runs === undefined && !keeping.some(isGiven)) return undefined;
  const timeBudgetMs = timeOf("time-budget", values["time-budget"]);
  return {
    runs: runs ?? (timeBudgetMs !== undefined ? undefined : explores ? usualRuns : 1),
    timeBudgetMs,
    swarm: flags.has("swarm"),
    safetyOnly: flags.has("safety-only"),
    failFast: flags.has("fail-fast"),
    maxFailures: countOf("max-failures", values["max-failures"], 1),
    shrinkMs: timeOf("shrink-time", values["shrink-time"]),
    shrink: !flags.has("no-shrink"),
    checkDeterminism: flags.has("check-determinism"),
    requireCoverage: coverageOf(values["require-coverage"]),
    jobs: countOf("jobs", values.jobs, 1, 256) ?? 1,
    shard: shardOf(values.shard),
    save: values.save,
    corpus: values.corpus,
    out: values.out,
    junit: values.junit,
    github: flags.has("github"),
  };
}

/** The points of `--require-coverage`, which are judged when all is over: only then is known which ones there are. */
export function coverageOf(text: string | undefined): "all" | readonly string[] {
  if (text === undefined) return [];
  if (text === "all") return "all";
  const points = text.split(",").map((point) => point.trim());
  if (points.every((point) => point !== "")) return [...new Set(points)];
  throw new UsageError(`Cannot use --require-coverage "${text}": expected names with commas between them, or all`);
}
