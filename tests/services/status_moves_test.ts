import { assertEquals } from "@std/assert";
import type { WorkerEvent } from "../../src/core/event.ts";
import { Failure } from "../../src/core/failure.ts";
import { legalMoves, type ServiceStatus, serviceStatuses } from "../../src/services/service_status.ts";
import { statusMoves } from "../../src/services/status_moves.ts";

const who = { atMs: 0, worker: "db", incarnation: 1 } as const;
const error = new Failure(new Error("boom"));

/** One event of each type. */
const events: { readonly [Type in WorkerEvent["type"]]: Extract<WorkerEvent, { type: Type }> } = {
  "started": { ...who, type: "started", ready: false, after: "first" },
  "ready": { ...who, type: "ready" },
  "not-ready": { ...who, type: "not-ready" },
  "healthy": { ...who, type: "healthy", attempts: 1, cooldowns: 0 },
  "crashed": { ...who, type: "crashed", error, ranMs: 0 },
  "completed": { ...who, type: "completed", ranMs: 0 },
  "startup-timeout": { ...who, type: "startup-timeout", startupTimeoutMs: 1 },
  "restart-scheduled": {
    ...who,
    type: "restart-scheduled",
    attempt: 1,
    delayMs: 1,
    ceilingMs: 1,
    budgetUsed: 1,
    rule: "backoff",
  },
  "restart-held": { ...who, type: "restart-held", attempt: 1, rule: "group-budget" },
  "start-held": { ...who, type: "start-held", dependencies: ["a"], rule: "dependency" },
  "cooldown-started": {
    ...who,
    type: "cooldown-started",
    cycle: 1,
    cooldownMs: 1,
    retryAtMs: 1,
    rule: "worker-budget",
  },
  "gave-up": { ...who, type: "gave-up", rule: "worker-budget" },
  "escalated": { ...who, type: "escalated", rule: "worker-budget" },
  "stopping": { ...who, type: "stopping" },
  "stopped": { ...who, type: "stopped", ranMs: 0 },
  "abandoned": { ...who, type: "abandoned", sinceMs: 0 },
  "late-exit": { ...who, type: "late-exit" },
  "finished": { ...who, type: "finished", outcome: "stopped", rule: "stop-requested" },
  "rule-failed": { ...who, type: "rule-failed", option: "fatal", error },
  "added": { ...who, type: "added" },
  "removed": { ...who, type: "removed" },
};

/** What an event brings, by the status that it meets. */
const table: Readonly<Partial<Record<WorkerEvent["type"], Partial<Record<ServiceStatus, string>>>>> = {
  "started": {
    "not-started": "starting",
    "stopping": "stopped starting",
    "stopped": "starting",
    "failed": "stopped starting",
    "crashed": "stopped starting",
    "cooling": "starting",
    "dead": "stopped starting",
  },
  "ready": { "starting": "running", "running": "", "failed": "", "stopping": "" },
  "crashed": { "starting": "failed", "running": "failed", "failed": "", "stopping": "failed" },
  "completed": { "starting": "stopping", "running": "stopping", "stopping": "", "failed": "" },
  "startup-timeout": { "starting": "failed", "running": "failed", "failed": "" },
  "restart-scheduled": { "failed": "", "stopping": "failed" },
  "restart-held": { "failed": "", "stopping": "failed" },
  "start-held": { "not-started": "", "failed": "", "cooling": "", "stopped": "" },
  "cooldown-started": { "failed": "cooling", "stopping": "failed cooling" },
  "gave-up": { "failed": "dead", "stopping": "failed dead", "cooling": "dead" },
  "escalated": { "failed": "crashed", "stopping": "failed crashed" },
  "stopping": { "starting": "stopping", "running": "stopping", "failed": "", "stopping": "" },
  "stopped": { "stopping": "stopped", "failed": "stopped", "crashed": "stopped" },
  "finished": {
    "not-started": "stopping stopped",
    "stopping": "stopped",
    "stopped": "",
    "failed": "stopped",
    "cooling": "stopping stopped",
  },
};

for (const [type, row] of Object.entries(table) as [WorkerEvent["type"], Partial<Record<ServiceStatus, string>>][]) {
  Deno.test(`statusMoves() of "${type}" is this row`, () => {
    const found = Object.keys(row).map((status) => [
      status,
      statusMoves(status as ServiceStatus, events[type]).join(" "),
    ]);
    assertEquals(Object.fromEntries(found), row);
  });
}

Deno.test("statusMoves() holds legal moves alone, from wherever an event can meet a service", () => {
  const illegal: string[] = [];
  for (const [type, row] of Object.entries(table) as [WorkerEvent["type"], Partial<Record<ServiceStatus, string>>][]) {
    for (const status of Object.keys(row) as ServiceStatus[]) {
      let from = status;
      for (const to of statusMoves(status, events[type])) {
        if (from !== to && !legalMoves[from].includes(to)) illegal.push(`${type}: ${from} → ${to}`);
        from = to;
      }
    }
  }
  assertEquals(illegal, []);
});

Deno.test('statusMoves() of "started" runs at once who is taken as ready', () => {
  const event = { ...events.started, ready: true };
  assertEquals(statusMoves("not-started", event), ["starting", "running"]);
  assertEquals(statusMoves("failed", event), ["stopped", "starting", "running"]);
});

// Nobody asks for the table then: what is abandoned is over, whatever it was.
Deno.test('statusMoves() of "abandoned" ends who was asked to stop, and fails who was not', () => {
  const found = (["starting", "running", "stopping"] as const).map((status) => statusMoves(status, events.abandoned));
  assertEquals(found, [["failed"], ["failed"], ["stopped"]]);
});

for (const type of ["not-ready", "healthy", "start-held", "late-exit", "rule-failed", "added", "removed"] as const) {
  Deno.test(`statusMoves() of "${type}" is nothing`, () => {
    assertEquals(serviceStatuses.flatMap((status) => statusMoves(status, events[type])), []);
  });
}
