import type { SupervisionEvent } from "../../src/core/event.ts";
import type { Phase, Stretch } from "../../src/simulation/timeline.ts";

/** One column of a lane: a slice of the run's time. */
export interface LaneCell {
  /** What took most of it. */
  readonly phase: Phase;
  /** How often the worker crashed in it. */
  readonly crashes: number;
  /** Whether it was given up, escalated or abandoned in it. */
  readonly lost: boolean;
}

/** The moments at which something happened to one worker, in milliseconds. */
export interface LaneMoments {
  readonly crashes: readonly number[];
  readonly losses: readonly number[];
}

const lossTypes = ["gave-up", "escalated", "abandoned"] as const;

/** The events by which a worker is lost. */
export type LossType = typeof lossTypes[number];

/** Whether a worker is lost by such an event. */
export function isLoss(type: SupervisionEvent["type"]): type is LossType {
  return (lossTypes as readonly string[]).includes(type);
}

/** The moments of each worker that has any. */
export function laneMoments(events: readonly SupervisionEvent[]): ReadonlyMap<string, LaneMoments> {
  const moments = new Map<string, { crashes: number[]; losses: number[] }>();
  for (const event of events) {
    if (event.type !== "crashed" && !isLoss(event.type)) continue;
    const { worker, atMs, type } = event as Extract<SupervisionEvent, { worker: string }>;
    let own = moments.get(worker);
    if (own === undefined) moments.set(worker, own = { crashes: [], losses: [] });
    (type === "crashed" ? own.crashes : own.losses).push(atMs);
  }
  return moments;
}

// Of two phases that took as much of a cell the later of this list is shown: it tells more.
const byWeight: readonly Phase[] = ["idle", "done", "up", "starting", "waiting", "stopping", "cooling", "dead"];

/** Cuts a worker's time into `count` equal slices. A slice keeps every crash in it, however short what came of it was. */
export function laneCells(
  stretches: readonly Stretch[],
  moments: LaneMoments,
  endMs: number,
  count: number,
): LaneCell[] {
  const shares = phaseShares(stretches, endMs, count);
  const crashes = new Array<number>(count).fill(0);
  for (const atMs of moments.crashes) crashes[cellOf(atMs, endMs, count)]!++;
  const losses = new Set(moments.losses.map((atMs) => cellOf(atMs, endMs, count)));
  return shares.map((share, index) => ({
    phase: byWeight.reduce((most, phase) => phase in share && share[phase]! >= (share[most] ?? 0) ? phase : most),
    crashes: crashes[index]!,
    lost: losses.has(index),
  }));
}

/** For each of `count` slices of time, the share (0 to 1) of the crowd's time that it was up. */
export function crowdCells(crowd: readonly (readonly Stretch[])[], endMs: number, count: number): number[] {
  const upMs = new Array<number>(count).fill(0);
  for (const stretches of crowd) {
    phaseShares(stretches, endMs, count).forEach((share, index) => upMs[index]! += share.up ?? 0);
  }
  const wholeMs = endMs / count * crowd.length;
  // The slices' bounds are no whole numbers: a sum that misses the whole by its last bits is the whole.
  return upMs.map((ms) => endMs === 0 ? 0 : ms > wholeMs * (1 - 1e-9) ? 1 : ms / wholeMs);
}

/** The cells from the one in which a span begins to the one in which it ends, at least one: first and the one after the last. */
export function cellSpan(fromMs: number, toMs: number, endMs: number, count: number): [number, number] {
  const first = cellOf(fromMs, endMs, count);
  const last = endMs === 0 ? 1 : Math.ceil(Math.min(toMs, endMs) / endMs * count - 1e-9);
  return [first, Math.max(first + 1, last)];
}

function cellOf(atMs: number, endMs: number, count: number): number {
  if (endMs === 0) return 0;
  return Math.min(count - 1, Math.max(0, Math.floor(atMs / endMs * count)));
}

function phaseShares(stretches: readonly Stretch[], endMs: number, count: number): Partial<Record<Phase, number>>[] {
  const shares = Array.from({ length: count }, (): Partial<Record<Phase, number>> => ({}));
  const cellMs = endMs / count;
  for (const { phase, fromMs, toMs } of stretches) {
    const [first, end] = cellSpan(fromMs, toMs, endMs, count);
    for (let index = first; index < Math.min(end, count); index++) {
      const ms = Math.min(toMs, (index + 1) * cellMs) - Math.max(fromMs, index * cellMs);
      if (ms > 0) shares[index]![phase] = (shares[index]![phase] ?? 0) + ms;
    }
  }
  return shares;
}
