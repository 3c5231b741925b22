import { checkKeys, checkNumber } from "../../core/option_check.ts";
import { checkMethods, resolveDriverOptions } from "../../drivers/driver_options.ts";
import type { Capsule } from "./capsule.ts";
import { checkCapsule } from "./capsule_text.ts";
import type { Subject, SubjectRun, SubjectRunOptions } from "./subject.ts";
import { differenceFrom, type TraceDifference } from "./trace_digest.ts";

/** What a capsule came to when it was run again. */
export interface Replay<Result> {
  /** Whether it was the same run, to its hash. */
  readonly isSame: boolean;
  /** Where it differs first; of a run that is the same nothing. */
  readonly difference: TraceDifference | undefined;
  /** The run. */
  readonly run: SubjectRun<Result>;
}

/**
 * Runs a capsule again, and says whether the same came out, or which event differs first.
 *
 * @throws {TypeError} Rejects for what is no capsule, no subject, and for an unknown option.
 * @throws {RangeError} Rejects for a limit that is no whole number above 0, and for a case or a seed that the subject refuses.
 *
 * @example A policy that was changed since
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replayCapsule, runCampaign, type Scenario, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = {
 *   name: "shop",
 *   horizonMs: 60_000,
 *   workers: [{ name: "mail", behaviour: { life: { kind: "fixed", ms: 5_000 } } }],
 *   expect: ["crashes == 0"],
 * };
 * const subject = supervisionSubject(scenario);
 * const { failures: [failure] } = await runCampaign(subject, { runs: 1 });
 * const { capsule } = failure!;
 * assertEquals((await replayCapsule(capsule, subject, { limit: 10_000 })).isSame, true);
 *
 * const patient = { ...capsule, scenario: { ...capsule.scenario, defaults: { backoff: { baseMs: 9_000 } } } };
 * const { isSame, difference } = await replayCapsule(patient, subject, { limit: 10_000 });
 * assertEquals([isSame, typeof difference?.index], [false, "number"]);
 * ```
 */
export async function replayCapsule<Case, Result>(
  capsule: Capsule<Case>,
  subject: Pick<Subject<Case, Result>, "run">,
  options: SubjectRunOptions,
): Promise<Replay<Result>> {
  const action = "replay the capsule";
  checkCapsule(action, capsule);
  checkMethods(action, "subject", subject, ["run"]);
  checkKeys(action, "", options, ["limit", "signal"] satisfies (keyof SubjectRunOptions)[]);
  checkNumber(action, "limit", options.limit, { min: 1, integer: true });
  resolveDriverOptions(action, { signal: options.signal });
  const run = await subject.run(capsule.scenario, capsule.seed, options);
  const isSame = run.outcome.hash === capsule.hash;
  const difference = isSame ? undefined : differenceFrom(capsule.trace, capsule.eventCount, run.events);
  return { isSame, difference, run };
}
