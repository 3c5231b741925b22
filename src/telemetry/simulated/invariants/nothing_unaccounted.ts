import { heldOf } from "../held_records.ts";
import type { ExecutorInvariant } from "./executor_invariant.ts";

/** The law of the account, at every moment. */
export const nothingUnaccounted: ExecutorInvariant = {
  name: "nothing-unaccounted",
  description: "At every moment each record that was handed over is stored, lost for one cause, spilled or held",
  *check({ samples }) {
    for (const { atMs, counts } of samples) {
      const { accepted, stored, dropped, spilled } = counts;
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const held = heldOf({ counts });
      if (accepted === stored + lost + spilled + held) continue;
      yield {
        atMs,
        message:
          `${accepted} were handed over, but ${stored} are stored, ${lost} lost, ${spilled} spilled and ${held} held`,
      };
    }
  },
};
