import type { WorkerEvent } from "../../../core/event.ts";
import { childrenOf } from "../../invariants/children.ts";
import { eventsByPath, sameInstantMs } from "../../invariants/invariant.ts";
import type { Trace, TraceOperation } from "../../trace.ts";

/**
 * What is done by hand in a run of services, with what an application adds to it: whoever starts a service, or restarts it, starts those too that
 * had waited for it in vain, and those that had waited for them.
 */
export function withWoken(trace: Trace): readonly TraceOperation[] {
  const { operations } = trace;
  const dependents = childrenOf(trace).filter(({ dependsOn }) => dependsOn.length > 0);
  if (operations.length === 0 || dependents.length === 0) return operations;
  const byPath = eventsByPath(trace);
  return operations.flatMap((operation) => {
    const { atMs, do: deed, path } = operation;
    if (deed !== "start" && deed !== "restart") return [operation];
    const wanted = new Set([path]);
    for (const each of wanted) {
      for (const { path: dependent, dependsOn } of dependents) {
        if (dependsOn.includes(each) && hadWaitedInVain(byPath.get(dependent)!, atMs)) wanted.add(dependent);
      }
    }
    wanted.delete(path);
    return [operation, ...[...wanted].map((woken): TraceOperation => ({ atMs, do: "start", path: woken }))];
  });
}

/** Whether the last that was told of a child before a moment, or at it, was that its wait had ended with what it waited for. */
function hadWaitedInVain(events: readonly WorkerEvent[], atMs: number): boolean {
  return events.some((event, index) => {
    if (event.type !== "finished" || event.rule !== "dependency" || event.atMs > atMs + sameInstantMs) return false;
    const next = events[index + 1];
    return next === undefined || next.atMs >= atMs - sameInstantMs;
  });
}
