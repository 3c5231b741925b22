import type { BodyOutcomes } from "../executor_scenario.ts";
import type { CastLoad, ExecutorCast } from "../executor_cast.ts";
import { isLonger, isSlower } from "./slower_span.ts";

/**
 * Whether an executor has more to do than another one in any respect: a load that is denser, begins earlier or ends later, takes longer, ends
 * badly more often, or has another time limit.
 */
export function hasHarsherLoad(cast: ExecutorCast, than: ExecutorCast): boolean {
  return cast.load.some((load) => {
    const other = ofSameName(load, than);
    return other === undefined || load.fromMs < other.fromMs || untilMs(load, cast) > untilMs(other, than) ||
      isLonger(other.every, load.every) || isHarsherBody(load, other);
  });
}

/** Whether all loads and bursts of another executor are there, none of them thinner. */
export function hasWholeLoad(cast: ExecutorCast, than: ExecutorCast): boolean {
  return than.load.every((load) => {
    const own = ofSameName(load, cast);
    return own !== undefined && !isLonger(own.every, load.every);
  }) && JSON.stringify(cast.bursts) === JSON.stringify(than.bursts);
}

/** Whether the loads that are left begin and end as those of another executor. */
export function hasSameTimes(cast: ExecutorCast, than: ExecutorCast): boolean {
  return cast.scenario.horizonMs === than.scenario.horizonMs && cast.load.every((load) => {
    const other = ofSameName(load, than);
    return load.fromMs === other?.fromMs && load.toMs === other.toMs;
  });
}

function untilMs({ toMs }: CastLoad, { scenario: { horizonMs } }: ExecutorCast): number {
  return Math.min(toMs, horizonMs);
}

function ofSameName({ owner, name }: CastLoad, { load }: ExecutorCast): CastLoad | undefined {
  return load.find((each) => each.owner === owner && each.name === name);
}

function isHarsherBody({ takes, timeoutMs, outcomes, ignoresStop }: CastLoad, than: CastLoad): boolean {
  return isSlower(takes, than.takes, timeoutMs) || timeoutMs !== than.timeoutMs || ignoresStop && !than.ignoresStop ||
    badOutcomes.some((outcome) => shareOf(outcome, outcomes) > shareOf(outcome, than.outcomes));
}

const badOutcomes = ["error", "timeout", "hang"] as const satisfies readonly (keyof BodyOutcomes)[];

function shareOf(outcome: keyof BodyOutcomes, outcomes: Required<BodyOutcomes>): number {
  return outcomes[outcome] / Object.values(outcomes).reduce((sum, share) => sum + share, 0);
}
