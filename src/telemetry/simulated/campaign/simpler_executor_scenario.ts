import { withoutParts } from "../../../simulation/campaign/list_parts.ts";
import { numberSpots, type Spot } from "../../../simulation/campaign/scenario_spot.ts";
import { simplerNumbers } from "../../../simulation/campaign/simpler_number.ts";
import type { RunFailure, SubjectRun } from "../../../simulation/campaign/subject.ts";
import type { Span } from "../../../simulation/scenario.ts";
import type { BodyOutcomes, ExecutorScenario, ScenarioLoad } from "../executor_scenario.ts";
import { withEarlierBegin } from "./earlier_begin.ts";
import { hangsOnLength } from "./executor_length_bound.ts";
import { missedExpectation } from "./executor_outcome.ts";
import { typicalMs } from "../../../simulation/campaign/typical_span.ts";
import { isLighter } from "../../../simulation/campaign/weight.ts";
import { executorScenarioWeight } from "./executor_scenario_weight.ts";
import { harsherExecutorThan } from "./harsher_executor_scenario.ts";

/**
 * Scenarios of an executor that are a little simpler than this one, the greatest step first: a shorter horizon, fewer faults, fewer loads, less
 * time before the first fault; then fixed spans instead of drawn ones, fewer executions and shorter faults, options left at their defaults; at last rounder and smaller numbers.
 * Each one weighs less by {@linkcode executorScenarioWeight}, so that taking one after the other ends. Some of them may not be valid.
 *
 * Where it is an expectation or a recovery that is missed none is harder to survive, by {@linkcode harsherExecutorThan}.
 *
 * @param run What the scenario came to.
 */
export function* simplerExecutorScenarios(
  scenario: ExecutorScenario,
  { outcome: { failures } }: Pick<SubjectRun<unknown>, "outcome">,
): Generator<ExecutorScenario> {
  const weight = executorScenarioWeight(scenario);
  const isHarsher = harsherExecutorThan(scenario, failures);
  const lighter = function* (candidates: Iterable<ExecutorScenario>) {
    for (const candidate of candidates) {
      const mended = withoutStrangers(candidate);
      if (isLighter(executorScenarioWeight(mended), weight)) yield mended;
    }
  };
  for (const other of lighter(withLess(scenario, failures))) if (!isHarsher(other)) yield other;
  // All of it at once comes earlier, which is no harsher.
  if (!failures.some(hangsOnLength)) yield* lighter(withEarlierBegin(scenario));
  for (const other of lighter(withSimplerParts(scenario))) if (!isHarsher(other)) yield other;
}

function* withLess(scenario: ExecutorScenario, failures: readonly RunFailure[]): Generator<ExecutorScenario> {
  yield* withFewerExpectations(scenario, failures);
  yield* withEarlierHorizon(scenario, failures);
  yield* withFewerFaults(scenario);
  for (const load of withoutParts(scenario.load)) if (load.length > 0) yield { ...scenario, load };
}

function* withSimplerParts(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  yield* withLessChance(scenario);
  yield* withFewerExecutions(scenario);
  yield* withShorterFaults(scenario);
  yield* withFewerFields(scenario);
  yield* withSimplerNumbers(scenario);
}

function* withFewerExpectations(
  scenario: ExecutorScenario,
  failures: readonly RunFailure[],
): Generator<ExecutorScenario> {
  const { expect = [], description: _, chaos: __, ...rest } = scenario;
  const missed = failures.filter(({ kind }) => kind === "expectation").map(missedExpectation);
  yield { ...rest, expect: expect.filter((text) => missed.includes(text)) };
  for (const fewer of withoutParts(expect)) yield { ...rest, expect: fewer };
}

/** Up to a shortly later moment than that of a failure, the earliest one first; then up to its half. */
function* withEarlierHorizon(scenario: ExecutorScenario, failures: readonly RunFailure[]): Generator<ExecutorScenario> {
  const firsts = [...Map.groupBy(failures, ({ kind, name }) => `${kind} ${name}`).values()]
    .map((alike) => alike.reduce((first, { atMs }) => Math.min(first, atMs), Infinity));
  for (const atMs of new Set(firsts.toSorted((one, other) => one - other))) {
    for (const step of [1, 100, 1_000, 10_000]) yield upTo(scenario, (Math.floor(atMs / step) + 1) * step);
  }
  for (const share of [2, 1.25]) yield upTo(scenario, Math.ceil(scenario.horizonMs / share));
}

