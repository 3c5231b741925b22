import type { Capsule } from "./capsule.ts";
import type { Subject, SubjectRun, SubjectRunOptions } from "./subject.ts";
import { differenceFrom, type TraceDifference } from "./trace_digest.ts";

/** What a capsule came to when it was run again. */
export interface Replay<Result> {
  /** Whether it was the same run, to its hash. */
  readonly isSame: boolean;
  /** Where it differs first; of a run that is the same nothing. */
  readonly difference: TraceDifference | undefined;
  /** The run. */
  readonly run: SubjectRun<Result>;
}

/** Runs a capsule again, and says whether the same came out, or which event differs first. */
export async function replayCapsule<Case, Result>(
  capsule: Capsule<Case>,
  subject: Pick<Subject<Case, Result>, "run">,
  options: SubjectRunOptions,
): Promise<Replay<Result>> {
  const run = await subject.run(capsule.scenario, capsule.seed, options);
  const isSame = run.outcome.hash === capsule.hash;
  const difference = isSame ? undefined : differenceFrom(capsule.trace, capsule.eventCount, run.events);
  return { isSame, difference, run };
}
