import { sameInstantMs } from "../../../simulation/invariants/invariant.ts";
import { heldOf } from "../held_records.ts";
import type { ExecutorInvariant } from "./executor_invariant.ts";

/** A stop has an end, and what is held then has been dealt with. */
export const flushBounded: ExecutorInvariant = {
  name: "flush-bounded",
  description: "A stop ends within its limit, and nothing is held after it",
  *check({ stops, samples, endedAtMs, cast: { executor: { stopMs } } }) {
    for (const { atMs, endedAtMs: stoppedAtMs = Infinity, restartedAtMs = Infinity } of stops) {
      const tookMs = Math.min(stoppedAtMs, endedAtMs) - atMs;
      if (tookMs > stopMs + sameInstantMs) {
        yield { atMs: atMs + stopMs, message: `the stop takes ${tookMs} ms, but its limit is ${stopMs} ms` };
      }
      const last = samples.findLast((sample) => sample.atMs <= stoppedAtMs && sample.atMs <= endedAtMs);
      const after = samples.filter((sample) => sample.atMs > stoppedAtMs && sample.atMs < restartedAtMs);
      for (const sample of stoppedAtMs === Infinity ? [] : [...(last === undefined ? [] : [last]), ...after]) {
        const held = heldOf(sample);
        if (held > 0) yield { atMs: sample.atMs, message: `${held} are held, though it has stopped` };
      }
    }
  },
};
