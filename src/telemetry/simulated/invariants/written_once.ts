import type { StoreAttempt } from "../executor_trace.ts";
import { type ExecutorInvariant, isAcknowledged, isGivenUp } from "./executor_invariant.ts";

/** What the store has confirmed, or refused, is not handed to it again. */
export const writtenOnce: ExecutorInvariant = {
  name: "written-once",
  description: "A record that the store has confirmed or refused is not written again, nor twice in one call",
  *check(trace) {
    const confirmed = new Set<string>();
    const { attempts } = trace;
    let open: StoreAttempt[] = [];
    for (const call of attempts) {
      const { ids, atMs, attempt } = call;
      // What was answered up to here, without what a stop had given up.
      const answered = open.filter((earlier) => (earlier.answeredAtMs ?? Infinity) <= atMs);
      open = open.filter((earlier) => !answered.includes(earlier));
      for (const earlier of answered) {
        if (!isAcknowledged(earlier) || isGivenUp(earlier, trace)) continue;
        for (const id of earlier.ids) confirmed.add(id);
      }
      open.push(call);
      const twice = ids.filter((id, at) => confirmed.has(id) || ids.indexOf(id) !== at);
      if (twice.length === 0) continue;
      yield {
        atMs,
        message: `call ${attempt} has ${twice.length} records that the store had confirmed, such as ${twice[0]}`,
      };
    }
  },
};
