import { checkText } from "../scenario_check.ts";
import { checkFailure } from "./sought_failure.ts";
import type { RunFailure } from "./subject.ts";

/**
 * What a scenario that is kept as a regression is called and says: what it broke, which seed of which scenario found it, and what must hold in
 * it from now on.
 *
 * @param recovers What must hold of its recovery, as the end of a sentence that begins with `within 5000 ms` or `in time`.
 * @throws {TypeError} For what is no failure or no seed; the message names it.
 */
export function regressionWords(
  of: { readonly name: string; readonly recovery?: { readonly withinMs: number } },
  failure: RunFailure,
  seed: string,
  recovers: (when: string) => string,
): { readonly name: string; readonly description: string } {
  const action = "make a regression";
  checkText(action, "scenario.name", of.name);
  checkFailure(action, "failure", failure);
  checkText(action, "failure.message", failure.message);
  checkText(action, "seed", seed);
  const message = /[.!?]$/.test(failure.message) ? failure.message : `${failure.message}.`;
  const when = of.recovery === undefined ? "in time" : `within ${of.recovery.withinMs} ms`;
  return {
    name: `${failure.name} in ${of.name}`,
    description: `Found by a campaign over "${of.name}" with seed ${seed}: ${message} ${
      mustHold(failure, recovers(when))
    }`,
  };
}

function mustHold({ kind, name }: RunFailure, recovery: string): string {
  switch (kind) {
    case "invariant":
      return `The invariant "${name}" must hold.`;
    case "expectation":
      return `The expectation "${name}" must hold.`;
    case "recovery":
      return recovery;
    case "determinism":
      return "The same seed must give the same run.";
    default:
      return kind satisfies never;
  }
}
