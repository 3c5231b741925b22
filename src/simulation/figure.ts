import type { Unit } from "./figure_limit.ts";
import type { Measurement } from "./measure.ts";
import type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
import { groupsAround } from "./named_workers.ts";

/** The figures that an expectation can be about: where each stands in the metrics, and in what unit it is compared. */
export const figures = {
  "availability": { field: "availability", unit: "%" },
  "policy-share": { field: "policyShare", unit: "%" },
  "starts": { field: "starts", unit: "" },
  "restarts": { field: "restarts", unit: "" },
  "restarts-per-hour": { field: "restartsPerHour", unit: "" },
  "crashes": { field: "crashes", unit: "" },
  "cooldowns": { field: "cooldowns", unit: "" },
  "abandoned": { field: "abandoned", unit: "" },
  "give-ups": { field: "giveUps", unit: "" },
  "group-failures": { field: "groupFailures", unit: "" },
  "recoveries": { field: "recoveries", unit: "" },
  "headroom": { field: "budgetHeadroom", unit: "" },
  "storm": { field: "stormPeak", unit: "" },
  "mean-recovery": { field: "meanRecoveryMs", unit: "ms" },
  "worst-recovery": { field: "worstRecoveryMs", unit: "ms" },
  "up": { field: "upMs", unit: "ms" },
  "starting": { field: "startingMs", unit: "ms" },
  "waiting": { field: "waitingMs", unit: "ms" },
  "cooling": { field: "coolingMs", unit: "ms" },
  "dead": { field: "deadMs", unit: "ms" },
} as const satisfies Readonly<Record<string, { field: keyof WorkerMetrics | keyof GroupMetrics; unit: Unit }>>;

/** What a run gives many values of: how each is read. */
export const samples = {
  "recovery": { of: (run, workers) => run.recoveries(workers), unit: "ms" },
  "give-up": { of: (run, workers) => run.giveUps(workers), unit: "ms" },
  "restart-delay": { of: (run, workers) => run.restartDelays(workers), unit: "ms" },
} as const satisfies Readonly<
  Record<string, { of: (run: Measurement, workers?: readonly string[]) => readonly number[]; unit: Unit }>
>;

/** The name of a figure of which a run gives one value. */
export type FigureName = keyof typeof figures;
/** The name of what a run gives many values of. */
export type SampleName = keyof typeof samples;

/** The names of all figures of which a run gives one value. */
export const figureNames = Object.keys(figures) as readonly FigureName[];
/** The names of all that a run gives many values of. */
export const sampleNames = Object.keys(samples) as readonly SampleName[];

/** What a figure is counted in: percent, milliseconds, or nothing. */
export function unitOf(name: FigureName | SampleName): Unit {
  return isSample(name) ? samples[name].unit : figures[name].unit;
}

/** What an expectation is about: a figure of the whole run, or of some of its workers. */
export interface FigureOf {
  readonly figure: FigureName | SampleName;
  /** The path that stands before the colon; all workers unless given. */
  readonly worker: string | undefined;
  /** Who goes by it. */
  readonly workers: readonly string[] | undefined;
  /** Of a storm the length of its window. */
  readonly windowMs: number | undefined;
}

/**
 * What a figure is called: as expectations write it, without what is made of it, such as `db: recovery` or `storm(10s)`. Whatever says the same is
 * called the same.
 */
export function nameOfFigure({ figure, worker, windowMs = 1_000 }: FigureOf): string {
  const window = windowMs % 1_000 === 0 ? `${windowMs / 1_000}s` : `${windowMs}ms`;
  const own = figure === "storm" && windowMs !== 1_000 ? `storm(${window})` : figure;
  return worker === undefined ? own : `${worker}: ${own}`;
}

/** Whether a run gives many values of it. */
export function isSample(figure: FigureName | SampleName): figure is SampleName {
  return Object.hasOwn(samples, figure);
}

/** All values that a run gives of something. */
export function samplesIn(figure: SampleName, run: Measurement, workers?: readonly string[]): readonly number[] {
  return samples[figure].of(run, workers);
}

/** A figure of a run, in its unit. */
export function figureIn(
  of: FigureOf & { readonly figure: FigureName },
  metrics: Metrics,
  run?: Measurement,
): number | null {
  const { figure, worker, workers, windowMs } = of;
  if (windowMs !== undefined) return run?.storm(windowMs, workers) ?? null;
  const { field, unit } = figures[figure];
  const own = ownMetrics(metrics, worker) ?? run?.pooled(workers, groupsNamed(worker!, workers!));
  const raw = (own as unknown as Readonly<Record<string, number | null>> | undefined)?.[field] ?? null;
  return raw !== null && unit === "%" ? raw * 100 : raw;
}

/** The figures of all workers, or of one of them; `undefined` for any others together. */
export function ownMetrics(metrics: Metrics, worker: string | undefined): WorkerMetrics | GroupMetrics | undefined {
  return worker === undefined ? metrics.group : metrics.workers.find((each) => each.worker === worker);
}

/** The paths of the groups that a path stands for; none if it is that of a worker, or of several. */
export function groupsNamed(path: string, workers: readonly string[]): readonly string[] {
  const depth = path.split("/").length;
  return groupsAround(workers).filter((group) => group.split("/").length === depth);
}
