import type { WorkerEvent } from "../../core/event.ts";
import { eventsByWorker, type Invariant } from "./invariant.ts";

/** Counted anew from the trace, restart by restart, not with the budget's own code. */
export const budgetWindow: Invariant = {
  name: "budget-window",
  description: "No window of a budget's period holds more restarts than its intensity",
  check(trace) {
    const byWorker = eventsByWorker(trace);
    const own = trace.members.flatMap(({ name, policy: { budget } }) => {
      const emptied = (event: WorkerEvent) =>
        (event.type === "started" && event.after === "cooldown") ||
        (event.type === "healthy" && budget.resetWhenHealthy);
      return overfull(byWorker.get(name)!, budget, emptied).map(({ atMs, held }) => ({
        invariant: budgetWindow.name,
        atMs,
        worker: name,
        message: `${held} restarts within ${budget.periodMs} ms, where ${budget.intensity} are allowed`,
      }));
    });
    if (trace.budget === undefined) return own;
    const { intensity, periodMs } = trace.budget;
    const all = trace.events.filter((event): event is WorkerEvent => "worker" in event);
    const shared = overfull(all, trace.budget, () => false).map(({ atMs, held }) => ({
      invariant: budgetWindow.name,
      atMs,
      message: `${held} restarts of the group within ${periodMs} ms, where ${intensity} are allowed`,
    }));
    return [...own, ...shared];
  },
};

function overfull(
  events: readonly WorkerEvent[],
  { intensity, periodMs }: { intensity: number; periodMs: number },
  emptied: (event: WorkerEvent) => boolean,
): { atMs: number; held: number }[] {
  const found: { atMs: number; held: number }[] = [];
  const times: number[] = [];
  let oldest = 0;
  for (const event of events) {
    if (emptied(event)) oldest = times.length;
    if (event.type !== "restart-scheduled") continue;
    times.push(event.atMs);
    while (event.atMs - times[oldest]! >= periodMs) oldest++;
    const held = times.length - oldest;
    if (held > intensity) found.push({ atMs: event.atMs, held });
  }
  return found;
}
