import type { WorkerEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import { isStartedByHand } from "./by_hand.ts";

/**
 * Whether what was told is a start that finds attempts and budget fresh: the first one of each incarnation of the group, one after a
 * cooldown, and one by hand of a worker that had ended, or cooled down.
 *
 * @param before What was told of the worker just before, as {@linkcode toldBefore} has it.
 */
export function isFreshStart(trace: Trace, event: WorkerEvent, before: WorkerEvent | undefined): boolean {
  if (event.type !== "started") return false;
  if (event.after === "first" || event.after === "cooldown") return true;
  if (event.after !== "manual") return false;
  // Who was to be restarted by hand, and was abandoned, comes back as it was.
  if (before?.type === "late-exit") return isStartedByHand(trace, event.worker, before.atMs, event.atMs);
  return before === undefined || freshAfter.includes(before.type);
}

/**
 * What was told of a worker before what comes next, as far as that says how its next start is to be taken: that it has to wait for others
 * changes nothing.
 *
 * @param before What there was before the event.
 */
export function toldBefore(trace: Trace, event: WorkerEvent, before: WorkerEvent | undefined): WorkerEvent | undefined {
  if (event.type !== "start-held" || before === undefined) return event;
  const comesBack = before.type === "late-exit" && !isStartedByHand(trace, event.worker, before.atMs, event.atMs);
  return comesBack ? event : before;
}

const freshAfter: readonly WorkerEvent["type"][] = [
  "added",
  "finished",
  "gave-up",
  "escalated",
  "abandoned",
  "cooldown-started",
];
