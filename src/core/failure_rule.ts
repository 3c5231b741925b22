import type { Failure } from "./failure.ts";
import { shown } from "./option_check.ts";

/**
 * Which failures a rule is about: an error's name (compared exactly with the error's `name` and with its class's name), an
 * error class (its subclasses match too), or a predicate over the thrown value.
 */
// deno-lint-ignore no-explicit-any -- an error class may ask for any arguments
export type FailureRule = string | (abstract new (...args: any[]) => Error) | ((thrown: unknown) => boolean);

/** The rules as a list, once checked; no list for no rule. */
export type FailureRules = readonly FailureRule[];

/**
 * The option's value as a list of rules.
 *
 * @throws {TypeError} For a rule that is no text, class or function, or an empty name.
 */
export function resolveFailureRules(action: string, field: string, value: FailureRule | FailureRules): FailureRules {
  const rules = Array.isArray(value) ? value : [value];
  for (const rule of rules) {
    if (typeof rule === "function" || (typeof rule === "string" && rule !== "")) continue;
    throw new TypeError(
      `Cannot ${action}: "${field}" must hold error names, error classes or predicates, received ${shown(rule)}`,
    );
  }
  return Object.freeze([...rules]);
}

/**
 * Whether one of the rules is about this failure. A rule that throws (a predicate, or a class's own `instanceof`) is not, and `report` is
 * told what it threw.
 */
export function failureMatches(rules: FailureRules, failure: Failure, report: (thrown: unknown) => void): boolean {
  for (const rule of rules) {
    if (typeof rule === "string") {
      if (rule === failure.name || rule === className(failure.thrown)) return true;
    } else {
      try {
        if (holds(rule, failure.thrown)) return true;
      } catch (thrown) {
        report(thrown);
      }
    }
  }
  return false;
}

function isErrorClass(rule: Exclude<FailureRule, string>): rule is abstract new () => Error {
  return rule === Error || rule.prototype instanceof Error;
}

function holds(rule: Exclude<FailureRule, string>, thrown: unknown): boolean {
  if (isErrorClass(rule)) return thrown instanceof rule;
  const answer: unknown = (rule as (thrown: unknown) => unknown)(thrown);
  if (typeof answer === "boolean") return answer;
  throw new TypeError(`A predicate must answer true or false at once, and answered ${shown(answer)}`);
}

function className(thrown: unknown): string | undefined {
  try {
    const name = (thrown as { constructor?: { name?: unknown } } | null | undefined)?.constructor?.name;
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
