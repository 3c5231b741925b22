import type { GroupEvent, StartedEvent, StoppingEvent } from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { isStartedByHand, isStoppedByHand } from "./by_hand.ts";
import { type Invariant, sameInstantMs } from "./invariant.ts";
import { latestMs } from "./lateness.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** Last in, first out. Whether an order comes to its end is for "group-goes-on" to see. */
export const groupOrder: Invariant = {
  name: "group-order",
  description:
    "A group stops its children last first and starts them first first, each only when the one before is down, or up",
  check(trace) {
    const found: Breach[] = [];
    const turns = new Map<Roster, Turn>();
    watch(trace, (forest) => ({
      group: (event, roster) => {
        if (event.type === "group-started") turns.set(roster, new Turn(trace, roster));
        else turns.get(roster)?.changes(event);
      },
      child: (event, roster, entry) => {
        const turn = turns.get(roster);
        if (entry === undefined || turn === undefined) return;
        let wrong: string | undefined;
        if (event.type === "stopping") {
          wrong = turn.wrongOfStop(event, entry);
        } else if (event.type === "started") {
          wrong = turn.wrongOfStart(event, entry);
        } else if (event.type === "ready" && entry.child.isGroup) {
          const late = forest.get(event.worker)!.order.find((each) => {
            each?.notice(trace, event.atMs);
            return each?.isOnItsWay && !each.isOutOfTurn && !each.hasArrived;
          });
          wrong = late && `was called up while "${late.child.path}" in it was not`;
        }
        if (wrong === undefined) return;
        found.push({ invariant: groupOrder.name, atMs: event.atMs, worker: event.worker, message: wrong });
      },
    }));
    return found;
  },
};

/** How far one incarnation of a group has come with starting and stopping. */
class Turn {
  readonly #trace: Trace;
  readonly #roster: Roster;
  /** Whoever comes before this place is known to be up, or not wanted. */
  #upTo = 0;
  /** The highest place that had its first start. */
  #latestFirst = -1;
  /** Whoever has this place or a later one, and was to end, is known to be down. */
  #downTo = Infinity;
  /** The lowest place that was asked to stop in this turn. */
  #askedDownTo = Infinity;

  constructor(trace: Trace, roster: Roster) {
    this.#trace = trace;
    this.#roster = roster;
  }

  /** Begins another turn. */
  changes(event: GroupEvent): void {
    if (event.type === "group-restarting" && event.strategy === "dependents") return;
    if (event.type === "group-stopping" || event.type === "group-restarting") this.#downTo = Infinity;
    else if (event.type !== "grace-ended") return;
    this.#askedDownTo = Infinity;
    if (event.type !== "group-restarting") return;
    const from = event.strategy === "one-for-all" ? 0 : this.#roster.entry(event.trigger)?.place ?? 0;
    this.#upTo = Math.min(this.#upTo, from);
  }

  wrongOfStop(event: StoppingEvent, entry: RosterEntry): string | undefined {
    const { group: { rules }, order, doomedAtMs, graceEnded, isOrdered } = this.#roster;
    // Who depends on whom is for "dependency-stop-order" to see.
    if (isOrdered) return undefined;
    // Who asks otherwise than in the group's turn is for "crash-isolation" to see.
    if (entry.failsToStart || entry.fate === "decide" || isStoppedByHand(this.#trace, event.worker, event.atMs)) {
      return undefined;
    }
    const isLate = entry.place > this.#askedDownTo;
    this.#askedDownTo = Math.min(this.#askedDownTo, entry.place);
    if (isLate) return "was asked to stop after one that was started before it";
    if (graceEnded) return undefined;
    if (rules.stopOrder === "parallel") {
      if (event.atMs <= latestMs(this.#trace, doomedAtMs) + sameInstantMs) return undefined;
      return `was asked to stop ${event.atMs - doomedAtMs} ms after the others, where all are asked at once`;
    }
    this.#downTo = Math.min(this.#downTo, order.length);
    for (; this.#downTo > entry.place + 1; this.#downTo--) {
      const later = order[this.#downTo - 1];
      if (later?.isAwaited) return `was asked to stop while "${later.child.path}", started after it, still ran`;
    }
    return undefined;
  }

  wrongOfStart(event: StartedEvent, entry: RosterEntry): string | undefined {
    const { group: { rules }, order, awaited } = this.#roster;
    // Whoever is started by hand is started when the hand says so; whoever depends on others, when they are ready.
    if (event.after === "manual" || entry.child.dependsOn.length > 0) return undefined;
    const isFirst = event.after === "first";
    const isTogether = rules.strategy !== "one-for-one";
    if (isFirst) {
      const isEarly = entry.place < this.#latestFirst;
      this.#latestFirst = Math.max(this.#latestFirst, entry.place);
      if (isEarly) return "was started after one that comes behind it";
    }
    if (isTogether && awaited > 0) {
      return `was started while "${order.find((each) => each?.isAwaited)?.child.path}" was still to be stopped`;
    }
    const trigger = this.#waitingTrigger(event.atMs);
    if (trigger !== undefined && trigger !== entry) {
      return `was started before ${trigger.dueMs} ms, when the delay of "${trigger.child.path}" is over`;
    }
    if (!isTogether && (rules.startOrder === "parallel" || !isFirst)) return undefined;
    for (; this.#upTo < entry.place; this.#upTo++) {
      const before = order[this.#upTo];
      before?.notice(this.#trace, event.atMs);
      if (!before?.isOnItsWay || before.isOutOfTurn || (!isTogether && before.hasArrived)) continue;
      return `was started before "${before.child.path}" was up`;
    }
    return undefined;
  }

  /** The trigger of a group restart whose delay is not over, unless somebody cut it short by hand. */
  #waitingTrigger(nowMs: number): RosterEntry | undefined {
    const { restart, doomedAtMs } = this.#roster;
    const trigger = restart?.trigger;
    if (trigger?.phase !== "waiting" && trigger?.phase !== "cooling") return undefined;
    if (nowMs >= trigger.dueMs - sameInstantMs) return undefined;
    return isStartedByHand(this.#trace, trigger.child.path, doomedAtMs, nowMs) ? undefined : trigger;
  }
}
