import type { EscalatedEvent, SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { Failure } from "../../core/failure.ts";
import { DoNotRestartError } from "../../core/sentinel.ts";
import { EscalationError, StartupTimeoutError } from "../../core/supervision_error.ts";
import type { Breach } from "../simulation_result.ts";
import { terminatesTree } from "./end_class.ts";
import { groupPath, type Invariant } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import { watch } from "./watch.ts";

/** A failure that is not a worker's own business any more climbs step by step, and on no step is it lost or changed. */
export const escalationPath: Invariant = {
  name: "escalation-path",
  description:
    "Who escalates fails its group, and that group's failure is the end of it as a child; what terminates the tree climbs until a group contains it",
  check(trace) {
    const found: Breach[] = [];
    const breach = (atMs: number, path: string, message: string) =>
      found.push({ invariant: escalationPath.name, atMs, ...(path === "" ? {} : { worker: path }), message });
    /** Who failed the present incarnation of each group first. */
    const culprits = new Map<Roster, EscalatedEvent>();
    const stopReasons = new Map<Roster, string>();
    let open: Step | undefined;
    const go = (event: SupervisionEvent | undefined) => {
      if (open !== undefined && !(event !== undefined && open.isTaken(event))) {
        breach(open.atMs, open.path, open.message);
      }
      open = undefined;
    };
    watch(trace, (forest) => ({
      group: (event, roster, before) => {
        go(event);
        const { path } = roster.group;
        if (event.type === "group-started") {
          culprits.delete(roster);
          stopReasons.delete(roster);
        } else if (event.type === "group-stopping") {
          stopReasons.set(roster, event.reason);
          const isOwn = event.reason === "escalation" || event.reason === "terminate-tree";
          const isDue = before?.type === "escalated" && before.atMs === event.atMs &&
            reasonFor(before, roster) === event.reason;
          if (isOwn && !isDue) {
            breach(event.atMs, path, `stopped with reason "${event.reason}", and no child of it had escalated`);
          }
        } else if (event.type === "group-finished") {
          const expected = culprits.has(roster) ? "failed" : stopReasons.has(roster) ? "stopped" : "ended";
          if (event.outcome === expected) return;
          breach(event.atMs, path, `was told to have "${event.outcome}", where it has "${expected}"`);
        }
      },
      child: (event, roster, entry) => {
        go(event);
        if (event.type === "escalated") {
          const reason = reasonFor(event, roster);
          if (reason === "escalation" && !culprits.has(roster)) culprits.set(roster, event);
          if (roster.status === "running") open = stopOf(event, roster, reason);
        }
        if (event.type !== "crashed" && event.type !== "completed" && event.type !== "stopped") return;
        const inside = entry?.child.isGroup ? forest.get(event.worker) : undefined;
        if (inside?.status === "finished") {
          const wrong = wrongOfEnd(event, culprits.get(inside), stopReasons.get(inside));
          if (wrong !== undefined) breach(event.atMs, event.worker, wrong);
        }
        if (event.type === "stopped" || entry === undefined) return;
        // A group that restarts goes on with that, unless the end of this one is the end of the group.
        const isHeard = entry.fate === "decide" || entry.fate === "hold";
        if (isHeard && terminatesTree(event)) open = climbOf(event);
      },
    }));
    go(undefined);
    return found;
  },
};

/** What must be told next of a failure. */
interface Step {
  readonly atMs: number;
  readonly path: string;
  /** What is wrong if it is not. */
  readonly message: string;
  isTaken(event: SupervisionEvent): boolean;
}

function reasonFor({ rule }: EscalatedEvent, { group: { rules } }: Roster): "escalation" | "terminate-tree" {
  return rule === "terminate-tree" && rules.terminateTree === "contain" ? "terminate-tree" : "escalation";
}

function stopOf({ atMs, worker }: EscalatedEvent, { group: { path } }: Roster, reason: string): Step {
  return {
    atMs,
    path: worker,
    message: `escalated, and its group did not stop with reason "${reason}"`,
    isTaken: (event) => event.type === "group-stopping" && groupPath(event) === path && event.reason === reason,
  };
}

function climbOf({ atMs, worker }: WorkerEvent): Step {
  return {
    atMs,
    path: worker,
    message: "was to terminate the tree, and did not escalate for that",
    isTaken: (event) => event.type === "escalated" && event.worker === worker && event.rule === "terminate-tree",
  };
}

/** What is wrong with the end of a group as a child, given how it went on inside. */
function wrongOfEnd(
  event: WorkerEvent,
  culprit: EscalatedEvent | undefined,
  stopReason: string | undefined,
): string | undefined {
  const failure = failureOf(event);
  const thrown = failure?.thrown instanceof StartupTimeoutError ? failure.thrown.cause : failure?.thrown;
  if (stopReason === "terminate-tree") {
    return thrown instanceof DoNotRestartError
      ? undefined
      : "was terminated from within, and did not end with a DoNotRestartError";
  }
  if (culprit === undefined) {
    return thrown instanceof EscalationError
      ? "failed with an EscalationError, and no child of it had escalated"
      : undefined;
  }
  if (!(thrown instanceof EscalationError)) {
    return `failed because of "${culprit.worker}", and did not end with an EscalationError`;
  }
  if (thrown.worker === culprit.worker && thrown.rule === culprit.rule) return undefined;
  return `ended because of "${thrown.worker}" (${thrown.rule}), where it failed because of "${culprit.worker}" (${culprit.rule})`;
}

function failureOf(event: WorkerEvent): Failure | undefined {
  if (event.type === "completed") return event.reason;
  return event.type === "crashed" || event.type === "stopped" ? event.error : undefined;
}
