import { legalMoves, type ServiceStatus } from "../../services/service_status.ts";
import { statusMoves } from "../../services/status_moves.ts";
import { eventsByPath, type Invariant } from "./invariant.ts";

/** Every child of a run as the service that it could be. */
export const statusLegal: Invariant = {
  name: "status-legal",
  description: "What is told of each child brings it, as a service, from one status to another that may follow it",
  check(trace) {
    return [...eventsByPath(trace)].flatMap(([worker, events]) => {
      let status: ServiceStatus = "not-started";
      return events.flatMap((event) =>
        statusMoves(status, event).flatMap((next) => {
          const before = status;
          status = next;
          if (next === before || legalMoves[before].includes(next)) return [];
          const message = `was "${before}", and "${event.type}" made it "${next}"`;
          return [{ invariant: statusLegal.name, atMs: event.atMs, worker, message }];
        })
      );
    });
  },
};
