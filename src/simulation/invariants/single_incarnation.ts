import type { Life } from "../engine_run.ts";
import type { Invariant } from "./invariant.ts";

/** Judged by the lives that were lived, whatever the supervision says of them. */
export const singleIncarnation: Invariant = {
  name: "single-incarnation",
  description: "A worker never has two live incarnations",
  check(trace) {
    const latest = new Map<string, Life>();
    return trace.lives.flatMap((life) => {
      const { worker, incarnation, fromMs } = life;
      const before = latest.get(worker);
      latest.set(worker, life);
      if (before === undefined || (before.toMs !== undefined && before.toMs <= fromMs)) return [];
      const message = `incarnation ${incarnation} began while incarnation ${before.incarnation} was alive`;
      return [{ invariant: singleIncarnation.name, atMs: fromMs, worker, message }];
    });
  },
};
