import type { Fault } from "../faults/fault.ts";
import type { Outage, Scenario } from "../scenario.ts";
import { strikeMs } from "./harsher_strikes.ts";
import type { RunFailure } from "./subject.ts";
import { momentsOf, movedScenario } from "./scenario_time.ts";
import { numberSpots } from "./scenario_spot.ts";
import { simplerNumbers } from "./simpler_number.ts";

/** The same scenario up to a shortly later moment than that of a failure, the earliest one first; then up to its half. */
export function* withEarlierHorizon(scenario: Scenario, failures: readonly RunFailure[]): Generator<Scenario> {
  const moments = new Map<string, number>();
  for (const { kind, name, atMs } of failures) {
    const known = moments.get(`${kind} ${name}`) ?? Infinity;
    if (atMs > 0 && atMs < known) moments.set(`${kind} ${name}`, atMs);
  }
  for (const atMs of [...new Set(moments.values())].sort((a, b) => a - b)) {
    // The finest one is the earliest, the coarsest one is the roundest.
    for (const step of [1, 100, 1_000, 10_000]) yield upTo(scenario, (Math.floor(atMs / step) + 1) * step);
  }
  for (const share of [2, 1.25]) yield upTo(scenario, Math.ceil(scenario.horizonMs / share));
}

/** The same scenario with its moments closer together, and rounder. */
export function* withCloserMoments(scenario: Scenario): Generator<Scenario> {
  for (const firstLives of [true, false]) {
    for (const step of [60_000, 1_000, 100, 10, 1]) {
      for (const round of [Math.round, Math.ceil]) {
        yield movedScenario(scenario, (ms) => round(ms / step) * step, firstLives);
      }
    }
    let beforeMs = 0;
    for (const atMs of momentsOf(scenario, firstLives)) {
      const gapMs = atMs - beforeMs;
      for (const ms of simplerNumbers(gapMs).filter((ms) => ms < gapMs)) {
        yield movedScenario(scenario, (each) => each < atMs ? each : each - gapMs + ms, firstLives);
      }
      beforeMs = atMs;
    }
  }
}

/** What stands for something other than a size: how soon is soon enough, and who. */
const kept: readonly string[] = ["withinMs", "count", "shape"];
const whole: readonly string[] = ["intensity", "maxCooldowns", "maxChildren"];

/**
 * The same scenario with one of its numbers simpler: half as big, rounder, none at all. Of a fault or an outage that lasts for a while it is its
 * beginning, with which its end moves, and how long it lasts.
 */
export function* withSimplerNumbers(scenario: Scenario): Generator<Scenario> {
  yield* withSimplerSpells(scenario);
  for (const { value, fields, put } of numberSpots(scenario)) {
    const field = fields.at(-1)!;
    if (kept.includes(field) || isOfSpell(fields)) continue;
    const least = field === "multiplier" || whole.includes(field) && field !== "intensity" ? 1 : 0;
    const simpler = field === "share" ? [1] : simplerNumbers(value, least, whole.includes(field));
    for (const number of simpler) if (number !== value) yield put(number);
  }
}

function isOfSpell(fields: readonly string[]): boolean {
  const field = fields.at(-1);
  return (fields[0] === "faults" || fields[0] === "outages") && (field === "fromMs" || field === "toMs");
}

function* withSimplerSpells(scenario: Scenario): Generator<Scenario> {
  const { faults = [], outages = [] } = scenario;
  for (const [index, fault] of faults.entries()) {
    for (const simpler of simplerSpells(fault)) yield { ...scenario, faults: faults.with(index, simpler) };
  }
  for (const [index, outage] of outages.entries()) {
    for (const simpler of simplerSpells(outage)) yield { ...scenario, outages: outages.with(index, simpler) };
  }
}

function* simplerSpells<Strike extends Fault | Outage>(strike: Strike): Generator<Strike> {
  if (!("toMs" in strike)) return;
  const { fromMs, toMs } = strike;
  const lengthMs = toMs - fromMs;
  const unitMs = 10 ** Math.floor(Math.log10(lengthMs));
  for (const ms of [...simplerNumbers(lengthMs), lengthMs - unitMs]) {
    if (ms > 0) yield { ...strike, toMs: fromMs + ms };
  }
  for (const ms of simplerNumbers(fromMs)) yield { ...strike, fromMs: ms, toMs: ms + lengthMs };
}

/** The same scenario with its faults, outages and operations at rounder times, as long as they were, and no closer to each other. */
export function* withRounderStrikes(scenario: Scenario): Generator<Scenario> {
  const { faults = [], outages = [], operations = [] } = scenario;
  const begins = [...new Set([...faults, ...outages, ...operations].map(strikeMs))].sort((a, b) => a - b);
  for (const step of [60_000, 1_000, 100, 10, 1]) {
    const moved = new Map<number, number>();
    let [beforeMs, endMs] = [0, 0];
    for (const atMs of begins) {
      endMs = Math.ceil((endMs + atMs - beforeMs) / step) * step;
      moved.set(atMs, endMs);
      beforeMs = atMs;
    }
    const move = <Strike extends Fault | Outage>(strike: Strike): Strike => {
      const byMs = moved.get(strikeMs(strike))! - strikeMs(strike);
      return "atMs" in strike
        ? { ...strike, atMs: strike.atMs + byMs }
        : { ...strike, fromMs: strike.fromMs + byMs, toMs: strike.toMs + byMs };
    };
    yield {
      ...scenario,
      faults: faults.map(move),
      outages: outages.map(move),
      operations: operations.map((operation) => ({ ...operation, atMs: moved.get(operation.atMs)! })),
    };
  }
}

/** The same scenario without what comes after a moment: what outlasts it ends there. */
export function upTo(scenario: Scenario, horizonMs: number): Scenario {
  const { stopAtMs, recovery, faults = [], outages = [], ...rest } = scenario;
  const endMs = Math.min(horizonMs, scenario.horizonMs);
  return {
    ...rest,
    faults: faults.flatMap((fault) => cut(fault, endMs)),
    outages: outages.flatMap((outage) => cut(outage, endMs)),
    horizonMs: endMs,
    ...(stopAtMs === undefined || stopAtMs > horizonMs ? {} : { stopAtMs }),
    ...(recovery === undefined || recovery.fromMs + recovery.withinMs > horizonMs ? {} : { recovery }),
  };
}

/** What there is of it up to a moment. */
function cut<Strike extends Fault | Outage>(strike: Strike, endMs: number): Strike[] {
  if (strikeMs(strike) > endMs) return [];
  if ("forMs" in strike) return [{ ...strike, forMs: Math.min(strike.forMs, Math.max(1, endMs - strike.atMs)) }];
  if (!("toMs" in strike) || strike.toMs <= endMs) return [strike];
  return strike.fromMs === endMs ? [] : [{ ...strike, toMs: endMs }];
}
