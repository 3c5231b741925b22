import type { Exploration } from "./exploration.ts";
import type { FaultRulesByName } from "./fault_odds.ts";

/** What is said of rules for names that no run has used, such as misspelt ones; `undefined` where there are none. */
export function unusedRulesText(
  rules: FaultRulesByName,
  { calls, points, runs }: Pick<Exploration, "calls" | "points" | "runs">,
): string | undefined {
  const used = [...Object.keys(calls), ...Object.keys(points)];
  const unused = Object.keys(rules).filter((name) => name !== "*" && !used.includes(name));
  if (unused.length === 0) return undefined;
  const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(", ");
  return `"faults" has rules for what was neither called nor reached in ${runs} runs: ${list(unused)}; known are ${
    used.length === 0 ? "none" : list(used.slice(0, 20))
  }`;
}
