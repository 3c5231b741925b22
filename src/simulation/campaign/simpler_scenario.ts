import type { Scenario } from "../scenario.ts";
import type { SimulationResult } from "../simulation_result.ts";
import { withFewerFields } from "./fewer_fields.ts";
import { withFewerWorkers } from "./fewer_workers.ts";
import { harsherThan } from "./harsher_scenario.ts";
import { hangsOnLength } from "./length_bound.ts";
import { withoutParts } from "./list_parts.ts";
import { withLivedScripts } from "./lived_script.ts";
import { mendedScenario } from "./mended_scenario.ts";
import { scenarioWeight } from "./scenario_weight.ts";
import { isLighter } from "./weight.ts";
import { withSimplerBehaviour } from "./simpler_behaviour.ts";
import { withFewerFaults, withSimplerFaults } from "./simpler_fault.ts";
import { calmed, withSimplerPolicies } from "./simpler_policy.ts";
import {
  upTo,
  withCloserMoments,
  withEarlierHorizon,
  withRounderStrikes,
  withSimplerNumbers,
} from "./simpler_times.ts";
import type { RunFailure, SubjectRun } from "./subject.ts";

/**
 * Scenarios that are a little simpler than this one, the greatest step first: delays without jitter, a shorter horizon, fewer faults, fewer
 * workers; then lives as they were lived instead of drawn ones, policies that say less; at last fewer fields, and rounder and smaller
 * numbers. Each one weighs less by {@linkcode scenarioWeight}, so that taking one after the other ends. Some of them may not be valid.
 *
 * Where it is an expectation or a recovery that is missed none is harder to survive, by {@linkcode harsherThan}, and none is shorter where that
 * alone could make it miss an expectation.
 *
 * @param run What the scenario came to. Of its failures those that simpler scenarios are to fail by.
 */
export function* simplerScenarios(scenario: Scenario, run: SubjectRun<SimulationResult>): Generator<Scenario> {
  const weight = scenarioWeight(scenario);
  const isHarsher = harsherThan(scenario, run.outcome.failures);
  // Delays without jitter weigh as much as those with it, but what they come to does not hang on the seed.
  for (const candidate of calmed(scenario, run.result.events)) {
    const mended = mendedScenario(candidate);
    if (!isLighter(weight, scenarioWeight(mended))) yield mended;
  }
  for (const candidate of candidates(scenario, run)) {
    const mended = mendedScenario(candidate);
    if (mended.horizonMs !== scenario.horizonMs && mended.expect?.some(hangsOnLength) === true) continue;
    if (isLighter(scenarioWeight(mended), weight) && !isHarsher(mended)) yield mended;
  }
}

function* candidates(scenario: Scenario, { outcome, result }: SubjectRun<SimulationResult>): Generator<Scenario> {
  yield* withFewerExpectations(scenario, outcome.failures);
  yield* withEarlierHorizon(scenario, outcome.failures);
  yield upTo(scenario, scenario.horizonMs);
  yield* withFewerFaults(scenario);
  yield* withFewerWorkers(scenario);
  yield* withoutEnd(scenario);
  yield* withLivedScripts(scenario, result.events);
  yield* withSimplerPolicies(scenario);
  yield* withSimplerBehaviour(scenario, result.events);
  yield* withSimplerFaults(scenario);
  yield* withFewerFields(scenario);
  yield* withCloserMoments(scenario);
  yield* withRounderStrikes(scenario);
  yield* withSimplerNumbers(scenario);
}

function* withFewerExpectations(scenario: Scenario, failures: readonly RunFailure[]): Generator<Scenario> {
  const { expect = [], description: _, ...rest } = scenario;
  const missed = failures.filter(({ kind }) => kind === "expectation").map(({ name }) => name);
  yield { ...rest, expect: expect.filter((text) => missed.includes(text)) };
  for (const fewer of withoutParts(expect)) yield { ...rest, expect: fewer };
}

function* withoutEnd(scenario: Scenario): Generator<Scenario> {
  const { stopAtMs, recovery, ...rest } = scenario;
  if (stopAtMs !== undefined && recovery !== undefined) yield rest;
  if (recovery !== undefined) yield { ...rest, ...(stopAtMs === undefined ? {} : { stopAtMs }) };
  if (stopAtMs !== undefined) yield { ...rest, ...(recovery === undefined ? {} : { recovery }) };
}
