import { type ExecutorInvariant, waitedUntilMs } from "./executor_invariant.ts";

/** The queue's calls follow each other. */
export const oneCallAtATime: ExecutorInvariant = {
  name: "one-call-at-a-time",
  description: "The store is not asked to write a batch while it is waited for with another one",
  *check(trace) {
    const calls = trace.attempts.filter(({ isPickUp }) => !isPickUp);
    for (const [index, { atMs, attempt }] of calls.entries()) {
      const before = calls[index - 1];
      if (before === undefined || waitedUntilMs(before, trace) <= atMs) continue;
      yield { atMs, message: `call ${attempt} begins while call ${before.attempt} is waited for` };
    }
  },
};
