import type { Backoff } from "../../core/backoff.ts";
import type { RestartScheduledEvent, WorkerEvent } from "../../core/event.ts";
import { childrenOf } from "./children.ts";
import { isFreshStart, toldBefore } from "./fresh_start.ts";
import { eventsByPath, type Invariant, sameInstantMs } from "./invariant.ts";
import { Waits } from "./waits.ts";

/** Recomputed with the formula as it is written down, not with the backoff's own code. */
export const delayBounds: Invariant = {
  name: "delay-bounds",
  description: "Every delay lies within the bounds of its backoff, and is waited exactly",
  check(trace) {
    const byPath = eventsByPath(trace);
    return childrenOf(trace).flatMap((child) => {
      const { path: worker, policy: { backoff } } = child;
      const events = byPath.get(worker)!;
      const waits = new Waits(trace, child, events);
      let previousMs: number | undefined;
      let before: WorkerEvent | undefined;
      return events.flatMap((event, index) => {
        if (event.type === "healthy" || isFreshStart(trace, event, before)) previousMs = undefined;
        before = toldBefore(trace, event, before);
        if (event.type !== "restart-scheduled") return [];
        const [leastMs, mostMs] = boundsOf(backoff, event, previousMs);
        previousMs = event.delayMs;
        const breach = (message: string) => ({ invariant: delayBounds.name, atMs: event.atMs, worker, message });
        const found = [];
        // Repeated squaring rounds otherwise than `**`, the more so the higher the attempt.
        const slackMs = mostMs * 1e-9 + sameInstantMs;
        if (!(event.delayMs >= leastMs - slackMs && event.delayMs <= mostMs + slackMs)) {
          found.push(
            breach(`delay of ${event.delayMs} ms for attempt ${event.attempt}, outside [${leastMs}, ${mostMs}]`),
          );
        }
        const dueMs = event.atMs + event.delayMs;
        const wrong = waits.wrongEnd(index, event, dueMs);
        if (wrong !== undefined) found.push(breach(`restarted ${wrong}, where ${dueMs} ms was announced`));
        return found;
      });
    });
  },
};

function boundsOf(
  backoff: Backoff,
  { attempt }: RestartScheduledEvent,
  previousMs: number | undefined,
): [leastMs: number, mostMs: number] {
  // It was healthy, and restarts at once.
  if (attempt === 0) return [0, 0];
  const { baseMs, maxMs, jitter, firstMs, jitterFactor = 0 } = backoff;
  const ceilingMs = beforeJitter(backoff, attempt);
  switch (jitter) {
    case "none":
      return [ceilingMs, ceilingMs];
    case "full":
      return [0, ceilingMs];
    case "equal":
      return [ceilingMs / 2, ceilingMs];
    case "proportional":
      return [ceilingMs, ceilingMs * (1 + jitterFactor)];
    case "decorrelated": {
      if (attempt === 1 && firstMs !== undefined) return [ceilingMs, ceilingMs];
      const leastMs = Math.min(baseMs, maxMs);
      const beforeMs = previousMs ?? beforeJitter(backoff, attempt - 1);
      return [leastMs, Math.max(leastMs, Math.min(3 * beforeMs, maxMs))];
    }
    default:
      return jitter satisfies never;
  }
}

/** The n-th delay as the curve has it: with a first delay of its own the curve begins with the second. */
function beforeJitter({ baseMs, multiplier, maxMs, curve, firstMs }: Backoff, attempt: number): number {
  if (firstMs !== undefined && attempt <= 1) return Math.min(firstMs, maxMs);
  const n = Math.max(1, firstMs === undefined ? attempt : attempt - 1);
  if (baseMs === 0) return 0;
  return Math.min(curve === "linear" ? baseMs * n : baseMs * multiplier ** (n - 1), maxMs);
}
