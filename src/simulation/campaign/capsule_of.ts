import type { Capsule, ShrinkAccount } from "./capsule.ts";
import type { RunFailure, Subject, SubjectRun } from "./subject.ts";
import { digestOf } from "./trace_digest.ts";

/** What a capsule says besides the run. */
export interface CapsuleNotes {
  /** What it is kept for: it comes first among its failures. */
  readonly failure: RunFailure;
  /** What it was made with, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What shrinking did, if it was shrunk. */
  readonly shrunk?: ShrinkAccount;
}

/** A run that failed, with all that it takes to run it again. */
export function capsuleOf<Case, Result>(
  subject: Subject<Case, Result>,
  scenario: Case,
  { outcome, events }: SubjectRun<Result>,
  { failure, versions, shrunk }: CapsuleNotes,
): Capsule<Case> {
  const { kind, engine } = subject;
  const { seed, hash, eventCount } = outcome;
  const isMeant = ({ kind, name }: RunFailure) => kind === failure.kind && name === failure.name;
  const failures = [...outcome.failures.filter(isMeant), ...outcome.failures.filter((each) => !isMeant(each))];
  const trace = digestOf(events);
  return {
    mainstay: "capsule",
    versions,
    kind,
    ...(engine === undefined ? {} : { engine }),
    seed,
    scenario,
    hash,
    eventCount,
    failures,
    trace,
    ...(shrunk === undefined ? {} : { shrunk }),
  };
}
