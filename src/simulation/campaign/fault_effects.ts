import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import { CastPaths } from "../faults/cast_paths.ts";
import { beginOf, type Fault, type FaultKind } from "../faults/fault.ts";
import type { Spell } from "../faults/member_fault.ts";
import { failedCleanUp } from "../stop_plan.ts";
import type { CoveredRun } from "./covered_run.ts";
import { lateStarts } from "./late_starts.ts";

/** Somebody's end, with what was thrown. */
type End = Extract<SupervisionEvent, { type: "crashed" | "completed" | "stopped" | "late-exit" }>;

const known = new WeakMap<CoveredRun, ReadonlyMap<FaultKind, number>>();

/**
 * How often the faults of a kind had an effect on somebody: a worker crashed of one, hung or was asked to stop in one, was late for one. A
 * fault that met nobody, or came after all had healed, had none. Outages that the scenario names are outages too.
 *
 * What a fault did is read from what was told. Where a worker would have done the same by itself at that time it counts. A crash counts for
 * one fault, the first one that it can have come of.
 */
export function faultEffects(run: CoveredRun, kind: FaultKind): number {
  let counts = known.get(run);
  if (counts === undefined) known.set(run, counts = new FaultEffects(run).counts());
  return counts.get(kind) ?? 0;
}

class FaultEffects {
  readonly #run: CoveredRun;
  readonly #paths: CastPaths;
  readonly #healsAtMs: number;
  /** Crashes that a fault was found for. */
  readonly #explained = new Set<End>();
  #ends: ReadonlyMap<string | undefined, readonly End[]> | undefined;

  constructor(run: CoveredRun) {
    this.#run = run;
    this.#paths = new CastPaths(run.cast);
    this.#healsAtMs = run.cast.scenario.recovery?.fromMs ?? Infinity;
  }

  counts(): ReadonlyMap<FaultKind, number> {
    const { faults = [], outages = [] } = this.#run.cast.scenario;
    const counts = new Map<FaultKind, number>();
    const add = (kind: FaultKind, count: number) => counts.set(kind, (counts.get(kind) ?? 0) + count);
    for (const fault of faults) add(fault.kind, this.#effects(fault));
    for (const { fromMs, toMs, crashAfterMs = 0, error, workers } of outages) {
      if (fromMs >= this.#healsAtMs) continue;
      const times = { fromMs, toMs: toMs + crashAfterMs };
      add("outage", this.#crashes(error?.name ?? "OutageError", times, this.#struckBy(workers)));
    }
    return counts;
  }

  #struckBy(workers: readonly string[] | undefined): (worker: string) => boolean {
    if (workers === undefined) return (worker) => this.#run.isWorker(worker);
    const these = new Set(workers.flatMap((path) => this.#paths.of(path)));
    return (worker) => these.has(worker);
  }

  #effects(fault: Fault): number {
    const { result, cast } = this.#run;
    const begin = beginOf(fault);
    if (begin >= this.#healsAtMs || begin > result.endedAtMs) return 0;
    const times = { fromMs: begin, toMs: Math.min("toMs" in fault ? fault.toMs : begin, this.#healsAtMs) };
    const struck = this.#struckBy("workers" in fault ? fault.workers : undefined);
    const within = ({ worker, atMs }: { worker: string; atMs: number }) =>
      struck(worker) && times.fromMs <= atMs && atMs < times.toMs;
    switch (fault.kind) {
      case "crash":
      case "crash-burst":
        return this.#crashes(fault.error?.name ?? "CrashFault", times, struck);
      case "cascade":
        return fault.workers.reduce((sum, path, index) => {
          const atMs = fault.atMs + index * fault.delayMs;
          if (atMs >= this.#healsAtMs) return sum;
          return sum + this.#crashes("CascadeFault", { fromMs: atMs, toMs: atMs }, this.#struckBy([path]));
        }, 0);
      case "crash-in-start":
        return this.#crashes("StartFault", times, struck);
      case "flaky-calls":
        return this.#crashes("CallFault", times, struck);
      case "outage":
        return this.#crashes("OutageFault", times, struck);
      case "crash-in-stop": {
        const asked = new Set(this.#run.all("stopping").filter(within).map(incarnationOf));
        return this.#explain(this.#endedBy(failedCleanUp.name).filter((end) => asked.has(incarnationOf(end))));
      }
      case "hang":
        return this.#run.spells.filter(({ worker, fromMs, toMs }) =>
          struck(worker) && fromMs < times.toMs && toMs > times.fromMs
        ).length;
      // Whether a stop or a start is struck is settled when it comes, be it late for a stall.
      case "ignored-stop":
        return this.#run.all("stopping").filter(within).length;
      case "slow-start":
        return lateStarts(this.#run, times, this.#healsAtMs, struck);
      case "slow-stop": {
        const ends = new Set(this.#run.all("stopped").map(({ worker, atMs }) => `${atMs} ${worker}`));
        return this.#run.all("stopping")
          .filter((event) => within(event) && !ends.has(`${event.atMs} ${event.worker}`)).length;
      }
      case "lost-readiness": {
        const untilMs = this.#told(times.toMs);
        return this.#run.lostReadiness.filter(({ worker, atMs }) =>
          struck(worker) && times.fromMs <= atMs && (atMs < times.toMs || times.toMs < untilMs && atMs <= untilMs)
        ).length;
      }
      case "stall": {
        // One that begins within another is a part of that.
        const stall = cast.stalls.find(({ atMs }) => atMs === fault.atMs);
        return stall !== undefined && result.events.some(({ atMs }) => atMs === stall.atMs + stall.forMs) ? 1 : 0;
      }
      case "wall-clock-jump":
        return result.engine === "services" && fault.atMs < Math.min(this.#healsAtMs, result.endedAtMs) ? 1 : 0;
      case "throwing-observer":
        return result.engine === "policy"
          ? 0
          : result.events.filter(({ atMs }) => times.fromMs <= atMs && atMs < times.toMs).length;
      default:
        return fault satisfies never;
    }
  }

  /** By when it is told what came until then: a stall has it come later. */
  #told(toMs: number): number {
    return this.#run.cast.stalls.reduce(
      (end, { atMs, forMs }) => atMs <= end && end < atMs + forMs ? atMs + forMs : end,
      toMs,
    );
  }

  /** How many ended by an error of that name at these times, and of no fault before. */
  #crashes(name: string, { fromMs, toMs }: Spell, struck: (worker: string) => boolean): number {
    const untilMs = this.#told(toMs);
    return this.#explain(
      this.#endedBy(name).filter(({ worker, atMs }) => struck(worker) && fromMs <= atMs && atMs <= untilMs),
    );
  }

  #endedBy(name: string): readonly End[] {
    return (this.#ends ??= endsByError(this.#run)).get(name) ?? [];
  }

  #explain(ends: readonly End[]): number {
    const news = ends.filter((end) => !this.#explained.has(end));
    for (const end of news) this.#explained.add(end);
    return news.length;
  }
}

function incarnationOf({ worker, incarnation }: WorkerEvent): string {
  return `${worker}#${incarnation}`;
}

/** All ends, by the name of what was thrown. */
function endsByError(run: CoveredRun): ReadonlyMap<string | undefined, readonly End[]> {
  const ends = [...run.all("crashed"), ...run.all("completed"), ...run.all("stopped"), ...run.all("late-exit")];
  return Map.groupBy(ends, (end) => (end.type === "completed" ? end.reason : end.error)?.name);
}
