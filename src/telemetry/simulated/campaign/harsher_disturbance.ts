import type { Spell } from "../../../simulation/faults/member_fault.ts";
import type { ExecutorCast } from "../executor_cast.ts";
import { isSlower } from "./slower_span.ts";

/**
 * Whether anything goes wrong with an executor that did not with another one, or its store is slower: each fault must lie within one of the same
 * kind, and strike no more of what there is; what has a moment keeps it. What would begin after the end counts for nothing.
 */
export function hasHarsherDisturbances(cast: ExecutorCast, than: ExecutorCast): boolean {
  const { executor: { storeTimeoutMs } } = than;
  return !isAmong(
    spells(cast.faults, cast),
    than.faults,
    (own, other) =>
      own.how === other.how && isWithin(own, other) && own.share <= other.share &&
      !isSlower(own.takes, other.takes, storeTimeoutMs),
  ) || !isAmong(
    spells(cast.hangs, cast),
    than.hangs,
    (own, other) =>
      isWithin(own, other) && own.share <= other.share && (other.load === undefined || own.load === other.load),
  ) || !isAmong(
    spells(cast.stalls.map(({ atMs, forMs }) => ({ fromMs: atMs, toMs: atMs + forMs })), cast),
    than.stalls.map(({ atMs, forMs }) => ({ fromMs: atMs, toMs: atMs + forMs })),
    isWithin,
  ) || !isAmong(
    inTime(cast.wallClockJumps, cast),
    than.wallClockJumps,
    (own, other) => own.atMs === other.atMs && Math.abs(own.byMs) <= Math.abs(other.byMs) && own.byMs * other.byMs >= 0,
  ) || !isAmong(
    inTime(cast.bursts, cast),
    than.bursts,
    (own, other) => own.atMs === other.atMs && own.load === other.load && own.count <= other.count,
  ) || isSlower(cast.scenario.store?.takes, than.scenario.store?.takes, storeTimeoutMs) || healsLater(cast, than) ||
    isStoppedLonger(cast, than);
}

/** Whether there are no more of them than of others, and each has its like there. */
function isAmong<Item>(own: readonly Item[], others: readonly Item[], isLike: (own: Item, other: Item) => boolean) {
  return own.length <= others.length && own.every((each) => others.some((other) => isLike(each, other)));
}

function isWithin(own: Spell, other: Spell): boolean {
  return other.fromMs <= own.fromMs && own.toMs <= other.toMs;
}

/** Up to the end of the run. */
function spells<Item extends Spell>(list: readonly Item[], { scenario: { horizonMs } }: ExecutorCast): Item[] {
  return list.filter(({ fromMs }) => fromMs <= horizonMs)
    .map((each) => ({ ...each, toMs: Math.min(each.toMs, horizonMs) }));
}

function inTime<Item extends { readonly atMs: number }>(
  list: readonly Item[],
  { scenario: { horizonMs } }: ExecutorCast,
): Item[] {
  return list.filter(({ atMs }) => atMs <= horizonMs);
}

/** Whether the healing comes at another moment, or not at all where a call may wait for it. */
function healsLater({ healedAtMs, faults, scenario }: ExecutorCast, than: ExecutorCast): boolean {
  if (healedAtMs !== Infinity) return healedAtMs !== than.healedAtMs;
  return than.healedAtMs < scenario.horizonMs && faults.some(({ how }) => how === "hangs" || how === "slow");
}

/** Whether it stops at another moment or starts again later; or runs on where it was stopped for good. */
function isStoppedLonger({ scenario }: ExecutorCast, { scenario: than }: ExecutorCast): boolean {
  const { stopAtMs, restartAtMs = Infinity, horizonMs } = scenario;
  if (stopAtMs === undefined) {
    return than.stopAtMs !== undefined && than.restartAtMs === undefined && than.stopAtMs < horizonMs;
  }
  return stopAtMs !== than.stopAtMs || Math.min(restartAtMs, horizonMs) > (than.restartAtMs ?? Infinity);
}
