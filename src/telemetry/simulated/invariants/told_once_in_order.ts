import { type ExecutorInvariant, isAcknowledged, isGivenUp } from "./executor_invariant.ts";

/** Whoever wants to know of stored records hears of each once. */
export const toldOnceInOrder: ExecutorInvariant = {
  name: "told-once-in-order",
  description: "Of each record of the tier app it is told once that it is stored, when it is, in the order of storing",
  *check(trace) {
    const { attempts, executions, told, endedAtMs } = trace;
    const tiers = new Map(executions.map(({ id, tier }) => [id, tier]));
    // Calls are answered in another order than they are made in.
    const answers = trace.events.flatMap((event) => event.type === "answered" ? [attempts[event.attempt - 1]!] : []);
    const confirmed = answers.filter((attempt) => isAcknowledged(attempt));
    const order = confirmed.flatMap((attempt) => {
      const refused = new Set(attempt.refused);
      const isSure = !isGivenUp(attempt, trace);
      return attempt.ids.filter((id) => tiers.get(id) === "app" && !refused.has(id))
        .map((id) => ({ id, atMs: attempt.answeredAtMs!, isSure }));
    });
    const heard = new Set<string>();
    let place = 0;
    for (const { id, atMs } of told) {
      if (heard.has(id)) yield { atMs, message: `${id} is told of twice` };
      heard.add(id);
      let found = place;
      while (found < order.length && (order[found]!.id !== id || order[found]!.atMs > atMs)) found++;
      if (found < order.length) place = found + 1;
      else yield { atMs, message: `${id} is told of, but is not what was stored next` };
    }
    const untold = order.filter(({ id, isSure }) => isSure && !heard.has(id));
    if (untold.length === 0) return;
    yield { atMs: endedAtMs, message: `of ${untold.length} stored records nobody was told, such as ${untold[0]!.id}` };
  },
};
