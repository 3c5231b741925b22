import { childrenOf } from "./children.ts";
import { eventsByPath, type Invariant, sameInstantMs } from "./invariant.ts";
import { Waits } from "./waits.ts";

/** From the announcement to the start, and as the policy has it. */
export const cooldownLength: Invariant = {
  name: "cooldown-length",
  description: "Cooldowns last as long as they say",
  check(trace) {
    const byPath = eventsByPath(trace);
    return childrenOf(trace).flatMap((child) => {
      const { path: worker, policy: { cooldownMs } } = child;
      const events = byPath.get(worker)!;
      const waits = new Waits(trace, child, events);
      return events.flatMap((event, index) => {
        if (event.type !== "cooldown-started") return [];
        const { atMs } = event;
        const breach = (message: string) => [{ invariant: cooldownLength.name, atMs, worker, message }];
        const dueMs = atMs + cooldownMs;
        if (event.cooldownMs !== cooldownMs || Math.abs(event.retryAtMs - dueMs) > sameInstantMs) {
          return breach(
            `announced ${event.cooldownMs} ms until ${event.retryAtMs} ms, where the policy says ${cooldownMs} ms`,
          );
        }
        const wrong = waits.wrongEnd(index, event, dueMs);
        return wrong === undefined ? [] : breach(`ended ${wrong}, where ${dueMs} ms was announced`);
      });
    });
  },
};
