import type { WorkerEvent } from "../../core/event.ts";
import { childrenOf } from "./children.ts";
import { isFreshStart, toldBefore } from "./fresh_start.ts";
import { eventsByPath, type Invariant } from "./invariant.ts";

/** A healthy time, the end of a cooldown and a fresh start begin the series anew; nothing else does. */
export const backoffGrowth: Invariant = {
  name: "backoff-growth",
  description: "Between healthy resets attempts are counted one by one, and the delay before jitter never shrinks",
  check(trace) {
    const byPath = eventsByPath(trace);
    return childrenOf(trace).flatMap(({ path: worker, policy: { backoff } }) => {
      let attempts = 0;
      let beforeMs = 0;
      let before: WorkerEvent | undefined;
      return byPath.get(worker)!.flatMap((event) => {
        if (event.type === "healthy" || isFreshStart(trace, event, before)) attempts = beforeMs = 0;
        before = toldBefore(trace, event, before);
        if (event.type !== "restart-scheduled" && event.type !== "restart-held") return [];
        // Who restarts at once because it was healthy has not begun a series.
        if (event.attempt === 0) return [];
        const breach = (message: string) => [{ invariant: backoffGrowth.name, atMs: event.atMs, worker, message }];
        if (++attempts !== event.attempt) {
          return breach(`told of attempt ${event.attempt}, which was number ${attempts} since the last healthy time`);
        }
        if (event.type === "restart-held") return [];
        const shrunkFromMs = beforeMs;
        // A first delay of its own may be longer than the series that follows it.
        beforeMs = attempts === 1 && backoff.firstMs !== undefined ? 0 : event.ceilingMs;
        if (event.ceilingMs >= shrunkFromMs) return [];
        return breach(`shrank from ${shrunkFromMs} ms to ${event.ceilingMs} ms though the worker was never healthy`);
      });
    });
  },
};
