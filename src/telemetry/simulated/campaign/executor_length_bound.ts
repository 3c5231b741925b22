import type { RunFailure } from "../../../simulation/campaign/subject.ts";
import { parseExecutorExpectation } from "../executor_expectation.ts";
import { isOfNothing, missedExpectation } from "./executor_outcome.ts";

/** What is true of a run's end, or of a mean, and not only worse in a longer run. */
const ofLength: readonly string[] = ["stored-share", "mean-wait", "held", "spilled-left"];

/** Whether an expectation can be missed in this way only because a run is shorter, so that its length and the times of its load must stay. */
export function hangsOnLength(failure: RunFailure): boolean {
  if (failure.kind !== "expectation") return false;
  return ofLength.includes(parse(failure).figure) || hangsOnAmount(failure);
}

/** Whether an expectation can be missed in this way only because less is executed: what must come to at least so much, or to something at all. */
export function hangsOnAmount(failure: RunFailure): boolean {
  if (failure.kind !== "expectation") return false;
  const { comparison, limit } = parse(failure);
  return isOfNothing(failure) || comparison.startsWith(">") || comparison === "==" && limit !== 0;
}

function parse(failure: RunFailure) {
  return parseExecutorExpectation("shrink the scenario", "expect", missedExpectation(failure));
}
