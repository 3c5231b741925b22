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
  /** A text over all events, by which two runs know that they are the same; here 16 hex digits. */
  readonly hash: string;
  /** When it ended, on its clock. */
  readonly endedAtMs: number;
  /** How many events were told. */
  readonly eventCount: number;
  /** How many faults it had, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** The coverage points that it hit, each with how often. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Its figures, by the names that `about.figures` of its subject has; `null` where it gives none. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Figures of which one run gives many, such as how long each recovery took, by the names of `about.samples`; in milliseconds. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
  /** What was up over time: the share (0 to 1) in each of {@linkcode curveBins} equal parts of the horizon. Empty counts as none up. */
  readonly upCurve: readonly number[];
}

/** Into how many parts the horizon is cut for the curves of a campaign: of {@linkcode RunOutcome}'s `upCurve`. */
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
 *
 * @example Somebody's own test
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runCampaign, type Subject } from "@mainstay/supervisor/simulation";
 *
 * // Each seed is a list of amounts; the code under test loses what is above 90.
 * interface Case {
 *   readonly amounts: readonly number[];
 * }
 * const subject: Subject<Case, number> = {
 *   kind: "supervision", // capsules know two kinds alone
 *   about: {
 *     scenario: "amounts",
 *     digest: "amounts, version 1", // campaigns over the same test have the same
 *     kind: "supervision",
 *     horizonMs: 1_000,
 *     expect: [],
 *     figures: { lost: "" },
 *     samples: {},
 *     points: ["something-lost"],
 *   },
 *   draw: (seed) => ({ amounts: Array.from({ length: 5 }, (_, index) => Number(seed) * 7 * (index + 1) % 100) }),
 *   run: (of, seed) => {
 *     const lost = of.amounts.filter((amount) => amount > 90).length;
 *     const message = `${lost} lost`;
 *     return Promise.resolve({
 *       outcome: {
 *         seed,
 *         verdict: lost > 0 ? "broken" : "held",
 *         failures: lost > 0 ? [{ name: "nothing-lost", kind: "invariant", message, atMs: 0 }] : [],
 *         cutOffBy: undefined,
 *         hash: JSON.stringify(of), // a text over what happened
 *         endedAtMs: 1_000,
 *         eventCount: of.amounts.length,
 *         faults: {},
 *         coverage: { "something-lost": lost },
 *         figures: { lost },
 *         samples: {},
 *         upCurve: [],
 *       },
 *       events: of.amounts.map((amount, index) => ({ atMs: index, type: "paid", amount })),
 *       result: lost,
 *     });
 *   },
 *   simpler: ({ amounts }) => amounts.map((_, index) => ({ amounts: amounts.toSpliced(index, 1) })),
 *   size: ({ amounts }) => ({ faults: amounts.length, workers: 1, horizonMs: 1_000 }),
 *   withoutNoise: (of) => of,
 * };
 * const { failures: [failure] } = await runCampaign(subject, { runs: 50 });
 * assertEquals([failure!.capsule.scenario.amounts.length, failure!.minimal!.scenario.amounts.length], [5, 1]);
 * ```
 */
export interface Subject<Case, Result = unknown> {
  /** What it is, for whoever counts what comes out. */
  readonly about: CampaignAbout;
  /** What kind of case it is, as capsules say it; they know these two alone, and somebody's own test is one of them. */
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