function upTo(scenario: ExecutorScenario, most: number): ExecutorScenario {
  const { stopAtMs, restartAtMs, recovery, ...rest } = scenario;
  const horizonMs = Math.min(most, scenario.horizonMs);
  const stops = stopAtMs !== undefined && stopAtMs <= horizonMs;
  return {
    ...rest,
    horizonMs,
    ...(stops ? { stopAtMs } : {}),
    ...(stops && restartAtMs !== undefined && restartAtMs <= horizonMs ? { restartAtMs } : {}),
    ...(recovery !== undefined && recovery.fromMs + recovery.withinMs <= horizonMs ? { recovery } : {}),
  };
}

/** Without some of what goes wrong, the greatest part first. */
function* withFewerFaults(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { stopAtMs: _, restartAtMs, ...going } = scenario;
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [] } = scenario;
  const faults = store?.faults ?? [];
  yield { ...scenario, store: { ...store, faults: [] }, stalls: [], wallClockJumps: [], bursts: [], hangs: [] };
  for (const fewer of withoutParts(faults)) yield { ...scenario, store: { ...store, faults: fewer } };
  for (const fewer of withoutParts(stalls)) yield { ...scenario, stalls: fewer };
  for (const fewer of withoutParts(wallClockJumps)) yield { ...scenario, wallClockJumps: fewer };
  for (const fewer of withoutParts(bursts)) yield { ...scenario, bursts: fewer };
  for (const fewer of withoutParts(hangs)) yield { ...scenario, hangs: fewer };
  yield going;
  if (restartAtMs !== undefined) {
    const { restartAtMs: _, ...stopping } = scenario;
    yield stopping;
  }
}

/** With what was drawn as it is on average, each thing by itself. */
function* withLessChance(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { store, executor, hangs = [] } = scenario;
  const { jitterFactor: _, ...backoff } = executor.backoff ?? {};
  yield { ...scenario, executor: { ...executor, backoff: { ...backoff, jitter: "none" } } };
  if (store?.takes !== undefined) yield { ...scenario, store: { ...store, takes: fixed(store.takes) } };
  for (const [index, fault] of (store?.faults ?? []).entries()) {
    const put = (other: typeof fault) => ({
      ...scenario,
      store: { ...store, faults: store!.faults!.with(index, other) },
    });
    if (fault.takes !== undefined) yield put({ ...fault, takes: fixed(fault.takes) });
    const { share: _, ...whole } = fault;
    yield put(whole);
  }
  for (const [index, { share: _, ...whole }] of hangs.entries()) yield { ...scenario, hangs: hangs.with(index, whole) };
  for (const [index, load] of scenario.load.entries()) {
    const put = (other: ScenarioLoad) => ({ ...scenario, load: scenario.load.with(index, other) });
    yield put({ ...load, every: fixed(load.every, Math.ceil) });
    if (load.takes !== undefined) yield put({ ...load, takes: fixed(load.takes) });
    if (load.outcomes !== undefined) yield put({ ...load, outcomes: {} });
    for (const outcome of Object.keys(load.outcomes ?? {}) as (keyof BodyOutcomes)[]) {
      yield put({ ...load, outcomes: { [outcome]: 1 } });
    }
    const { success: _, ...others } = load.outcomes ?? {};
    yield put({ ...load, outcomes: others });
  }
}

/** In whole milliseconds: no time between two executions is shorter than it was, and nothing takes longer. */
function fixed(span: Span, round: (ms: number) => number = Math.floor): Span {
  return { kind: "fixed", ms: round(typicalMs(span)) };
}

/** With a tenth or half of the executions of a load or a burst. */
function* withFewerExecutions(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { load, bursts = [] } = scenario;
  for (const factor of [10, 2]) {
    for (const [index, each] of load.entries()) {
      yield { ...scenario, load: load.with(index, { ...each, every: longer(each.every, factor) }) };
    }
    for (const [index, burst] of bursts.entries()) {
      yield {
        ...scenario,
        bursts: bursts.with(index, { ...burst, count: Math.max(1, Math.floor(burst.count / factor)) }),
      };
    }
  }
}

function longer(span: Span, factor: number): Span {
  switch (span.kind) {
    case "fixed":
      return { ...span, ms: span.ms * factor };
    case "uniform":
      return { ...span, minMs: span.minMs * factor, maxMs: span.maxMs * factor };
    case "exponential":
      return { ...span, meanMs: span.meanMs * factor };
    case "weibull":
      return { ...span, scaleMs: span.scaleMs * factor };
    default:
      return span satisfies never;
  }
}

