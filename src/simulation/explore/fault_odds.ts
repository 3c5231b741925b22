import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import type { ExploredFault } from "./explored_fault.ts";

/** What can be drawn for calls of a name, or for a point. */
export type DrawnKind = "throw-before" | "throw-after" | "slow" | "hang" | "fails" | "crash";

/** How likely a fault is, and how long it takes. */
export interface FaultOdds {
  /**
   * How likely each call, or each time at a point, has it, from 0 to 1; of `"fails"`, the share of the time. Drawn anew by each seed unless given.
   *
   * A call has one fault at most: one in the time of an outage has that, any other draws once among `"throw-before"`, `"throw-after"`, `"slow"`
   * and `"hang"`, in this order. What is given for these four must not come to more than 1; what is drawn for one of them has what is left.
   */
  readonly probability?: number;
  /** The shortest time that it takes. */
  readonly minMs?: number;
  /** The longest. */
  readonly maxMs?: number;
}

/** What may go wrong with the calls of a name, or at a point, by kind; a kind that is left out is as `"*"` has it, or else as the tool does. */
export type FaultRules = Readonly<Partial<Record<DrawnKind, FaultOdds | boolean>>>;

/**
 * The rules for each name; `"*"` for all that are not named, `false` for a name that nothing goes wrong with. With `"*": false`, a name has only
 * the kinds that its rule names, or all of them by `true`.
 */
export type FaultRulesByName = Readonly<Record<string, FaultRules | boolean>>;

/** How long a fault takes unless a rule says so. */
const spans: Readonly<Record<DrawnKind, readonly [minMs: number, maxMs: number]>> = {
  "throw-before": [0, 0],
  "throw-after": [0, 0],
  "slow": [10, 30_000],
  "hang": [1_000, 600_000],
  "fails": [100, 300_000],
  "crash": [0, 0],
};

const kinds: readonly string[] = Object.keys(spans);
/** A call has one of these at most. */
export const singleKinds = ["throw-before", "throw-after", "slow", "hang"] as const satisfies DrawnKind[];
const timed: readonly string[] = ["slow", "hang", "fails"] satisfies DrawnKind[];

/** The odds of one kind for one name, or `undefined` where it is off. */
export function oddsOf(
  rules: FaultRulesByName,
  name: string,
  kind: DrawnKind,
): { readonly probability: number | undefined; readonly minMs: number; readonly maxMs: number } | undefined {
  const odds = ruleOf(rules, name, kind);
  if (odds === false) return undefined;
  const [least, most] = spans[kind];
  const { probability, minMs = least, maxMs = Math.max(most, minMs) } = odds === true ? {} : odds;
  return { probability, minMs: Math.min(minMs, maxMs), maxMs };
}

/** Whether the rules let a fault happen: its kind is not off, and it takes neither shorter nor longer than they say. */
export function isAllowed(rules: FaultRulesByName, fault: ExploredFault): boolean {
  if (!("call" in fault || "point" in fault)) return true;
  const odds = ruleOf(rules, "call" in fault ? fault.call : fault.point, fault.do);
  if (typeof odds === "boolean") return odds;
  const { probability, minMs = 0, maxMs = Infinity } = odds;
  const ms = fault.do === "fails" ? fault.toMs - fault.fromMs : "ms" in fault ? fault.ms : undefined;
  return probability !== 0 && (ms === undefined || (minMs <= ms && ms <= maxMs));
}

/** What the rules say of one kind for one name; `true` where they leave it to the tool. */
function ruleOf(rules: FaultRulesByName, name: string, kind: DrawnKind): FaultOdds | boolean {
  const own = Object.hasOwn(rules, name) ? rules[name] : undefined;
  const others = Object.hasOwn(rules, "*") ? rules["*"] : undefined;
  if (own === false) return false;
  const ofOthers = others === false ? own === true : of(others, kind);
  return of(own, kind) ?? ofOthers ?? true;
}

function of(rules: FaultRules | boolean | undefined, kind: DrawnKind): FaultOdds | boolean | undefined {
  return typeof rules === "object" ? rules[kind] : undefined;
}

/**
 * Throws unless `rules` are rules by name.
 *
 * @throws {TypeError} For an unknown kind or field, or what is no rule. The message names it.
 * @throws {RangeError} For a number that its field cannot hold, and for probabilities of one call that come to more than 1.
 */
export function checkFaultRules(action: string, field: string, rules: unknown): asserts rules is FaultRulesByName {
  checkObject(action, field, rules);
  for (const [name, rule] of Object.entries(rules)) {
    if (typeof rule === "boolean") continue;
    const ruleField = `${field}.${name}`;
    checkObject(action, ruleField, rule);
    checkKeys(action, ruleField, rule, kinds);
    for (const [kind, odds] of Object.entries(rule)) {
      if (typeof odds !== "boolean") checkOdds(action, `${ruleField}.${kind}`, odds, timed.includes(kind));
    }
  }
  for (const name of Object.keys(rules)) checkSum(action, `${field}.${name}`, rules as FaultRulesByName, name);
}

/** Sums of decimals are off by a little. */
const sumTolerance = 1e-9;

function checkSum(action: string, field: string, rules: FaultRulesByName, name: string): void {
  const given = singleKinds.map((kind) => oddsOf(rules, name, kind)?.probability ?? 0);
  const sum = given.reduce((sum, each) => sum + each);
  if (sum <= 1 + sumTolerance) return;
  throw new RangeError(
    `Cannot ${action}: "${field}" must have probabilities of ${singleKinds.map((kind) => `"${kind}"`).join(", ")} ` +
      `that come to 1 at most together, received ${given.join(" + ")}`,
  );
}

function checkOdds(action: string, field: string, odds: unknown, isTimed: boolean): void {
  checkObject(action, field, odds);
  checkKeys(action, field, odds, isTimed ? ["probability", "minMs", "maxMs"] : ["probability"]);
  const { probability, minMs, maxMs } = odds as FaultOdds;
  if (probability !== undefined && !(typeof probability === "number" && probability >= 0 && probability <= 1)) {
    throw new RangeError(
      `Cannot ${action}: "${field}.probability" must be a number from 0 to 1, received ${shown(probability)}`,
    );
  }
  if (minMs !== undefined) checkNumber(action, `${field}.minMs`, minMs, { min: 0 });
  if (maxMs !== undefined) checkNumber(action, `${field}.maxMs`, maxMs, { min: minMs ?? 0 });
}

function checkObject(action: string, field: string, value: unknown): asserts value is Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be an object, received ${shown(value)}`);
}
