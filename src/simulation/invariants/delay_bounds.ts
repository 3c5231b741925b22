import type { Backoff } from "../../core/backoff.ts";
import type { RestartScheduledEvent } from "../../core/event.ts";
import { eventsByWorker, type Invariant, nextStarts, sameInstantMs, stopTimeMs } from "./invariant.ts";

/** Recomputed with the formula as it is written down, not with the backoff's own code. */
export const delayBounds: Invariant = {
  name: "delay-bounds",
  description: "Every delay lies within the bounds of its backoff, and is waited exactly",
  check(trace) {
    const stopMs = stopTimeMs(trace);
    const byWorker = eventsByWorker(trace);
    return trace.members.flatMap(({ name, policy: { backoff } }) => {
      const events = byWorker.get(name)!;
      const starts = nextStarts(events);
      let previous: RestartScheduledEvent | undefined;
      return events.flatMap((event, index) => {
        if (event.type === "healthy" || (event.type === "started" && event.after === "cooldown")) previous = undefined;
        if (event.type !== "restart-scheduled") return [];
        const [leastMs, mostMs] = boundsOf(backoff, event, previous?.delayMs);
        previous = event;
        const breach = (message: string) => ({ invariant: delayBounds.name, atMs: event.atMs, worker: name, message });
        const found = [];
        // Repeated squaring rounds otherwise than `**`, the more so the higher the attempt.
        const slackMs = mostMs * 1e-9 + sameInstantMs;
        if (!(event.delayMs >= leastMs - slackMs && event.delayMs <= mostMs + slackMs)) {
          found.push(
            breach(`delay of ${event.delayMs} ms for attempt ${event.attempt}, outside [${leastMs}, ${mostMs}]`),
          );
        }
        const next = starts[index];
        const dueMs = event.atMs + event.delayMs;
        if (next !== undefined && Math.abs(next.atMs - dueMs) > sameInstantMs) {
          found.push(breach(`restarted at ${next.atMs} ms, where ${dueMs} ms was announced`));
        } else if (next === undefined && dueMs < Math.min(stopMs, trace.endedAtMs)) {
          found.push(breach(`never restarted, where ${dueMs} ms was announced`));
        }
        return found;
      });
    });
  },
};

function boundsOf(
  { baseMs, multiplier, maxMs, jitter }: Backoff,
  { attempt }: RestartScheduledEvent,
  previousMs: number | undefined,
): [leastMs: number, mostMs: number] {
  const ceilingMs = (n: number) => baseMs === 0 ? 0 : Math.min(baseMs * multiplier ** Math.max(0, n - 1), maxMs);
  switch (jitter) {
    case "none":
      return [ceilingMs(attempt), ceilingMs(attempt)];
    case "full":
      return [0, ceilingMs(attempt)];
    case "equal":
      return [ceilingMs(attempt) / 2, ceilingMs(attempt)];
    case "decorrelated": {
      const leastMs = Math.min(baseMs, maxMs);
      return [leastMs, Math.max(leastMs, Math.min(3 * (previousMs ?? ceilingMs(attempt - 1)), maxMs))];
    }
    default:
      return jitter satisfies never;
  }
}
