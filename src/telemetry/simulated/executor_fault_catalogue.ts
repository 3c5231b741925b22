import type { Range } from "../../simulation/faults/chaos.ts";
import { type ExecutorChaos, type ExecutorFaultKind, executorFaultKinds } from "./executor_chaos.ts";

/** What the catalogue says of a kind of faults. */
export interface ExecutorCatalogueEntry {
  /** What happens, in a sentence. */
  readonly description: string;
  /** How likely a run of a swarm has faults of this kind at all. */
  readonly probability: number;
  /** How many there are in an hour, on average, in a run that has them. */
  readonly perHour: number;
  /** The shortest. */
  readonly minMs: number;
  /** The longest. */
  readonly maxMs: number;
  /** Of a burst: how many executions. */
  readonly count: Range;
}

/** A rule with nothing left open. */
export interface ResolvedExecutorRule extends Omit<ExecutorCatalogueEntry, "description"> {
  /** Whose faults it draws. */
  readonly kind: ExecutorFaultKind;
  /** The fewest that a run has which has any: 1, unless it was said how many there are in an hour, which may come to nothing. */
  readonly least: number;
}

const second = 1_000;
const minute = 60 * second;
const once = { min: 1, max: 1 };

/**
 * The kinds of faults there are around an executor, each with its standard rule: blinks as well as outages that last, so that time limits,
 * retries and the capacity all come into play.
 *
 * `minMs` and `maxMs` are how long the fault lasts; of `"wall-clock-jump"` how far the time of day jumps, forward or back; of `"stop"` how long
 * after it the executor is started again. A burst takes no time.
 */
export const executorFaultCatalogue: Readonly<Record<ExecutorFaultKind, ExecutorCatalogueEntry>> = {
  "fails": {
    description: "The store fails.",
    probability: 0.5,
    perHour: 6,
    minMs: 500,
    maxMs: 2 * minute,
    count: once,
  },
  "hangs": {
    description: "The store does not answer.",
    probability: 0.4,
    perHour: 4,
    minMs: 500,
    maxMs: minute,
    count: once,
  },
  "locks": {
    description: "The store keeps everybody waiting, and goes on then.",
    probability: 0.4,
    perHour: 4,
    minMs: 500,
    maxMs: 45 * second,
    count: once,
  },
  "slow": {
    description: "The store takes longer, some calls longer than is waited for.",
    probability: 0.4,
    perHour: 4,
    minMs: second,
    maxMs: 2 * minute,
    count: once,
  },
  "refuses-rows": {
    description: "The store refuses single records for ever.",
    probability: 0.3,
    perHour: 4,
    minMs: 500,
    maxMs: minute,
    count: once,
  },
  "stores-and-fails": {
    description: "The store writes everything, and fails all the same.",
    probability: 0.4,
    perHour: 4,
    minMs: 500,
    maxMs: minute,
    count: once,
  },
  "stall": {
    description: "The event loop does nothing for a while, and everything due comes late.",
    probability: 0.3,
    perHour: 12,
    minMs: 50,
    maxMs: 10 * second,
    count: once,
  },
  "wall-clock-jump": {
    description: "The time of day is set forward or back.",
    probability: 0.3,
    perHour: 4,
    minMs: second,
    maxMs: 24 * 60 * minute,
    count: once,
  },
  "stop": {
    description: "The executor is stopped, and started again.",
    probability: 0.3,
    perHour: 1,
    minMs: 1,
    maxMs: minute,
    count: once,
  },
  "burst": {
    description: "Many executions begin at one moment.",
    probability: 0.4,
    perHour: 6,
    minMs: 0,
    maxMs: 0,
    count: { min: 10, max: 1_000 },
  },
  "hang": {
    description: "For a while bodies that begin never end.",
    probability: 0.3,
    perHour: 4,
    minMs: second,
    maxMs: minute,
    count: once,
  },
};

/**
 * The rules by which the faults of a run are drawn, one for each kind that there may be, in the order of `executorFaultKinds`. Of a rule that
 * gives one end of the time alone, the other end is the catalogue's, or the same one if that lies beyond it. How likely a run has a kind is the
 * catalogue's in a swarm alone; otherwise each run has every kind that is not said to be less likely.
 */
export function resolveExecutorRules(
  { faults }: ExecutorChaos,
  { swarm }: { readonly swarm: boolean },
): readonly ResolvedExecutorRule[] {
  return executorFaultKinds.flatMap((kind): ResolvedExecutorRule[] => {
    const given = faults === undefined ? true : faults[kind];
    if (given === undefined) return [];
    const rule = given === true ? {} : given;
    const { description: _, ...standard } = executorFaultCatalogue[kind];
    const minMs = rule.minMs ?? Math.min(standard.minMs, rule.maxMs ?? Infinity);
    return [{
      kind,
      probability: rule.probability ?? (swarm ? standard.probability : 1),
      perHour: rule.perHour ?? standard.perHour,
      minMs,
      maxMs: rule.maxMs ?? Math.max(standard.maxMs, minMs),
      count: rule.count ?? standard.count,
      least: rule.perHour === undefined ? 1 : 0,
    }];
  });
}
