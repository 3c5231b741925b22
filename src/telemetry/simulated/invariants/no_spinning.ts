import { backoffDelay } from "../../../core/backoff.ts";
import { sameInstantMs } from "../../../simulation/invariants/invariant.ts";
import type { ExecutorTrace, StoreAttempt } from "../executor_trace.ts";
import {
  type ExecutorInvariant,
  type Finding,
  isAcknowledged,
  isStopBetween,
  waitedUntilMs,
} from "./executor_invariant.ts";

/** A store that fails is left alone, longer each time. */
export const noSpinning: ExecutorInvariant = {
  name: "no-spinning",
  description: "After a failure the store is left alone for as long as the backoff says at least, each time in a row",
  *check(trace) {
    // What comes from the spill folder waits by itself.
    yield* judged(trace.attempts.filter(({ isPickUp }) => !isPickUp), trace);
    yield* judged(trace.attempts.filter(({ isPickUp }) => isPickUp), trace);
  },
};

function* judged(calls: readonly StoreAttempt[], trace: ExecutorTrace): Generator<Finding> {
  const { executor: { backoff } } = trace.cast;
  let failures = 0;
  for (const [index, call] of calls.entries()) {
    const { atMs, attempt } = call;
    const before = calls[index - 1];
    if (before === undefined) continue;
    // A stop that is over has begun anew.
    const isAnew = before.afterStops !== call.afterStops;
    const isStored = isAcknowledged(before);
    // The picking up counts all its failures, whatever has succeeded between them.
    if (isAnew || (isStored && !call.isPickUp)) failures = 0;
    if (isAnew || isStored) continue;
    failures++;
    const failedAtMs = waitedUntilMs(before, trace);
    const leastMs = backoffDelay(backoff, failures, () => 0);
    // A stop makes everything due, once.
    if (isStopBetween(failedAtMs, atMs, trace) || atMs - failedAtMs >= leastMs - sameInstantMs) continue;
    yield {
      atMs,
      message: `call ${attempt} comes ${
        atMs - failedAtMs
      } ms after failure ${failures} in a row, which asks for ${leastMs} ms`,
    };
  }
}
