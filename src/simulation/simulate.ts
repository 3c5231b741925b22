import { checkChoice, checkKeys, checkNumber } from "../core/option_check.ts";
import { resolveDriverOptions } from "../drivers/driver_options.ts";
import type { Logger } from "../drivers/observer.ts";
import type { Cast } from "./cast.ts";
import type { EngineRun } from "./engine_run.ts";
import { checkExpectation, parseExpectation } from "./expectation.ts";
import { delayedOperations } from "./invariants/lateness.ts";
import { judgeRecovery } from "./faults/recovery.ts";
import { invariants } from "./invariants.ts";
import { measurementOf } from "./measure.ts";
import { interruptiblePolicyEngine } from "./policy_engine.ts";
import { RandomStreams } from "./random_streams.ts";
import { realEngine } from "./real_engine.ts";
import type { Scenario } from "./scenario.ts";
import { parseSeed } from "./seed.ts";
import { castFor } from "./services/services_cast.ts";
import type { Breach, Engine, SimulationResult } from "./simulation_result.ts";
import type { Trace } from "./trace.ts";
import { traceHash } from "./trace_hash.ts";

/** How a scenario is run. */
export interface SimulateOptions {
  /**
   * A whole number, `0x` hex, or a git commit hash.
   * @default 1
   */
  readonly seed?: number | bigint | string;
  /**
   * Who drives it.
   * @default "real"
   */
  readonly engine?: Engine;
  /**
   * The most events of the clock; a run that reaches it is cut off.
   * @default 10_000_000
   */
  readonly limit?: number;
  /** Cuts the run off when it aborts: what has happened so far is the result. */
  readonly signal?: AbortSignal;
  /** Gets the sentences that the same supervision would log in production; not with the policy engine. */
  readonly logger?: Logger;
}

const optionFields = [
  "seed",
  "engine",
  "limit",
  "signal",
  "logger",
] as const satisfies readonly (keyof SimulateOptions)[];
/** All who can drive a run. */
export const engines = ["real", "policy", "services"] as const satisfies readonly Engine[];

/**
 * Runs a scenario in virtual time and judges it: what happened, in figures, which invariants broke, which expectations held.
 *
 * The `"real"` engine runs the code of production on a virtual clock; the `"policy"` engine drives the same decision core from a
 * plain event loop, many times faster. Both make the same decisions, and the same scenario and seed give the same events and
 * the same hash on every run and any machine. The `"services"` engine runs an application of production: each worker is a service, each group a
 * service with children, all of them required.
 *
 * @throws {TypeError} Rejects for an unknown field or word in the scenario or the options, and for what services cannot be told.
 * @throws {RangeError} Rejects for a number that its field cannot hold, or a seed that is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simulate } from "@mainstay/supervisor/simulation";
 *
 * const { metrics, breaches } = await simulate({
 *   name: "always failing",
 *   horizonMs: 60_000,
 *   workers: [{ name: "ingest", behaviour: { life: { kind: "fixed", ms: 10 } } }],
 * }, { seed: 7 });
 * assertEquals([metrics.group.starts, metrics.group.cooldowns], [6, 1]);
 * assertEquals(breaches, []);
 * ```
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<SimulationResult> {
  checkKeys("simulate", "", options, optionFields);
  const { seed = 1, engine = "real", limit = 10_000_000, signal, logger } = options;
  checkChoice("simulate", "engine", engine, engines);
  checkNumber("simulate", "limit", limit, { min: 1, integer: true });
  resolveDriverOptions("simulate", { signal, logger });
  return await simulateCast(castFor(scenario, engine), { seed: parseSeed(seed), engine, limit, signal, logger });
}

/** The same, of a scenario and options that have been checked; the cast as `castFor` has it for the engine. */
export async function simulateCast(
  cast: Cast,
  { seed, engine, limit, signal, logger }: SimulateOptions & {
    readonly seed: string;
    readonly engine: Engine;
    readonly limit: number;
  },
): Promise<SimulationResult> {
  const streams = new RandomStreams(seed);
  const run = engine === "policy"
    ? await interruptiblePolicyEngine(cast, streams, limit, signal)
    : engine === "services"
    // The whole service layer is loaded by who asks for it alone.
    ? await (await import("./services/services_engine.ts")).servicesEngine(cast, streams, limit, { signal, logger })
    : await realEngine(cast, streams, limit, signal, logger);
  return judge(cast, run, engine, seed);
}

function breachesOfGroups(trace: Trace): Breach[] {
  return invariants.flatMap((invariant) => invariant.check(trace));
}

/** What a run comes to. */
export function judge(cast: Cast, run: EngineRun, engine: Engine, seed: string): SimulationResult {
  const { scenario, members, groups, operations, stalls } = cast;
  const { events, lives, endedAtMs, cutOffBy, report, services, breachesOf = breachesOfGroups } = run;
  const measurement = measurementOf(cast, events, cutOffBy === undefined ? scenario.horizonMs : endedAtMs);
  const { metrics } = measurement;
  const trace = {
    members,
    groups,
    operations: delayedOperations(operations, stalls),
    events,
    lives,
    stalls,
    endedAtMs,
    report,
  };
  return {
    scenario: scenario.name,
    seed,
    engine,
    horizonMs: scenario.horizonMs,
    endedAtMs,
    cutOffBy,
    workers: members.map(({ name }) => name),
    events,
    report,
    metrics,
    breaches: breachesOf(trace),
    expectations: (scenario.expect ?? []).map((text, index) =>
      checkExpectation(parseExpectation("simulate", `expect[${index}]`, text, members), metrics, measurement)
    ),
    recovery: cutOffBy === undefined ? judgeRecovery(cast, events, endedAtMs) : undefined,
    hash: traceHash(events),
    ...(services === undefined ? {} : { services }),
  };
}
