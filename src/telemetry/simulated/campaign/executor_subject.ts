import { checkBoolean, checkKeys } from "../../../core/option_check.ts";
import { guardedRun } from "../../../simulation/campaign/guarded_run.ts";
import type { Subject } from "../../../simulation/campaign/subject.ts";
import { RandomStreams } from "../../../simulation/random_streams.ts";
import { parseSeed } from "../../../simulation/seed.ts";
import { executorCastOf } from "../executor_cast.ts";
import { executorEngine, type ExecutorEngineOptions } from "../executor_engine.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";
import { type ExecutorSimulationResult, judgeExecutor } from "../simulate_executor.ts";
import { countFaults, drawExecutorCase } from "./draw_executor_case.ts";
import { executorAbout } from "./executor_about.ts";
import { executorOutcome } from "./executor_outcome.ts";
import { simplerExecutorScenarios } from "./simpler_executor_scenario.ts";

/** How a scenario of an executor is explored. */
export interface ExecutorSubjectOptions {
  /**
   * Whether each seed draws its own mix of faults and options.
   * @default false
   */
  readonly swarm?: boolean;
}

/**
 * A scenario of an executor as what a campaign explores.
 *
 * Nothing of a case is noise: the ids of executions hold the time of day, and the chance that a time of day leaves to draw.
 *
 * @throws {TypeError} For an unknown field or word in the scenario, and for an unknown option.
 * @throws {RangeError} For a number that its field cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runCampaign } from "@mainstay/supervisor/simulation";
 * import { type ExecutorScenario, executorSubject } from "@mainstay/supervisor/telemetry/simulation";
 *
 * const scenario: ExecutorScenario = {
 *   name: "orders",
 *   horizonMs: 60_000,
 *   executor: {},
 *   load: [{ name: "import", owner: "orders", every: { kind: "exponential", meanMs: 200 } }],
 *   chaos: { faults: { fails: { perHour: 60, maxMs: 2_000 } } },
 *   expect: ["lost == 0"],
 * };
 * const { runs, verdicts } = await runCampaign(executorSubject(scenario), { runs: 10 });
 * assertEquals([runs, verdicts.held], [10, 10]);
 * ```
 */
export function executorSubject(
  scenario: ExecutorScenario,
  options: ExecutorSubjectOptions = {},
): Subject<ExecutorScenario, ExecutorSimulationResult> {
  const action = "explore the scenario";
  checkKeys(action, "", options, ["swarm"] satisfies (keyof ExecutorSubjectOptions)[]);
  if (options.swarm !== undefined) checkBoolean(action, "swarm", options.swarm);
  return executorSubjectMadeOf(scenario, options, {});
}

/** The same with parts of the executor that are replaced: for tests of the judges, with an executor that is at fault. */
export function executorSubjectMadeOf(
  scenario: ExecutorScenario,
  { swarm = false }: ExecutorSubjectOptions,
  parts: Pick<ExecutorEngineOptions, "makeQueue" | "makeExecutor">,
): Subject<ExecutorScenario, ExecutorSimulationResult> {
  executorCastOf(scenario);
  return {
    kind: "executor",
    about: executorAbout(scenario, swarm),
    draw: (seed) => drawExecutorCase(scenario, parseSeed(seed), { swarm }),
    run: (of, seed, { limit, signal }) =>
      guardedRun(async () => {
        const canonicalSeed = parseSeed(seed);
        const cast = executorCastOf(of);
        const run = await executorEngine(cast, new RandomStreams(canonicalSeed), { limit, signal, ...parts });
        const result = judgeExecutor(cast, run, canonicalSeed);
        return { outcome: executorOutcome(result, run.trace), events: result.events, result };
      }),
    simpler: simplerExecutorScenarios,
    size: (of) => ({ faults: countFaults(of), workers: of.load.length, horizonMs: of.horizonMs }),
    withoutNoise: (of) => of,
  };
}
