import type { SimulationResult } from "../../src/simulation/simulation_result.ts";

/**
 * Where the pictures of a run end: with the run, unless somebody was dead at its end and is judged as dead up to the horizon. Then the
 * pictures show that time too.
 */
export function pictureEnd({ endedAtMs, horizonMs, cutOffBy, events, metrics }: SimulationResult): number {
  const stop = events.find((event) => event.type === "group-stopping" && event.group === undefined);
  const isStopped = stop?.type === "group-stopping" && stop.reason !== "escalation";
  const isJudgedOn = cutOffBy === undefined && !isStopped && metrics.group.deadMs > 0;
  return isJudgedOn || endedAtMs === 0 ? horizonMs : endedAtMs;
}
