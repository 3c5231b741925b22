import { nondeterministic } from "./guarded_run.ts";
import type { Subject, SubjectRun, SubjectRunOptions } from "./subject.ts";
import { firstDifference } from "./trace_digest.ts";

/** Whether it is one of the runs that are made twice, the first one among them: by its place among the seeds, so that all shards agree. */
export function isCheckedTwice(index: number, share: number): boolean {
  return index === 0 ? share > 0 : Math.floor(index * share) > Math.floor((index - 1) * share);
}

/** Runs a case once more, without what must not matter: what differs is a failure. The events are looked at only if the hashes differ. */
export async function checkedTwice<Case, Result>(
  subject: Subject<Case, Result>,
  of: Case,
  seed: string,
  first: SubjectRun<Result>,
  options: SubjectRunOptions,
): Promise<SubjectRun<Result>> {
  const { outcome } = first;
  const second = await subject.run(subject.withoutNoise(of), seed, options);
  if (second.outcome.cutOffBy === "signal" || second.outcome.hash === outcome.hash) return first;
  const { events } = first;
  const { index = 0, expected, got } = firstDifference(events, second.events) ?? {};
  const message = `event ${index + 1} was ${expected ?? "none"} the first time, and ${got ?? "none"} the second`;
  return nondeterministic(first, message, events[index]?.atMs ?? outcome.endedAtMs);
}
