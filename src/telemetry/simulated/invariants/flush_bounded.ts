import { sameInstantMs } from "../../../simulation/invariants/invariant.ts";
import { heldOf } from "../held_records.ts";
import { afterStalls } from "../stalled_time.ts";
import type { ExecutorInvariant } from "./executor_invariant.ts";

/** A stop has an end, and what is held then has been dealt with. */
export const flushBounded: ExecutorInvariant = {
  name: "flush-bounded",
  description: "A stop ends within its limit, and nothing is held after it",
  *check({ stops, samples, stalls, endedAtMs, cast: { executor: { stopMs } } }) {
    for (const { atMs, endedAtMs: stoppedAtMs = Infinity, endedAtSample, restartedAtSample } of stops) {
      // A limit that falls into a stall comes at its end.
      const lastMs = afterStalls(stalls, atMs + stopMs);
      const untilMs = Math.min(stoppedAtMs, endedAtMs);
      if (untilMs > lastMs + sameInstantMs) {
        yield { atMs: lastMs, message: `the stop takes ${untilMs - atMs} ms, but its limit is ${stopMs} ms` };
      }
      if (endedAtSample === undefined) continue;
      for (const sample of samples.slice(Math.max(0, endedAtSample - 1), restartedAtSample)) {
        const held = heldOf(sample);
        if (held > 0) yield { atMs: sample.atMs, message: `${held} are held, though it has stopped` };
      }
    }
  },
};
