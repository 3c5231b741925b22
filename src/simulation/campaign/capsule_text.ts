import { shown } from "../../core/option_check.ts";
import type { Capsule } from "./capsule.ts";

/** What stands for Infinity, as in the files of scenarios: JSON has no word for it. */
const unlimited = "unlimited";

/** Fields that hold numbers and may be without a limit; elsewhere the word is a name like others. */
const limits = /Ms$|^(?:intensity|maxCooldowns|maxChildren|capacity|retries)$/;

/**
 * A capsule as text: JSON, in which what has no limit is `"unlimited"`.
 *
 * @throws {TypeError} For what is no capsule.
 *
 * @example A failure that is kept, and run again later
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { capsuleFrom, capsuleText, replayCapsule, runCampaign, type Scenario, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = {
 *   name: "shop",
 *   horizonMs: 3_600_000,
 *   workers: [{ name: "mail" }],
 *   chaos: { faults: { crash: { perHour: 10 } } },
 *   expect: ["crashes == 0"],
 * };
 * const subject = supervisionSubject(scenario, { engine: "policy" });
 * const { failures: [failure] } = await runCampaign(subject, { runs: 5 });
 * const text = capsuleText(failure!.minimal!); // what a file would hold
 *
 * const { isSame } = await replayCapsule(capsuleFrom<Scenario>(text), subject, { limit: 1_000_000 });
 * assertEquals(isSame, true);
 * ```
 */
export function capsuleText(capsule: Capsule): string {
  checkCapsule("write the capsule", capsule);
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
  checkCapsule("read the capsule", data);
  return data as Capsule<Case>;
}

/**
 * Throws unless it is a capsule, as far as its own fields go.
 *
 * @throws {TypeError} `Cannot <action>: it is none, received …`.
 */
export function checkCapsule(action: string, data: unknown): asserts data is Capsule {
  const capsule = data as Partial<Capsule> | null;
  const isCapsule = typeof data === "object" && capsule?.mainstay === "capsule" && typeof capsule.seed === "string" &&
    typeof capsule.hash === "string" && typeof capsule.scenario === "object" && capsule.scenario !== null &&
    typeof capsule.eventCount === "number" && Array.isArray(capsule.failures) &&
    Array.isArray(capsule.trace?.hashes) && capsule.trace.every >= 1;
  if (!isCapsule) throw new TypeError(`Cannot ${action}: it is none, received ${shown(data)}`);
}
