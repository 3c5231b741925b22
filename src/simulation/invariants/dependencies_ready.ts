import type { Breach } from "../simulation_result.ts";
import { areDependent } from "./children.ts";
import type { Invariant } from "./invariant.ts";
import { watch } from "./watch.ts";

/** Whoever starts it: its group, its own restart, or somebody's hand. That readiness is lost later changes nothing. */
export const dependenciesReady: Invariant = {
  name: "dependencies-ready",
  description:
    "Who depends on others starts only while all of those are ready, and none of them is about to be stopped",
  check(trace) {
    if (!areDependent(trace)) return [];
    const found: Breach[] = [];
    watch(trace, () => ({
      child: (event, roster, entry) => {
        if (event.type !== "started" || entry === undefined) return;
        const missing = entry.child.dependsOn.find((path) => !roster.entry(path)?.isThere);
        if (missing === undefined) return;
        const { atMs, worker, incarnation } = event;
        const message = `incarnation ${incarnation} started while "${missing}", which it depends on, was not ready`;
        found.push({ invariant: dependenciesReady.name, atMs, worker, message });
      },
    }));
    return found;
  },
};
