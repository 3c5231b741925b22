import type { Range } from "../../simulation/faults/chaos.ts";

/**
 * Everything that a campaign may draw for an executor: the faults of a store (see `StoreFaultKind`), and
 *
 * - `"stall"`: the event loop does nothing for a while.
 * - `"wall-clock-jump"`: the time of day is set.
 * - `"stop"`: the executor is stopped and started again, once, unless the scenario stops it anyway.
 * - `"burst"`: many executions begin at one moment.
 * - `"hang"`: for a while bodies that begin never end.
 */
export const executorFaultKinds = [
  "fails",
  "hangs",
  "locks",
  "slow",
  "refuses-rows",
  "stores-and-fails",
  "stall",
  "wall-clock-jump",
  "stop",
  "burst",
  "hang",
] as const;

/** What goes wrong around an executor. */
export type ExecutorFaultKind = typeof executorFaultKinds[number];

/** How faults of one kind are drawn. What is left out is as the catalogue has it. */
export interface ExecutorFaultRule {
  /** How likely a run has faults of this kind at all, from 0 to 1; 1 unless given, in a swarm as the catalogue has it. */
  readonly probability?: number;
  /** How many there are in an hour, on average, in a run that may have them. Unless it is given, such a run has one at least. */
  readonly perHour?: number;
  /** The shortest time that one lasts (a burst takes none), by which it sets the time of day, or after which the executor is started again. */
  readonly minMs?: number;
  /** The longest. */
  readonly maxMs?: number;
  /** Of a burst alone: how many executions it has. */
  readonly count?: Range;
}

/** The ranges that the options of an executor are drawn from. What is left out stays as the scenario has it. */
export interface ExecutorRanges {
  /** The most records that may be held. */
  readonly capacity?: Range;
  /** The most records that are written together. */
  readonly batchSize?: Range;
  /** How long a record waits for others to be written with. */
  readonly flushMs?: Range;
  /** How often a batch that could not be written is tried again. */
  readonly retries?: Range;
  /** How long the store may take to answer. */
  readonly storeTimeoutMs?: Range;
  /** How long the stop may take. */
  readonly stopMs?: Range;
  /** Of the backoff. */
  readonly baseMs?: Range;
  /** Of the backoff. */
  readonly maxMs?: Range;
}

/** What a campaign may draw for each seed. */
export interface ExecutorChaos {
  /** The kinds of faults that there may be, each with its rule; `true` is the rule of the catalogue. All kinds by the catalogue unless given. */
  readonly faults?: Readonly<Partial<Record<ExecutorFaultKind, ExecutorFaultRule | true>>>;
  /**
   * The most faults of a run.
   * @default 100
   */
  readonly mostFaults?: number;
  /** What the executor's options are drawn from, in a swarm. */
  readonly executor?: ExecutorRanges;
}
