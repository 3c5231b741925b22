import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import type { Registration } from "../../../src/telemetry/execution_store.ts";

/** A UUID of version 7 that a test knows by its number. */
export function idOf(number: number): string {
  return `01890000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A record of a handler that succeeded, with what the test is about. */
export function recordOf(number: number, fields: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    id: idOf(number),
    kind: "handler",
    owner: "app",
    instance: "",
    name: "on_motion",
    topic: "motion",
    tier: "app",
    registrationId: null,
    sessionId: null,
    startedAtMs: 1_000 + number,
    durationMs: 1.5,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: null,
    triggerOrigin: null,
    ...fields,
  };
}

/** The registration of a handler, with what the test is about. */
export function registrationOf(fields: Partial<Registration> = {}): Registration {
  return {
    kind: "handler",
    owner: "app",
    instance: "",
    name: "on_motion",
    topic: "motion",
    tier: "app",
    oneShot: false,
    schedule: null,
    ...fields,
  };
}
