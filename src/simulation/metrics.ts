/** Figures of one worker. Spans of time are milliseconds; a figure that has no meaning for a run is `null`. */
export interface WorkerMetrics {
  /** The worker's path. */
  readonly worker: string;
  /** Time up, as a share of all time in which it should have been up (0 to 1). */
  readonly availability: number | null;
  /** Incarnations. */
  readonly starts: number;
  /** Restarts that were decided and charged, as opposed to those of its group or by hand. */
  readonly restarts: number;
  /** Restarts per hour on duty. */
  readonly restartsPerHour: number;
  /** Incarnations that crashed. */
  readonly crashes: number;
  /** Cooldowns that were begun. */
  readonly cooldowns: number;
  /** Give-ups and escalations. */
  readonly giveUps: number;
  /** Incarnations that still ran at the end of their grace. */
  readonly abandoned: number;
  /** How often it came up again after having been up, or after having failed before it was up. */
  readonly recoveries: number;
  /** From being up no more, or from its first failure before it was up, to being up, on average. */
  readonly meanRecoveryMs: number | null;
  /** The longest of these; one that is not over by the end counts as long as it has lasted. `null` where there was none. */
  readonly worstRecoveryMs: number | null;
  /** Time running and ready. */
  readonly upMs: number;
  /** Time running, not ready. */
  readonly startingMs: number;
  /** Time in backoff delays, until its group starts it again, or until what it depends on is ready. */
  readonly waitingMs: number;
  /** Time in cooldowns, its own or its group's. */
  readonly coolingMs: number;
  /** Time stopping while on duty. */
  readonly stoppingMs: number;
  /** Time given up, escalated or abandoned, it or its group, or for good without what it depends on. */
  readonly deadMs: number;
  /** The share of its downtime that the policy chose (waiting and cooling) rather than the fault. */
  readonly policyShare: number | null;
  /** The least that was ever left of its restart budget; Infinity for a budget without a limit. */
  readonly budgetHeadroom: number;
}

/** Figures of the group: sums over its workers, means where a sum has no meaning. */
export interface GroupMetrics extends Omit<WorkerMetrics, "worker"> {
  /** Restarts of all workers per hour of the run. */
  readonly restartsPerHour: number;
  /** How often a group failed, be it the root or one inside. */
  readonly groupFailures: number;
  /** The most starts but the first in any 1 s over all workers, and when that second began. */
  readonly stormPeak: number;
  /** When that second began. */
  readonly stormPeakAtMs: number | null;
}

/** The figures of a run. */
export interface Metrics {
  /** All workers together. */
  readonly group: GroupMetrics;
  /** Each worker, in order. */
  readonly workers: readonly WorkerMetrics[];
}
