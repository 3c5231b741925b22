import type { z } from "zod";
import { nearest } from "../nearest.ts";
import { type UnknownWord, UsageError } from "../usage_error.ts";

/** One thing that is wrong in a scenario file. */
export interface ScenarioProblem {
  /** Such as `workers[2].backoff.maxMs`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What the nearest valid name is looked up for, where the message does not tell it. */
  readonly unknown?: UnknownWord;
}

/**
 * The error for a scenario that cannot be used, with every problem, one a line.
 *
 * @param shown What the message calls the scenario's source.
 */
export function badScenario(shown: string, problems: readonly ScenarioProblem[], options?: ErrorOptions): UsageError {
  const [only, ...others] = problems;
  const isOne = others.length === 0;
  const lines = problems.map((each) => {
    const { path, message } = each;
    return `\n  ${path === "" ? "" : `${path}: `}${message}${isOne ? "" : hint(each)}`;
  });
  const count = isOne ? "1 problem" : `${problems.length} problems`;
  return new UsageError(`Cannot use the scenario in ${shown}: ${count}${lines.join("")}`, {
    ...options,
    // Of one problem it is said below.
    unknown: isOne ? only?.unknown : undefined,
  });
}

function hint({ unknown }: ScenarioProblem): string {
  const meant = unknown && nearest(unknown.word, unknown.known);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** How zod must be asked, so that {@linkcode scenarioProblems} finds in its issues what it needs. */
export const parseParams = {
  reportInput: true,
  // Which names an object has is known here alone; the message carries them.
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === "unrecognized_keys" ? Object.keys((issue.inst as z.ZodObject).shape).join(" ") : undefined,
};

/** All problems that zod found, each with its path, what was expected, what was found, and the nearest valid name. */
export function scenarioProblems(issues: readonly Issue[], above: Path = []): ScenarioProblem[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    switch (issue.code) {
      case "unrecognized_keys":
        return issue.keys.map((key) => unknownKey([...path, key], key, issue.message.split(" ")));
      case "invalid_value":
        return [problem(path, oneOf(issue.values), issue.input, issue.values)];
      case "invalid_union":
        return unionProblems(issue, path);
      case "invalid_type": {
        const { path: at, message } = problem(
          path,
          expectedText(issue),
          issue.input,
        );
        return [{ path: at, message: message + (issue.expected === "string" ? quotesHint(issue.input) : "") }];
      }
      default:
        return [problem(path, issue.message, issue.input)];
    }
  });
}

/** What was expected; where no schema of ours says it, zod's word is made one of ours. */
function expectedText({ expected, message }: z.core.$ZodIssueInvalidType): string {
  if (expected === "object" || expected === "record") return "an object";
  if (!message.startsWith("Invalid input")) return message;
  return expected === "tuple" || expected === "array" ? "a list" : expected === "nonoptional" ? "a value" : expected;
}

/** Where a field may have one of several forms, only the form that was begun is of interest. */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, path: Path): ScenarioProblem[] {
  if ("options" in issue && issue.discriminator !== undefined) {
    const options = issue.options as readonly string[];
    return [problem(path, oneOf(options), (issue.input as Record<string, unknown>)[issue.discriminator], options)];
  }
  const begun = issue.errors.find((issues) =>
    !issues.some(({ code, path }) => path.length === 0 && (code === "invalid_type" || code === "invalid_value"))
  );
  if (begun !== undefined) return scenarioProblems(begun, path);
  const words = issue.errors.flat().flatMap((inner) => inner.code === "invalid_value" ? inner.values : []);
  return [problem(path, issue.message, issue.input, words)];
}

function problem(path: Path, expected: string, found: unknown, words: readonly unknown[] = []): ScenarioProblem {
  const meant = typeof found === "string" ? nearest(found, words.map(String)) : undefined;
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return { path: pathText(path), message: `expected ${expected}, found ${foundText(found)}${hint}` };
}

/** YAML makes an object of text with a colon in it, unless it is quoted. */
function quotesHint(found: unknown): string {
  if (typeof found !== "object" || found === null) return "";
  const [entry, ...others] = Object.entries(found);
  if (entry === undefined || others.length > 0 || typeof entry[1] === "object") return "";
  return `; put it in quotes: ${JSON.stringify(`${entry[0]}: ${entry[1]}`)}`;
}

function unknownKey(path: Path, key: string, known: readonly string[]): ScenarioProblem {
  const meant = nearest(key, known);
  const hint = meant === undefined ? `known here: ${known.join(", ")}` : `did you mean "${meant}"?`;
  return { path: pathText(path), message: `there is no such field; ${hint}` };
}

/** A path as text, such as `workers[2].backoff.maxMs`. */
export function pathText(path: Path): string {
  return path.map((key, index) => {
    if (typeof key === "number") return `[${key}]`;
    const name = String(key);
    if (!/^[\w$-]+$|^…$/.test(name)) return `[${JSON.stringify(name)}]`;
    return index === 0 ? name : `.${name}`;
  }).join("");
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  return words.length === 1 ? words[0]! : `one of ${words.join(", ")}`;
}

function foundText(found: unknown): string {
  if (found === undefined) return "nothing";
  if (Array.isArray(found)) return found.length === 0 ? "an empty list" : "a list";
  if (found instanceof Date) return `the date ${found.toISOString()}`;
  if (typeof found === "object" && found !== null) return "an object";
  if (typeof found === "string") return JSON.stringify(found.length > 60 ? `${found.slice(0, 59)}…` : found);
  return String(found);
}
