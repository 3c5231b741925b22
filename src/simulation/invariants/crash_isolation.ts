import { eventsByWorker, type Invariant, stopTimeMs } from "./invariant.ts";

/** Judged by the lives that were lived: nobody is asked to stop who did nothing himself while the group goes on. */
export const crashIsolation: Invariant = {
  name: "crash-isolation",
  description: "One crash changes no sibling's life: who did not fail is asked to stop only when the group stops",
  check(trace) {
    const stopMs = stopTimeMs(trace);
    const byWorker = eventsByWorker(trace);
    return trace.lives.flatMap(({ worker, incarnation, askedToStopMs }) => {
      if (askedToStopMs === undefined || askedToStopMs >= stopMs) return [];
      const failedToStart = byWorker.get(worker)?.some((event) =>
        event.type === "startup-timeout" && event.incarnation === incarnation
      );
      if (failedToStart) return [];
      const message = `incarnation ${incarnation} was asked to stop while the group went on`;
      return [{ invariant: crashIsolation.name, atMs: askedToStopMs, worker, message }];
    });
  },
};
