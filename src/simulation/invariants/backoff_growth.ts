import { eventsByWorker, type Invariant } from "./invariant.ts";

/** A healthy time and the end of a cooldown start the series over. */
export const backoffGrowth: Invariant = {
  name: "backoff-growth",
  description: "The delay before jitter never shrinks between healthy resets",
  check(trace) {
    return [...eventsByWorker(trace)].flatMap(([worker, events]) => {
      let beforeMs = 0;
      return events.flatMap((event) => {
        if (event.type === "healthy" || (event.type === "started" && event.after === "cooldown")) beforeMs = 0;
        if (event.type !== "restart-scheduled") return [];
        const shrunkFromMs = beforeMs;
        beforeMs = event.ceilingMs;
        if (event.ceilingMs >= shrunkFromMs) return [];
        const message = `shrank from ${shrunkFromMs} ms to ${event.ceilingMs} ms though the worker was never healthy`;
        return [{ invariant: backoffGrowth.name, atMs: event.atMs, worker, message }];
      });
    });
  },
};
