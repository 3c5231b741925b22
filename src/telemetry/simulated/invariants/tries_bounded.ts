import { type ExecutorInvariant, isStopBetween, waitedUntilMs } from "./executor_invariant.ts";

/** Nothing is tried for ever. */
export const triesBounded: ExecutorInvariant = {
  name: "tries-bounded",
  description: "Before a stop no record is written more often than once and the retries",
  *check(trace) {
    const { attempts, stops, cast: { executor: { retries } } } = trace;
    const tries = new Map<string, number>();
    for (const call of attempts) {
      if (call.isPickUp || stops.some(({ atMs }) => atMs <= call.atMs)) continue;
      const most = Math.max(...call.ids.map((id) => {
        const count = (tries.get(id) ?? 0) + 1;
        tries.set(id, count);
        return count;
      }));
      if (most > retries + 1 && !isStopBetween(call.atMs, waitedUntilMs(call, trace), trace)) {
        yield { atMs: call.atMs, message: `call ${call.attempt} is number ${most} with the same record` };
      }
    }
  },
};
