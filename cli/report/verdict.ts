import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { exitCode } from "../exit_code.ts";

/** What a run comes to. */
export type Verdict = "held" | "broken" | "limited" | "missed";

/** A broken invariant is worse than an unknown end, and that than a missed expectation. */
export function verdictOf({ breaches, cutOffBy, expectations }: SimulationResult): Verdict {
  if (breaches.length > 0) return "broken";
  if (cutOffBy !== undefined) return "limited";
  return expectations.every(({ held }) => held) ? "held" : "missed";
}

/** The exit code that says it. */
export function verdictCode(verdict: Verdict): number {
  return exitCode[verdict];
}
