import type { SupervisionEvent, WorkerEvent } from "../../src/core/event.ts";
import type { CastMember } from "../../src/simulation/cast_member.ts";
import type { BudgetLine } from "./page_data.ts";
import { pageText } from "./page_text.ts";
import { thinnedPoints } from "./thinning.ts";

const mostLines = 24;
const slices = 500;

/**
 * How much of each worker's budget was used over time, the one with the least room left first. What the events say is exact; between two of
 * them a restart leaves a sliding window when it is as old as its period, a cooldown ends with an empty one, and other windows are drawn as
 * they were last told.
 */
export function budgetLines(
  members: readonly CastMember[],
  events: readonly SupervisionEvent[],
  endMs: number,
): { readonly lines: readonly BudgetLine[]; readonly thinned: readonly string[] } {
  const byWorker = new Map<string, WorkerEvent[]>();
  for (const event of events) {
    if (!("worker" in event) || !matters.has(event.type)) continue;
    const own = byWorker.get(event.worker);
    if (own === undefined) byWorker.set(event.worker, [event]);
    else own.push(event);
  }
  const used = members.filter(({ name, policy }) => byWorker.has(name) && Number.isFinite(policy.budget.intensity))
    .map((member) => lineOf(member, byWorker.get(member.name)!, endMs))
    .filter(({ points }) => points.some(([, count]) => count > 0))
    .sort((one, other) => room(one) - room(other));
  const lines = used.slice(0, mostLines).map((line) => ({ ...line, points: thinnedPoints(line.points, slices) }));
  const drawn = lines.some(({ points }, index) => points.length < used[index]!.points.length);
  return {
    lines,
    thinned: [
      ...(used.length > mostLines
        ? [`Budgets: those of the ${mostLines} of ${used.length} workers with the least room.`]
        : []),
      ...(drawn
        ? [`Budgets: lines of many steps keep the highest and the lowest of each ${slices}th of the time.`]
        : []),
    ],
  };
}

const matters: ReadonlySet<string> = new Set(["restart-scheduled", "cooldown-started", "healthy"]);

function lineOf({ name, policy: { budget } }: CastMember, events: readonly WorkerEvent[], endMs: number): BudgetLine {
  const { intensity: limit, periodMs, window, resetWhenHealthy } = budget;
  const points: [number, number][] = [[0, 0]];
  let counted: number[] = [];
  let emptyAtMs = Infinity;
  const set = (atMs: number, count: number) => {
    if (points.at(-1)![1] !== count) points.push([atMs, count]);
  };
  const passTo = (nowMs: number) => {
    while (window === "sliding" && counted.length > 0 && counted[0]! + periodMs <= Math.min(nowMs, emptyAtMs)) {
      const leftAtMs = counted[0]! + periodMs;
      counted = counted.filter((atMs) => atMs + periodMs > leftAtMs);
      set(leftAtMs, counted.length);
    }
    if (emptyAtMs > nowMs) return;
    counted = [];
    set(emptyAtMs, 0);
    emptyAtMs = Infinity;
  };
  for (const event of events) {
    passTo(event.atMs);
    if (event.type === "cooldown-started") emptyAtMs = event.retryAtMs;
    if (event.type === "healthy" && resetWhenHealthy) {
      counted = [];
      set(event.atMs, 0);
    }
    if (event.type !== "restart-scheduled") continue;
    counted.push(event.atMs);
    if (window === "sliding") counted = counted.slice(-event.budgetUsed);
    set(event.atMs, event.budgetUsed);
  }
  passTo(endMs);
  points.push([endMs, points.at(-1)![1]]);
  return { name: pageText(name), points, limit, periodMs };
}

function room({ limit, points }: BudgetLine): number {
  return points.reduce((least, [, used]) => Math.min(least, limit - used), Infinity);
}
