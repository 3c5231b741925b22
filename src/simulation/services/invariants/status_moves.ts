import { legalMoves, type ServiceStatus } from "../../../services/service_status.ts";
import type { Breach } from "../../simulation_result.ts";
import { allServices } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** To be abandoned moves a service whatever the table says. */
export const statusMoves: ServiceInvariant = {
  name: "status-moves",
  description: "The status of a service moves as the table of legal moves allows, from where it was told to be",
  check({ told, services, endedAtMs }) {
    const found: Breach[] = [];
    const known = new Map<string, ServiceStatus>();
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: statusMoves.name, atMs, worker, message });
    let abandoned = "";
    for (const event of told) {
      if (event.type === "abandoned") abandoned = event.worker;
      if (event.type !== "service-status") continue;
      const { atMs, service, status, previous } = event;
      const before = known.get(service) ?? "not-started";
      if (before !== previous) breach(atMs, service, `was told to leave "${previous}", where it was "${before}"`);
      else if (!legalMoves[previous].includes(status) && service !== abandoned) {
        breach(atMs, service, `moved to "${status}" out of "${previous}"`);
      }
      known.set(service, status);
    }
    for (const { path, status } of allServices(services)) {
      const last = known.get(path) ?? "not-started";
      if (last !== status) breach(endedAtMs, path, `is "${status}", and was told to be "${last}"`);
    }
    return found;
  },
};
