import type { RandomStreams } from "../random_streams.ts";
import type { ScenarioGroup, ScenarioPolicy, ScenarioWorker } from "../scenario.ts";
import { Chance } from "./chance.ts";
import type { PolicyRanges, Range } from "./chaos.ts";

/**
 * The same group with another policy for each worker, wherever it is in the tree. Each one draws from a stream of its own; of several alike
 * all get the same. What no range is given for stays, and so do the policies of groups.
 */
export function withDrawnPolicies<Group extends ScenarioGroup>(
  group: Group,
  ranges: PolicyRanges,
  streams: RandomStreams,
  path = "",
): Group {
  const workers = group.workers.map((worker): ScenarioWorker => {
    const own = `${path}/${worker.name}`;
    return worker.group === undefined
      ? { ...worker, ...drawPolicy(worker, ranges, new Chance(streams.stream(`chaos:policy:${own}`))) }
      : { ...worker, group: withDrawnPolicies(worker.group, ranges, streams, own) };
  });
  return { ...group, workers };
}

/** The fields of a policy that there are ranges for. */
function drawPolicy(policy: ScenarioPolicy, ranges: PolicyRanges, chance: Chance): ScenarioPolicy {
  const time = (range: Range | undefined) => range && chance.magnitude(range.min, range.max);
  const whole = (range: Range | undefined) => range && chance.whole(range.min, range.max);
  const word = <Word>(words: readonly Word[] | undefined) => words && chance.oneOf(words);
  const budget = given({ intensity: whole(ranges.intensity), periodMs: time(ranges.periodMs) });
  const backoff = given({
    baseMs: time(ranges.baseMs),
    multiplier: ranges.multiplier && factorOf(ranges.multiplier, chance),
    maxMs: time(ranges.maxMs),
    jitter: word(ranges.jitter),
  });
  return {
    ...(isEmpty(budget) ? {} : { budget: { ...policy.budget, ...budget } }),
    ...(isEmpty(backoff) ? {} : { backoff: mergedBackoff(policy.backoff, backoff) }),
    ...given({
      onExhausted: word(ranges.onExhausted),
      cooldownMs: time(ranges.cooldownMs),
      maxCooldowns: whole(ranges.maxCooldowns),
      graceMs: time(ranges.graceMs),
      healthyAfterMs: time(ranges.healthyAfterMs),
    }),
  };
}

type BackoffFields = NonNullable<ScenarioPolicy["backoff"]>;

/** A jitter that is not proportional takes no factor. */
function mergedBackoff(own: BackoffFields = {}, drawn: BackoffFields): BackoffFields {
  const { jitterFactor, ...rest } = { ...own, ...drawn };
  if (jitterFactor === undefined || (drawn.jitter ?? "proportional") !== "proportional") return rest;
  return { ...rest, jitterFactor };
}

/** In hundredths, where there are any between the two. */
function factorOf({ min, max }: Range, chance: Chance): number {
  return Math.min(max, Math.max(min, Math.round((min + chance.share() * (max - min)) * 100) / 100));
}

function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}
