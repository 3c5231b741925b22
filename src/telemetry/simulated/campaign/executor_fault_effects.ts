import { type ExecutorFaultKind, executorFaultKinds } from "../executor_chaos.ts";
import type { ExecutorTrace } from "../executor_trace.ts";
import { afterStalls } from "../stalled_time.ts";

/**
 * How often the faults of each kind had an effect, kinds without any left out. It is read from the run, so that a fault which met nobody, or lies
 * beyond the healing or the end, has none:
 *
 * - `"fails"`, `"hangs"`, `"locks"`, `"slow"`, `"stores-and-fails"`: calls of the store that fell into one and were struck.
 * - `"refuses-rows"`: calls of which it refused records.
 * - `"stall"`: stalls at whose end something happened that may have waited for it.
 * - `"wall-clock-jump"`: jumps after which an execution began, so that a record shows them.
 * - `"stop"`: stops.
 * - `"burst"`: bursts of which an execution began; none does of an executor that has stopped.
 * - `"hang"`: bodies that hung.
 */
export function executorFaultEffects(trace: ExecutorTrace): Partial<Record<ExecutorFaultKind, number>> {
  const counts = executorFaultKinds.map((kind) => [kind, effects(trace, kind)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function effects(
  { attempts, executions, events, stalls, stops, cast }: ExecutorTrace,
  kind: ExecutorFaultKind,
): number {
  switch (kind) {
    case "refuses-rows":
      return attempts.filter(({ refused }) => refused.length > 0).length;
    case "stall":
      return stalls.filter(({ fromMs, toMs }) => {
        // What one stall delays another one may delay further.
        const endMs = afterStalls(stalls, fromMs);
        const waited = (atMs: number) => toMs <= atMs && atMs <= endMs;
        return events.some((event) => waited(event.atMs) && !("fault" in event)) ||
          executions.some(({ startedAtMs }) => waited(startedAtMs));
      }).length;
    case "wall-clock-jump":
      return cast.wallClockJumps.filter(({ atMs, byMs }) =>
        byMs !== 0 && executions.some(({ startedAtMs }) => startedAtMs >= atMs)
      ).length;
    case "stop":
      return stops.length;
    case "burst":
      return new Set(executions.map(({ burst }) => burst).filter((burst) => burst !== undefined)).size;
    case "hang":
      return executions.filter(({ isHung }) => isHung).length;
    default:
      return attempts.filter(({ fault }) => fault === kind).length;
  }
}
