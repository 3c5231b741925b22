import type { Observation } from "./observation.ts";
import type { SutureTrace } from "./trace.ts";

type SutureEvent = SutureTrace["observed"]["events"][number];

/** One event of suture's hook as both sides write it. */
function textOf({ type, supervisor, service, restarting }: SutureEvent): string {
  const what = [type, supervisor, service].filter(Boolean).join(" ");
  return restarting === undefined ? what : `${what}, ${restarting ? "restarting" : "waiting"}`;
}

/** What a trace of suture says that happened. */
export function recordedSuture({ observed }: SutureTrace): Observation {
  const { starts, ends, events, ops, supervisor_exit: exit, unstopped_report: unstopped, final } = observed;
  return {
    starts: starts.map(({ at_ms, service, n }) => ({ text: `+${service}#${n}`, atMs: at_ms })),
    ends: ends.map(({ at_ms, service, n, how }) => ({ text: `-${service}#${n}:${how}`, atMs: at_ms })),
    events: events.map((event) => ({ text: textOf(event), amount: event.failures, atMs: event.at_ms })),
    ops: ops.map(({ at_ms, op, result }) => ({ text: `${op}: ${result}`, atMs: at_ms })),
    exit: exit === null ? [] : [{ text: exit.error, atMs: exit.at_ms }],
    unstopped: [{ text: unstopped === null ? "no report" : unstopped.toSorted().join(", ") }],
    final: final.map((text) => ({ text })),
  };
}
