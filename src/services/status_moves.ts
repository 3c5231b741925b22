import type { WorkerEvent } from "../core/event.ts";
import type { ServiceStatus } from "./service_status.ts";

/**
 * The moves that an event of its supervision brings a service, from the status that it has: none, one, or two in a row. Every one of them
 * is legal.
 *
 * An end by itself is "stopping" until it is known what follows: nothing, and it is "stopped"; another start, and it has "failed", as a service
 * that must always run. A failed service is "stopped" before it is started again: what was left of it is gone.
 */
export function statusMoves(status: ServiceStatus, event: WorkerEvent): readonly ServiceStatus[] {
  switch (event.type) {
    case "started":
      return [
        ...(status === "failed" || status === "dead" || status === "crashed" || status === "stopping"
          ? ["stopped"] as const
          : []),
        "starting",
        ...(event.ready ? ["running"] as const : []),
      ];
    case "ready":
      return status === "starting" ? ["running"] : [];
    case "crashed":
    case "startup-timeout":
      return status === "failed" ? [] : ["failed"];
    case "completed":
    case "stopping":
      return isUp(status) ? ["stopping"] : [];
    case "restart-scheduled":
    case "restart-held":
      return status === "stopping" ? ["failed"] : [];
    case "cooldown-started":
      return status === "stopping" ? ["failed", "cooling"] : ["cooling"];
    case "gave-up":
      return status === "stopping" ? ["failed", "dead"] : ["dead"];
    case "escalated":
      return status === "stopping" ? ["failed", "crashed"] : ["crashed"];
    case "stopped":
      return ["stopped"];
    case "finished":
      if (status === "stopped") return [];
      return status === "not-started" || status === "cooling" ? ["stopping", "stopped"] : ["stopped"];
    case "abandoned":
      if (isUp(status)) return ["failed"];
      return status === "stopping" ? ["stopped"] : [];
    case "not-ready":
    case "healthy":
    case "start-held":
    case "late-exit":
    case "rule-failed":
    case "added":
    case "removed":
      return [];
    default:
      return event satisfies never;
  }
}

function isUp(status: ServiceStatus): boolean {
  return status === "starting" || status === "running";
}
