import { checkChoice } from "../../core/option_check.ts";
import { checkObject, checkText } from "../scenario_check.ts";
import type { RunFailure } from "./subject.ts";

/** What a case must fail by to have failed in the same way. */
export type SoughtFailure = Pick<RunFailure, "name" | "kind">;

const kinds = ["invariant", "recovery", "expectation", "determinism"] as const satisfies readonly RunFailure["kind"][];

/**
 * Throws unless it names a failure.
 *
 * @throws {TypeError} Names the field.
 */
export function checkFailure(action: string, field: string, failure: unknown): asserts failure is SoughtFailure {
  checkObject(action, field, failure);
  const { name, kind } = failure as Partial<SoughtFailure>;
  checkText(action, `${field}.name`, name);
  checkChoice(action, `${field}.kind`, kind, kinds);
}

/** Whether it is the failure that is looked for. */
export function isSought({ name, kind }: SoughtFailure, sought: SoughtFailure): boolean {
  return name === sought.name && kind === sought.kind;
}

/**
 * The same failure in another case: an expectation goes by the text that stands in its place, which has the names of that case's workers.
 *
 * @param of A case that fails in this way.
 * @param other The case, as it was made from that one.
 */
export function soughtIn(sought: SoughtFailure, of: unknown, other: unknown): SoughtFailure {
  if (sought.kind !== "expectation") return sought;
  const before = expectationsOf(of);
  const after = expectationsOf(other);
  if (before.length !== after.length || after.includes(sought.name)) return sought;
  return { ...sought, name: after[before.indexOf(sought.name)] ?? sought.name };
}

function expectationsOf(of: unknown): readonly string[] {
  const { expect } = of as { readonly expect?: readonly string[] };
  return expect ?? [];
}
