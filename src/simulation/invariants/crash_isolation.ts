import { eventsByWorker, type Invariant, stopTimeMs } from "./invariant.ts";

/** Judged by the lives that were lived: nobody is asked to stop who did nothing himself while the group goes on. */
export const crashIsolation: Invariant = {
  name: "crash-isolation",
  description: "One crash changes no sibling's life: who did not fail is asked to stop only when the group stops",
  check(trace) {
    const stopMs = stopTimeMs(trace);
    const failedToStart = new Map(
      [...eventsByWorker(trace)].map(([worker, events]) => [
        worker,
        new Set(events.flatMap((event) => event.type === "startup-timeout" ? [event.incarnation] : [])),
      ]),
    );
    return trace.lives.flatMap(({ worker, incarnation, askedToStopMs }) => {
      if (askedToStopMs === undefined || askedToStopMs >= stopMs) return [];
      if (failedToStart.get(worker)?.has(incarnation)) return [];
      const message = `incarnation ${incarnation} was asked to stop while the group went on`;
      return [{ invariant: crashIsolation.name, atMs: askedToStopMs, worker, message }];
    });
  },
};
