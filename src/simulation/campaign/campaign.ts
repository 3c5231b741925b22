import { systemClock } from "../../drivers/clock.ts";
import { nextSeed } from "../seed.ts";
import { type CampaignOptions, resolveCampaignOptions } from "./campaign_options.ts";
import type { CampaignFailure, CampaignResult } from "./campaign_result.ts";
import { CampaignTally } from "./campaign_tally.ts";
import type { Capsule } from "./capsule.ts";
import { capsuleOf } from "./capsule_of.ts";
import { checkedTwice, isCheckedTwice } from "./checked_twice.ts";
import { keptFailures } from "./keep_failures.ts";
import { shrinkCase } from "./shrink.ts";
import type { Subject } from "./subject.ts";

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
 * @throws {TypeError} Rejects for an unknown option, or one that is of the wrong kind.
 * @throws {RangeError} Rejects for a number that its option cannot hold, or a seed that is none.
 */
export async function runCampaign<Case, Result>(
  subject: Subject<Case, Result>,
  options: CampaignOptions<Result> = {},
): Promise<CampaignResult<Case>> {
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
    const of = subject.draw(seed);
    const first = await subject.run(of, seed, { limit, signal });
    if (first.outcome.cutOffBy === "signal") {
      endedBy = "signal";
      break;
    }
    const isChecked = isCheckedTwice(index, determinismShare);
    const run = isChecked ? await checkedTwice(subject, of, seed, first, { limit, signal }) : first;
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
    const run = await subject.run(of, seed, { limit, signal });
    if (run.outcome.cutOffBy === "signal") {
      endedBy = "signal";
      results.push({ seed, capsule });
      continue;
    }
    const small = await shrinkCase(subject, of, run, { seed, failure, limitMs, clock, limit, signal });
    const shrunk = { from: subject.size(of), to: subject.size(small.of), runs: small.runs };
    const minimal = capsuleOf(subject, small.of, small.run, { failure, versions, shrunk });
    results.push({ seed, capsule, minimal });
  }
  return tally.result(endedBy, results);
}
