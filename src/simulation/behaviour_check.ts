import { checkChoice, checkKeys, checkNumber, shown } from "../core/option_check.ts";
import type { Act, Behaviour, ScriptedError, ScriptedLife, Span, StopBehaviour } from "./scenario.ts";

const spanFields: Readonly<Record<Span["kind"], readonly string[]>> = {
  fixed: ["ms"],
  uniform: ["minMs", "maxMs"],
  exponential: ["meanMs"],
  weibull: ["shape", "scaleMs"],
};

const deeds = ["ready", "not-ready", "crash", "return", "hang"] as const satisfies readonly Act["do"][];

/** Deeds after which an incarnation does nothing more. */
const lastDeeds: readonly string[] = ["crash", "return", "hang"];

/**
 * Throws unless a behaviour is one.
 *
 * @param path Where it stands in the scenario, such as `workers[2].behaviour`.
 * @throws {TypeError} For an unknown field or word.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkBehaviour(action: string, path: string, behaviour: Behaviour): void {
  checkKeys(
    action,
    path,
    behaviour,
    ["life", "end", "error", "readyAfter", "onStop", "script", "afterScript"] satisfies (keyof Behaviour)[],
  );
  const { life, end, error, readyAfter, onStop, script, afterScript } = behaviour;
  if (life !== undefined) checkSpan(action, `${path}.life`, life);
  if (readyAfter !== undefined) checkSpan(action, `${path}.readyAfter`, readyAfter);
  if (end !== undefined) checkChoice(action, `${path}.end`, end, ["crash", "return"]);
  if (error !== undefined) checkError(action, `${path}.error`, error);
  if (onStop !== undefined) checkStop(action, `${path}.onStop`, onStop);
  if (afterScript !== undefined) {
    checkChoice(action, `${path}.afterScript`, afterScript, ["life", "repeat-last", "start-over"]);
  }
  if (script === undefined) return;
  if (!Array.isArray(script) || script.length === 0) {
    throw new TypeError(
      `Cannot ${action}: "${path}.script" must be a list of at least one life, received ${shown(script)}`,
    );
  }
  script.forEach((scripted, index) => checkScriptedLife(action, `${path}.script[${index}]`, scripted));
}

/**
 * Throws unless an error is `{ name, message? }`.
 *
 * @throws {TypeError} For an unknown field, an empty name, a message that is no text.
 */
export function checkError(action: string, path: string, error: ScriptedError): void {
  checkKeys(action, path, error, ["name", "message"]);
  if (typeof error.name !== "string" || error.name === "") {
    throw new TypeError(
      `Cannot ${action}: "${path}.name" must be a text that is not empty, received ${shown(error.name)}`,
    );
  }
  if (error.message !== undefined && typeof error.message !== "string") {
    throw new TypeError(`Cannot ${action}: "${path}.message" must be a text, received ${shown(error.message)}`);
  }
}

function checkScriptedLife(action: string, path: string, scripted: ScriptedLife): void {
  checkKeys(action, path, scripted, ["acts", "onStop"] satisfies (keyof ScriptedLife)[]);
  const { acts, onStop } = scripted;
  if (!Array.isArray(acts)) {
    throw new TypeError(`Cannot ${action}: "${path}.acts" must be a list, received ${shown(acts)}`);
  }
  if (onStop !== undefined) checkStop(action, `${path}.onStop`, onStop);
  let beforeMs = 0;
  (acts as readonly Act[]).forEach((act, index) => {
    const at = `${path}.acts[${index}]`;
    checkKeys(action, at, act, ["atMs", "do", "error", "reason"] satisfies (keyof Act)[]);
    checkNumber(action, `${at}.atMs`, act.atMs, { min: beforeMs });
    checkChoice(action, `${at}.do`, act.do, deeds);
    if (act.error !== undefined) checkError(action, `${at}.error`, act.error);
    if (act.reason !== undefined && typeof act.reason !== "string") {
      throw new TypeError(`Cannot ${action}: "${at}.reason" must be a text, received ${shown(act.reason)}`);
    }
    if (lastDeeds.includes(act.do) && index < acts.length - 1) {
      throw new TypeError(`Cannot ${action}: "${at}.do" is "${act.do}", after which no act can follow`);
    }
    beforeMs = act.atMs;
  });
}

function checkStop(action: string, path: string, onStop: StopBehaviour): void {
  if (typeof onStop !== "object") return checkChoice(action, path, onStop, ["at-once", "ignore", "throw"]);
  checkKeys(action, path, onStop, ["takesMs"]);
  checkNumber(action, `${path}.takesMs`, onStop.takesMs, { min: 0 });
}

/**
 * Throws unless a span is as it must be.
 *
 * @throws {TypeError} For an unknown kind or field; the message names it.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkSpan(action: string, path: string, span: Span): void {
  checkKeys(action, path, span, ["kind", "ms", "minMs", "maxMs", "meanMs", "shape", "scaleMs"]);
  checkChoice(action, `${path}.kind`, span.kind, Object.keys(spanFields));
  const fields = spanFields[span.kind];
  checkKeys(action, path, span, ["kind", ...fields]);
  for (const field of fields) {
    const value = (span as unknown as Record<string, unknown>)[field];
    const above = field === "meanMs" || field === "shape" || field === "scaleMs";
    checkNumber(action, `${path}.${field}`, value, { min: 0, aboveMin: above });
  }
  if (span.kind === "uniform") checkNumber(action, `${path}.maxMs`, span.maxMs, { min: span.minMs });
}
