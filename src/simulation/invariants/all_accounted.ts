import type { WorkerEvent } from "../../core/event.ts";
import type { Life } from "../engine_run.ts";
import type { Trace } from "../trace.ts";
import { eventsByWorker, type Invariant, sameInstantMs } from "./invariant.ts";

/** Every end that was lived is told, and no grace passes in silence. */
export const allAccounted: Invariant = {
  name: "all-accounted",
  description: "Every started incarnation is told to have ended, or is reported abandoned",
  check(trace) {
    const finishedMs = trace.events.find((event) => event.type === "group-finished")?.atMs;
    const byWorker = eventsByWorker(trace);
    const livesOf = livesByWorker(trace);
    return trace.members.flatMap(({ name: worker }) => {
      const events = byWorker.get(worker)!;
      const accounted = new Set<number>();
      const stopping = new Map<number, number>();
      for (const event of events) {
        switch (event.type) {
          case "crashed":
          case "completed":
          case "stopped":
          case "abandoned":
            accounted.add(event.incarnation);
            break;
          case "stopping":
            stopping.set(event.incarnation, event.atMs + event.graceMs);
            break;
        }
      }
      const misplaced = events.flatMap((event) => {
        if (event.type !== "crashed" && event.type !== "completed" && event.type !== "stopped") return [];
        const livedMs = livesOf(worker).get(event.incarnation)?.toMs;
        if (livedMs === undefined || Math.abs(livedMs - event.atMs) <= sameInstantMs) return [];
        const message =
          `incarnation ${event.incarnation} ended at ${livedMs} ms, and was told to end at ${event.atMs} ms`;
        return [{ invariant: allAccounted.name, atMs: event.atMs, worker, message }];
      });
      // An end without a decision is for "give-up-once" to see.
      const last = events.at(-1)?.type;
      const over = last === "crashed" || last === "completed" || events.some(({ type }) => overTypes.includes(type));
      const vanished = finishedMs !== undefined && !over
        ? [{
          invariant: allAccounted.name,
          atMs: finishedMs,
          worker,
          message: "the group was over, and nothing was told of its end",
        }]
        : [];
      const silent = events.flatMap((event) => {
        if (event.type !== "started" || accounted.has(event.incarnation)) return [];
        const { incarnation } = event;
        const graceEndMs = stopping.get(incarnation) ?? Infinity;
        const breach = (atMs: number, message: string) => [{ invariant: allAccounted.name, atMs, worker, message }];
        if (finishedMs !== undefined) {
          return breach(finishedMs, `the group was over, and nothing was told of incarnation ${incarnation}`);
        }
        if (graceEndMs < trace.endedAtMs - sameInstantMs) {
          return breach(graceEndMs, `the grace of incarnation ${incarnation} passed in silence`);
        }
        const lived = livesOf(worker).get(incarnation);
        if (lived?.toMs !== undefined) {
          return breach(lived.toMs, `the end of incarnation ${incarnation} was never told`);
        }
        return [];
      });
      return silent.length > 0 ? silent : [...misplaced, ...vanished];
    });
  },
};

/** What is told last of a worker. */
const overTypes: readonly WorkerEvent["type"][] = ["finished", "gave-up", "escalated", "abandoned"];

/** The lives of each worker by their numbers; looked up in all lives only once somebody asks. */
function livesByWorker(trace: Trace): (worker: string) => ReadonlyMap<number, Life> {
  let byWorker: Map<string, Map<number, Life>> | undefined;
  return (worker) => {
    if (byWorker === undefined) {
      byWorker = new Map(trace.members.map(({ name }) => [name, new Map()]));
      for (const life of trace.lives) byWorker.get(life.worker)?.set(life.incarnation, life);
    }
    return byWorker.get(worker)!;
  };
}
