import type { SupervisionEvent } from "../../src/core/event.ts";
import { type Phase, type Stretch, timeline } from "../../src/simulation/timeline.ts";

/**
 * What each group was doing at each time of a run, by path: as the child that it is, the root as a whole. The pause of a group is a
 * cooldown.
 *
 * @param paths The groups' paths; that of the root is empty.
 * @param endMs When the run ended.
 */
export function groupStretches(
  paths: readonly string[],
  events: readonly SupervisionEvent[],
  endMs: number,
): ReadonlyMap<string, readonly Stretch[]> {
  const stretches = new Map<string, readonly Stretch[]>();
  // A group takes part in what becomes of those around it only if these are not asked for in the same breath.
  const byDepth = Map.groupBy(paths.filter((path) => path !== ""), (path) => path.split("/").length);
  for (const level of byDepth.values()) {
    for (const [path, own] of timeline(level, events, endMs)) stretches.set(path, own);
  }
  if (paths.includes("")) stretches.set("", rootStretches(events, endMs));
  const pauses = pausesByGroup(events, endMs);
  for (const path of paths) {
    const own = pauses.get(path);
    if (own !== undefined) stretches.set(path, interrupted(stretches.get(path)!, own));
  }
  return stretches;
}

function rootStretches(events: readonly SupervisionEvent[], endMs: number): Stretch[] {
  const stretches: Stretch[] = [];
  let phase: Phase = "idle";
  let fromMs = 0;
  const change = (next: Phase, atMs: number) => {
    if (atMs > fromMs) stretches.push({ phase, fromMs, toMs: atMs });
    phase = next;
    fromMs = atMs;
  };
  for (const event of events) {
    if ("worker" in event || event.group !== undefined) continue;
    if (event.type === "group-started") change("up", event.atMs);
    if (event.type === "group-stopping") change("stopping", event.atMs);
    if (event.type === "group-finished") change(event.outcome === "failed" ? "dead" : "done", event.atMs);
  }
  change("idle", endMs);
  return stretches;
}

function pausesByGroup(events: readonly SupervisionEvent[], endMs: number): ReadonlyMap<string, readonly Stretch[]> {
  const pauses = new Map<string, Stretch[]>();
  const open = new Map<string, number>();
  const close = (path: string, toMs: number) => {
    const fromMs = open.get(path);
    if (fromMs === undefined) return;
    open.delete(path);
    const pause: Stretch = { phase: "cooling", fromMs, toMs };
    const own = pauses.get(path);
    if (own === undefined) pauses.set(path, [pause]);
    else own.push(pause);
  };
  for (const event of events) {
    if ("worker" in event) continue;
    const path = event.group ?? "";
    // A pause that is made longer is one.
    if (event.type === "group-paused") open.set(path, open.get(path) ?? event.atMs);
    else if (event.type !== "group-restarting") close(path, event.atMs);
  }
  for (const path of [...open.keys()]) close(path, endMs);
  return pauses;
}

/** The stretches with the pauses in the place of what they cover; both are in the order of time. */
function interrupted(stretches: readonly Stretch[], pauses: readonly Stretch[]): readonly Stretch[] {
  const rest: Stretch[] = [];
  let next = 0;
  for (const stretch of stretches) {
    let { fromMs } = stretch;
    for (; next < pauses.length && pauses[next]!.fromMs < stretch.toMs; next++) {
      const pause = pauses[next]!;
      if (fromMs < pause.fromMs) rest.push({ ...stretch, fromMs, toMs: pause.fromMs });
      fromMs = Math.max(fromMs, pause.toMs);
      if (pause.toMs > stretch.toMs) break;
    }
    if (fromMs < stretch.toMs) rest.push({ ...stretch, fromMs });
  }
  return [...rest, ...pauses].sort((one, other) => one.fromMs - other.fromMs);
}
