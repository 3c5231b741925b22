import { beginningMs } from "./run_beginning.ts";
import type { WallClockJump } from "./executor_scenario.ts";

/** The time of day at a moment of a run, in milliseconds since the epoch: it goes on with the run's clock, but for what it is set by. */
export function wallTimeMs(jumps: readonly WallClockJump[], atMs: number): number {
  let wallMs = beginningMs + atMs;
  for (const jump of jumps) if (jump.atMs <= atMs) wallMs += jump.byMs;
  return wallMs;
}
