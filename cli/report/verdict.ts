import type { ExpectationResult } from "../../src/simulation/simulation_result.ts";
import { exitCode } from "../exit_code.ts";
import type { RunResult } from "./run_result.ts";

/** What a run comes to. */
export type Verdict = "held" | "broken" | "not-recovered" | "limited" | "interrupted" | "missed";

/** A broken invariant is worse than a missing recovery, that than an unknown end, and that than a missed expectation. */
export function verdictOf({ breaches, recovery, cutOffBy, expectations }: RunResult): Verdict {
  if (breaches.length > 0) return "broken";
  if (recovery?.recovered === false) return "not-recovered";
  if (cutOffBy !== undefined) return cutOffBy === "limit" ? "limited" : "interrupted";
  return expectations.every(({ held }) => held) ? "held" : "missed";
}

/** The expectations that were missed; none of a run that was cut off, for its end might have met them. */
export function missedOf({ cutOffBy, expectations }: RunResult): readonly ExpectationResult[] {
  return cutOffBy === undefined ? expectations.filter(({ held }) => !held) : [];
}

/** The exit code that says it. */
export function verdictCode(verdict: Verdict): number {
  return verdict === "not-recovered" ? exitCode.notRecovered : exitCode[verdict];
}
