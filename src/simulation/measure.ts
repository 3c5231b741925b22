import type { SupervisionEvent, WorkerEvent } from "../core/event.ts";
import type { Cast } from "./cast.ts";
import type { CastMember } from "./cast_member.ts";
import type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
import { type PhaseChange, phaseChanges } from "./phase_changes.ts";
import { type Phase, stretchesOf } from "./timeline.ts";

const hourMs = 3_600_000;
const stormMs = 1_000;

/**
 * The figures of a run, from its events alone.
 *
 * A worker is on duty from its first start, or from the time at which it has to wait for others instead, until it completes or the group
 * is asked to stop; a worker that was given up, and one that was stopped because another failed the group, or because what it depends on
 * had ended, stays on duty, dead. A worker in a group shares what becomes of that group, and
 * is measured over all of its incarnations; groups have no figures of their own but for how often they failed.
 *
 * @param endMs Until when it is measured.
 */
export function measure(cast: Cast, events: readonly SupervisionEvent[], endMs: number): Metrics {
  const names = cast.members.map(({ name }) => name);
  const stop = events.find((event) => event.type === "group-stopping" && event.group === undefined);
  const dutyEndMs = stop?.type === "group-stopping" && stop.reason !== "escalation" ? stop.atMs : endMs;
  const changes = phaseChanges(names, events);
  const byWorker = new Map<string, WorkerEvent[]>(names.map((name) => [name, []]));
  for (const event of events) if ("worker" in event) byWorker.get(event.worker)?.push(event);
  const measured = cast.members.map((member) =>
    measureWorker(member, byWorker.get(member.name)!, changes.get(member.name)!, dutyEndMs)
  );
  return { group: sum(measured, byWorker, events, dutyEndMs), workers: measured.map(({ metrics }) => metrics) };
}

interface Measured {
  readonly metrics: WorkerMetrics;
  readonly downMs: number;
  readonly recoveredMs: number;
}

function measureWorker(
  { name, policy }: CastMember,
  events: readonly WorkerEvent[],
  changes: readonly PhaseChange[],
  dutyEndMs: number,
): Measured {
  const spent: Record<Phase, number> = {
    up: 0,
    starting: 0,
    waiting: 0,
    blocked: 0,
    cooling: 0,
    stopping: 0,
    dead: 0,
    done: 0,
    idle: 0,
  };
  for (const { phase, fromMs, toMs } of stretchesOf(changes, dutyEndMs)) {
    spent[phase] += Math.max(0, Math.min(toMs, dutyEndMs) - Math.min(fromMs, dutyEndMs));
  }
  const waitingMs = spent.waiting + spent.blocked;
  const downMs = spent.starting + waitingMs + spent.cooling + spent.stopping + spent.dead;
  const counts: Partial<Record<WorkerEvent["type"], number>> = {};
  let used = 0;
  for (const event of events) {
    counts[event.type] = (counts[event.type] ?? 0) + 1;
    if (event.type === "restart-scheduled") used = Math.max(used, event.budgetUsed);
  }
  const count = (type: WorkerEvent["type"]) => counts[type] ?? 0;
  const { recoveries, openMs } = recoveriesOf(changes, dutyEndMs);
  const recoveredMs = recoveries.reduce((total, ms) => total + ms, 0);
  const restarts = count("restart-scheduled");
  const onDutyMs = spent.up + downMs;
  return {
    downMs,
    recoveredMs,
    metrics: {
      worker: name,
      availability: share(spent.up, onDutyMs),
      starts: count("started"),
      restarts,
      restartsPerHour: onDutyMs === 0 ? 0 : restarts / (onDutyMs / hourMs),
      crashes: count("crashed"),
      cooldowns: count("cooldown-started"),
      giveUps: count("gave-up") + count("escalated"),
      abandoned: count("abandoned"),
      recoveries: recoveries.length,
      meanRecoveryMs: recoveries.length === 0 ? null : recoveredMs / recoveries.length,
      worstRecoveryMs: recoveries.length === 0 && openMs === null
        ? null
        : recoveries.reduce((worst, ms) => Math.max(worst, ms), openMs ?? 0),
      upMs: spent.up,
      startingMs: spent.starting,
      waitingMs,
      coolingMs: spent.cooling,
      stoppingMs: spent.stopping,
      deadMs: spent.dead,
      policyShare: share(waitingMs + spent.cooling, downMs),
      budgetHeadroom: policy.budget.intensity - used,
    },
  };
}

