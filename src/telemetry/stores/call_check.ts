import { checkBoolean, checkChoice, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import type { Reconciliation, Registration, Retention } from "../execution_store.ts";
import { plainText, plainTextOrNull } from "../../services/sessions/plain_text.ts";

const registrationFields = ["kind", "owner", "instance", "name", "topic", "tier", "oneShot", "schedule"];

/**
 * Checks a registration, and the moment of it. Answers it with texts as stores keep them.
 *
 * @throws {TypeError} For an unknown field, and for a value of the wrong kind.
 * @throws {RangeError} For a moment that is no whole number.
 */
export function resolvedRegistration(registration: Registration, atMs: number): Registration {
  const action = "register";
  checkKeys(action, "registration", registration, registrationFields);
  const { kind, owner, instance, name, topic, tier, oneShot, schedule } = registration;
  checkChoice(action, "kind", kind, ["handler", "job"]);
  checkText(action, "owner", owner);
  checkText(action, "instance", instance);
  checkText(action, "name", name);
  checkText(action, "topic", topic);
  checkChoice(action, "tier", tier, ["app", "framework"]);
  checkBoolean(action, "oneShot", oneShot);
  if (schedule !== null) checkText(action, "schedule", schedule);
  checkMoment(action, "atMs", atMs);
  const names = {
    owner: plainText(owner),
    instance: plainText(instance),
    name: plainText(name),
    topic: plainText(topic),
  };
  return { kind, ...names, tier, oneShot, schedule: plainTextOrNull(schedule) };
}

/**
 * Checks which registration is cancelled, and when.
 *
 * @throws {RangeError} For a number that is not whole.
 */
export function checkCancellation(id: number, atMs: number): void {
  checkMoment("cancel", "id", id);
  checkMoment("cancel", "atMs", atMs);
}

/**
 * Checks a reconciliation. Answers it with its owner as stores keep it.
 *
 * @throws {TypeError} For an unknown field, and for a value of the wrong kind.
 * @throws {RangeError} For a number that is not whole.
 */
export function resolvedReconciliation(reconciliation: Reconciliation): Reconciliation {
  const action = "reconcile registrations";
  checkKeys(action, "reconciliation", reconciliation, ["owner", "live", "sessionId", "atMs"]);
  const { owner, live, sessionId, atMs } = reconciliation;
  checkText(action, "owner", owner);
  if (!Array.isArray(live)) throw new TypeError(`Cannot ${action}: "live" must be an array, received ${shown(live)}`);
  live.forEach((id, index) => checkMoment(action, `live[${index}]`, id));
  if (sessionId !== null) checkMoment(action, "sessionId", sessionId);
  checkMoment(action, "atMs", atMs);
  return { owner: plainText(owner), live, sessionId, atMs };
}

/**
 * Checks what is to be deleted.
 *
 * @throws {TypeError} For an unknown field.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkRetention(retention: Retention): void {
  const action = "prune executions";
  checkKeys(action, "retention", retention, ["beforeMs", "maxBytes", "atMost"]);
  const { beforeMs, maxBytes, atMost } = retention;
  if (beforeMs !== null) checkMoment(action, "beforeMs", beforeMs);
  if (maxBytes !== null) checkNumber(action, "maxBytes", maxBytes, { min: 0 });
  checkNumber(action, "atMost", atMost, { min: 1, integer: true });
}

function checkMoment(action: string, field: string, value: unknown): void {
  if (Number.isSafeInteger(value)) return;
  throw new RangeError(`Cannot ${action}: "${field}" must be a whole number, received ${shown(value)}`);
}

function checkText(action: string, field: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a text, received ${shown(value)}`);
}
