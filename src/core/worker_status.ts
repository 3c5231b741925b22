import type { Rule } from "./event.ts";
import type { WorkerOutcome } from "./report.ts";

/**
 * Where a worker is; "held" is down until its group starts it. The last five are ends; an abandoned worker may come back to life as
 * long as its group lives.
 */
export type WorkerStatus =
  | "idle"
  | "starting"
  | "ready"
  | "unready"
  | "waiting"
  | "cooling"
  | "held"
  | "stopping"
  | "abandoned"
  | "completed"
  | "stopped"
  | "gave-up"
  | "escalated";

/** What a status means for a report. */
export const outcomes: Readonly<Record<WorkerStatus, WorkerOutcome>> = {
  "idle": "stopped",
  "starting": "stopped",
  "ready": "stopped",
  "unready": "stopped",
  "waiting": "stopped",
  "cooling": "stopped",
  "held": "stopped",
  "stopping": "stopped",
  "abandoned": "abandoned",
  "completed": "completed",
  "stopped": "stopped",
  "gave-up": "gave-up",
  "escalated": "escalated",
};

/** Whether a worker was lost, as opposed to having ended in good order. */
export function isLoud(outcome: WorkerOutcome, rule: Rule): boolean {
  return outcome === "gave-up" || outcome === "escalated" || (outcome === "abandoned" && rule !== "stop-requested");
}

/** Whether an incarnation is up or on its way. */
export function isUp(status: WorkerStatus): boolean {
  return status === "starting" || status === "ready" || status === "unready";
}

/** Whether the worker's supervision has come to an end. */
export function hasEnded(status: WorkerStatus): boolean {
  return status === "abandoned" || status === "completed" || status === "stopped" || status === "gave-up" ||
    status === "escalated";
}
