import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";

/** A call that fails at once: before it took effect, or after, so that what is lost is its answer alone. */
export interface ThrowingCall {
  /** The name that it was wrapped under. */
  readonly call: string;
  /** Which call of that name, from 1. */
  readonly nth: number;
  /** What it does. */
  readonly do: "throw-before" | "throw-after";
}

/** A call that takes longer: `"slow"` answers in the end, `"hang"` has no effect, and throws when its time is over. */
export interface LateCall {
  /** The name that it was wrapped under. */
  readonly call: string;
  /** Which call of that name, from 1. */
  readonly nth: number;
  /** What it does. */
  readonly do: "slow" | "hang";
  /** How much longer. */
  readonly ms: number;
}

/** A time in which all calls of a name throw before they take effect. */
export interface CallOutage {
  /** The name that they were wrapped under. */
  readonly call: string;
  /** What they do. */
  readonly do: "fails";
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
}

/** A marked place in the code that throws when it is reached. */
export interface PointCrash {
  /** The place's name. */
  readonly point: string;
  /** Which time that it is reached, from 1. */
  readonly nth: number;
  /** What it does. */
  readonly do: "crash";
}

/** The event loop does nothing for a while: what is due meanwhile comes at its end, in order. */
export interface LoopStall {
  /** Which fault it is. */
  readonly do: "stall";
  /** When. */
  readonly atMs: number;
  /** How long. */
  readonly forMs: number;
}

/** The time of day is set. */
export interface TimeOfDayJump {
  /** Which fault it is. */
  readonly do: "wall-clock-jump";
  /** When. */
  readonly atMs: number;
  /** By how much: back, if it is below 0. */
  readonly byMs: number;
}

/** What goes wrong in a run of {@linkcode explore}, as data. Times are milliseconds on the run's clock. */
export type ExploredFault = ThrowingCall | LateCall | CallOutage | PointCrash | LoopStall | TimeOfDayJump;

/** What such a fault is. */
export type ExploredFaultKind = ExploredFault["do"];

/** What tells a fault from others, however long it took: a call or a point and its number, or a moment. */
export function faultKey(fault: ExploredFault): string {
  const where = "nth" in fault ? fault.nth : "fromMs" in fault ? fault.fromMs : fault.atMs;
  return JSON.stringify([fault.do, "call" in fault ? fault.call : "point" in fault ? fault.point : "", where]);
}

/** Everything that such a fault can be. */
const exploredFaultKinds: readonly ExploredFaultKind[] = [
  "throw-before",
  "throw-after",
  "slow",
  "hang",
  "fails",
  "crash",
  "stall",
  "wall-clock-jump",
];

const fields: Readonly<Record<ExploredFaultKind, readonly string[]>> = {
  "throw-before": ["do", "call", "nth"],
  "throw-after": ["do", "call", "nth"],
  "slow": ["do", "call", "nth", "ms"],
  "hang": ["do", "call", "nth", "ms"],
  "fails": ["do", "call", "fromMs", "toMs"],
  "crash": ["do", "point", "nth"],
  "stall": ["do", "atMs", "forMs"],
  "wall-clock-jump": ["do", "atMs", "byMs"],
};

/**
 * Throws unless `faults` is a list of faults, each with all that it needs and nothing else.
 *
 * @throws {TypeError} For what is no list, an unknown kind or field, or a name that is none. The message names the field.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkExploredFaults(
  action: string,
  field: string,
  faults: unknown,
): asserts faults is readonly ExploredFault[] {
  if (!Array.isArray(faults)) {
    throw new TypeError(`Cannot ${action}: "${field}" must be a list of faults, received ${shown(faults)}`);
  }
  faults.forEach((fault: unknown, index) => checkFault(action, `${field}[${index}]`, fault));
}

function checkFault(action: string, field: string, fault: unknown): void {
  const kind = (fault as Partial<ExploredFault> | null)?.do as ExploredFaultKind;
  const known = exploredFaultKinds.includes(kind) ? fields[kind] : undefined;
  if (known === undefined) {
    const kinds = exploredFaultKinds.map((each) => `"${each}"`).join(", ");
    throw new TypeError(`Cannot ${action}: "${field}.do" must be one of ${kinds}, received ${shown(kind)}`);
  }
  checkKeys(action, field, fault, known);
  const values = fault as Record<string, unknown>;
  for (const each of known) {
    const name = `${field}.${each}`;
    if (each === "nth") checkNumber(action, name, values[each], { min: 1, integer: true });
    else if (each === "byMs") checkNumber(action, name, values[each], { min: -Number.MAX_VALUE });
    else if (each.endsWith("s")) checkNumber(action, name, values[each], { min: 0 });
    else if (each !== "do" && (typeof values[each] !== "string" || values[each] === "")) {
      throw new TypeError(`Cannot ${action}: "${name}" must be a name, received ${shown(values[each])}`);
    }
  }
  if (kind === "fails" && !((values.toMs as number) > (values.fromMs as number))) {
    throw new RangeError(
      `Cannot ${action}: "${field}.toMs" must be above its "fromMs", ${values.fromMs}, received ${values.toMs}`,
    );
  }
}
