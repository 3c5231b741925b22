import { shown } from "../../core/option_check.ts";
import type { Capsule } from "./capsule.ts";

/** What stands for Infinity, as in the files of scenarios: JSON has no word for it. */
const unlimited = "unlimited";

/** Fields that hold numbers and may be without a limit; elsewhere the word is a name like others. */
const limits = /Ms$|^(?:intensity|maxCooldowns|maxChildren|capacity|retries)$/;

/** A capsule as text: JSON, in which what has no limit is `"unlimited"`. */
export function capsuleText(capsule: Capsule): string {
  return JSON.stringify(capsule, (_field, value) => value === Infinity ? unlimited : value, 2);
}

/**
 * Reads what {@linkcode capsuleText} has written. The scenario in it is checked when it is run.
 *
 * @throws {SyntaxError} For what is no JSON.
 * @throws {TypeError} For what is no capsule.
 */
export function capsuleFrom<Case>(text: string): Capsule<Case> {
  const data: unknown = JSON.parse(
    text,
    (field, value) => value === unlimited && limits.test(field) ? Infinity : value,
  );
  const capsule = data as Partial<Capsule<Case>> | null;
  const isCapsule = typeof data === "object" && capsule?.mainstay === "capsule" && typeof capsule.seed === "string" &&
    typeof capsule.hash === "string" && typeof capsule.scenario === "object" && Array.isArray(capsule.trace?.hashes);
  if (!isCapsule) throw new TypeError(`Cannot read the capsule: it is none, received ${shown(data)}`);
  return capsule as Capsule<Case>;
}
