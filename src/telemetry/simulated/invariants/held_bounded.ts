import { heldOf } from "../held_records.ts";
import type { ExecutorInvariant } from "./executor_invariant.ts";

/** Memory has a bound. */
export const heldBounded: ExecutorInvariant = {
  name: "held-bounded",
  description: "No more records are held than the capacity",
  *check({ samples, cast: { executor: { capacity } } }) {
    for (const sample of samples) {
      const held = heldOf(sample);
      if (held > capacity) yield { atMs: sample.atMs, message: `${held} are held, but the capacity is ${capacity}` };
    }
  },
};
