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
  /** Whether the group restarted in it because of one of its children. */
  readonly groupRestarted: boolean;
}

/** The moments at which something happened to one worker or group, in milliseconds. */
export interface LaneMoments {
  readonly crashes: readonly number[];
  readonly losses: readonly number[];
  /** Of a group: when it restarted because of one of its children. */
  readonly groupRestarts: readonly number[];
}

/** Of somebody to whom nothing happened. */
export const noMoments: LaneMoments = { crashes: [], losses: [], groupRestarts: [] };

const lossTypes = ["gave-up", "escalated", "abandoned"] as const;

/** The events by which a worker is lost. */
export type LossType = typeof lossTypes[number];

/** Whether a worker is lost by such an event. */
export function isLoss(type: SupervisionEvent["type"]): type is LossType {
  return (lossTypes as readonly string[]).includes(type);
}

/** The moments of each worker and each group that has any, by path; that of the root is empty. The failure of the root is a crash. */
export function laneMoments(events: readonly SupervisionEvent[]): ReadonlyMap<string, LaneMoments> {
  const moments = new Map<string, { [Kind in keyof LaneMoments]: number[] }>();
  for (const event of events) {
    const kind = kindOf(event);
    if (kind === undefined) continue;
    const path = "worker" in event ? event.worker : event.group ?? "";
    let own = moments.get(path);
    if (own === undefined) moments.set(path, own = { crashes: [], losses: [], groupRestarts: [] });
    own[kind].push(event.atMs);
  }
  return moments;
}

function kindOf(event: SupervisionEvent): keyof LaneMoments | undefined {
  if (isLoss(event.type)) return "losses";
  if (event.type === "crashed") return "crashes";
  if (event.type === "group-restarting") return "groupRestarts";
  return event.type === "group-finished" && event.group === undefined && event.outcome === "failed"
    ? "crashes"
    : undefined;
}

// Of two phases that took as much of a cell the later of this list is shown: it tells more.
const byWeight: readonly Phase[] = [
  "idle",
  "done",
  "up",
  "starting",
  "waiting",
  "blocked",
  "stopping",
  "cooling",
  "dead",
];

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
  const cellsOf = (times: readonly number[]) => new Set(times.map((atMs) => cellOf(atMs, endMs, count)));
  const losses = cellsOf(moments.losses);
  const groupRestarts = cellsOf(moments.groupRestarts);
  return shares.map((share, index) => ({
    phase: byWeight.reduce((most, phase) => phase in share && share[phase]! >= (share[most] ?? 0) ? phase : most),
    crashes: crashes[index]!,
    lost: losses.has(index),
    groupRestarted: groupRestarts.has(index),
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
