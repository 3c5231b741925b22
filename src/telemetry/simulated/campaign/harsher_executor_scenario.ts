import type { RunFailure } from "../../../simulation/campaign/subject.ts";
import { type CastExecutor, type ExecutorCast, executorCastOf } from "../executor_cast.ts";
import type { ExecutorScenario } from "../executor_scenario.ts";
import { hangsOnAmount, hangsOnLength } from "./executor_length_bound.ts";
import { hasHarsherDisturbances } from "./harsher_disturbance.ts";
import { hasHarsherLoad, hasSameTimes, hasWholeLoad } from "./harsher_load.ts";

/**
 * Tells which scenarios are harder to survive than this one, so that they may fail for a reason of their own: there is more to do, more goes
 * wrong, or the executor is another one. So are those that are shorter, or have less to do, where that alone could make them miss an expectation.
 * Of a missed expectation or recovery alone: an invariant must hold in every scenario. What is not valid is not harsher.
 *
 * @param failures What the scenario is to fail by.
 */
export function harsherExecutorThan(
  scenario: ExecutorScenario,
  failures: readonly RunFailure[],
): (other: ExecutorScenario) => boolean {
  if (!failures.some(({ kind }) => kind === "expectation" || kind === "recovery")) return () => false;
  const isAmount = failures.some(hangsOnAmount);
  const isLong = failures.some(hangsOnLength);
  const than = executorCastOf(scenario);
  return (other) => {
    const cast = castIfValid(other);
    if (cast === undefined) return false;
    return isOtherExecutor(cast.executor, than.executor) || hasHarsherLoad(cast, than) ||
      hasHarsherDisturbances(cast, than) || hasLaterSession(other, scenario) ||
      isLong && !hasSameTimes(cast, than) || isAmount && !hasWholeLoad(cast, than);
  };
}

function castIfValid(scenario: ExecutorScenario): ExecutorCast | undefined {
  try {
    return executorCastOf(scenario);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Whether an executor is another one than it was, but for jitter that it may have lost: where an expectation or a recovery is missed it is the
 * executor's options that are judged, and whoever mends them wants to see them.
 */
function isOtherExecutor(executor: CastExecutor, than: CastExecutor): boolean {
  const { jitter } = executor.backoff;
  const kept = jitter === "none" ? { ...than, backoff: { ...than.backoff, jitter, jitterFactor: undefined } } : than;
  return JSON.stringify(executor) !== JSON.stringify(kept);
}

function hasLaterSession({ sessionFromMs = 0 }: ExecutorScenario, { sessionFromMs: thanMs = 0 }: ExecutorScenario) {
  return sessionFromMs > thanMs;
}
