import { assertEquals } from "@std/assert";
import { legalMoves, type ServiceStatus, serviceStatuses } from "../../src/services/service_status.ts";

Deno.test("serviceStatuses holds each status once", () => {
  assertEquals([...serviceStatuses].sort(), Object.keys(legalMoves).sort());
  assertEquals(new Set(serviceStatuses).size, 9);
});

Deno.test("legalMoves leads nobody to where he is, and nowhere twice", () => {
  const odd = serviceStatuses.filter((from) =>
    legalMoves[from].includes(from) || new Set(legalMoves[from]).size !== legalMoves[from].length
  );
  assertEquals(odd, []);
});

Deno.test("legalMoves leads everywhere but back to the beginning", () => {
  const reached = new Set(serviceStatuses.flatMap((from) => legalMoves[from]));
  assertEquals(serviceStatuses.filter((status) => !reached.has(status)), ["not-started"]);
});

/** The statuses that can be reached from one. */
function reachable(from: ServiceStatus): Set<ServiceStatus> {
  const found = new Set([from]);
  for (const each of found) for (const to of legalMoves[each]) found.add(to);
  return found;
}

Deno.test("legalMoves leads from everywhere to a stop", () => {
  assertEquals(serviceStatuses.filter((from) => !reachable(from).has("stopped")), []);
});

Deno.test("legalMoves leads from a crash or a death to a start only by a stop", () => {
  for (const from of ["crashed", "dead"] as const) assertEquals(legalMoves[from].includes("starting"), false);
  for (const status of serviceStatuses) {
    assertEquals([status, legalMoves[status].includes("running")], [status, status === "starting"]);
  }
});
