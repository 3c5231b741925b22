import { simplerNumbers } from "../../../simulation/campaign/simpler_number.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";

/**
 * The same scenario with less time before anything goes wrong: all that follows comes as much earlier as the first of it, so that nothing is closer
 * to anything else than it was.
 */
export function* withEarlierBegin(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [], stopAtMs = Infinity } = scenario;
  const firstMs = Math.min(
    ...[...store?.faults ?? [], ...hangs].map(({ fromMs }) => fromMs),
    ...[...stalls, ...wallClockJumps, ...bursts].map(({ atMs }) => atMs),
    stopAtMs,
  );
  for (const ms of simplerNumbers(firstMs)) if (ms < firstMs) yield earlier(scenario, firstMs - ms);
}

function earlier(scenario: ExecutorScenario, byMs: number): ExecutorScenario {
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [] } = scenario;
  const moved = (ms: number) => Math.max(0, ms - byMs);
  const moments = <Item extends { readonly atMs: number }>(list: readonly Item[]) =>
    list.map((item) => ({ ...item, atMs: moved(item.atMs) }));
  const spells = <Item extends { readonly fromMs: number; readonly toMs: number }>(list: readonly Item[]) =>
    list.map((item) => ({ ...item, fromMs: moved(item.fromMs), toMs: moved(item.toMs) }));
  const { recovery, sessionFromMs, stopAtMs, restartAtMs } = scenario;
  return {
    ...scenario,
    horizonMs: scenario.horizonMs - byMs,
    load: scenario.load.map((load) => ({
      ...load,
      ...(load.fromMs === undefined ? {} : { fromMs: moved(load.fromMs) }),
      ...(load.toMs === undefined ? {} : { toMs: moved(load.toMs) }),
    })),
    ...(store === undefined ? {} : { store: { ...store, faults: spells(store.faults ?? []) } }),
    stalls: moments(stalls),
    wallClockJumps: moments(wallClockJumps),
    bursts: moments(bursts),
    hangs: spells(hangs),
    ...(recovery === undefined ? {} : { recovery: { ...recovery, fromMs: moved(recovery.fromMs) } }),
    ...(sessionFromMs === undefined ? {} : { sessionFromMs: moved(sessionFromMs) }),
    ...(stopAtMs === undefined ? {} : { stopAtMs: moved(stopAtMs) }),
    ...(restartAtMs === undefined ? {} : { restartAtMs: moved(restartAtMs) }),
  };
}
