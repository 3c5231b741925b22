import { childrenOf } from "./children.ts";
import { eventsByPath, type Invariant, sameInstantMs } from "./invariant.ts";

/** Recomputed from what was told of readiness: a healthy time that is not earned would forgive everything. */
export const recoveryEarned: Invariant = {
  name: "recovery-earned",
  description: "Attempts start over only when a worker has stayed ready as long as its policy says",
  check(trace) {
    const byPath = eventsByPath(trace);
    return childrenOf(trace).flatMap(({ path: worker, policy: { healthyAfterMs, backoff } }) => {
      let readySinceMs = Infinity;
      return byPath.get(worker)!.flatMap((event) => {
        const breach = (message: string) => [{ invariant: recoveryEarned.name, atMs: event.atMs, worker, message }];
        switch (event.type) {
          case "started":
            readySinceMs = event.ready ? event.atMs : Infinity;
            return [];
          case "ready":
            readySinceMs = event.atMs;
            return [];
          case "not-ready":
          case "crashed":
          case "completed":
            readySinceMs = Infinity;
            return [];
          case "healthy": {
            const readyMs = event.atMs - readySinceMs;
            const neededMs = healthyAfterMs ?? backoff.maxMs;
            return readyMs >= neededMs - sameInstantMs
              ? []
              : breach(`called healthy after ${Math.max(0, readyMs)} ms, where ${neededMs} ms are needed`);
          }
          default:
            return [];
        }
      });
    });
  },
};
