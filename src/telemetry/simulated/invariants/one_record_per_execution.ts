import { type ExecutorInvariant, isAcknowledged, isGivenUp } from "./executor_invariant.ts";

/** Each execution that is over is handed over, once, and nothing else is. */
export const oneRecordPerExecution: ExecutorInvariant = {
  name: "one-record-per-execution",
  description: "There is one record for each execution that is over, and one more for each that was picked up",
  *check(trace) {
    const { executions, attempts, samples, rows, endedAtMs } = trace;
    const over = new Map(executions.filter(({ overAtMs }) => overAtMs !== undefined).map((each) => [each.id, each]));
    for (const { ids, atMs } of attempts) {
      for (const id of ids) {
        const { overAtMs = Infinity } = over.get(id) ?? {};
        if (overAtMs > atMs) yield { atMs, message: `a record of ${id} is written, which is not over` };
      }
    }
    // A record that comes from the spill folder is handed over a second time once the store has answered.
    const pickUps = attempts.filter(({ isPickUp, isStored }) => isPickUp && isStored);
    const sure = pickUps.filter((call) => isAcknowledged(call) && !isGivenUp(call, trace));
    const least = over.size + new Set(sure.flatMap(({ ids }) => ids)).size;
    const most = over.size + new Set(pickUps.flatMap(({ ids }) => ids)).size;
    const { accepted } = samples.at(-1)!.counts;
    if (accepted < least || accepted > most) {
      yield {
        atMs: endedAtMs,
        message: `${over.size} executions are over and ${
          least - over.size
        } were picked up, but ${accepted} were handed over`,
      };
    }
    for (const [id, { atMs }] of rows) {
      if (!over.has(id)) yield { atMs, message: `the store has ${id}, which is no execution that is over` };
    }
  },
};
