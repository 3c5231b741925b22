import { figures, isSample, samples } from "../figure.ts";
import { readExpectation } from "../expectation_text.ts";

/**
 * Whether an expectation can be missed only because a run is shorter, so that its length must stay: shares and rates, and what must come to at least
 * so much. What a longer run can only make worse, such as a count or a worst time that must not be more, is missed in it all the same.
 */
export function hangsOnLength(text: string): boolean {
  const { figure, comparison, limit } = readExpectation(
    "shrink the scenario",
    "expect",
    text,
    { figures, samples },
    text,
  );
  const name = figure as keyof typeof figures | keyof typeof samples;
  if (!isSample(name) && (figures[name].unit === "%" || name === "restarts-per-hour")) return true;
  if (name === "headroom") return !comparison.startsWith(">");
  return comparison.startsWith(">") || comparison === "==" && limit !== 0;
}
