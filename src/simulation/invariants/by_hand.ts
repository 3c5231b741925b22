import type { Trace, TraceOperation } from "../trace.ts";
import { sameInstantMs } from "./invariant.ts";

const known = new WeakMap<Trace, ReadonlyMap<string, readonly TraceOperation[]>>();

/** Whether somebody asked for a stop, or a restart, of this child between two moments, both included. */
export function isStoppedByHand(trace: Trace, path: string, fromMs: number, toMs: number = fromMs): boolean {
  return isBetween(trace, path, fromMs, toMs, ["stop", "restart", "remove"]);
}

/** Whether somebody asked for a start of this child between two moments, both included. */
export function isStartedByHand(trace: Trace, path: string, fromMs: number, toMs: number): boolean {
  return isBetween(trace, path, fromMs, toMs, ["add", "start", "restart"]);
}

function isBetween(
  trace: Trace,
  path: string,
  fromMs: number,
  toMs: number,
  deeds: readonly TraceOperation["do"][],
): boolean {
  if (trace.operations.length === 0) return false;
  let byPath = known.get(trace);
  if (byPath === undefined) known.set(trace, byPath = Map.groupBy(trace.operations, (operation) => operation.path));
  return byPath.get(path)?.some((operation) =>
    operation.atMs >= fromMs - sameInstantMs && operation.atMs <= toMs + sameInstantMs && deeds.includes(operation.do)
  ) ?? false;
}
