import { checkBoolean, checkChoice, checkKeys, checkName } from "../core/option_check.ts";
import { checkFilled, checkText } from "./execution.ts";
import type { ExecutionKind, ExecutionTier } from "./execution_record.ts";
import type { Registration } from "./execution_store.ts";

/** A handler or a job that is to be made known. */
export interface RegistrationRequest {
  /** Whether it is executed because something happened, or because it is time. */
  readonly kind: ExecutionKind;
  /** Who it belongs to, such as the name of a service. */
  readonly owner: string;
  /** Which of several owners alike; empty where there is one. */
  readonly instance?: string;
  /** What the owner calls it. */
  readonly name: string;
  /** What a handler listens to. */
  readonly topic?: string;
  /**
   * Whose code it is.
   * @default "app"
   */
  readonly tier?: ExecutionTier;
  /**
   * Whether it is executed once at most.
   * @default false
   */
  readonly oneShot?: boolean;
  /** When a job is executed, in words. */
  readonly schedule?: string;
}

const fields = [
  "kind",
  "owner",
  "instance",
  "name",
  "topic",
  "tier",
  "oneShot",
  "schedule",
] as const satisfies readonly (keyof RegistrationRequest)[];

/**
 * Fills in what a registration leaves open, and checks it.
 *
 * @throws {TypeError} For an unknown field, or one that is not what it must be; the message names it.
 */
export function checkRegistration(request: RegistrationRequest): Registration {
  const action = "register";
  checkKeys(action, "", request, fields);
  const { kind, owner, instance = "", name, topic = "", tier = "app", oneShot = false, schedule } = request;
  checkChoice(action, "kind", kind, ["handler", "job"]);
  checkFilled(action, "owner", owner);
  checkName(action, name);
  checkText(action, "instance", instance);
  checkText(action, "topic", topic);
  checkChoice(action, "tier", tier, ["app", "framework"]);
  checkBoolean(action, "oneShot", oneShot);
  if (schedule !== undefined) checkText(action, "schedule", schedule);
  return { kind, owner, instance, name, topic, tier, oneShot, schedule: schedule ?? null };
}
