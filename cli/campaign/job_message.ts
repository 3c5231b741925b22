import type { RunOutcome } from "../../src/simulation/campaign/subject.ts";
import type { RunResult } from "../report/run_result.ts";
import type { SubjectSpec } from "./subject_of.ts";

/** What a job is told: of which subject, or which seed of it to run, and how often. */
export type JobOrder =
  | { readonly kind: "subject"; readonly spec: SubjectSpec; readonly limit: number; readonly wantsEvents: boolean }
  | { readonly kind: "seed"; readonly seed: string; readonly times: number; readonly isCompared: boolean };

/** A run as it is handed from thread to thread. */
export interface JobRun {
  readonly outcome: RunOutcome;
  /**
   * As JSON, for a text is handed over as it is. None of a run that held, is the same as its repetition and is not compared elsewhere, unless
   * somebody looks at all events: to write them down takes a good part of the time of a run.
   */
  readonly events: string;
  /** Without its events, and of an executor without what it held over time unless events are wanted. */
  readonly result: RunResult;
}

/** What a job answers: the runs of a seed, or how that failed. */
export type JobAnswer =
  | { readonly kind: "runs"; readonly runs: readonly JobRun[] }
  | { readonly kind: "fault"; readonly message: string; readonly stack: string | undefined };
