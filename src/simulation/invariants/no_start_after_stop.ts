import type { Invariant } from "./invariant.ts";

/** In the order of the trace: at the very moment of the stop, too. */
export const noStartAfterStop: Invariant = {
  name: "no-start-after-stop",
  description: "Nothing starts after stop was requested",
  check({ events }) {
    const stop = events.findIndex((event) => event.type === "group-stopping");
    if (stop < 0) return [];
    return events.slice(stop).flatMap((event) => {
      if (event.type !== "started") return [];
      const message = `incarnation ${event.incarnation} started ${event.atMs - events[stop]!.atMs} ms after the stop`;
      return [{ invariant: noStartAfterStop.name, atMs: event.atMs, worker: event.worker, message }];
    });
  },
};
