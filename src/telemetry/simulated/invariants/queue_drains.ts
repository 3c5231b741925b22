import { backoffDelay } from "../../../core/backoff.ts";
import { sameInstantMs } from "../../../simulation/invariants/invariant.ts";
import { heldOf } from "../held_records.ts";
import type { ExecutorTrace } from "../executor_trace.ts";
import { afterStalls } from "../stalled_time.ts";
import { type ExecutorInvariant, waitedUntilMs } from "./executor_invariant.ts";

/** Nothing waits for longer than it must. */
export const queueDrains: ExecutorInvariant = {
  name: "queue-drains",
  description: "While records are held, the next call of the store follows within the longest delay or the flush",
  *check(trace) {
    const { samples, stalls, endedAtMs, cast: { executor: { backoff, flushMs } } } = trace;
    const delays = [1, 2, Infinity].map((attempt) => backoffDelay(backoff, attempt, () => 1));
    const mostMs = Math.max(flushMs, ...delays);
    const begins = trace.attempts.filter(({ isPickUp }) => !isPickUp);
    // Since when records are held without anybody at work on them.
    let idleMs: number | undefined;
    let call = 0;
    let busyUntilMs = -Infinity;
    for (const [index, sample] of samples.entries()) {
      const nextMs = samples[index + 1]?.atMs ?? endedAtMs;
      while (begins[call] !== undefined && begins[call]!.atMs <= sample.atMs) {
        busyUntilMs = waitedUntilMs(begins[call++]!, trace);
        idleMs = undefined;
      }
      if (heldOf(sample) === 0 || isStopped(trace, sample.atMs)) {
        idleMs = undefined;
        continue;
      }
      idleMs ??= sample.atMs;
      const sinceMs = Math.max(idleMs, busyUntilMs);
      const untilMs = begins[call] === undefined ? nextMs : Math.min(nextMs, begins[call]!.atMs);
      // What falls due within a stall comes at its end.
      if (untilMs <= afterStalls(stalls, sinceMs + mostMs) + sameInstantMs) continue;
      yield { atMs: untilMs, message: `${heldOf(sample)} are held, and nothing has been done since ${sinceMs} ms` };
      return;
    }
  },
};

/** Whether the executor has stopped: what is still held then is no matter of delays. */
function isStopped({ stops }: ExecutorTrace, atMs: number): boolean {
  return stops.some(({ endedAtMs = Infinity, restartedAtMs = Infinity }) => endedAtMs <= atMs && atMs < restartedAtMs);
}
