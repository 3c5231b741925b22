import { eventsByWorker, type Invariant } from "./invariant.ts";

/** A healthy time and the end of a cooldown start the series over; nothing else does. */
export const backoffGrowth: Invariant = {
  name: "backoff-growth",
  description: "Between healthy resets attempts are counted one by one, and the delay before jitter never shrinks",
  check(trace) {
    return [...eventsByWorker(trace)].flatMap(([worker, events]) => {
      let attempts = 0;
      let beforeMs = 0;
      return events.flatMap((event) => {
        if (event.type === "healthy" || (event.type === "started" && event.after === "cooldown")) {
          attempts = beforeMs = 0;
        }
        if (event.type !== "restart-scheduled") return [];
        const breach = (message: string) => [{ invariant: backoffGrowth.name, atMs: event.atMs, worker, message }];
        const shrunkFromMs = beforeMs;
        beforeMs = event.ceilingMs;
        if (++attempts !== event.attempt) {
          return breach(`told of attempt ${event.attempt}, which was number ${attempts} since the last healthy time`);
        }
        if (event.ceilingMs >= shrunkFromMs) return [];
        return breach(`shrank from ${shrunkFromMs} ms to ${event.ceilingMs} ms though the worker was never healthy`);
      });
    });
  },
};
