import type { Breach } from "../simulation_result.ts";
import { isStoppedByHand } from "./by_hand.ts";
import type { Invariant } from "./invariant.ts";
import { watch } from "./watch.ts";

/** Judged by what was told, and by the lives that were lived: nobody is asked to stop in silence either. */
export const crashIsolation: Invariant = {
  name: "crash-isolation",
  description:
    "One crash changes no sibling's life: who did not fail is asked to stop only by hand, when its group stops, or is restarted with it",
  check(trace) {
    const found: Breach[] = [];
    const told = new Set<string>();
    const breach = (atMs: number, worker: string, incarnation: number) => {
      const message = `incarnation ${incarnation} was asked to stop while the group went on`;
      found.push({ invariant: crashIsolation.name, atMs, worker, message });
    };
    watch(trace, () => ({
      child: (event, roster, entry) => {
        if (event.type !== "stopping") return;
        const { worker, incarnation, atMs } = event;
        told.add(`${worker}#${incarnation}`);
        if (entry === undefined || entry.failsToStart || entry.fate !== "decide") return;
        // A hand that came at the very moment of its start may have had to wait for others.
        if (roster.isOrdered && isStoppedByHand(trace, worker, entry.startedAtMs)) return;
        if (!isStoppedByHand(trace, worker, atMs)) breach(atMs, worker, incarnation);
      },
    }));
    for (const { worker, incarnation, askedToStopMs } of trace.lives) {
      if (askedToStopMs === undefined || told.has(`${worker}#${incarnation}`)) continue;
      breach(askedToStopMs, worker, incarnation);
    }
    return found;
  },
};
