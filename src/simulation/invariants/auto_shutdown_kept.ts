import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import { groupPath, type Invariant } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** Only an end by itself counts, and only of a child that is significant. */
export const autoShutdownKept: Invariant = {
  name: "auto-shutdown-kept",
  description:
    "A group shuts itself down when its rule says so, and only then: with any significant child, or with the last one",
  check(trace) {
    const isIdle = trace.groups.every(({ rules }) => rules.autoShutdown === "never") &&
      !trace.events.some((event) => event.type === "group-stopping" && event.reason === "auto-shutdown");
    if (isIdle) return [];
    const found: Breach[] = [];
    const breach = (atMs: number, path: string, message: string) =>
      found.push({ invariant: autoShutdownKept.name, atMs, ...(path === "" ? {} : { worker: path }), message });
    /** The end that a group must follow. */
    let last: { readonly event: WorkerEvent; readonly group: string } | undefined;
    const follow = (event: SupervisionEvent | undefined) => {
      const isKept = event?.type === "group-stopping" && event.reason === "auto-shutdown" &&
        groupPath(event) === last?.group;
      if (last !== undefined && !isKept) {
        breach(last.event.atMs, last.event.worker, "ended, and its group did not shut down");
      }
      if (last === undefined && event?.type === "group-stopping" && event.reason === "auto-shutdown") {
        breach(event.atMs, groupPath(event), "shut down, and its significant children had not ended");
      }
      last = undefined;
    };
    watch(trace, () => ({
      group: follow,
      child: (event, roster, entry) => {
        // Whoever leaves with its end has left before.
        if (event.type === "removed" && last?.event.worker === event.worker) return;
        follow(event);
        if (endsGroup(event, roster, entry)) last = { event, group: roster.group.path };
      },
    }));
    follow(undefined);
    return found;
  },
};

function endsGroup(event: WorkerEvent, roster: Roster, entry: RosterEntry | undefined): boolean {
  const isEnd = event.type === "gave-up" ||
    (event.type === "finished" && event.outcome === "completed" && event.rule !== "declined");
  const { autoShutdown } = roster.group.rules;
  if (!isEnd || autoShutdown === "never" || roster.status !== "running" || !entry?.child.significant) return false;
  return autoShutdown === "any-significant" ||
    roster.order.every((each) =>
      each === undefined || each === entry || !each.child.significant || each.phase === "over" ||
      each.phase === "abandoned"
    );
}
