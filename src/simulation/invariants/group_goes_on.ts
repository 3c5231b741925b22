import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { type Invariant, sameInstantMs } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { type Forest, watch } from "./watch.ts";

/** Judged by the end of a run: groups that have been silent for a while must have a reason. */
export const groupGoesOn: Invariant = {
  name: "group-goes-on",
  description:
    "No group waits for nothing: its starts and stops go on when nobody is waited for, and it ends with its children",
  check(trace) {
    const forest = watch(trace, () => ({}));
    let toldAtMs: ReadonlyMap<string, number> | undefined;
    return [...forest.values()].flatMap((roster): Breach[] => {
      const message = stuckOn(roster, forest, trace.endedAtMs);
      if (message === undefined) return [];
      const sinceMs = silentSinceMs(roster, toldAtMs ??= latestTimes(trace), trace.endedAtMs);
      if (sinceMs >= trace.endedAtMs - sameInstantMs) return [];
      const { path } = roster.group;
      return [{ invariant: groupGoesOn.name, atMs: sinceMs, ...(path === "" ? {} : { worker: path }), message }];
    });
  },
};

/** What a group should have done already, if it waits for nobody. */
function stuckOn(roster: Roster, forest: Forest, endedAtMs: number): string | undefined {
  const { status, order, group: { rules }, graceEnded, pausedUntilMs } = roster;
  if (status === "idle" || status === "finished") return undefined;
  const isOver = order.every((each) => each === undefined || each.phase === "over" || each.phase === "abandoned");
  if (isOver) {
    return status === "running" && rules.keepAlive ? undefined : "all children had ended, and the group had not";
  }
  const unasked = roster.isOrdered && !graceEnded ? unaskedIn(roster) : undefined;
  if (unasked !== undefined) {
    return `nobody was waited for who depends on "${unasked.child.path}", and it was never asked to stop`;
  }
  if (status === "stopping") {
    const last = order.findLast((each) => each?.isLive);
    if (last === undefined) {
      const left = order.find((each) => each !== undefined && each.phase !== "over" && each.phase !== "abandoned");
      return `all were down, and "${left?.child.path}" was never told to be over`;
    }
    // Who was started after the stop is for "no-start-after-stop" to see.
    if (graceEnded || roster.isOrdered || last.phase === "stopping" || last.fate === "decide") return undefined;
    return `nobody was waited for, and "${last.child.path}" was never asked to stop`;
  }
  if (
    (roster.awaited > 0 && !roster.isOrdered) ||
    (pausedUntilMs !== undefined && pausedUntilMs >= endedAtMs - sameInstantMs)
  ) {
    return undefined;
  }
  const next = nextToStart(roster, endedAtMs);
  if (next === undefined) return undefined;
  if (next.phase !== "starting") return `nobody was waited for, and "${next.child.path}" was never started`;
  const inside = forest.get(next.child.path);
  const isAwaited = (each: RosterEntry | undefined) =>
    each?.isOnItsWay || (inside?.isOfService && each?.hasLostReadiness);
  if (inside?.status !== "running" || inside.order.some(isAwaited)) return undefined;
  return `all children of "${next.child.path}" were up, and it was not called so`;
}

/** Who must end in a group whose children depend on each other, and waits for nobody to end before. */
function unaskedIn(roster: Roster): RosterEntry | undefined {
  return roster.order.find((each) =>
    each?.isAwaited && each.isLive && each.phase !== "stopping" &&
    roster.dependence.inTheWayOf(each.child.path) === undefined
  );
}

/** Whose turn it is. */
function nextToStart(roster: Roster, endedAtMs: number): RosterEntry | undefined {
  const { order, group: { rules }, restart } = roster;
  const waits = (entry: RosterEntry | undefined) =>
    (entry?.phase === "waiting" || entry?.phase === "cooling") && entry.dueByMs >= endedAtMs - sameInstantMs;
  const isMine = (entry: RosterEntry) => entry.phase !== "starting" || entry.child.isGroup;
  if (roster.isOrdered) {
    // Whether who depends on others waits for nothing is for "no-idle-wait" to see.
    return order.find((each) =>
      each !== undefined && !each.hasArrived &&
      (each.phase === "starting"
        ? each.child.isGroup
        : each.child.dependsOn.length === 0 && (each.phase === "idle" || each.phase === "held"))
    );
  }
  if (rules.strategy === "one-for-one") {
    const next = order.find((each) => each?.isOnItsWay && !each.hasArrived);
    return next !== undefined && (next.phase === "idle" || next.phase === "held" || next.phase === "starting") &&
        isMine(next)
      ? next
      : undefined;
  }
  if (waits(restart?.trigger)) return undefined;
  const next = order.find((each) => each?.isOnItsWay);
  return next === undefined || next.phase === "stopping" || waits(next) || !isMine(next) ? undefined : next;
}

function silentSinceMs(
  { group, order, pausedUntilMs }: Roster,
  toldAtMs: ReadonlyMap<string, number>,
  endedAtMs: number,
) {
  let sinceMs = Math.max(toldAtMs.get(group.path) ?? 0, pausedUntilMs ?? 0);
  const listen = (entry: RosterEntry | undefined) => {
    if (entry === undefined) return;
    sinceMs = Math.max(sinceMs, toldAtMs.get(entry.child.path) ?? 0);
    if (entry.dueByMs < endedAtMs) sinceMs = Math.max(sinceMs, entry.dueByMs);
  };
  for (const entry of order) listen(entry);
  return sinceMs;
}

/** When each path was told of last, as a child or as a group, with all that is in it. */
function latestTimes({ events }: Trace): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const event of events) {
    let path = "worker" in event ? event.worker : event.group ?? "";
    for (; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) latest.set(path, event.atMs);
    if (!("worker" in event) && event.group === undefined) latest.set("", event.atMs);
  }
  return latest;
}
