import type { ExecutionRecord } from "../../execution_record.ts";
import { sameInstantMs } from "../../../simulation/invariants/invariant.ts";
import type { ExecutorTrace, SimulatedExecution } from "../executor_trace.ts";
import { afterStalls } from "../stalled_time.ts";
import { wallTimeMs } from "../wall_time.ts";
import type { ExecutorInvariant } from "./executor_invariant.ts";

/** What is written down is what happened. */
export const outcomeTrue: ExecutorInvariant = {
  name: "outcome-true",
  description: "What is written down of an execution is what happened: whose it was, when, how long, and how it ended",
  *check(trace) {
    const executions = new Map(trace.executions.map((each) => [each.id, each]));
    const records = [...trace.rows.values()].map(({ record }) => record);
    for (const record of [...records, ...trace.spills.flatMap((spill) => spill.records)]) {
      const execution = executions.get(record.id);
      if (execution?.overAtMs === undefined) continue;
      const wrong = falsehood(record, execution, trace);
      if (wrong !== undefined) {
        yield { atMs: execution.overAtMs, message: `of ${record.id} it is written that ${wrong}` };
      }
    }
  },
};

function falsehood(record: ExecutionRecord, execution: SimulatedExecution, trace: ExecutorTrace): string | undefined {
  const { owner, name, status, timedOutBy, startedAtMs, durationMs, tier } = record;
  const { load, body, timeoutMs = Infinity } = execution;
  if (`${owner}/${name}` !== load || tier !== execution.tier) return `it was ${owner}/${name} (${tier})`;
  const wallMs = wallTimeMs(trace.cast.wallClockJumps, execution.startedAtMs);
  if (startedAtMs !== Math.round(wallMs)) return `it began at ${startedAtMs}`;
  const tookMs = execution.overAtMs! - execution.startedAtMs;
  if (durationMs !== tookMs) return `it took ${durationMs} ms, but it was ${tookMs} ms`;
  // Time limits count in whole milliseconds, and one that falls into a stall is over at its end.
  const limitMs = afterStalls(trace.stalls, Math.ceil(execution.startedAtMs + timeoutMs));
  const bodyEnded = body !== undefined && body.atMs === execution.overAtMs ? body.how : undefined;
  const isTrue = {
    "success": bodyEnded === "returned",
    "error": bodyEnded === "threw",
    "timed-out": timedOutBy === "body"
      ? bodyEnded === "threw-timeout"
      : tookMs >= timeoutMs && execution.overAtMs! <= limitMs + sameInstantMs,
    "cancelled": trace.stops.some(({ atMs }) => atMs === execution.overAtMs),
  };
  return isTrue[status] ? undefined : `it ended as "${status}" (its body: ${bodyEnded ?? "no end"})`;
}