/** How long each time from being up no more to being up again took, and how long the one has taken that is still open. */
function recoveriesOf(
  changes: readonly PhaseChange[],
  dutyEndMs: number,
): { recoveries: readonly number[]; openMs: number | null } {
  const recoveries: number[] = [];
  let wasUp = false;
  let downSinceMs: number | undefined;
  for (const { phase, atMs } of changes) {
    if (atMs > dutyEndMs) break;
    if (phase === "up") {
      if (downSinceMs !== undefined) recoveries.push(atMs - downSinceMs);
      downSinceMs = undefined;
      wasUp = true;
    } else if (wasUp) {
      if (phase !== "done") downSinceMs ??= atMs;
      wasUp = false;
    }
    if (phase === "done") downSinceMs = undefined;
  }
  return {
    recoveries,
    openMs: downSinceMs === undefined || downSinceMs === dutyEndMs ? null : dutyEndMs - downSinceMs,
  };
}

function sum(
  measured: readonly Measured[],
  byWorker: ReadonlyMap<string, readonly WorkerEvent[]>,
  events: readonly SupervisionEvent[],
  dutyEndMs: number,
): GroupMetrics {
  const all = measured.map(({ metrics }) => metrics);
  const total = (field: Exclude<keyof WorkerMetrics, "worker">) =>
    all.reduce((sum, each) => sum + (each[field] ?? 0), 0);
  const downMs = measured.reduce((sum, each) => sum + each.downMs, 0);
  const recoveredMs = measured.reduce((sum, each) => sum + each.recoveredMs, 0);
  const upMs = total("upMs");
  const recoveries = total("recoveries");
  const restarts = total("restarts");
  const storm = stormOf(byWorker);
  return {
    availability: share(upMs, upMs + downMs),
    starts: total("starts"),
    restarts,
    restartsPerHour: dutyEndMs === 0 ? 0 : restarts / (dutyEndMs / hourMs),
    crashes: total("crashes"),
    cooldowns: total("cooldowns"),
    giveUps: total("giveUps"),
    abandoned: total("abandoned"),
    recoveries,
    meanRecoveryMs: recoveries === 0 ? null : recoveredMs / recoveries,
    worstRecoveryMs: all.every((each) => each.worstRecoveryMs === null)
      ? null
      : all.reduce((worst, each) => Math.max(worst, each.worstRecoveryMs ?? 0), 0),
    upMs,
    startingMs: total("startingMs"),
    waitingMs: total("waitingMs"),
    coolingMs: total("coolingMs"),
    stoppingMs: total("stoppingMs"),
    deadMs: total("deadMs"),
    policyShare: share(total("waitingMs") + total("coolingMs"), downMs),
    budgetHeadroom: all.reduce((least, each) => Math.min(least, each.budgetHeadroom), Infinity),
    groupFailures: events.filter((event) => event.type === "group-finished" && event.outcome === "failed").length,
    stormPeak: storm.restarts,
    stormPeakAtMs: storm.atMs,
  };
}

/** The most starts in any window of one second, half open, the first one of each worker aside: whoever restarted it. */
function stormOf(byWorker: ReadonlyMap<string, readonly WorkerEvent[]>): { restarts: number; atMs: number | null } {
  const times = [...byWorker.values()].flatMap((events) =>
    events.filter(({ type }) => type === "started").slice(1).map(({ atMs }) => atMs)
  ).sort((a, b) => a - b);
  let peak = 0;
  let atMs: number | null = null;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! >= stormMs) first++;
    if (last - first + 1 <= peak) continue;
    peak = last - first + 1;
    atMs = times[first]!;
  }
  return { restarts: peak, atMs };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
