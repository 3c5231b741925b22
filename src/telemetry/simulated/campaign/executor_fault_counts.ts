import { type ExecutorFaultKind, executorFaultKinds } from "../executor_chaos.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";

/** How many faults of each kind a scenario spells out, kinds without any left out; what would begin after everything has healed is none. */
export function executorFaultCounts(scenario: ExecutorScenario): Partial<Record<ExecutorFaultKind, number>> {
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [], stopAtMs, horizonMs, recovery } = scenario;
  const untilMs = Math.min(horizonMs, recovery?.fromMs ?? Infinity);
  const kinds: readonly (readonly [ExecutorFaultKind, number])[] = [
    ...(store?.faults ?? []).map(({ how, fromMs }) => [how, fromMs] as const),
    ...stalls.map(({ atMs }) => ["stall", atMs] as const),
    ...wallClockJumps.map(({ atMs }) => ["wall-clock-jump", atMs] as const),
    ...bursts.map(({ atMs }) => ["burst", atMs] as const),
    ...hangs.map(({ fromMs }) => ["hang", fromMs] as const),
  ];
  const counts = Map.groupBy(kinds.filter(([, atMs]) => atMs < untilMs), ([kind]) => kind);
  const stops = stopAtMs !== undefined && stopAtMs < horizonMs ? 1 : 0;
  return Object.fromEntries(
    executorFaultKinds.map((kind) => [kind, kind === "stop" ? stops : counts.get(kind)?.length ?? 0] as const)
      .filter(([, count]) => count > 0),
  );
}
