import { checkBoolean, checkKeys } from "../../../core/option_check.ts";
import { Chance } from "../../../simulation/faults/chance.ts";
import type { Range } from "../../../simulation/faults/chaos.ts";
import { defaultMostFaults, type DrawOptions } from "../../../simulation/faults/draw_faults.ts";
import { RandomStreams } from "../../../simulation/random_streams.ts";
import { parseSeed } from "../../../simulation/seed.ts";
import { executorCastOf } from "../executor_cast.ts";
import type { ExecutorRanges } from "../executor_chaos.ts";
import { resolveExecutorRules } from "../executor_fault_catalogue.ts";
import type { ExecutorScenario, ScenarioExecutor } from "../executor_scenario.ts";
import { drawExecutorFault, type DrawnFault, type FaultScene } from "./draw_executor_fault.ts";

const hourMs = 3_600_000;

/**
 * What a seed makes of a scenario of an executor: the same one with all that chance adds spelled out, which is to be run with that seed. It has
 * no `chaos` any more, and what it is run with is as likely as without these draws, for they come from streams of their own, one for each kind.
 *
 * Faults are drawn by the scenario's `chaos`; in a swarm by the catalogue where it has none. In a swarm each seed has a mix of kinds of its own,
 * few faults or many, and draws the executor's options within the ranges that `chaos` gives. All faults lie before `recovery.fromMs`.
 *
 * @param seed A whole number, `0x` hex, or a git commit hash.
 * @throws {TypeError} For a scenario that is none, an unknown option, and a `swarm` that is neither true nor false.
 * @throws {RangeError} For a number that its field cannot hold, or a seed that is none.
 */
export function drawExecutorCase(
  scenario: ExecutorScenario,
  seed: string,
  options: Pick<DrawOptions, "swarm">,
): ExecutorScenario {
  const action = "draw a case";
  executorCastOf(scenario);
  checkKeys(action, "", options, ["swarm"] satisfies (keyof DrawOptions)[]);
  const { swarm } = options;
  checkBoolean(action, "swarm", swarm);
  const { chaos = swarm ? {} : undefined, ...rest } = scenario;
  if (chaos === undefined) return rest;
  const streams = new RandomStreams(parseSeed(seed));
  const executor = swarm && chaos.executor !== undefined
    ? drawnOptions(rest.executor, chaos.executor, streams)
    : rest.executor;
  const run = new Chance(streams.stream("chaos:run"));
  const factor = swarm ? run.oneOf([0.25, 0.5, 1, 2, 4, 8]) : 1;
  const untilMs = Math.min(rest.horizonMs, rest.recovery?.fromMs ?? Infinity);
  const cast = executorCastOf({ ...rest, executor });
  const most = Math.max(0, (chaos.mostFaults ?? defaultMostFaults) - countFaults(rest));
  const drawn = untilMs <= 0 ? [] : resolveExecutorRules(chaos, { swarm }).flatMap((rule) => {
    const { kind, probability, perHour, least } = rule;
    const chance = new Chance(streams.stream(`chaos:${kind}`));
    const isIn = chance.happens(probability);
    if (!isIn || (kind === "stop" && rest.stopAtMs !== undefined)) return [];
    const count = Math.max(least, chance.count(perHour * factor * untilMs / hourMs, most));
    const scene: FaultScene = { cast, untilMs, chance };
    // There is one stop in a scenario.
    return Array.from({ length: kind === "stop" ? Math.min(1, count) : count }, (_, index) => ({
      lot: chance.share(),
      fault: drawExecutorFault(rule, index + 1, scene),
    }));
  });
  const kept = drawn.length <= most ? drawn : drawn.toSorted((a, b) => a.lot - b.lot).slice(0, most);
  return withFaults({ ...rest, executor }, kept.map(({ fault }) => fault));
}

/** How many things go wrong in a scenario by its own words; a stop is one of them. */
export function countFaults({ store, stalls, wallClockJumps, bursts, hangs, stopAtMs }: ExecutorScenario): number {
  const lists = [store?.faults, stalls, wallClockJumps, bursts, hangs];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), stopAtMs === undefined ? 0 : 1);
}

function drawnOptions(given: ScenarioExecutor, ranges: ExecutorRanges, streams: RandomStreams): ScenarioExecutor {
  // Each from a stream of its own, so that a range more or less leaves the others as they are.
  const draw = (field: keyof ExecutorRanges, { min, max }: Range) => {
    const drawn = new Chance(streams.stream(`chaos:executor:${field}`)).magnitude(min, max);
    return field === "retries" ? Math.round(drawn) : drawn;
  };
  const { baseMs, maxMs, ...others } = ranges;
  const options: Record<string, unknown> = { ...given };
  for (const [field, range] of Object.entries(others) as [keyof typeof others, Range][]) {
    options[field] = draw(field, range);
  }
  if (baseMs === undefined && maxMs === undefined) return options;
  const backoff: Record<string, unknown> = { ...given.backoff };
  if (baseMs !== undefined) backoff.baseMs = draw("baseMs", baseMs);
  if (maxMs !== undefined) backoff.maxMs = draw("maxMs", maxMs);
  return { ...options, backoff };
}

/** The same with these faults, each list in the order of its times; no list is there that would be empty. */
function withFaults(scenario: ExecutorScenario, drawn: readonly DrawnFault[]): ExecutorScenario {
  const listed = <Key extends "stalls" | "wallClockJumps" | "bursts" | "hangs">(key: Key) => {
    const more = drawn.flatMap((fault) => fault.as === key ? [fault.item] : []);
    return more.length === 0 ? {} : { [key]: byTime([...scenario[key] ?? [], ...more]) };
  };
  const store = drawn.flatMap((fault) => fault.as === "store" ? [fault.item] : []);
  const stop = drawn.find((fault) => fault.as === "stop");
  return {
    ...scenario,
    ...(store.length === 0
      ? {}
      : { store: { ...scenario.store, faults: byTime([...scenario.store?.faults ?? [], ...store]) } }),
    ...listed("stalls"),
    ...listed("wallClockJumps"),
    ...listed("bursts"),
    ...listed("hangs"),
    ...(stop === undefined ? {} : stop.item),
  };
}

function byTime<Item extends { readonly atMs: number } | { readonly fromMs: number }>(list: readonly Item[]): Item[] {
  const begin = (item: Item) => "atMs" in item ? item.atMs : item.fromMs;
  return list.toSorted((one, other) => begin(one) - begin(other));
}
