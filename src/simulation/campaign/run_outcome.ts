import type { Cast } from "../cast.ts";
import {
  figureIn,
  type FigureName,
  figureNames,
  type FigureOf,
  isSample,
  nameOfFigure,
  sampleNames,
  samplesIn,
} from "../figure.ts";
import { type Measurement, measurementOf } from "../measure.ts";
import type { SimulationResult } from "../simulation_result.ts";
import { expectationsOf } from "./campaign_figures.ts";
import { coverageOf } from "./coverage.ts";
import { curveBins, type RunFailure, type RunOutcome, type RunVerdict } from "./subject.ts";

/**
 * What a campaign keeps of a run of a supervision. Its figures are in the units in which expectations compare them: shares in percent, times
 * in milliseconds; a budget without a limit has no headroom that could be told.
 *
 * An expectation about all runs, such as `p95(recovery) < 30s`, makes no run fail by itself.
 */
export function supervisionOutcome(result: SimulationResult, cast: Cast): RunOutcome {
  const { seed, cutOffBy, hash, endedAtMs, horizonMs, events } = result;
  const measurement = measurementOf(cast, events, cutOffBy === undefined ? horizonMs : endedAtMs);
  const failures = [...broken(result), ...notRecovered(result), ...missed(result, cast)];
  return {
    seed,
    verdict: verdictOf(failures, result),
    failures,
    cutOffBy,
    hash,
    endedAtMs,
    eventCount: events.length,
    faults: faultCounts(cast),
    coverage: coverageOf(result, cast),
    figures: figuresOf(cast, measurement),
    samples: samplesOf(cast, measurement),
    upCurve: measurement.upCurve(curveBins, horizonMs),
  };
}

/** One failure for each invariant that broke: the first. */
function broken({ breaches }: SimulationResult): readonly RunFailure[] {
  const first = new Map<string, RunFailure>();
  for (const { invariant: name, message, atMs, worker } of breaches) {
    const known = first.get(name);
    if (known !== undefined && known.atMs <= atMs) continue;
    first.set(name, { name, kind: "invariant", message, atMs, ...(worker === undefined ? {} : { worker }) });
  }
  return [...first.values()];
}

function notRecovered({ recovery }: SimulationResult): readonly RunFailure[] {
  if (recovery === undefined || recovery.recovered) return [];
  const { dueAtMs: atMs, stragglers } = recovery;
  const who = stragglers.slice(0, 3).map(({ worker, phase }) => `worker "${worker}" was ${phase}`).join(", ");
  const others = stragglers.length > 3 ? ` and ${stragglers.length - 3} more` : "";
  const message = `not everybody was up by ${atMs} ms, after all faults had healed: ${who}${others}`;
  const worker = stragglers.length === 1 ? { worker: stragglers[0]!.worker } : {};
  return [{ name: "recovery", kind: "recovery", message, atMs, ...worker }];
}

function missed({ expectations }: SimulationResult, cast: Cast): readonly RunFailure[] {
  return expectationsOf(cast).flatMap(({ text: name, aggregate, worker, workers }, index): RunFailure[] => {
    const { held, shown } = expectations[index]!;
    if (held || aggregate !== undefined) return [];
    const own = worker !== undefined && workers?.[0] === worker ? { worker } : {};
    return [{ name, kind: "expectation", message: `it came to ${shown}, expected ${name}`, atMs: 0, ...own }];
  });
}

function verdictOf(failures: readonly RunFailure[], { cutOffBy }: SimulationResult): RunVerdict {
  const has = (kind: RunFailure["kind"]) => failures.some((failure) => failure.kind === kind);
  if (has("invariant")) return "broken";
  if (has("recovery")) return "not-recovered";
  if (has("expectation")) return "missed";
  return cutOffBy === undefined ? "held" : "limited";
}

function faultCounts({ scenario: { faults = [], outages = [] } }: Cast): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of faults) counts[kind] = (counts[kind] ?? 0) + 1;
  if (outages.length > 0) counts["outage"] = (counts["outage"] ?? 0) + outages.length;
  return counts;
}

/** Of all workers together. */
const ofAll = { worker: undefined, workers: undefined, windowMs: undefined } as const;

function figuresOf(cast: Cast, run: Measurement): Readonly<Record<string, number | null>> {
  const all = figureNames.map((figure) => ({ ...ofAll, figure }));
  const named = expectationsOf(cast).filter((each): each is typeof each & FigureOf & { figure: FigureName } =>
    !isSample(each.figure)
  );
  return Object.fromEntries([...all, ...named].map((of) => {
    const value = figureIn(of, run.metrics, run);
    return [nameOfFigure(of), value === Infinity ? null : value];
  }));
}

function samplesOf(cast: Cast, run: Measurement): Readonly<Record<string, readonly number[]>> {
  const all = sampleNames.map((figure) => ({ ...ofAll, figure }));
  return Object.fromEntries([...all, ...expectationsOf(cast)].flatMap((of) => {
    const { figure, workers } = of;
    return isSample(figure) ? [[nameOfFigure(of), samplesIn(figure, run, workers)] as const] : [];
  }));
}
