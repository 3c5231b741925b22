import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";

/** A record of that id, of which nothing else matters. */
export function recordOf(id: string): ExecutionRecord {
  return {
    id,
    kind: "handler",
    owner: "orders",
    instance: "",
    name: "placed",
    topic: "",
    tier: "app",
    registrationId: null,
    sessionId: null,
    startedAtMs: 0,
    durationMs: 0,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: null,
    triggerOrigin: null,
  };
}
