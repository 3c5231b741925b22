import { type Backoff, resolveBackoff } from "../../core/backoff.ts";
import { checkBoolean, checkChoice, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { checkSpan } from "../../simulation/behaviour_check.ts";
import { below, checkList, checkObject, checkText } from "../../simulation/scenario_check.ts";
import { checkRecovery } from "../../simulation/faults/recovery.ts";
import { resolveExecutorOptions } from "../executor_options.ts";
import { MemoryExecutionStore } from "../stores/memory_execution_store.ts";
import { parseExecutorExpectation } from "./executor_expectation.ts";
import { castDisturbances, type Disturbances } from "./disturbances.ts";
import { checkExecutorChaos } from "./executor_chaos_check.ts";
import type {
  BodyOutcomes,
  ExecutorScenario,
  ScenarioExecutor,
  ScenarioLoad,
  ScenarioStore,
  StoreFault,
  StoreFaultKind,
} from "./executor_scenario.ts";

/** A scenario of an executor with its defaults filled in and everything checked. */
export interface ExecutorCast extends Disturbances {
  /** The scenario itself. */
  readonly scenario: ExecutorScenario;
  /** The executor. */
  readonly executor: CastExecutor;
  /** What is executed. */
  readonly load: readonly CastLoad[];
  /** What goes wrong with the store, until everything heals. */
  readonly faults: readonly CastFault[];
  /** When everything heals; Infinity where nothing does. */
  readonly healedAtMs: number;
}

/** The executor of a scenario with its defaults. */
export interface CastExecutor extends Required<Omit<ScenarioExecutor, "backoff">> {
  /** How long a batch waits before it is tried again. */
  readonly backoff: Backoff;
}

/** A fault with its default. */
export interface CastFault extends StoreFault {
  /** Which share of the calls it strikes, or of the records. */
  readonly share: number;
}

/** A load with its defaults. */
export interface CastLoad extends Omit<ScenarioLoad, "outcomes"> {
  /** What is executed. */
  readonly kind: NonNullable<ScenarioLoad["kind"]>;
  /** Whose code it is. */
  readonly tier: NonNullable<ScenarioLoad["tier"]>;
  /** How bodies end. */
  readonly outcomes: Required<BodyOutcomes>;
  /** When the first waiting begins. */
  readonly fromMs: number;
  /** When nothing is executed any more. */
  readonly toMs: number;
  /** Whether it goes on while the executor has stopped. */
  readonly ignoresStop: boolean;
}

const scenarioFields = [
  "name",
  "description",
  "horizonMs",
  "executor",
  "load",
  "store",
  "stalls",
  "wallClockJumps",
  "bursts",
  "hangs",
  "chaos",
  "recovery",
  "sessionFromMs",
  "stopAtMs",
  "restartAtMs",
  "expect",
] as const satisfies readonly (keyof ExecutorScenario)[];
const executorFields = [
  "capacity",
  "batchSize",
  "flushMs",
  "retries",
  "backoff",
  "storeTimeoutMs",
  "stopMs",
  "spill",
] as const satisfies readonly (keyof ScenarioExecutor)[];
const loadFields = [
  "kind",
  "owner",
  "name",
  "tier",
  "every",
  "takes",
  "outcomes",
  "timeoutMs",
  "fromMs",
  "toMs",
  "ignoresStop",
] as const satisfies readonly (keyof ScenarioLoad)[];
const faultKinds = [
  "fails",
  "hangs",
  "locks",
  "slow",
  "refuses-rows",
  "stores-and-fails",
] as const satisfies readonly StoreFaultKind[];

/**
 * Checks a scenario of an executor, and fills its defaults in.
 *
 * @throws {TypeError} For an unknown field, a word that its field does not know, a name that is empty or not unique.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function executorCastOf(scenario: ExecutorScenario): ExecutorCast {
  checkObject("simulate", "scenario", scenario);
  checkKeys("simulate the scenario", "", scenario, scenarioFields);
  checkText("simulate the scenario", "name", scenario.name);
  const action = `simulate scenario ${shown(scenario.name)}`;
  const { horizonMs, description, store = {}, sessionFromMs, stopAtMs, restartAtMs, expect = [] } = scenario;
  checkNumber(action, "horizonMs", horizonMs, { min: 0, aboveMin: true });
  if (description !== undefined && typeof description !== "string") {
    throw new TypeError(`Cannot ${action}: "description" must be a text, received ${shown(description)}`);
  }
  if (sessionFromMs !== undefined) checkNumber(action, "sessionFromMs", sessionFromMs, { min: 0 });
  if (stopAtMs !== undefined) checkNumber(action, "stopAtMs", stopAtMs, { min: 0 });
  if (restartAtMs !== undefined) {
    if (stopAtMs === undefined) throw new TypeError(`Cannot ${action}: "restartAtMs" must stand with "stopAtMs" alone`);
    checkNumber(action, "restartAtMs", restartAtMs, { min: stopAtMs });
  }
  const executor = resolveExecutor(action, scenario.executor);
  checkList(action, "load", scenario.load);
  if (scenario.load.length === 0) throw new TypeError(`Cannot ${action}: "load" must hold at least one load`);
  const load = scenario.load.map((each, index) => resolveLoad(action, `load[${index}]`, each));
  load.forEach(({ owner, name }, index) => {
    if (load.findIndex((other) => other.owner === owner && other.name === name) === index) return;
    throw new TypeError(`Cannot ${action}: "load[${index}].name" is taken already, received ${shown(name)}`);
  });
  checkRecovery(action, scenario);
  const healedAtMs = scenario.recovery?.fromMs ?? Infinity;
  const faults = untilHealed(resolveFaults(action, store), healedAtMs);
  const disturbances = castDisturbances(action, scenario, load);
  if (scenario.chaos !== undefined) checkExecutorChaos(action, "chaos", scenario.chaos);
  checkList(action, "expect", expect);
  expect.forEach((text, index) => parseExecutorExpectation(action, `expect[${index}]`, text));
  return { scenario, executor, load, faults, healedAtMs, ...disturbances };
}

/** What has healed by then is over, and what would begin later does not. */
function untilHealed(faults: readonly CastFault[], healedAtMs: number): readonly CastFault[] {
  return faults.filter(({ fromMs }) => fromMs < healedAtMs)
    .map((fault) => fault.toMs <= healedAtMs ? fault : { ...fault, toMs: healedAtMs });
}

function resolveExecutor(action: string, options: ScenarioExecutor): CastExecutor {
  checkKeys(action, "executor", options, executorFields);
  const defaults = resolveExecutorOptions({ store: new MemoryExecutionStore() });
  const resolved = { ...defaults, spill: false, ...options };
  const { capacity, batchSize, flushMs, retries, storeTimeoutMs, stopMs, spill } = resolved;
  checkNumber(action, "executor.capacity", capacity, { min: 1, integer: true });
  checkNumber(action, "executor.batchSize", batchSize, { min: 1, integer: true });
  checkNumber(action, "executor.flushMs", flushMs, { min: 0 });
  checkNumber(action, "executor.retries", retries, { min: 0, integer: true, orInfinity: true });
  checkNumber(action, "executor.storeTimeoutMs", storeTimeoutMs, { min: 0, aboveMin: true });
  checkNumber(action, "executor.stopMs", stopMs, { min: 0 });
  checkBoolean(action, "executor.spill", spill);
  const { backoff: given = {} } = options;
  return { capacity, batchSize, flushMs, retries, storeTimeoutMs, stopMs, spill, backoff: backoffOf(action, given) };
}

/** The action carries the field's place, which what resolves a backoff does not know. */
function backoffOf(
  action: string,
  options: NonNullable<ScenarioExecutor["backoff"]>,
): Backoff {
  return resolveBackoff(`${action}: in "executor"`, options);
}

function resolveLoad(action: string, path: string, load: ScenarioLoad): CastLoad {
  checkKeys(action, path, load, loadFields);
  const { kind = "handler", tier = "app", fromMs = 0, toMs = Infinity, ignoresStop = false } = load;
  const { owner, name, every, takes, timeoutMs, outcomes = { success: 1 } } = load;
  checkText(action, below(path, "owner"), owner);
  checkText(action, below(path, "name"), name);
  checkChoice(action, below(path, "kind"), kind, ["handler", "job"]);
  checkChoice(action, below(path, "tier"), tier, ["app", "framework"]);
  checkSpan(action, below(path, "every"), every);
  // Without any time between them there would be no end of executions at one instant.
  if (every.kind === "fixed") checkNumber(action, below(path, "every.ms"), every.ms, { min: 1 });
  if (every.kind === "uniform") checkNumber(action, below(path, "every.maxMs"), every.maxMs, { min: 1 });
  if (takes !== undefined) checkSpan(action, below(path, "takes"), takes);
  if (timeoutMs !== undefined) checkNumber(action, below(path, "timeoutMs"), timeoutMs, { min: 0, aboveMin: true });
  checkNumber(action, below(path, "fromMs"), fromMs, { min: 0 });
  checkNumber(action, below(path, "toMs"), toMs, { min: fromMs, orInfinity: true });
  checkBoolean(action, below(path, "ignoresStop"), ignoresStop);
  const shares = resolveOutcomes(action, below(path, "outcomes"), outcomes);
  return { ...load, kind, tier, fromMs, toMs, ignoresStop, outcomes: shares };
}

function resolveOutcomes(action: string, path: string, outcomes: BodyOutcomes): Required<BodyOutcomes> {
  checkKeys(action, path, outcomes, ["success", "error", "timeout", "hang"]);
  const shares = { success: 0, error: 0, timeout: 0, hang: 0, ...outcomes };
  for (const [field, value] of Object.entries(shares)) checkNumber(action, below(path, field), value, { min: 0 });
  if (Object.values(shares).some((share) => share > 0)) return shares;
  throw new RangeError(`Cannot ${action}: "${path}" must hold a number above 0`);
}

function resolveFaults(action: string, store: ScenarioStore): readonly CastFault[] {
  checkKeys(action, "store", store, ["takes", "faults"]);
  const { takes, faults = [] } = store;
  if (takes !== undefined) checkSpan(action, "store.takes", takes);
  checkList(action, "store.faults", faults);
  return faults.map((fault, index) => {
    const path = `store.faults[${index}]`;
    checkKeys(action, path, fault, ["name", "fromMs", "toMs", "how", "takes", "share"]);
    const { name, fromMs, toMs, how, takes, share = 1 } = fault;
    checkText(action, below(path, "name"), name);
    checkNumber(action, below(path, "fromMs"), fromMs, { min: 0 });
    checkNumber(action, below(path, "toMs"), toMs, { min: fromMs, aboveMin: true });
    checkChoice(action, below(path, "how"), how, faultKinds);
    checkNumber(action, below(path, "share"), share, { min: 0, aboveMin: true });
    if (share > 1) throw new RangeError(`Cannot ${action}: "${path}.share" must be at most 1, received ${share}`);
    if ((how === "slow") !== (takes !== undefined)) {
      throw new TypeError(`Cannot ${action}: "${path}.takes" must be given for "slow", and for nothing else`);
    }
    if (takes !== undefined) checkSpan(action, below(path, "takes"), takes);
    return { ...fault, share };
  });
}
