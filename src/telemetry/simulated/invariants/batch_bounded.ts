import type { ExecutorInvariant } from "./executor_invariant.ts";

/** One transaction has a bound, and there is one at a time. */
export const batchBounded: ExecutorInvariant = {
  name: "batch-bounded",
  description: "No call of the store has more records than a batch, and none has no record",
  *check({ attempts, cast: { executor: { batchSize } } }) {
    for (const { atMs, attempt, ids } of attempts) {
      if (ids.length >= 1 && ids.length <= batchSize) continue;
      yield { atMs, message: `call ${attempt} has ${ids.length} records, but a batch is 1 to ${batchSize}` };
    }
  },
};
