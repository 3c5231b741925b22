import { numberWeight } from "../../../simulation/campaign/simpler_number.ts";
import type { Span } from "../../../simulation/scenario.ts";
import type { ExecutorScenario, ScenarioLoad } from "../executor_scenario.ts";
import { countFaults } from "./draw_executor_case.ts";

/**
 * How much there is to understand in a scenario of an executor, as numbers of at least 0 of which the first ones matter most: how many loads
 * there are and how much goes wrong; how much of it is chance; how much is executed; how much there is to read. Every step of shrinking must
 * make it less, so that shrinking ends.
 */
export type ExecutorScenarioWeight = readonly [who: number, chance: number, executions: number, text: number];

/** What a scenario weighs. */
export function executorScenarioWeight(scenario: ExecutorScenario): ExecutorScenarioWeight {
  const { load, store, hangs = [], bursts = [], executor, restartAtMs } = scenario;
  const faults = store?.faults ?? [];
  const spans = [
    store?.takes,
    ...faults.map(({ takes }) => takes),
    ...load.flatMap(({ every, takes }) => [every, takes]),
  ];
  const chance = spans.filter((span) => span !== undefined && span.kind !== "fixed").length +
    [...faults, ...hangs].filter(({ share = 1 }) => share < 1).length +
    load.reduce((sum, { outcomes = {} }) => sum + Math.max(0, Object.values(outcomes).filter(Boolean).length - 1), 0) +
    // Delays with jitter are chance, where anything waits for another try.
    (faults.length > 0 && executor.backoff?.jitter !== "none" ? 1 : 0);
  const executions = load.reduce((sum, each) => sum + magnitude(executionsOf(each, scenario)), 0) +
    bursts.reduce((sum, { count }) => sum + magnitude(count), 0);
  const who = load.length + countFaults(scenario) + (restartAtMs === undefined ? 0 : 1);
  return [who, chance, executions, textWeight(scenario)];
}

/** Whether the first one weighs less. */
export function isLighter(one: ExecutorScenarioWeight, other: ExecutorScenarioWeight): boolean {
  const index = one.findIndex((part, index) => part !== other[index]);
  return index >= 0 && one[index]! < other[index]!;
}

/** How long a span is on average, about. */
export function meanOf(span: Span): number {
  switch (span.kind) {
    case "fixed":
      return span.ms;
    case "uniform":
      return (span.minMs + span.maxMs) / 2;
    case "exponential":
      return span.meanMs;
    case "weibull":
      return span.scaleMs;
    default:
      return span satisfies never;
  }
}

function executionsOf({ every, fromMs = 0, toMs = Infinity }: ScenarioLoad, { horizonMs }: ExecutorScenario): number {
  return Math.max(0, Math.min(toMs, horizonMs) - fromMs) / Math.max(1, meanOf(every));
}

/** Half as many are one less, about. */
function magnitude(count: number): number {
  return Math.floor(2 * Math.log2(1 + count));
}

/** What a value weighs to its reader: its fields and elements, its numbers, and the words in it. */
function textWeight(value: unknown): number {
  if (typeof value === "number") return numberWeight(value);
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => each === undefined ? sum : sum + 20 + textWeight(each), 0);
}
