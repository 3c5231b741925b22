import { CastPaths } from "../faults/cast_paths.ts";
import { beginOf, type Fault, type FaultKind } from "../faults/fault.ts";
import type { CoveredRun } from "./covered_run.ts";

/** A time in which a fault lasts. */
interface Times {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * How often the faults of a kind had an effect on somebody: a worker crashed of one, hung or was asked to stop in one, was late for one. A
 * fault that met nobody, or came after all had healed, had none. Outages that the scenario names are outages too.
 *
 * What a fault did is read from what was told. Where a worker would have done the same by itself at that time it counts.
 */
export function faultEffects(run: CoveredRun, kind: FaultKind): number {
  const { faults = [], outages = [] } = run.cast.scenario;
  const own = faults.filter((fault) => fault.kind === kind);
  if (own.length === 0 && (kind !== "outage" || outages.length === 0)) return 0;
  const paths = new CastPaths(run.cast);
  const strikes = (workers: readonly string[] | undefined) => {
    const these = workers && new Set(workers.flatMap((path) => paths.of(path)));
    return (worker: string) => these?.has(worker) ?? run.policyOf(worker) !== undefined;
  };
  const healsAtMs = run.cast.scenario.recovery?.fromMs ?? Infinity;
  const named = kind !== "outage" ? 0 : outages.filter(({ fromMs }) => fromMs < healsAtMs).reduce((sum, outage) => {
    const { name = "OutageError" } = outage.error ?? {};
    return sum +
      crashes(run, name, { ...outage, toMs: outage.toMs + (outage.crashAfterMs ?? 0) }, strikes(outage.workers));
  }, 0);
  return own.reduce((sum, fault) => sum + effects(run, fault, healsAtMs, strikes), named);
}

function effects(
  run: CoveredRun,
  fault: Fault,
  healsAtMs: number,
  strikes: (workers: readonly string[] | undefined) => (worker: string) => boolean,
): number {
  const begin = beginOf(fault);
  if (begin >= healsAtMs || begin > run.result.endedAtMs) return 0;
  const times = { fromMs: begin, toMs: Math.min("toMs" in fault ? fault.toMs : begin, healsAtMs) };
  const struck = strikes("workers" in fault ? fault.workers : undefined);
  const within = ({ worker, atMs }: { worker: string; atMs: number }) =>
    struck(worker) && times.fromMs <= atMs && atMs < times.toMs;
  switch (fault.kind) {
    case "crash":
    case "crash-burst":
      return crashes(run, fault.error?.name ?? "CrashFault", times, struck);
    case "cascade":
      return fault.workers.reduce((sum, path, index) => {
        const atMs = fault.atMs + index * fault.delayMs;
        if (atMs >= healsAtMs) return sum;
        return sum + crashes(run, "CascadeFault", { fromMs: atMs, toMs: atMs }, strikes([path]));
      }, 0);
    case "crash-in-start":
      return crashes(run, "StartFault", times, struck);
    case "flaky-calls":
      return crashes(run, "CallFault", times, struck);
    case "outage":
      return crashes(run, "OutageFault", times, struck);
    case "crash-in-stop":
      return run.all("stopped").filter((event) => event.error !== undefined && within(event)).length;
    case "hang":
      return run.spells.filter(({ worker, fromMs, toMs }) =>
        struck(worker) && fromMs < times.toMs && toMs > times.fromMs
      ).length;
    case "ignored-stop":
      return run.all("stopping").filter(within).length;
    case "lost-readiness":
      return run.all("not-ready").filter(within).length;
    case "slow-start":
      return run.all("started").filter((event) => !event.ready && within(event)).length;
    case "slow-stop": {
      const ends = new Set(run.all("stopped").map(({ worker, atMs }) => `${atMs} ${worker}`));
      return run.all("stopping").filter((event) => within(event) && !ends.has(`${event.atMs} ${event.worker}`)).length;
    }
    case "stall": {
      // One that begins within another is a part of that.
      const stall = run.cast.stalls.find(({ atMs }) => atMs === fault.atMs);
      return stall !== undefined && run.result.events.some(({ atMs }) => atMs === stall.atMs + stall.forMs) ? 1 : 0;
    }
    case "wall-clock-jump":
      return run.result.engine === "services" && fault.atMs < Math.min(healsAtMs, run.result.endedAtMs) ? 1 : 0;
    case "throwing-observer":
      return run.result.engine === "policy"
        ? 0
        : run.result.events.filter(({ atMs }) => times.fromMs <= atMs && atMs < times.toMs).length;
    default:
      return fault satisfies never;
  }
}

/** How many crashed, or ended in good order, by an error of that name at these times; after a stall or a hang it comes later. */
function crashes(run: CoveredRun, name: string, times: Times, struck: (worker: string) => boolean): number {
  const untilMs = run.cast.stalls.reduce(
    (end, { atMs, forMs }) => atMs <= end && end < atMs + forMs ? atMs + forMs : end,
    times.toMs,
  );
  const isThen = ({ worker, atMs }: { worker: string; atMs: number }) =>
    struck(worker) && times.fromMs <= atMs && atMs <= untilMs;
  return run.all("crashed").filter((event) => event.error.name === name && isThen(event)).length +
    run.all("completed").filter((event) => event.reason?.name === name && isThen(event)).length;
}
