import { sameInstantMs } from "../../invariants/invariant.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** While the event loop does nothing, no grace can end. */
export const stopsInTime: ServiceInvariant = {
  name: "stops-in-time",
  description: "An application is over when its grace is, and tells nothing from then on",
  check({ told, over, groups, stalls = [], endedAtMs }) {
    const breach = (atMs: number, message: string) => [{ invariant: stopsInTime.name, atMs, message }];
    const after = over && told[over.told];
    if (after !== undefined) return breach(after.atMs, `told of "${after.type}" after its report`);
    const stop = told.find((event) => event.type === "group-stopping" && event.group === undefined);
    if (stop === undefined) return [];
    const stalledMs = stalls.reduce((sum, { atMs, forMs }) => atMs + forMs > stop.atMs ? sum + forMs : sum, 0);
    const dueMs = stop.atMs + groups[0]!.rules.graceMs + stalledMs;
    if ((over?.atMs ?? endedAtMs) <= dueMs + sameInstantMs) return [];
    return breach(
      dueMs,
      over === undefined ? "is not over, and its grace is" : `was over ${over.atMs - dueMs} ms late`,
    );
  },
};
