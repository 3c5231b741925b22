import type { ExecutorTrace, StoreAttempt } from "./executor_trace.ts";
import { waitedUntilMs } from "./invariants/executor_invariant.ts";

/** Whether everything was written down again after all faults had healed. */
export interface ExecutorRecovery {
  /** When they healed. */
  readonly healedAtMs: number;
  /** By when nothing might wait any more to be tried again. */
  readonly dueAtMs: number;
  /** Whether nothing did then, and nothing was written late after that. */
  readonly recovered: boolean;
  /** How many records did: tried before, or from before the faults had healed, and left in the spill folder of an executor that runs. */
  readonly waiting: number;
  /** How many calls of the store after that had such records, or were answered when nobody waited any more. */
  readonly lateCalls: number;
}

/**
 * Whether everything was written down in time; `undefined` where nothing was to heal, or the run was cut off before. Who stops has no more to
 * write down, and a spill folder is picked up by an executor that runs.
 */
export function judgeExecutorRecovery(trace: ExecutorTrace): ExecutorRecovery | undefined {
  const { cast: { scenario: { recovery } }, samples, attempts, executions, stops, endedAtMs } = trace;
  if (recovery === undefined) return undefined;
  const { fromMs: healedAtMs } = recovery;
  const dueAtMs = healedAtMs + recovery.withinMs;
  if (endedAtMs < dueAtMs) return undefined;
  const overAtMs = new Map(executions.map(({ id, overAtMs = Infinity }) => [id, overAtMs]));
  const startsAgain = stops.some(({ restartedAtMs = -Infinity }) => restartedAtMs > healedAtMs);
  const tried = new Set<string>();
  let lateCalls = 0;
  let writing = 0;
  for (const call of attempts) {
    const { ids, atMs, isPickUp } = call;
    const isOld = ids.some((id) => tried.has(id) || overAtMs.get(id)! <= healedAtMs);
    for (const id of ids) tried.add(id);
    if (atMs <= dueAtMs) writing += !isPickUp && isOld && isUnderWay(call, dueAtMs, trace) ? ids.length : 0;
    // Who starts later picks up later.
    else if (!(isPickUp && startsAgain) && (isOld || isAnsweredLate(call))) lateCalls++;
  }
  const retrying = samples.findLast(({ atMs }) => atMs <= dueAtMs)?.counts.retrying ?? 0;
  const waiting = retrying + writing + leftInFolder(trace, healedAtMs, dueAtMs);
  return { healedAtMs, dueAtMs, recovered: waiting === 0 && lateCalls === 0, waiting, lateCalls };
}

/** Whether somebody waits for a call at a moment. */
function isUnderWay(call: StoreAttempt, atMs: number, trace: ExecutorTrace): boolean {
  return waitedUntilMs(call, trace) > atMs;
}

function isAnsweredLate({ answeredAtMs, overdueAtMs }: StoreAttempt): boolean {
  return answeredAtMs !== undefined && overdueAtMs !== undefined;
}

/** How many records lay in the spill folder of an executor that had run all the time since. */
function leftInFolder({ stops, spills }: ExecutorTrace, healedAtMs: number, dueAtMs: number): number {
  const runs = stops.every(({ atMs, restartedAtMs = Infinity }) => atMs > dueAtMs || restartedAtMs <= healedAtMs);
  if (!runs) return 0;
  const left = spills.filter(({ atMs, removedAtMs = Infinity }) => atMs <= healedAtMs && removedAtMs > dueAtMs);
  return left.reduce((sum, { records }) => sum + records.length, 0);
}
