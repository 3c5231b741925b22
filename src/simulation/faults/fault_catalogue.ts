import type { Chaos, FaultRule } from "./chaos.ts";
import { type FaultKind, faultKinds } from "./fault.ts";

/** A rule with nothing left open. */
export interface ResolvedRule extends Required<Omit<FaultRule, "workers">> {
  /** Whose faults it draws. */
  readonly kind: FaultKind;
  /** The paths of those that it can strike; all if `undefined`. */
  readonly workers: readonly string[] | undefined;
  /**
   * The fewest that a run has which has any, and how many it has on average if the rate comes to less. The catalogue's rates are made for
   * days, so that there it is 1: in a run of a minute they would hardly ever draw anything. A rate that was asked for is kept, and may come
   * to nothing.
   */
  readonly least: number;
}

/** What the catalogue says of a kind of faults. */
export interface CatalogueEntry extends Required<Omit<FaultRule, "workers">> {
  /** What happens, in a sentence. */
  readonly description: string;
}

const second = 1_000;
const minute = 60 * second;

/**
 * The kinds of faults there are, each with its standard rule. The rates are those of long-running workers on a bad day, the times those in
 * which such faults are seen: from what hardly shows to what outlasts a grace, a backoff and a cooldown.
 *
 * `minMs` and `maxMs` are how long the fault lasts; of `"cascade"` the time from one crash to the next, of `"slow-start"` and
 * `"slow-stop"` how much longer it takes, of `"wall-clock-jump"` how far the time of day jumps, forward or back. A crash takes no time.
 */
export const faultCatalogue: Readonly<Record<FaultKind, CatalogueEntry>> = {
  "crash": {
    description: "One worker that runs crashes.",
    probability: 0.9,
    perHour: 1,
    minMs: 0,
    maxMs: 0,
  },
  "crash-burst": {
    description: "Many workers that run crash at the same moment.",
    probability: 0.4,
    perHour: 0.1,
    minMs: 0,
    maxMs: 0,
  },
  "cascade": {
    description: "A worker crashes, and after it one by one those that depend on it.",
    probability: 0.4,
    perHour: 0.1,
    minMs: 10,
    maxMs: 10 * second,
  },
  "crash-in-start": {
    description: "For a while a worker crashes as soon as it has started.",
    probability: 0.4,
    perHour: 0.2,
    minMs: second,
    maxMs: 5 * minute,
  },
  "crash-in-stop": {
    description: "For a while a worker that is asked to stop throws an error of its own.",
    probability: 0.4,
    perHour: 0.2,
    minMs: second,
    maxMs: 10 * minute,
  },
  "hang": {
    description: "A worker does nothing for a while, and takes no notice of being asked to stop.",
    probability: 0.5,
    perHour: 0.2,
    minMs: second,
    maxMs: 10 * minute,
  },
  "ignored-stop": {
    description: "For a while a worker goes on with its work when it is asked to stop.",
    probability: 0.4,
    perHour: 0.2,
    minMs: second,
    maxMs: 10 * minute,
  },
  "lost-readiness": {
    description: "A worker that is ready is not for a while, though it runs.",
    probability: 0.5,
    perHour: 0.3,
    minMs: 100,
    maxMs: 5 * minute,
  },
  "slow-start": {
    description: "For a while workers take longer to be ready.",
    probability: 0.4,
    perHour: 0.2,
    minMs: 100,
    maxMs: 2 * minute,
  },
  "slow-stop": {
    description: "For a while a worker takes longer to stop.",
    probability: 0.4,
    perHour: 0.2,
    minMs: 100,
    maxMs: minute,
  },
  "flaky-calls": {
    description: "For a while calls that a worker makes fail by chance, and the first failure crashes it.",
    probability: 0.4,
    perHour: 0.1,
    minMs: 10 * second,
    maxMs: 15 * minute,
  },
  "outage": {
    description: "What several workers need is gone for a while: who runs crashes, and so does who is started.",
    probability: 0.5,
    perHour: 0.1,
    minMs: second,
    maxMs: 10 * minute,
  },
  "stall": {
    description: "The event loop does nothing for a while, and everything due comes late.",
    probability: 0.3,
    perHour: 0.2,
    minMs: 50,
    maxMs: 10 * second,
  },
  "wall-clock-jump": {
    description: "The time of day is set forward or back.",
    probability: 0.3,
    perHour: 0.1,
    minMs: second,
    maxMs: 24 * 60 * minute,
  },
  "throwing-observer": {
    description: "For a while whoever is told of events throws.",
    probability: 0.3,
    perHour: 0.1,
    minMs: second,
    maxMs: 5 * minute,
  },
};

/**
 * The rules by which the faults of a run are drawn, one for each kind that there may be, in the order of `faultKinds`. Of a rule that
 * gives one end of the time alone, the other end is the catalogue's, or the same one if that lies beyond it.
 *
 * @param swarm Whether each run has a mix of its own: then a kind is in a run as often as the catalogue says, else in each.
 * @param activeMs How long there may be faults. The catalogue's longest ones last half as long at most, so that a short run is not over
 * before they are.
 */
export function resolveRules({ faults }: Chaos, swarm: boolean, activeMs = Infinity): readonly ResolvedRule[] {
  return faultKinds.flatMap((kind): ResolvedRule[] => {
    const given = faults === undefined ? true : faults[kind];
    if (given === undefined) return [];
    const rule = given === true ? {} : given;
    const { description: _, ...standard } = faultCatalogue[kind];
    const longestMs = kind === "wall-clock-jump" ? standard.maxMs : Math.min(standard.maxMs, activeMs / 2);
    const minMs = rule.minMs ?? Math.min(standard.minMs, rule.maxMs ?? Infinity);
    return [{
      kind,
      probability: rule.probability ?? (swarm ? standard.probability : 1),
      perHour: rule.perHour ?? standard.perHour,
      minMs,
      maxMs: rule.maxMs ?? Math.max(longestMs, minMs),
      workers: rule.workers,
      least: rule.perHour === undefined ? 1 : 0,
    }];
  });
}
