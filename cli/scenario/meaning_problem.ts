import { formatCount } from "../report/figure.ts";
import type { UnknownWord } from "../usage_error.ts";
import type { ScenarioProblem } from "./scenario_problem.ts";

const mostWords = 25;

/** What the simulation refuses, said as a problem of the schema is said, with the field in front; `undefined` where it names no field. */
export function meaningProblem({ message }: Error): ScenarioProblem | undefined {
  const parts = /^Cannot simulate (?:the )?scenario(?: ".*?")?: (?:in "([^"]+)": )?"([^"]+)" (.*)$/s.exec(message);
  if (parts === null) return undefined;
  const [, above, field = "", rest = ""] = parts;
  const unknown = unknownWord(rest);
  return { path: above === undefined ? field : `${above}.${field}`, message: shortened(rest, unknown), unknown };
}

/** The same with the first of the known words, where there are more than anybody reads. */
function shortened(text: string, unknown: UnknownWord | undefined): string {
  if (unknown === undefined || unknown.known.length <= mostWords) return text;
  const words = unknown.known.slice(0, mostWords).map((word) => `"${word}"`).join(", ");
  const count = formatCount(unknown.known.length);
  return text.replace(/one of .*(?=, received ")/s, () => `one of ${words}, … (${count} in all)`);
}

/** Of `must be one of "a", "b", received "c"` the words, so that the nearest one can be told. */
function unknownWord(text: string): UnknownWord | undefined {
  const [, known, received] = /one of (.*), received "(.*)"$/s.exec(text) ?? [];
  if (known === undefined || received === undefined) return undefined;
  // Of an expectation it is the figure's name: what stands before the comparison, and after the worker's name.
  const word = /([^\s:<>=()]+)\)*\s*[<>=]/.exec(received)?.[1] ?? received;
  return { word, known: known.split(", ").map((each) => each.replaceAll('"', "")) };
}
