import type { Fault } from "../faults/fault.ts";
import type { Outage, Scenario, Span } from "../scenario.ts";
import { placesOf } from "./scenario_place.ts";
import { digitsOf, textWeight } from "./weight.ts";

/**
 * How much there is to understand in a scenario, as whole numbers of at least 0 of which the first ones matter most: how many workers and
 * groups there are; how much of it is chance; how much happens to them; how long it runs, roughly; how much there is to read. Every step of shrinking must make it
 * less, so that shrinking ends.
 */
export type ScenarioWeight = readonly [who: number, chance: number, deeds: number, length: number, text: number];

/** What a scenario weighs. That delays are without jitter weighs nothing: see {@linkcode calmed}. */
export function scenarioWeight(scenario: Scenario): ScenarioWeight {
  const { faults = [], outages = [], operations = [] } = scenario;
  const places = placesOf(scenario);
  const workers = places.filter(({ entry }) => entry.group === undefined);
  const entries = [...new Set(places.map(({ entry }) => entry))];
  let chance = faults.filter((fault) => fault.kind === "flaky-calls" && fault.share < 1).length;
  let deeds = operations.length;
  for (const { behaviour } of entries) {
    const { life, readyAfter, script = [] } = behaviour ?? {};
    chance += isDrawn(life) + isDrawn(readyAfter);
    if (life !== undefined) deeds++;
    for (const { acts } of script) deeds += 1 + acts.length;
  }
  for (const strike of [...faults, ...outages]) {
    const struck = "workers" in strike ? strike.workers : undefined;
    deeds += struck === undefined
      ? Math.max(1, workers.length)
      : workers.filter(({ goesBy }) => goesBy.some((name) => struck.includes(name))).length;
  }
  const length = digitsOf(scenario.horizonMs);
  return [places.length, chance, deeds, length, textWeight(withLengths(withoutCalm(scenario)))];
}

/** The same scenario, in which it is said how long something lasts, not when it is over. */
function withLengths(scenario: Scenario): unknown {
  const { faults, outages } = scenario;
  const measured = (strike: Fault | Outage) =>
    "toMs" in strike ? { ...strike, toMs: strike.toMs - strike.fromMs } : strike;
  return { ...scenario, faults: faults?.map(measured), outages: outages?.map(measured) };
}

function isDrawn(span: Span | undefined): number {
  return span === undefined || span.kind === "fixed" ? 0 : 1;
}

/** The same scenario without the statement that its delays are without jitter. */
function withoutCalm(scenario: Scenario): Scenario {
  const { defaults, ...rest } = scenario;
  if (defaults?.backoff?.jitter !== "none") return scenario;
  const { backoff: { jitter: _, ...backoff }, ...others } = { ...defaults, backoff: defaults.backoff };
  const policy = { ...others, ...(Object.keys(backoff).length === 0 ? {} : { backoff }) };
  return { ...rest, ...(Object.keys(policy).length === 0 ? {} : { defaults: policy }) };
}