/** With a fault that lasts a tenth or half as long. */
function* withShorterFaults(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { store, stalls = [], hangs = [] } = scenario;
  const faults = store?.faults ?? [];
  for (const factor of [10, 2]) {
    const shorter = <Fault extends { readonly fromMs: number; readonly toMs: number }>(fault: Fault): Fault => ({
      ...fault,
      toMs: fault.fromMs + Math.max(1, Math.round((fault.toMs - fault.fromMs) / factor)),
    });
    for (const [index, fault] of faults.entries()) {
      yield { ...scenario, store: { ...store, faults: faults.with(index, shorter(fault)) } };
    }
    for (const [index, hang] of hangs.entries()) yield { ...scenario, hangs: hangs.with(index, shorter(hang)) };
    for (const [index, stall] of stalls.entries()) {
      yield {
        ...scenario,
        stalls: stalls.with(index, { ...stall, forMs: Math.max(1, Math.round(stall.forMs / factor)) }),
      };
    }
  }
}

/** What a load is nothing without. */
const neededOfLoads: readonly string[] = ["owner", "name", "every"];

/** Without something that may be left out. */
function* withFewerFields(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  const { executor, load, store, sessionFromMs: _, recovery: __, ...rest } = scenario;
  const { recovery, sessionFromMs } = scenario;
  yield { ...scenario, executor: {} };
  for (const fewer of withoutEach(executor)) yield { ...scenario, executor: fewer };
  if (executor.backoff !== undefined) {
    for (const backoff of withoutEach(executor.backoff)) yield { ...scenario, executor: { ...executor, backoff } };
  }
  for (const [index, each] of load.entries()) {
    for (const fewer of withoutEach(each, neededOfLoads)) yield { ...scenario, load: load.with(index, fewer) };
  }
  if (store?.takes !== undefined) yield { ...scenario, store: { faults: store.faults } };
  const own = { ...rest, executor, load, ...(store === undefined ? {} : { store }) };
  if (sessionFromMs !== undefined) yield { ...own, ...(recovery === undefined ? {} : { recovery }) };
  if (recovery !== undefined) yield { ...own, ...(sessionFromMs === undefined ? {} : { sessionFromMs }) };
}

function* withoutEach<Fields extends object>(fields: Fields, needed: readonly string[] = []): Generator<Fields> {
  for (const field of Object.keys(fields)) {
    if (needed.includes(field)) continue;
    const { [field as keyof Fields]: _, ...fewer } = fields;
    yield fewer as Fields;
  }
}

/** What stands for something other than a size: how soon is soon enough. */
const kept: readonly string[] = ["withinMs", "share", "shape"];
const whole: readonly string[] = ["capacity", "batchSize", "retries", "count"];
// It asks nothing of a scenario but that it is plain data.
const spotsOf = numberSpots as unknown as (of: ExecutorScenario) => Iterable<Spot<number>>;

/** With one of its numbers simpler: half as big, rounder, none at all. */
function* withSimplerNumbers(scenario: ExecutorScenario): Generator<ExecutorScenario> {
  for (const { value, fields, put } of spotsOf(scenario)) {
    const field = fields.at(-1)!;
    if (kept.includes(field)) continue;
    for (const number of simplerNumbers(value, field === "multiplier" ? 1 : 0, whole.includes(field))) {
      if (number !== value) yield put(number) as unknown as ExecutorScenario;
    }
  }
}

/** Without what is about a load that it does not have, and without lists and objects that are empty. */
function withoutStrangers(scenario: ExecutorScenario): ExecutorScenario {
  const { bursts = [], hangs = [], stalls = [], wallClockJumps = [], expect = [], store = {}, executor, ...rest } =
    scenario;
  const paths = scenario.load.map(({ owner, name }) => `${owner}/${name}`);
  const { takes, faults = [] } = store;
  const lists = {
    stalls,
    wallClockJumps,
    bursts: bursts.filter(({ load }) => paths.includes(load)),
    hangs: hangs.filter(({ load }) => load === undefined || paths.includes(load)),
    expect,
  };
  const { backoff, ...options } = executor;
  return {
    ...rest,
    executor: backoff === undefined || Object.keys(backoff).length === 0 ? options : executor,
    load: rest.load.map(withoutEmptyOutcomes),
    ...(takes === undefined && faults.length === 0 ? {} : {
      store: { ...(takes === undefined ? {} : { takes }), ...(faults.length === 0 ? {} : { faults }) },
    }),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
  };
}

function withoutEmptyOutcomes({ outcomes, ...load }: ScenarioLoad): ScenarioLoad {
  return outcomes === undefined || Object.keys(outcomes).length === 0 ? load : { ...load, outcomes };
}
