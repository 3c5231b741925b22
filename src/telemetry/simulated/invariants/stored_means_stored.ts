import type { ExecutorInvariant } from "./executor_invariant.ts";

/** What counts as stored is in the store, and counts once. */
export const storedMeansStored: ExecutorInvariant = {
  name: "stored-means-stored",
  description: "No more records count as stored than the store has",
  *check({ samples }) {
    for (const { atMs, counts, rows } of samples) {
      if (counts.stored > rows) yield { atMs, message: `${counts.stored} count as stored, but the store has ${rows}` };
    }
  },
};
