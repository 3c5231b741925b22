import type { DropCause } from "../../record_queue.ts";
import { heldOf } from "../held_records.ts";
import type { ExecutorTrace } from "../executor_trace.ts";
import { type ExecutorInvariant, type Finding, heardOfAtMs, isAcknowledged } from "./executor_invariant.ts";

/** Losses are counted under what has caused them. */
export const causeTrue: ExecutorInvariant = {
  name: "cause-true",
  description: "A record counts as lost for the cause that there was: a full queue, too many failures, a refusal, no " +
    "session, a stop",
  *check(trace) {
    const { samples } = trace;
    for (const [index, { atMs, counts }] of samples.entries()) {
      const before = samples[index - 1];
      if (before === undefined) continue;
      for (const [cause, count] of Object.entries(counts.dropped) as [DropCause, number][]) {
        const lost = count - before.counts.dropped[cause];
        if (lost < 0) yield { atMs, message: `${-lost} fewer count as lost for "${cause}" than before` };
        const doubt = lost > 0 ? doubts[cause](trace, index) : undefined;
        if (doubt !== undefined) yield { atMs, message: `${lost} count as lost for "${cause}", but ${doubt}` };
      }
    }
    yield* total(trace);
  },
};

/** Why it cannot have been that cause, at a sample. */
const doubts: Readonly<Record<DropCause, (trace: ExecutorTrace, index: number) => string | undefined>> = {
  overflow({ samples, cast: { executor: { capacity } } }, index) {
    const held = heldOf(samples[index - 1]);
    return held >= capacity ? undefined : `${held} of ${capacity} places were taken`;
  },
  exhausted({ attempts, samples, cast: { executor: { retries } } }, index) {
    const { atMs } = samples[index]!;
    // After a stall several calls may end at one moment.
    const ended = attempts.filter((each) => !each.isPickUp && heardOfAtMs(each) === atMs && !isAcknowledged(each));
    const tries = ended.map((last) =>
      attempts.filter(({ ids, isPickUp, attempt }) =>
        !isPickUp && attempt <= last.attempt && ids.includes(last.ids[0]!)
      ).length
    );
    return tries.includes(retries + 1) ? undefined : `it was tried ${tries.at(-1) ?? 0} times of ${retries + 1}`;
  },
  invalid({ attempts, samples }, index) {
    const { atMs } = samples[index]!;
    return attempts.some(({ answeredAtMs, refused }) => answeredAtMs === atMs && refused.length > 0)
      ? undefined
      : "the store has refused none";
  },
  noSession({ samples, cast: { scenario: { sessionFromMs = 0 } } }, index) {
    const { atMs } = samples[index]!;
    return atMs < sessionFromMs ? undefined : "there was a session";
  },
  shutdown({ stops, samples }, index) {
    const { atMs } = samples[index]!;
    return stops.some((stop) => stop.atMs <= atMs && atMs <= (stop.restartedAtMs ?? Infinity))
      ? undefined
      : "nobody had stopped it";
  },
};

/** In the end as many were refused as count as lost for that. */
function* total(trace: ExecutorTrace): Generator<Finding> {
  const { attempts, samples, endedAtMs } = trace;
  const refused = new Set(
    attempts.flatMap((attempt) => isAcknowledged(attempt) ? attempt.refused : []),
  ).size;
  const { invalid } = samples.at(-1)!.counts.dropped;
  if (invalid > refused) {
    yield { atMs: endedAtMs, message: `${invalid} count as lost for "invalid", but the store has refused ${refused}` };
  }
}
