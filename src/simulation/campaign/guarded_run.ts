import { guarded } from "../real_time_guard.ts";
import type { RunFailure, SubjectRun } from "./subject.ts";

/** Runs a case; that real time, chance or a timer of the platform was used in it is a failure, which names the place. */
export async function guardedRun<Result>(run: () => Promise<SubjectRun<Result>>): Promise<SubjectRun<Result>> {
  const { value, violations: [violation] } = await guarded(run);
  return violation === undefined ? value : nondeterministic(value, violation.message, 0);
}

/** The same run, which would come out otherwise another time, with the reason. */
export function nondeterministic<Result>(
  run: SubjectRun<Result>,
  message: string,
  atMs: number,
): SubjectRun<Result> {
  const { outcome } = run;
  const failure: RunFailure = { name: "determinism", kind: "determinism", message, atMs };
  const verdict = outcome.verdict === "broken" ? "broken" : "nondeterministic";
  return { ...run, outcome: { ...outcome, verdict, failures: [...outcome.failures, failure] } };
}
