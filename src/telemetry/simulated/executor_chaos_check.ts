import { checkKeys, checkNumber, type NumberRule, shown } from "../../core/option_check.ts";
import type { Range } from "../../simulation/faults/chaos.ts";
import { defaultMostFaults } from "../../simulation/faults/draw_faults.ts";
import {
  type ExecutorChaos,
  type ExecutorFaultKind,
  executorFaultKinds,
  type ExecutorFaultRule,
  type ExecutorRanges,
} from "./executor_chaos.ts";
import { beginningMs } from "./run_beginning.ts";

const wholeNumber = { min: 0, integer: true };
const ruleFields = ["probability", "perHour"] as const satisfies readonly (keyof ExecutorFaultRule)[];
const timedFields = [...ruleFields, "minMs", "maxMs"] as const satisfies readonly (keyof ExecutorFaultRule)[];

/** What the numbers of each range may be: what the executor's own option may be. */
const optionRules: Readonly<Record<keyof Required<ExecutorRanges>, NumberRule>> = {
  capacity: { min: 1, integer: true },
  batchSize: { min: 1, integer: true },
  flushMs: { min: 0 },
  retries: wholeNumber,
  storeTimeoutMs: { min: 0, aboveMin: true },
  stopMs: { min: 0 },
  baseMs: { min: 0 },
  maxMs: { min: 0 },
};

/**
 * Throws unless what a campaign may draw for an executor is as it must be.
 *
 * @param path Where it stands, such as `chaos`.
 * @throws {TypeError} For an unknown field or kind; the message names the field.
 * @throws {RangeError} For a number that its field cannot hold, and a most that is below its least.
 */
export function checkExecutorChaos(action: string, path: string, chaos: ExecutorChaos): void {
  checkKeys(action, path, chaos, ["faults", "mostFaults", "executor"] satisfies (keyof ExecutorChaos)[]);
  const { faults, mostFaults, executor } = chaos;
  if (mostFaults !== undefined) checkNumber(action, `${path}.mostFaults`, mostFaults, wholeNumber);
  if (faults !== undefined) {
    checkKeys(action, `${path}.faults`, faults, executorFaultKinds);
    for (const kind of Object.keys(faults) as ExecutorFaultKind[]) {
      const rule = faults[kind];
      if (rule !== undefined && rule !== true) checkRule(action, `${path}.faults.${kind}`, kind, rule);
    }
    const jump = faults["wall-clock-jump"];
    if (typeof jump === "object") checkJumps(action, `${path}.faults.wall-clock-jump`, jump, mostFaults);
  }
  if (executor === undefined) return;
  checkKeys(action, `${path}.executor`, executor, Object.keys(optionRules));
  for (const [field, rule] of Object.entries(optionRules) as [keyof ExecutorRanges, NumberRule][]) {
    const range = executor[field];
    if (range !== undefined) checkRange(action, `${path}.executor.${field}`, range, rule);
  }
}

function checkRule(action: string, path: string, kind: ExecutorFaultKind, rule: ExecutorFaultRule): void {
  checkKeys(action, path, rule, kind === "burst" ? [...ruleFields, "count"] : timedFields);
  const { probability, perHour, minMs, maxMs, count } = rule;
  if (probability !== undefined) {
    if (!(typeof probability === "number" && probability >= 0 && probability <= 1)) {
      throw new RangeError(
        `Cannot ${action}: "${path}.probability" must be a number from 0 to 1, received ${shown(probability)}`,
      );
    }
  }
  if (perHour !== undefined) checkNumber(action, `${path}.perHour`, perHour, { min: 0 });
  if (minMs !== undefined) checkNumber(action, `${path}.minMs`, minMs, { min: 0 });
  if (maxMs !== undefined) checkNumber(action, `${path}.maxMs`, maxMs, { min: minMs ?? 0 });
  if (count !== undefined) checkRange(action, `${path}.count`, count, { min: 1, integer: true });
}

/** All jumps of a run together must not lead back behind 1970, where no time of day is. */
function checkJumps(
  action: string,
  path: string,
  { minMs, maxMs }: ExecutorFaultRule,
  mostFaults: number = defaultMostFaults,
): void {
  const mostMs = Math.floor(beginningMs / Math.max(1, mostFaults));
  for (const [field, ms] of Object.entries({ maxMs, minMs })) {
    if (ms === undefined || ms <= mostMs) continue;
    throw new RangeError(
      `Cannot ${action}: "${path}.${field}" must be at most ${mostMs}, for the ${mostFaults} faults that a run may have must ` +
        `leave the time of day after 1970, received ${shown(ms)}`,
    );
  }
}

function checkRange(action: string, path: string, range: Range, rule: NumberRule): void {
  checkKeys(action, path, range, ["min", "max"]);
  checkNumber(action, `${path}.min`, range.min, rule);
  checkNumber(action, `${path}.max`, range.max, { min: range.min, integer: rule.integer });
}
