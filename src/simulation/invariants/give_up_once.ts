import type { WorkerEvent } from "../../core/event.ts";
import { eventsByWorker, type Invariant } from "./invariant.ts";

const decisions: readonly WorkerEvent["type"][] = [
  "restart-scheduled",
  "cooldown-started",
  "gave-up",
  "escalated",
  "finished",
];

/** A worker that just is not there any more, without a word, is the worst of give-ups. */
export const giveUpOnce: Invariant = {
  name: "give-up-once",
  description:
    "Every give-up is announced exactly once: what comes of each end is told, and a worker given up stays so",
  check(trace) {
    return [...eventsByWorker(trace)].flatMap(([worker, events]) => {
      const found: { invariant: string; atMs: number; worker: string; message: string }[] = [];
      const breach = (atMs: number, message: string) =>
        found.push({ invariant: giveUpOnce.name, atMs, worker, message });
      let open: WorkerEvent | undefined;
      let over: WorkerEvent | undefined;
      for (const event of events) {
        const decides = decisions.includes(event.type);
        if (decides && over !== undefined) breach(event.atMs, `"${event.type}" after "${over.type}"`);
        if (event.type === "started" && open !== undefined) {
          breach(open.atMs, `nothing was told of what comes of the end of incarnation ${open.incarnation}`);
        }
        if (event.type === "crashed" || event.type === "completed") open = event;
        if (decides || event.type === "started") open = undefined;
        if (event.type === "gave-up" || event.type === "escalated") over = event;
      }
      if (open !== undefined) {
        breach(open.atMs, `nothing was told of what comes of the end of incarnation ${open.incarnation}`);
      }
      return found;
    });
  },
};
