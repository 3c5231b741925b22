import { checkChoice, checkKeys, checkName, checkNumber, shown } from "../core/option_check.ts";
import { checkFunction, checkMethods } from "../drivers/driver_options.ts";
import type { ExecutionKind, ExecutionRecord, ExecutionTier, TimeoutCause } from "./execution_record.ts";

/** What the body of an execution is given. Its parts may be taken apart (`({ id, signal }) => …`). */
export interface ExecutionContext {
  /** The execution's id, a UUID of version 7. */
  readonly id: string;
  /** Aborts when the execution is cancelled, and when its time is over: nobody waits for the body any more then. */
  readonly signal: AbortSignal;
}

/** The event that a handler is invoked for. */
export interface Trigger {
  /** The event's id; events that were made up have none. */
  readonly id?: string;
  /** Where it came from. */
  readonly origin?: string;
}

/** What an error handler is told of an execution that failed or timed out. */
export interface ExecutionFailure {
  /** What the body threw; a `DOMException` named `TimeoutError` where the time was over. */
  readonly thrown: unknown;
  /** What is written down: whose execution it was, its id, when it began, how long it took, and the error as text. */
  readonly record: ExecutionRecord;
  /** Aborts when the handler's time is over. */
  readonly signal: AbortSignal;
}

/** Is called once for an execution that failed or timed out. What it throws is counted and logged, and hurts nobody. */
export type ErrorHandler = (failure: ExecutionFailure) => unknown;

/** Something that is to be executed now. */
export interface ExecutionRequest<T> {
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
   * Whose code it is: of the application, or of what it is built on.
   * @default "app"
   */
  readonly tier?: ExecutionTier;
  /** Does it. May answer at once or later, and throw whatever it likes. */
  readonly run: (context: ExecutionContext) => T | Promise<T>;
  /** How long it may take, in milliseconds; unless given, as long as it wants. */
  readonly timeoutMs?: number;
  /** Cancels it when it aborts. */
  readonly signal?: AbortSignal;
  /** Is called if it fails or times out, instead of the executor's own error handler. */
  readonly onError?: ErrorHandler;
  /** Its row in the store, as registering it answered. */
  readonly registrationId?: number;
  /** The event that a handler is invoked for. */
  readonly trigger?: Trigger;
}

/** How an execution ended that was not cancelled. */
export type ExecutionOutcome<T> =
  & {
    /** The execution's id, a UUID of version 7. */
    readonly id: string;
    /** How long it took, in milliseconds. */
    readonly durationMs: number;
  }
  & (
    | {
      readonly status: "success";
      /** What the body answered. */
      readonly value: T;
    }
    | {
      readonly status: "error";
      /** What the body threw. */
      readonly error: unknown;
    }
    | {
      readonly status: "timed-out";
      /** What the body threw; a `DOMException` named `TimeoutError` where its time was over. */
      readonly error: unknown;
      /** Who ended it: the limit, or the body. */
      readonly timedOutBy: TimeoutCause;
    }
  );

const requestFields = [
  "kind",
  "owner",
  "instance",
  "name",
  "topic",
  "tier",
  "run",
  "timeoutMs",
  "signal",
  "onError",
  "registrationId",
  "trigger",
] as const satisfies readonly (keyof ExecutionRequest<unknown>)[];

/**
 * Throws unless a request is as it must be.
 *
 * @throws {TypeError} For an unknown field, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a `timeoutMs` that is not a finite number above 0, or a `registrationId` that is no whole number above 0.
 */
export function checkRequest(request: ExecutionRequest<unknown>): void {
  const action = "execute";
  checkKeys(action, "", request, requestFields);
  const { kind, owner, instance, name, topic, tier, run, timeoutMs, signal, onError, registrationId, trigger } =
    request;
  if (kind !== "handler" && kind !== "job") checkChoice(action, "kind", kind, ["handler", "job"]);
  checkFilled(action, "owner", owner);
  checkName(action, name);
  if (typeof run !== "function") checkFunction(`${action} "${owner}/${name}"`, "run", run);
  const whom = `${action} "${owner}/${name}"`;
  if (instance !== undefined) checkText(whom, "instance", instance);
  if (topic !== undefined) checkText(whom, "topic", topic);
  if (tier !== undefined) checkChoice(whom, "tier", tier, ["app", "framework"]);
  if (timeoutMs !== undefined) checkNumber(whom, "timeoutMs", timeoutMs, { min: 0, aboveMin: true });
  if (signal !== undefined) checkMethods(whom, "signal", signal, ["addEventListener", "removeEventListener"]);
  if (onError !== undefined) checkFunction(whom, "onError", onError);
  if (registrationId !== undefined) checkId(whom, "registrationId", registrationId);
  if (trigger === undefined) return;
  checkKeys(whom, "trigger", trigger, ["id", "origin"]);
  if (trigger.id !== undefined) checkText(whom, "trigger.id", trigger.id);
  if (trigger.origin !== undefined) checkText(whom, "trigger.origin", trigger.origin);
}

/**
 * Throws unless `value` can be the number of a row.
 *
 * @throws {RangeError} `Cannot <action>: "<field>" must be a whole number from 1 to …, received …`.
 */
export function checkId(action: string, field: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  const most = Number.MAX_SAFE_INTEGER;
  throw new RangeError(
    `Cannot ${action}: "${field}" must be a whole number from 1 to ${most}, received ${shown(value)}`,
  );
}

/**
 * Throws unless `value` is a text that is not empty.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be a text that is not empty, received …`.
 */
export function checkFilled(action: string, field: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a text that is not empty, received ${shown(value)}`);
}

/**
 * Throws unless `value` is a text.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be a text, received …`.
 */
export function checkText(action: string, field: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a text, received ${shown(value)}`);
}
