import type {
  CooldownStartedEvent,
  RestartHeldEvent,
  RestartScheduledEvent,
  SupervisionEvent,
  WorkerEvent,
} from "../../core/event.ts";
import type { Breach } from "../simulation_result.ts";
import { areDependent } from "./children.ts";
import type { Invariant } from "./invariant.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";

/** One crash, one charge: who is restarted with a sibling pays nothing, and nobody is restarted with nobody. */
export const chargedOnce: Invariant = {
  name: "charged-once",
  description:
    "Each restart of a group has exactly one child that it is charged to, and each child that starts with it does so once",
  check(trace) {
    if (trace.groups.every(({ rules }) => rules.strategy === "one-for-one") && !areDependent(trace)) return [];
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: chargedOnce.name, atMs, worker, message });
    /** The charge that a restart of its group must follow at once. */
    let open: WorkerEvent | undefined;
    const closed = (event: SupervisionEvent | undefined) => {
      if (open !== undefined && !(event?.type === "group-restarting" && event.trigger === open.worker)) {
        breach(open.atMs, open.worker, `its group was not restarted with it after "${open.type}"`);
      }
      open = undefined;
    };
    watch(trace, () => ({
      group: (event, _roster, before) => {
        closed(event);
        // Who is restarted with one that it depends on is for "dependents-follow" to see.
        if (event.type !== "group-restarting" || event.strategy === "dependents") return;
        const isCharged = before !== undefined && isCharge(before) && before.worker === event.trigger;
        if (!isCharged) {
          breach(event.atMs, event.trigger, "its group was restarted with it, and it was not charged for that");
        }
      },
      child: (event, { group: { rules }, status, isOrdered }, entry) => {
        closed(event);
        const isTogether = rules.strategy !== "one-for-one";
        if ((!isTogether && !isOrdered) || entry === undefined) return;
        let wrong: string | undefined;
        if (event.type === "started") wrong = wrongOfStart(event.after, entry);
        else if (isCharge(event)) wrong = wrongOfCharge(entry);
        if (wrong !== undefined) breach(event.atMs, event.worker, wrong);
        if (isTogether && isCharge(event) && status === "running") open = event;
      },
    }));
    closed(undefined);
    return found;
  },
};

type ChargeEvent = RestartScheduledEvent | RestartHeldEvent | CooldownStartedEvent;

function isCharge(event: SupervisionEvent): event is ChargeEvent {
  return event.type === "restart-scheduled" || event.type === "restart-held" || event.type === "cooldown-started";
}

function wrongOfCharge({ fate }: RosterEntry): string | undefined {
  return fate === "hold" || fate === "stop" ? "was charged for an end that its group had ordered" : undefined;
}

function wrongOfStart(after: string, { fate, child }: RosterEntry): string | undefined {
  const isOwed = fate === "hold";
  if (after === "group-restart") {
    return isOwed || child.policy.restart === "never"
      ? undefined
      : "was started with its group, which was not restarted";
  }
  return isOwed && after !== "manual"
    ? `was started with its group, and was told to start after "${after}"`
    : undefined;
}
