import type { Trace, TraceOperation } from "../trace.ts";
import { sameInstantMs } from "./invariant.ts";

/** When something is to have happened at the latest that falls due at that time: the end of a stall, if it falls into one. */
export function latestMs({ stalls = [] }: Pick<Trace, "stalls">, dueMs: number): number {
  for (const { atMs, forMs } of stalls) {
    if (atMs - sameInstantMs <= dueMs && dueMs < atMs + forMs) return atMs + forMs;
  }
  return dueMs;
}

/** Whether something happened when it was due, or, if that fell into a stall, at its end. */
export function isOnTime(trace: Pick<Trace, "stalls">, atMs: number, dueMs: number): boolean {
  return atMs >= dueMs - sameInstantMs && atMs <= latestMs(trace, dueMs) + sameInstantMs;
}

/** What is done by hand, at the times at which it is done: after a stall what was to be done meanwhile. */
export function delayedOperations<Operation extends TraceOperation>(
  operations: readonly Operation[],
  stalls: Trace["stalls"],
): readonly Operation[] {
  if (operations.length === 0 || !stalls?.length) return operations;
  // What is to be done at the very beginning of a stall is done before it.
  const doneAtMs = (atMs: number) => stalls.some((stall) => stall.atMs === atMs) ? atMs : latestMs({ stalls }, atMs);
  return operations.map((operation) => ({ ...operation, atMs: doneAtMs(operation.atMs) }));
}

/**
 * Whether somebody's hand came to a child at the end of a stall, at that very moment: what else fell due in the stall may have come before
 * it or after it, and nobody tells which.
 */
export function isWithDelayedHand({ operations, stalls = [] }: Trace, path: string, atMs: number): boolean {
  return stalls.some((stall) => Math.abs(stall.atMs + stall.forMs - atMs) <= sameInstantMs) &&
    operations.some((operation) => operation.path === path && Math.abs(operation.atMs - atMs) <= sameInstantMs);
}
