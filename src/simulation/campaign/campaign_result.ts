import type { Aggregate } from "../aggregate.ts";
import type { Unit } from "../figure_limit.ts";
import type { Capsule } from "./capsule.ts";
import type { RunVerdict } from "./subject.ts";

/** A range in which the true value lies with 95 % confidence, as far as these runs can tell. */
export interface Interval {
  /** Its lower end. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

/** What an expectation says, in a form that takes no reading. */
export interface CampaignExpectation {
  /** The expectation as the scenario states it. */
  readonly expectation: string;
  /** The figure, or what a run gives many values of, by the name that it has in outcomes. */
  readonly name: string;
  /** Whether a run gives many values of it. */
  readonly isSample: boolean;
  /** What is made of the values of all runs; none where it must hold in each of them. */
  readonly aggregate?: Aggregate;
  /** How it is compared. */
  readonly comparison: string;
  /** With what, in `unit`. */
  readonly limit: number;
  /** What it is counted in. */
  readonly unit: Unit;
  /** Whether it holds where there is no value: there is nothing that could be too slow. */
  readonly orNone: boolean;
}

/** One expectation over all runs, and what came out. */
export interface SeedsExpectation {
  /** The expectation as the scenario states it. */
  readonly expectation: string;
  /** What it says. */
  readonly about: CampaignExpectation;
  /** Whether it held: one with an aggregate over all runs together, any other one in each run. */
  readonly held: boolean;
  /** The figure that was compared, in the expectation's unit: the aggregate, or the worst of all runs; `null` where no run gives one. */
  readonly value: number | null;
  /** The same as text with its unit, for people. */
  readonly shown: string;
  /** Of a mean or a percentile: where it lies with 95 % confidence; `null` where there are too few values to say. */
  readonly interval: Interval | null;
  /** The interval as text, for people; or that there are too few values for one. */
  readonly shownInterval: string | null;
  /** In how many runs it held; of an aggregate `null`. */
  readonly heldRuns: number | null;
  /** The share of all seeds in which it holds, with 95 % confidence; of an aggregate `null`. */
  readonly heldShare: Interval | null;
  /** The seed of the worst run; of an aggregate `null`. */
  readonly worstSeed: string | null;
}

/**
 * How values are spread: counts of them in bins, each `binRatio` times as wide as the one before it, so that a percentile is right to 1 %;
 * bin 0 begins at 1. See {@linkcode binRange} and {@linkcode percentileOf}.
 */
export interface Histogram {
  /** How many values there are. */
  readonly count: number;
  /** How many of them are 0, and in no bin. */
  readonly zeros: number;
  /** Their sum. */
  readonly sum: number;
  /** The least and the greatest; `null` of none. */
  readonly min: number | null;
  /** See `min`. */
  readonly max: number | null;
  /** Each bin's number, its count, and the least and the greatest value in it, by number. */
  readonly bins: readonly (readonly [bin: number, count: number, min: number, max: number])[];
}

/** A coverage point over all runs. */
export interface CoverageCount {
  /** In how many runs it was hit. */
  readonly runs: number;
  /** How often, all runs together. */
  readonly hits: number;
  /** The first seed that hit it; `null` if none did. */
  readonly seed: string | null;
}

/** A run that failed. */
export interface CampaignFailure<Case = unknown> {
  /** Its seed. */
  readonly seed: string;
  /** The run as it was. */
  readonly capsule: Capsule<Case>;
  /** The smallest that fails in the same way; none where it was not shrunk. */
  readonly minimal?: Capsule<Case>;
}

/** A run that did not hold. */
export interface FailedSeed {
  /** Its seed. */
  readonly seed: string;
  /** What it came to. */
  readonly verdict: Exclude<RunVerdict, "held">;
}

/** What a campaign came to. It is plain data, and those of several shards can be merged. */
export interface CampaignResult<Case = unknown> {
  /** Tells a result from other files. */
  readonly mainstay: "campaign";
  /** What it was made with, by name: `mainstay`, `deno`, `v8`; as they were given. */
  readonly versions: Readonly<Record<string, string>>;
  /** The scenario's name. */
  readonly scenario: string;
  /** 16 hex digits over the scenario and how its cases are drawn: campaigns over the same have the same. */
  readonly digest: string;
  /** Whose scenario it is. */
  readonly kind: "supervision" | "executor";
  /** Who drove it. */
  readonly engine?: "real" | "policy" | "services";
  /** The seed that the campaign begins with, be it this shard's or another's. */
  readonly firstSeed: string;
  /** How many runs were asked for, all shards together; `null` where only time was limited. */
  readonly wanted: number | null;
  /** How many were finished. */
  readonly runs: number;
  /** What ended it. */
  readonly endedBy: "runs" | "time-budget" | "fail-fast" | "max-failures" | "signal";
  /** How long the horizon of each run is. */
  readonly horizonMs: number;
  /** Virtual time of all runs together. */
  readonly virtualMs: number;
  /** Events of all runs together. */
  readonly events: number;
  /** What the runs came to. */
  readonly verdicts: Readonly<Record<RunVerdict, number>>;
  /** What made runs fail, by `kind:name`, with how many runs and the first of their seeds. */
  readonly causes: Readonly<
    Record<string, { readonly name: string; readonly kind: string; readonly runs: number; readonly seed: string }>
  >;
  /** The runs that did not hold, in the order of the seeds; at most 1,000 of them. */
  readonly failed: readonly FailedSeed[];
  /** How many runs were made twice, and how many of them came out differently. */
  readonly determinism: { readonly checked: number; readonly differing: number };
  /** Coverage points: all that a run of this kind can hit. */
  readonly coverage: Readonly<Record<string, CoverageCount>>;
  /** Faults by kind: in how many runs, and how many. */
  readonly faults: Readonly<Record<string, { readonly runs: number; readonly count: number }>>;
  /** The scenario's expectations, in order. */
  readonly expectations: readonly SeedsExpectation[];
  /** What each figure, and each of the samples, is counted in, by name. */
  readonly units: Readonly<Record<string, Unit>>;
  /** One value for each run, by the figure's name, in its unit, in the order of the seeds; `null` where a run gives none, or one without end. */
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
  /** The seeds of these runs, as numbers in order. */
  readonly seeds: readonly string[];
  /** Figures of which one run gives many, pooled. */
  readonly samples: Readonly<Record<string, Histogram>>;
  /** How many values each run gave of them, and their sum, in the order of the seeds. */
  readonly sampleRuns: Readonly<Record<string, readonly (readonly [count: number, sum: number])[]>>;
  /** What was up over time: for each part of the horizon a histogram of the share (in thousandths) of all runs. */
  readonly upCurve: readonly Histogram[];
  /** How many failures were to be kept. */
  readonly keptFailures: number;
  /** The runs that failed, in the order of the seeds: the first one of each cause, then others, as many as were to be kept. */
  readonly failures: readonly CampaignFailure<Case>[];
}
