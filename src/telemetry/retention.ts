import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { withinLimit } from "../services/sessions/time_limit.ts";
import type { ExecutionStore } from "./execution_store.ts";
import type { RetentionOptions } from "./executor_options.ts";

/** What the deleting works with. */
export interface RetentionTerms {
  readonly store: Pick<ExecutionStore, "prune">;
  readonly retention: Required<RetentionOptions>;
  readonly clock: Clock;
  readonly wallClock: () => number;
  readonly storeTimeoutMs: number;
  readonly say: (level: "info" | "warn", sentence: string) => void;
}

/** So many rows go at once; between two steps everybody else has a turn. */
const rowsPerStep = 1_000;

/** Deletes what is old enough to go, now and again and again, until the signal aborts. Never rejects: what the store throws is logged. */
export async function retain(terms: RetentionTerms, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await prune(terms, signal);
    } catch (thrown) {
      terms.say("warn", `Old executions could not be deleted: ${shownFailure(new Failure(thrown))}`);
    }
    try {
      await terms.clock.sleep(terms.retention.everyMs, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      return terms.say("warn", `Old executions are deleted no more: ${shownFailure(new Failure(thrown))}`);
    }
  }
}

async function prune(terms: RetentionTerms, signal: AbortSignal): Promise<void> {
  const { store, retention: { maxAgeMs, maxBytes }, clock, wallClock, storeTimeoutMs, say } = terms;
  const beforeMs = maxAgeMs === Infinity ? null : Math.floor(wallClock() - maxAgeMs);
  const rules = { beforeMs, maxBytes: maxBytes === Infinity ? null : maxBytes, atMost: rowsPerStep };
  let [byAge, bySize] = [0, 0];
  while (!signal.aborted) {
    const pruned = await withinLimit(
      clock,
      storeTimeoutMs,
      "delete old executions",
      async () => await store.prune(rules),
    );
    byAge += pruned.byAge;
    bySize += pruned.bySize;
    if (!pruned.isMore) break;
    await clock.sleep(0, signal).catch(() => {});
  }
  if (bySize > 0) say("warn", `${bySize} executions were deleted, because the store is larger than ${maxBytes} bytes`);
  if (byAge > 0) say("info", `${byAge} executions were deleted, because they were older than ${maxAgeMs} ms`);
}
