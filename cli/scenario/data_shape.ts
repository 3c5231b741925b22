import { formatCount } from "../report/figure.ts";
import { pathText, type ScenarioProblem } from "./scenario_problem.ts";

/** How deep groups may be nested in a file: what reads a scenario does so group in group, and its stack has an end. */
const mostGroups = 200;
/** A group in a group is three levels of data: its fields, its list of workers, one of these. What is not a group is never ten deep. */
const mostLevels = 3 * mostGroups + 10;
/** Of some lines of YAML aliases can make more than any memory holds. */
const mostValues = 2_000_000;

/** One object or list that is being looked at, and what was seen of it. */
interface Frame {
  readonly value: object;
  readonly keys: readonly PropertyKey[];
  next: number;
}

/**
 * What stands in the way of reading plain data at all: that it holds itself, is nested too deeply, or is too much. Only a YAML alias can
 * make the first and the last.
 */
export function shapeProblem(data: unknown): ScenarioProblem | undefined {
  const around = new Set<object>();
  const frames: Frame[] = [];
  const enter = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    around.add(value);
    frames.push({ value, keys: Array.isArray(value) ? [...value.keys()] : Object.keys(value), next: 0 });
  };
  enter(data);
  for (let values = 0; frames.length > 0; values++) {
    const frame = frames.at(-1)!;
    if (frame.next === frame.keys.length) {
      around.delete(frame.value);
      frames.pop();
      continue;
    }
    const key = frame.keys[frame.next++]!;
    const inner = (frame.value as Readonly<Record<PropertyKey, unknown>>)[key];
    const problem = (message: string): ScenarioProblem => ({
      path: pathText(shortened(frames.map(({ keys, next }) => keys[next - 1]!))),
      message,
    });
    if (around.has(inner as object)) {
      return problem("this is an alias of what it stands in, so that it would never end");
    }
    if (frames.length === mostLevels) return problem(`nested too deeply: at most ${mostGroups} groups in each other`);
    if (values >= mostValues) {
      return problem(`more than ${formatCount(mostValues)} values, with what each alias stands for`);
    }
    enter(inner);
  }
  return undefined;
}

/** Of a long path its beginning and its end. */
function shortened(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return path.length <= 12 ? path : [...path.slice(0, 6), "…", ...path.slice(-3)];
}
