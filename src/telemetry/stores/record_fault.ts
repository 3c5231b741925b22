import { shown } from "../../core/option_check.ts";
import type { ExecutionRecord } from "../execution_record.ts";

/**
 * Why no store would ever take this record, as a sentence; `undefined` if stores can. It says the same whichever store is asked.
 *
 * A registration that is not there is no fault, and neither are texts that have to be made plain.
 */
export function recordFault(record: ExecutionRecord): string | undefined {
  const { id, error } = record;
  if (typeof id !== "string" || id === "") return fault("id", "a text that is not empty", id);
  if (record.kind !== "handler" && record.kind !== "job") return fault("kind", '"handler" or "job"', record.kind);
  if (record.tier !== "app" && record.tier !== "framework") return fault("tier", '"app" or "framework"', record.tier);
  if (typeof record.owner !== "string") return fault("owner", "a text", record.owner);
  if (typeof record.instance !== "string") return fault("instance", "a text", record.instance);
  if (typeof record.name !== "string") return fault("name", "a text", record.name);
  if (typeof record.topic !== "string") return fault("topic", "a text", record.topic);
  if (!isIdOrNull(record.registrationId)) {
    return fault("registrationId", "a whole number or null", record.registrationId);
  }
  if (!isIdOrNull(record.sessionId)) return fault("sessionId", "a whole number or null", record.sessionId);
  if (!Number.isSafeInteger(record.startedAtMs)) return fault("startedAtMs", "a whole number", record.startedAtMs);
  if (!(Number.isFinite(record.durationMs) && record.durationMs >= 0)) {
    return fault("durationMs", "a finite number of at least 0", record.durationMs);
  }
  if (!isStatus(record.status)) {
    return fault("status", 'one of "success", "error", "cancelled", "timed-out"', record.status);
  }
  const { timedOutBy } = record;
  if (timedOutBy !== null && timedOutBy !== "limit" && timedOutBy !== "body") {
    return fault("timedOutBy", '"limit", "body" or null', timedOutBy);
  }
  if (typeof record.dependencyFailed !== "boolean") {
    return fault("dependencyFailed", "true or false", record.dependencyFailed);
  }
  if (error !== null) {
    if (typeof error !== "object") return fault("error", "an object or null", error);
    if (typeof error.type !== "string") return fault("error.type", "a text", error.type);
    if (typeof error.message !== "string") return fault("error.message", "a text", error.message);
    if (!isTextOrNull(error.stack)) return fault("error.stack", "a text or null", error.stack);
  }
  if (!isTextOrNull(record.triggerId)) return fault("triggerId", "a text or null", record.triggerId);
  if (!isTextOrNull(record.triggerOrigin)) return fault("triggerOrigin", "a text or null", record.triggerOrigin);
  return undefined;
}

function isIdOrNull(value: unknown): boolean {
  return value === null || Number.isSafeInteger(value);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isStatus(value: unknown): boolean {
  return value === "success" || value === "error" || value === "cancelled" || value === "timed-out";
}

function fault(field: string, kind: string, value: unknown): string {
  return `"${field}" must be ${kind}, received ${shown(value)}`;
}
