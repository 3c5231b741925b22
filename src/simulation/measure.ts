import type { SupervisionEvent, WorkerEvent } from "../core/event.ts";
import type { Cast } from "./cast.ts";
import type { CastMember } from "./cast_member.ts";
import type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
import { type PhaseChange, phaseChanges } from "./phase_changes.ts";
import { type Storm, StormWatch } from "./storm_watch.ts";
import { stretchesOf } from "./timeline.ts";
import { type Measured, share, WorkerMeter } from "./worker_meter.ts";

const hourMs = 3_600_000;
/** How long the window of a storm is, unless it is said. */
export const stormMs = 1_000;

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
export function measure(cast: Pick<Cast, "members">, events: readonly SupervisionEvent[], endMs: number): Metrics {
  return measurementOf(cast, events, endMs).metrics;
}

/** What was measured lately, so that nobody reads the same events twice. */
const measurements = new WeakMap<readonly SupervisionEvent[], Measurement>();

/** The measurement of a run; the same as before for the same list of events. See {@linkcode measure}. */
export function measurementOf(
  { members }: Pick<Cast, "members">,
  events: readonly SupervisionEvent[],
  endMs: number,
): Measurement {
  const known = measurements.get(events);
  if (known !== undefined && known.endMs === endMs && known.members === members) return known;
  const measurement = new Measurement(members, events, endMs);
  measurements.set(events, measurement);
  return measurement;
}

/** A run that was measured, and whatever else its figures can be asked for. Workers are named by their paths; all of them unless given. */
export class Measurement {
  /** The figures of all workers together, and of each. */
  readonly metrics: Metrics;
  /** Until when it is measured. */
  readonly endMs: number;
  /** Whom it measures. */
  readonly members: readonly CastMember[];
  readonly #events: readonly SupervisionEvent[];
  readonly #byWorker: ReadonlyMap<string, readonly WorkerEvent[]>;
  readonly #changes: ReadonlyMap<string, readonly PhaseChange[]>;
  readonly #measured: readonly MeasuredWorker[];
  readonly #dutyEndMs: number;

