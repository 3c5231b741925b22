import type { Spell } from "../../simulation/faults/member_fault.ts";
import type { VirtualClock } from "../../simulation/virtual_clock.ts";
import type { ExecutorCast } from "./executor_cast.ts";
import type { ExecutorEvent } from "./executor_event.ts";
import type { ScenarioBurst } from "./executor_scenario.ts";

/** Whom disturbances come to. */
export interface DisturbanceTerms {
  readonly clock: Pick<VirtualClock, "now" | "sleep" | "stall">;
  /** Is told when each fault begins and ends, by its name or kind. */
  readonly tell: (event: ExecutorEvent) => void;
  /** Begins the executions of a burst. */
  readonly burst: (burst: ScenarioBurst) => void;
}

/**
 * Sets off whatever goes wrong at a stated time, and tells of it. To be called before anything else sleeps: a stall comes before whatever else is
 * due at its moment.
 *
 * @returns The stalls that there have been so far; the list grows.
 */
export function disturb(
  { scenario: { horizonMs }, faults, stalls, wallClockJumps, bursts, hangs, healedAtMs }: ExecutorCast,
  { clock, tell, burst }: DisturbanceTerms,
): readonly Spell[] {
  const stalled: Spell[] = [];
  const at = () => ({ atMs: clock.now() });
  const began = (fault: string) => tell({ type: "fault-began", ...at(), fault });
  const ended = (fault: string) => tell({ type: "fault-ended", ...at(), fault });
  for (const { atMs, forMs } of stalls) {
    clock.sleep(atMs).then(() => {
      const fromMs = clock.now();
      const toMs = Math.min(fromMs + forMs, horizonMs, healedAtMs);
      if (toMs <= fromMs) return;
      began("stall");
      clock.stall(toMs - fromMs);
      stalled.push({ fromMs, toMs });
      ended("stall");
    });
  }
  for (const { name, fromMs, toMs } of faults) {
    clock.sleep(fromMs).then(() => began(name));
    clock.sleep(toMs).then(() => ended(name));
  }
  for (const { fromMs, toMs } of hangs) {
    clock.sleep(fromMs).then(() => began("hang"));
    clock.sleep(toMs).then(() => ended("hang"));
  }
  for (const { atMs } of wallClockJumps) {
    clock.sleep(atMs).then(() => {
      began("wall-clock-jump");
      ended("wall-clock-jump");
    });
  }
  for (const each of bursts) {
    clock.sleep(each.atMs).then(() => {
      began("burst");
      burst(each);
      ended("burst");
    });
  }
  return stalled;
}
