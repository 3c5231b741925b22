import { shown } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { nextSeed } from "../seed.ts";
import { type CampaignOptions, resolveCampaignOptions } from "./campaign_options.ts";
import type { CampaignFailure, CampaignResult } from "./campaign_result.ts";
import { CampaignTally } from "./campaign_tally.ts";
import type { Capsule } from "./capsule.ts";
import { capsuleOf } from "./capsule_of.ts";
import { checkedTwice, isCheckedTwice } from "./checked_twice.ts";
import { keptFailures } from "./keep_failures.ts";
import { checkOutcome } from "./outcome_check.ts";
import { shrinkCase } from "./shrink.ts";
import { isSought } from "./sought_failure.ts";
import type { Subject } from "./subject.ts";
import { checkSubject } from "./subject_check.ts";

/** How long runs may follow each other before signals and timers get their turn. */
const turnAfterMs = 10;

/** A seed that failed, with its case. */
interface Failed<Case> {
  readonly of: Case;
  readonly seed: string;
  readonly capsule: Capsule<Case>;
}

/**
 * Runs a subject with one seed after the other, counts what comes out, and keeps what fails: as it was, and as small as it can be.
 *
 * @throws {TypeError} Rejects for an unknown option, or one that is of the wrong kind, and for a run that says what its subject does not tell of.
 * @throws {RangeError} Rejects for a number that its option cannot hold, or a seed that is none.
 * @throws {Error} Rejects when the subject throws; the message names the seed, and the cause is what it threw.
 *
 * @example From a failure to a scenario that is kept
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { regressionOf, runCampaign, type Scenario, simulate, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const shop: Scenario = {
 *   name: "shop",
 *   horizonMs: 3_600_000,
 *   workers: [{ name: "db" }, { name: "mail", budget: { intensity: 1, periodMs: 60_000 }, onExhausted: "give-up" }],
 *   chaos: { faults: { crash: { perHour: 60 } } },
 *   expect: ["give-ups == 0"],
 * };
 * const { failures: [failure] } = await runCampaign(supervisionSubject(shop, { engine: "policy" }), { runs: 20 });
 * const { seed, minimal } = failure!;
 * const regression = regressionOf(minimal!.scenario, minimal!.failures[0]!, seed);
 * assertEquals(regression.name, "give-ups == 0 in shop");
 * const { expectations } = await simulate(regression, { seed, engine: "policy" });
 * assertEquals(expectations[0]!.held, false);
 * ```
 */
export async function runCampaign<Case, Result>(
  subject: Subject<Case, Result>,
  options: CampaignOptions<Result> = {},
): Promise<CampaignResult<Case>> {
  checkSubject("run the campaign", subject);
  const resolved = resolveCampaignOptions(options);
  const { seed: firstSeed, runs, shard, failFast, maxFailures, determinismShare, limit, versions, clock } = resolved;
  const { keptFailures: most } = resolved;
  const { signal, onRun, onShrink, timeBudgetMs = Infinity } = options;
  const wanted = runs === Infinity ? null : runs;
  const tally = new CampaignTally<Case>(subject.about, { firstSeed, wanted, keptFailures: most, versions });
  const failed: Failed<Case>[] = [];
  const endsAtMs = clock.now() + timeBudgetMs;
  let failures = 0;
  let endedBy: CampaignResult["endedBy"] = "runs";
  let turnAtMs = clock.now();
  for (let index = shard.index - 1; index < runs; index += shard.of) {
    if (signal?.aborted) endedBy = "signal";
    else if (clock.now() >= endsAtMs) endedBy = "time-budget";
    else if (failFast && failures > 0) endedBy = "fail-fast";
    else if (failures >= maxFailures) endedBy = "max-failures";
    if (endedBy !== "runs") break;
    const seed = nextSeed(firstSeed, index);
    const of = await withSeed(seed, () => subject.draw(seed));
    const first = await withSeed(seed, () => subject.run(of, seed, { limit, signal }));
    if (first.outcome.cutOffBy === "signal") {
      endedBy = "signal";
      break;
    }
    checkOutcome(`count the run of seed ${seed}`, subject.about, first.outcome);
    const isChecked = isCheckedTwice(index, determinismShare);
    const run = isChecked
      ? await withSeed(seed, () => checkedTwice(subject, of, seed, first, { limit, signal }))
      : first;
    if (isChecked) tally.checked(run.outcome.failures.some(({ kind }) => kind === "determinism"));
    tally.add(run.outcome);
    if (run.outcome.failures.length > 0) {
      failures++;
      for (const failure of run.outcome.failures) {
        failed.push({ of, seed, capsule: capsuleOf(subject, of, run, { failure, versions }) });
      }
      // Of very many most are forgotten on the way.
      if (failed.length > 20 * most) failed.splice(0, Infinity, ...keptFailures(failed, most));
    }
    onRun?.(run, index);
    if (clock.now() - turnAtMs > turnAfterMs) {
      await systemClock.sleep(0);
      turnAtMs = clock.now();
    }
  }
  const chosen = keptFailures(failed, most);
  const results: CampaignFailure<Case>[] = [];
  for (const [index, { of, seed, capsule }] of chosen.entries()) {
    const failure = capsule.failures[0]!;
    if (signal?.aborted) endedBy = "signal";
    if (!resolved.shrink || signal?.aborted || failure.kind === "determinism") {
      results.push({ seed, capsule });
      continue;
    }
    onShrink?.(failure, index, chosen.length);
    const { shrinkMs: limitMs } = resolved;
    const run = await withSeed(seed, () => subject.run(of, seed, { limit, signal }));
    const isCutOff = run.outcome.cutOffBy === "signal";
    if (isCutOff) endedBy = "signal";
    // What does not fail again cannot be made smaller.
    if (isCutOff || !run.outcome.failures.some((each) => isSought(each, failure))) {
      results.push({ seed, capsule });
      continue;
    }
    const terms = { seed, failure, limitMs, clock, limit, signal };
    const small = await withSeed(seed, () => shrinkCase(subject, of, run, terms));
    const shrunk = { from: subject.size(of), to: subject.size(small.of), runs: small.runs };
    const minimal = capsuleOf(subject, small.of, small.run, { failure, versions, shrunk });
    results.push({ seed, capsule, minimal });
  }
  return tally.result(endedBy, results);
}

/** What somebody's own subject throws says nothing of the seed by itself. */
async function withSeed<T>(seed: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : `it threw ${shown(cause)}`;
    throw new Error(`Cannot run the campaign with seed ${seed}: ${reason}`, { cause });
  }
}
