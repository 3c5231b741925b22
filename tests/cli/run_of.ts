import type { GroupMetrics } from "../../src/simulation/metrics.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";

/** A run in which one worker was up all the time, but for what a test says. */
export function runOf(
  { group = {}, ...fields }: Partial<SimulationResult> & { readonly group?: Partial<GroupMetrics> },
): SimulationResult {
  const worker = {
    worker: "ingest",
    availability: 1,
    starts: 1,
    restarts: 0,
    restartsPerHour: 0,
    crashes: 0,
    cooldowns: 0,
    giveUps: 0,
    abandoned: 0,
    recoveries: 0,
    meanRecoveryMs: null,
    worstRecoveryMs: null,
    upMs: 60_000,
    startingMs: 0,
    waitingMs: 0,
    coolingMs: 0,
    stoppingMs: 0,
    deadMs: 0,
    policyShare: null,
    budgetHeadroom: 5,
  };
  return {
    scenario: "quiet",
    seed: "1",
    engine: "real",
    horizonMs: 60_000,
    endedAtMs: 60_000,
    cutOffBy: undefined,
    workers: ["ingest"],
    events: [{ type: "started", atMs: 0, worker: "ingest", incarnation: 1, ready: true, after: "first" }],
    report: undefined,
    metrics: { group: { ...worker, groupFailures: 0, stormPeak: 0, stormPeakAtMs: null, ...group }, workers: [worker] },
    breaches: [],
    expectations: [],
    recovery: undefined,
    hash: "0123456789abcdef",
    ...fields,
  };
}