  /** Measures a run; see {@linkcode measure}. */
  constructor(members: readonly CastMember[], events: readonly SupervisionEvent[], endMs: number) {
    const names = members.map(({ name }) => name);
    const stop = events.find((event) => event.type === "group-stopping" && event.group === undefined);
    const byWorker = new Map<string, WorkerEvent[]>(names.map((name) => [name, []]));
    for (const event of events) if ("worker" in event) byWorker.get(event.worker)?.push(event);
    this.members = members;
    this.endMs = endMs;
    this.#events = events;
    this.#byWorker = byWorker;
    this.#dutyEndMs = stop?.type === "group-stopping" && stop.reason !== "escalation" ? stop.atMs : endMs;
    this.#changes = phaseChanges(names, events);
    this.#measured = members.map((member) =>
      measureWorker(member, byWorker.get(member.name)!, this.#changes.get(member.name)!, this.#dutyEndMs)
    );
    this.metrics = { group: this.pooled(), workers: this.#measured.map(({ metrics }) => metrics) };
  }

  /**
   * The figures of some workers together.
   *
   * @param workers Who.
   * @param groups The paths of the groups whose failures count, with those of the groups in them; all unless given.
   */
  pooled(workers?: readonly string[], groups?: readonly string[]): GroupMetrics {
    if (workers === undefined) {
      return sum(this.#measured, stormOf(this.#byWorker, stormMs), this.#failures(), this.#dutyEndMs);
    }
    const these = new Set(workers);
    const measured = this.#measured.filter(({ metrics }) => these.has(metrics.worker));
    const storm = stormOf(this.#eventsOf(workers), stormMs);
    return sum(measured, storm, this.#failures(groups ?? []), this.#dutyEndMs);
  }

  /** The most starts in any window of that length; see {@linkcode GroupMetrics.stormPeak}. */
  storm(windowMs: number, workers?: readonly string[]): number {
    return stormOf(this.#eventsOf(workers), windowMs).restarts;
  }

  /**
   * How long each time from being up no more to being up again took; that of a worker that fails before it is up begins with its first
   * failure. One that is not over by the end counts as long as it has lasted. By worker, each in the order of time.
   */
  recoveries(workers?: readonly string[]): readonly number[] {
    const these = workers && new Set(workers);
    return this.#measured.filter(({ metrics }) => these?.has(metrics.worker) ?? true)
      .flatMap(({ recoveries, openMs }) => openMs === null ? recoveries : [...recoveries, openMs]);
  }

  /** How long after its start a worker was given up or escalated; if that comes again, after the first start that followed the last time. */
  giveUps(workers?: readonly string[]): readonly number[] {
    return [...this.#eventsOf(workers).values()].flatMap((events) => {
      const spans: number[] = [];
      let startMs: number | undefined;
      for (const { type, atMs } of events) {
        if (type === "started") startMs ??= atMs;
        if ((type !== "gave-up" && type !== "escalated") || startMs === undefined) continue;
        spans.push(atMs - startMs);
        startMs = undefined;
      }
      return spans;
    });
  }

  /** The delay of each restart that was decided and charged. */
  restartDelays(workers?: readonly string[]): readonly number[] {
    return [...this.#eventsOf(workers).values()].flatMap((events) =>
      events.flatMap((event) => event.type === "restart-scheduled" ? [event.delayMs] : [])
    );
  }

  /** The share of all workers that was up in each of so many equal parts of the time up to `horizonMs`; after the end nobody is. */
  upCurve(parts: number, horizonMs: number): readonly number[] {
    const upMs = new Array<number>(parts).fill(0);
    const partMs = horizonMs / parts;
    for (const changes of this.#changes.values()) {
      for (const { phase, fromMs, toMs } of stretchesOf(changes, Math.min(this.endMs, horizonMs))) {
        if (phase !== "up") continue;
        for (let part = Math.floor(fromMs / partMs); part < parts && part * partMs < toMs; part++) {
          upMs[part]! += Math.max(0, Math.min(toMs, (part + 1) * partMs) - Math.max(fromMs, part * partMs));
        }
      }
    }
    return upMs.map((ms) => Math.min(1, ms / (partMs * this.members.length)));
  }

  #eventsOf(workers: readonly string[] | undefined): ReadonlyMap<string, readonly WorkerEvent[]> {
    if (workers === undefined) return this.#byWorker;
    return new Map(workers.map((worker) => [worker, this.#byWorker.get(worker) ?? []]));
  }

  #failures(groups?: readonly string[]): number {
    return this.#events.filter((event) =>
      event.type === "group-finished" && event.outcome === "failed" &&
      (groups?.some((group) => event.group === group || event.group?.startsWith(`${group}/`)) ?? true)
    ).length;
  }
}

/** What was measured of a worker, and how long each of its recoveries took. */
interface MeasuredWorker extends Measured {
  readonly recoveries: readonly number[];
}

function measureWorker(
  member: CastMember,
  events: readonly WorkerEvent[],
  changes: readonly PhaseChange[],
  dutyEndMs: number,
): MeasuredWorker {
  const recoveries: number[] = [];
  const meter = new WorkerMeter(member, (ms) => recoveries.push(ms));
  for (const event of events) meter.count(event);
  for (const change of changes) {
    if (change.atMs > dutyEndMs) break;
    meter.change(change);
  }
  return { ...meter.measured(dutyEndMs), recoveries };
}

/** The figures of some workers together. */
export function sum(
  measured: readonly Measured[],
  storm: Storm,
  groupFailures: number,
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
    groupFailures,
    stormPeak: storm.restarts,
    stormPeakAtMs: storm.atMs,
  };
}

/** The most starts in any window of that length; see {@linkcode StormWatch}. */
function stormOf(byWorker: ReadonlyMap<string, readonly WorkerEvent[]>, windowMs: number): Storm {
  const watch = new StormWatch(windowMs);
  const starts = [...byWorker.values()].flatMap((events) => events.filter(({ type }) => type === "started"));
  for (const { worker, atMs } of starts.sort((a, b) => a.atMs - b.atMs)) watch.started(worker, atMs);
  return watch.peak;
}
