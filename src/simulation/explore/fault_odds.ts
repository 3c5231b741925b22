import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";

/** What can be drawn for calls of a name, or for a point. */
export type DrawnKind = "throw-before" | "throw-after" | "slow" | "hang" | "fails" | "crash";

/** How likely a fault is, and how long it takes. */
export interface FaultOdds {
  /** How likely each call, or each time at a point, has it, from 0 to 1; of `"fails"`, the share of the time. Drawn anew by each seed unless given. */
  readonly probability?: number;
  /** The shortest time that it takes. */
  readonly minMs?: number;
  /** The longest. */
  readonly maxMs?: number;
}

/** What may go wrong with the calls of a name, or at a point, by kind; a kind that is left out is as `"*"` has it, or else as the tool does. */
export type FaultRules = Readonly<Partial<Record<DrawnKind, FaultOdds | boolean>>>;

/** The rules for each name; `"*"` for all that are not named, `false` for a name that nothing goes wrong with. */
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
const timed: readonly string[] = ["slow", "hang", "fails"] satisfies DrawnKind[];

/** The odds of one kind for one name, or `undefined` where it is off. */
export function oddsOf(
  rules: FaultRulesByName,
  name: string,
  kind: DrawnKind,
): { readonly probability: number | undefined; readonly minMs: number; readonly maxMs: number } | undefined {
  const own = Object.hasOwn(rules, name) ? rules[name] : undefined;
  const others = Object.hasOwn(rules, "*") ? rules["*"] : undefined;
  if (own === false || (own === undefined && others === false)) return undefined;
  const odds = of(own, kind) ?? of(others, kind) ?? true;
  if (odds === false) return undefined;
  const [least, most] = spans[kind];
  const { probability, minMs = least, maxMs = Math.max(most, minMs) } = odds === true ? {} : odds;
  return { probability, minMs: Math.min(minMs, maxMs), maxMs };
}

function of(rules: FaultRules | boolean | undefined, kind: DrawnKind): FaultOdds | boolean | undefined {
  return typeof rules === "object" ? rules[kind] : undefined;
}

/**
 * Throws unless `rules` are rules by name.
 *
 * @throws {TypeError} For an unknown kind or field, or what is no rule. The message names it.
 * @throws {RangeError} For a number that its field cannot hold.
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
