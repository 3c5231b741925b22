import { checkKeys, checkNumber } from "../../core/option_check.ts";
import { resolveDriverOptions } from "../../drivers/driver_options.ts";
import type { Logger } from "../../drivers/observer.ts";
import type { CutOff } from "../../simulation/engine_run.ts";
import { RandomStreams } from "../../simulation/random_streams.ts";
import { parseSeed } from "../../simulation/seed.ts";
import type { Breach, ExpectationResult } from "../../simulation/simulation_result.ts";
import { type ExecutorCast, executorCastOf } from "./executor_cast.ts";
import { executorEngine, type ExecutorRun } from "./executor_engine.ts";
import type { ExecutorEvent } from "./executor_event.ts";
import { checkExecutorExpectation, parseExecutorExpectation } from "./executor_expectation.ts";
import { executorInvariants } from "./executor_invariants.ts";
import { type ExecutorMetrics, executorTimes, measureExecutor } from "./executor_metrics.ts";
import { type ExecutorRecovery, judgeExecutorRecovery } from "./executor_recovery.ts";
import type { ExecutorScenario } from "./executor_scenario.ts";
import type { CountSample } from "./executor_trace.ts";
import { executorTraceHash } from "./executor_trace_hash.ts";
import { heldOf } from "./held_records.ts";

/** How a scenario of an executor is run. */
export interface SimulateExecutorOptions {
  /**
   * A whole number, `0x` hex, or a git commit hash.
   * @default 1
   */
  readonly seed?: number | bigint | string;
  /**
   * The most events of the clock; a run that reaches it is cut off.
   * @default 10_000_000
   */
  readonly limit?: number;
  /** Cuts the run off when it aborts: what has happened so far is the result. */
  readonly signal?: AbortSignal;
  /** Gets the sentences that the same executor would log in production. */
  readonly logger?: Logger;
}

/** How many records are held from a moment on. */
export interface HeldRecords {
  /** That moment. */
  readonly atMs: number;
  /** How many. */
  readonly held: number;
}

/** What a run of a scenario of an executor gave. The same scenario and seed give the same result, on any machine. */
export interface ExecutorSimulationResult {
  /** The scenario's name. */
  readonly scenario: string;
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** How long it was to run. */
  readonly horizonMs: number;
  /** When it ended: at the horizon, or earlier when it was cut off. */
  readonly endedAtMs: number;
  /** What ended it before its time, so that what would have followed is unknown: the event limit, or an abort. */
  readonly cutOffBy: CutOff | undefined;
  /** All that happened, in order. */
  readonly events: readonly ExecutorEvent[];
  /** How many records were held over time: one entry for each change. */
  readonly held: readonly HeldRecords[];
  /** Its figures. */
  readonly metrics: ExecutorMetrics;
  /** What broke; none in a sound run. */
  readonly breaches: readonly Breach[];
  /** The scenario's expectations, in order. */
  readonly expectations: readonly ExpectationResult[];
  /** Whether everything was written down after all faults had healed; nothing where none were to, or it was cut off before. */
  readonly recovery: ExecutorRecovery | undefined;
  /** 16 hex digits over all events. */
  readonly hash: string;
}

/**
 * Runs the executor of production in virtual time, with a store that fails by script, and judges it: what became of each record, in figures,
 * which invariants broke, which expectations held. Nothing is read or written.
 *
 * The same scenario and seed give the same events and the same hash on every run and any machine.
 *
 * @throws {TypeError} Rejects for an unknown field or word in the scenario or the options.
 * @throws {RangeError} Rejects for a number that its field cannot hold, or a seed that is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simulateExecutor } from "@mainstay/supervisor/telemetry/simulation";
 *
 * const { metrics, breaches } = await simulateExecutor({
 *   name: "a minute without the database",
 *   horizonMs: 180_000,
 *   executor: {},
 *   load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
 *   store: { faults: [{ name: "database", fromMs: 30_000, toMs: 90_000, how: "fails" }] },
 * }, { seed: 7 });
 * assertEquals([metrics.executions, metrics.lost], [1_800, 0]);
 * assertEquals(breaches, []);
 * ```
 */
export async function simulateExecutor(
  scenario: ExecutorScenario,
  options: SimulateExecutorOptions = {},
): Promise<ExecutorSimulationResult> {
  checkKeys("simulate", "", options, ["seed", "limit", "signal", "logger"]);
  const { seed = 1, limit = 10_000_000, signal, logger } = options;
  checkNumber("simulate", "limit", limit, { min: 1, integer: true });
  resolveDriverOptions("simulate", { signal, logger });
  const cast = executorCastOf(scenario);
  const canonicalSeed = parseSeed(seed);
  const run = await executorEngine(cast, new RandomStreams(canonicalSeed), { limit, signal, logger });
  return judgeExecutor(cast, run, canonicalSeed);
}

/** What a run comes to. */
export function judgeExecutor(
  { scenario }: ExecutorCast,
  { trace, cutOffBy }: ExecutorRun,
  seed: string,
): ExecutorSimulationResult {
  const metrics = measureExecutor(trace);
  const times = executorTimes(trace);
  return {
    scenario: scenario.name,
    seed,
    horizonMs: scenario.horizonMs,
    endedAtMs: trace.endedAtMs,
    cutOffBy,
    events: trace.events,
    held: heldOverTime(trace.samples),
    metrics,
    breaches: executorInvariants.flatMap(({ name, check }) =>
      [...check(trace)].map((finding) => ({ invariant: name, ...finding }))
    ),
    expectations: (scenario.expect ?? []).map((text, index) =>
      checkExecutorExpectation(parseExecutorExpectation("simulate", `expect[${index}]`, text), metrics, times)
    ),
    recovery: cutOffBy === undefined ? judgeExecutorRecovery(trace) : undefined,
    hash: executorTraceHash(trace.events),
  };
}

/** Each change of what is held. */
function heldOverTime(samples: readonly CountSample[]): HeldRecords[] {
  const held: HeldRecords[] = [];
  for (const sample of samples) {
    const now = heldOf(sample);
    if (held.at(-1)?.held !== now) held.push({ atMs: sample.atMs, held: now });
  }
  return held;
}
