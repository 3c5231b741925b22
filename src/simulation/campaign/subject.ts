import type { CutOff } from "../engine_run.ts";
import type { Engine } from "../simulation_result.ts";
import type { CampaignAbout } from "./campaign_tally.ts";

/** What a run came to: the worst that is true of it. */
export type RunVerdict = "held" | "broken" | "not-recovered" | "missed" | "nondeterministic" | "limited";

/** What made a run fail. Shrinking keeps the name. */
export interface RunFailure {
  /** The invariant's name; `recovery` or `determinism`; or the expectation as it stands in the scenario. */
  readonly name: string;
  /** What it is a failure of. */
  readonly kind: "invariant" | "recovery" | "expectation" | "determinism";
  /** What was seen, and what should have been. */
  readonly message: string;
  /** When, on the run's clock; 0 for what has no moment. */
  readonly atMs: number;
  /** Who, if it is about one. */
  readonly worker?: string;
}

/** What is kept of a run of a campaign. It is plain data. */
export interface RunOutcome {
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** The worst that is true of it. */
  readonly verdict: RunVerdict;
  /** All that made it fail. */
  readonly failures: readonly RunFailure[];
  /** What ended it before its time. */
  readonly cutOffBy: CutOff | undefined;
  /** 16 hex digits over all events. */
  readonly hash: string;
  /** When it ended, on its clock. */
  readonly endedAtMs: number;
  /** How many events were told. */
  readonly eventCount: number;
  /** How many faults it had, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** The coverage points that it hit, each with how often. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Its figures, by the names that expectations give them; `null` where it gives none. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Figures of which one run gives many, such as how long each recovery took, by name; in milliseconds. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
  /** What was up over time: the share (0 to 1) in each of `curveBins` equal parts of the horizon. */
  readonly upCurve: readonly number[];
}

/** Into how many parts the horizon is cut for the curves of a campaign. */
export const curveBins = 120;

/** What a run told, and what is kept of it. */
export interface SubjectRun<Result> {
  /** What is kept. */
  readonly outcome: RunOutcome;
  /** All that was told, in order; each one survives `JSON.stringify`. */
  readonly events: readonly { readonly atMs: number; readonly type: string }[];
  /** The whole result, as the library's own functions give it. */
  readonly result: Result;
}

/** How one run is run. */
export interface SubjectRunOptions {
  /** The most events of the clock. */
  readonly limit: number;
  /** Cuts it off when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * What a campaign explores: a scenario of a supervision or of an executor, or somebody's own test. `Case` is what one seed comes to: plain data
 * with every fault spelled out, which with its seed gives the same run for ever.
 */
export interface Subject<Case, Result = unknown> {
  /** What it is, for whoever counts what comes out. */
  readonly about: CampaignAbout;
  /** What kind of case it is, as capsules say it. */
  readonly kind: "supervision" | "executor";
  /** Who drives it; none of an executor. */
  readonly engine?: Engine;
  /** What a seed comes to: the case as it was given, with what chance adds. */
  draw(seed: string): Case;
  /** Runs a case. The same case and seed give the same run. */
  run(of: Case, seed: string, options: SubjectRunOptions): Promise<SubjectRun<Result>>;
  /**
   * Cases that are a little simpler than this one, the greatest step first; each must be valid. Shrinking takes the first one that fails in the
   * same way, and asks again.
   *
   * @param run What this case came to, for who wants to know where the failure was; of its failures only those that are looked for.
   */
  simpler(of: Case, run: SubjectRun<Result>): Iterable<Case>;
  /** How big a case is, to say how much was taken away. */
  size(of: Case): CaseSize;
  /** The same case without what must not matter, such as jumps of the time of day; the case itself where there is none. */
  withoutNoise(of: Case): Case;
}

/** How big a case is. */
export interface CaseSize {
  /** Faults, outages and operations. */
  readonly faults: number;
  /** Workers, or loads of an executor. */
  readonly workers: number;
  /** How long it runs. */
  readonly horizonMs: number;
}
