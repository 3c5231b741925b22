import type { SupervisionEvent } from "../core/event.ts";
import { checkNumber } from "../core/option_check.ts";
import { type PhaseChange, phaseChanges } from "./phase_changes.ts";
import { checkList } from "./scenario_check.ts";

/**
 * What a worker is doing: up (running and ready), starting (running, not ready), waiting for its own backoff or for its group, blocked
 * until all that it depends on is ready, cooling down (it or its group), stopping, dead (given up, escalated, abandoned, or in a group
 * that is; stopped because another worker failed its group, or because what it depends on has ended), done (completed, stopped or
 * removed), or not begun.
 */
export type Phase = "up" | "starting" | "waiting" | "blocked" | "cooling" | "stopping" | "dead" | "done" | "idle";

/** A stretch of one phase, in milliseconds on the run's clock: from `fromMs`, up to but not including `toMs`. */
export interface Stretch {
  /** What the worker was doing. */
  readonly phase: Phase;
  /** Its first moment. */
  readonly fromMs: number;
  /** The first moment after it. */
  readonly toMs: number;
}

/**
 * What each worker was doing at each time of a run, from its events. Stretches of no length are left out; equal neighbours are one.
 *
 * @param workers The workers' paths; each gets an entry. A worker in a group shares what becomes of that group.
 * @param endMs When the run ended.
 * @throws {TypeError} For workers or events that are no list.
 * @throws {RangeError} For an end that is no moment.
 */
export function timeline(
  workers: readonly string[],
  events: readonly SupervisionEvent[],
  endMs: number,
): ReadonlyMap<string, readonly Stretch[]> {
  const action = "tell what each worker was doing";
  checkList(action, "workers", workers);
  checkList(action, "events", events);
  checkNumber(action, "endMs", endMs, { min: 0 });
  const changes = phaseChanges(workers, events);
  return new Map(workers.map((worker) => [worker, stretchesOf(changes.get(worker)!, endMs)]));
}

/** What one worker was doing at each time, from the changes of its phase. */
export function stretchesOf(changes: readonly PhaseChange[], endMs: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let phase: Phase = "idle";
  let fromMs = 0;
  const close = (toMs: number) => {
    const last = stretches.at(-1);
    if (toMs <= fromMs) return;
    if (last?.phase === phase) stretches[stretches.length - 1] = { ...last, toMs };
    else stretches.push({ phase, fromMs, toMs });
  };
  for (const change of changes) {
    close(change.atMs);
    ({ phase, atMs: fromMs } = change);
  }
  close(endMs);
  return stretches;
}
