/** Figures of one worker. Spans of time are milliseconds; a figure that has no meaning for a run is `null`. */
export interface WorkerMetrics {
  readonly worker: string;
  /** Time up, as a share of all time in which it should have been up (0 to 1). */
  readonly availability: number | null;
  readonly starts: number;
  readonly restarts: number;
  readonly restartsPerHour: number;
  readonly crashes: number;
  readonly cooldowns: number;
  readonly giveUps: number;
  /** How often it came up again after having been up. */
  readonly recoveries: number;
  readonly meanRecoveryMs: number | null;
  readonly worstRecoveryMs: number | null;
  readonly upMs: number;
  readonly startingMs: number;
  readonly waitingMs: number;
  readonly coolingMs: number;
  readonly stoppingMs: number;
  readonly deadMs: number;
  /** The share of its downtime that the policy chose (waiting, cooling, given up) rather than the fault. */
  readonly policyShare: number | null;
  /** The least that was ever left of its restart budget. */
  readonly budgetHeadroom: number;
}

/** Figures of the group: sums over its workers, means where a sum has no meaning. */
export interface GroupMetrics extends Omit<WorkerMetrics, "worker"> {
  /** The most restarts in any 1 s over all workers, and when that second began. */
  readonly stormPeak: number;
  readonly stormPeakAtMs: number | null;
}

/** The figures of a run. */
export interface Metrics {
  readonly group: GroupMetrics;
  readonly workers: readonly WorkerMetrics[];
}
