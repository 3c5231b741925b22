import { eventsByWorker, type Invariant, nextStarts, sameInstantMs, stopTimeMs } from "./invariant.ts";

/** From the announcement to the start, and as the policy has it. */
export const cooldownLength: Invariant = {
  name: "cooldown-length",
  description: "Cooldowns last as long as they say",
  check(trace) {
    const stopMs = stopTimeMs(trace);
    const byWorker = eventsByWorker(trace);
    return trace.members.flatMap(({ name: worker, policy: { cooldownMs } }) => {
      const events = byWorker.get(worker)!;
      const starts = nextStarts(events);
      return events.flatMap((event, index) => {
        if (event.type !== "cooldown-started") return [];
        const { atMs } = event;
        const breach = (message: string) => [{ invariant: cooldownLength.name, atMs, worker, message }];
        const dueMs = atMs + cooldownMs;
        if (event.cooldownMs !== cooldownMs || Math.abs(event.retryAtMs - dueMs) > sameInstantMs) {
          return breach(
            `announced ${event.cooldownMs} ms until ${event.retryAtMs} ms, where the policy says ${cooldownMs} ms`,
          );
        }
        const next = starts[index];
        if (next !== undefined && Math.abs(next.atMs - dueMs) > sameInstantMs) {
          return breach(`ended at ${next.atMs} ms, where ${dueMs} ms was announced`);
        }
        if (next === undefined && dueMs < Math.min(stopMs, trace.endedAtMs)) {
          return breach(`never ended, where ${dueMs} ms was announced`);
        }
        return [];
      });
    });
  },
};
