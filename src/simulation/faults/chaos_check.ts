import { checkChoice, checkKeys, checkNumber, type NumberRule, shown } from "../../core/option_check.ts";
import { jitters } from "../../core/backoff.ts";
import { exhaustionRules } from "../../core/policy.ts";
import { checkList } from "../scenario_check.ts";
import { mostWorkers } from "../cast_entry.ts";
import type { Chaos, FaultRule, PolicyRanges, Range } from "./chaos.ts";
import { type FaultKind, faultKinds } from "./fault.ts";

const chaosFields = ["faults", "mostFaults", "count", "policies"] as const satisfies readonly (keyof Chaos)[];
const ruleFields = [
  "probability",
  "perHour",
  "minMs",
  "maxMs",
  "workers",
] as const satisfies readonly (keyof FaultRule)[];

const atLeastZero = { min: 0 };
const wholeNumber = { min: 0, integer: true };

/** What the numbers of each range may be: what the field of the policy may be, but for Infinity. */
const policyRules: Readonly<Record<Exclude<keyof PolicyRanges, "jitter" | "onExhausted">, NumberRule>> = {
  intensity: wholeNumber,
  periodMs: { min: 0, aboveMin: true },
  baseMs: atLeastZero,
  multiplier: { min: 1 },
  maxMs: atLeastZero,
  cooldownMs: atLeastZero,
  maxCooldowns: wholeNumber,
  graceMs: atLeastZero,
  healthyAfterMs: atLeastZero,
};

/**
 * Throws unless what a campaign may draw is as it must be.
 *
 * @param path Where it stands, such as `chaos`.
 * @param knownPaths All paths that a worker, a group or several alike go by. It is asked only where a rule names somebody.
 * @throws {TypeError} For an unknown field, kind, word or worker.
 * @throws {RangeError} For a number that its field cannot hold, and a most that is below its least.
 */
export function checkChaos(action: string, path: string, chaos: Chaos, knownPaths: Iterable<string>): void {
  checkKeys(action, path, chaos, chaosFields);
  const { faults, mostFaults, count, policies } = chaos;
  if (mostFaults !== undefined) checkNumber(action, `${path}.mostFaults`, mostFaults, wholeNumber);
  if (count !== undefined) {
    checkRange(action, `${path}.count`, count, { min: 1, integer: true });
    checkAtMost(action, `${path}.count.max`, count.max, mostWorkers);
  }
  if (faults !== undefined) {
    checkKeys(action, `${path}.faults`, faults, faultKinds);
    for (const kind of Object.keys(faults) as FaultKind[]) {
      const rule = faults[kind];
      if (rule !== undefined && rule !== true) checkRule(action, `${path}.faults.${kind}`, rule, kind, knownPaths);
    }
  }
  if (policies !== undefined) checkPolicies(action, `${path}.policies`, policies);
}

/** What strikes all alike, and so nobody by name. */
const ofAll: readonly FaultKind[] = ["stall", "wall-clock-jump", "throwing-observer"];
/** What takes no time. */
const ofMoments: readonly FaultKind[] = ["crash", "crash-burst"];

function checkRule(
  action: string,
  path: string,
  rule: FaultRule,
  kind: FaultKind,
  knownPaths: Iterable<string>,
): void {
  const meaningless = [
    ...ofAll.includes(kind) ? ["workers"] : [],
    ...ofMoments.includes(kind) ? ["minMs", "maxMs"] : [],
  ];
  checkKeys(action, path, rule, ruleFields.filter((field) => !meaningless.includes(field)));
  const { probability, perHour, minMs, maxMs, workers } = rule;
  if (probability !== undefined) {
    checkNumber(action, `${path}.probability`, probability, atLeastZero);
    checkAtMost(action, `${path}.probability`, probability, 1);
  }
  if (perHour !== undefined) checkNumber(action, `${path}.perHour`, perHour, atLeastZero);
  if (minMs !== undefined) checkNumber(action, `${path}.minMs`, minMs, atLeastZero);
  if (maxMs !== undefined) checkNumber(action, `${path}.maxMs`, maxMs, { min: minMs ?? 0 });
  if (workers === undefined) return;
  checkList(action, `${path}.workers`, workers);
  if (workers.length === 0) {
    throw new TypeError(`Cannot ${action}: "${path}.workers" must name somebody; without it all may be struck`);
  }
  const known = [...knownPaths];
  for (const worker of workers) checkChoice(action, `${path}.workers`, worker, known);
}

function checkPolicies(action: string, path: string, policies: PolicyRanges): void {
  checkKeys(action, path, policies, [...Object.keys(policyRules), "jitter", "onExhausted"]);
  for (const [field, rule] of Object.entries(policyRules) as [keyof typeof policyRules, NumberRule][]) {
    const range = policies[field];
    if (range !== undefined) checkRange(action, `${path}.${field}`, range, rule);
  }
  checkWords(action, `${path}.jitter`, policies.jitter, jitters);
  checkWords(action, `${path}.onExhausted`, policies.onExhausted, exhaustionRules);
}

function checkRange(action: string, path: string, range: Range, rule: NumberRule): void {
  checkKeys(action, path, range, ["min", "max"]);
  checkNumber(action, `${path}.min`, range.min, rule);
  checkNumber(action, `${path}.max`, range.max, { min: range.min, integer: rule.integer });
}

function checkWords(
  action: string,
  path: string,
  words: readonly string[] | undefined,
  known: readonly string[],
): void {
  if (words === undefined) return;
  checkList(action, path, words);
  if (words.length === 0) throw new TypeError(`Cannot ${action}: "${path}" must hold one word at least`);
  for (const word of words) checkChoice(action, path, word, known);
}

function checkAtMost(action: string, field: string, value: number, most: number): void {
  if (value <= most) return;
  throw new RangeError(`Cannot ${action}: "${field}" must be at most ${most}, received ${shown(value)}`);
}
