import type { ExecutorInvariant } from "./executor_invariant.ts";

/** What was put aside is there until the store has it. */
export const spillKept: ExecutorInvariant = {
  name: "spill-kept",
  description: "What counts as spilled is in the spill folder, and stays there until the store has it or refuses it",
  *check({ samples, spills, rows, attempts, endedAtMs }) {
    const { spilled } = samples.at(-1)!.counts;
    const left = spills.reduce((sum, { records }) => sum + records.length, 0);
    if (spilled !== left) {
      yield { atMs: endedAtMs, message: `${spilled} count as spilled, but ${left} were left in the folder` };
    }
    const refused = new Set(attempts.flatMap((attempt) => attempt.refused));
    for (const { path, records, removedAtMs } of spills) {
      if (removedAtMs === undefined) continue;
      const missing = records.filter(({ id }) =>
        !refused.has(id) && !((rows.get(id)?.atMs ?? Infinity) <= removedAtMs)
      );
      if (missing.length === 0) continue;
      yield {
        atMs: removedAtMs,
        message: `"${path}" is removed, but the store lacks ${missing.length} of its records`,
      };
    }
  },
};
