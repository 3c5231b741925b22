import { type Aggregate, aggregateOf } from "./aggregate.ts";
import { keeps, readExpectation, refusedExpectation, shownFigure } from "./expectation_text.ts";
import {
  figureIn,
  type FigureName,
  type FigureOf,
  figures,
  groupsNamed,
  isSample,
  ownMetrics,
  type SampleName,
  samples,
  samplesIn,
  unitOf,
} from "./figure.ts";
import { limitUnits } from "./figure_limit.ts";
import type { Measurement } from "./measure.ts";
import type { Metrics } from "./metrics.ts";
import { groupsAround, namedWorkers } from "./named_workers.ts";
import type { ExpectationResult } from "./simulation_result.ts";

/** An expectation that was read. */
export interface Expectation extends FigureOf {
  readonly text: string;
  /** What is made of many values; of a figure that a run gives one value of it is that value, in one run. */
  readonly aggregate: Aggregate | undefined;
  readonly comparison: string;
  /** In the figure's unit: percent, milliseconds, or a count. */
  readonly limit: number;
}

const example = '"availability >= 99%" or "worker: restarts <= 5"';

/**
 * Reads an expectation: `[worker: ]figure comparison number[unit]`, such as `availability >= 99.5%`, `ingest: worst-recovery < 30s`,
 * `storm(10s) <= 20` or `db: p95(recovery) < 30s`.
 *
 * What stands before the colon is a worker's path, a group's, for all workers in it together, or the name of several alike without a
 * number, for all of these. Of a recovery, a give-up or a restart delay, of which there may be many, an aggregate is expected: a percentile,
 * `max`, `min`, `mean` or `total`. Over one run an aggregate of any other figure is the figure.
 *
 * @param workers All workers, by their paths; whom it names is not looked up without them.
 * @throws {TypeError} For anything else. The message names the field and what is known in its place.
 */
export function parseExpectation(
  action: string,
  field: string,
  text: string,
  workers: readonly { readonly name: string }[] | undefined,
): Expectation {
  const refuse = (why: string) => refusedExpectation(action, field, text, why);
  const { argument, worker, aggregate, comparison, limit, figure: name } = readExpectation(
    action,
    field,
    text,
    { figures, samples },
    example,
  );
  const figure = name as FigureName | SampleName;
  const windowMs = argument === undefined ? undefined : windowOf(argument);
  if (argument !== undefined && figure !== "storm") {
    throw refuse(`must not give ${figure} a window: only storm has one`);
  }
  if (argument !== undefined && windowMs === undefined) {
    throw refuse("must give the storm's window in ms, s, m or h, such as storm(100ms) or storm(10s)");
  }
  if (worker === undefined || workers === undefined) {
    return { text, worker, workers: undefined, figure, windowMs, aggregate, comparison, limit };
  }
  const paths = workers.map(({ name }) => name);
  const named = namedWorkers(paths, worker);
  if (named.length === 0) throw refuse(`names a worker that does not exist (${known(paths)})`);
  if (figure === "storm" && named[0] === worker) throw refuse("must not name a worker: a storm is the group's");
  if (figure === "group-failures" && groupsNamed(worker, named).length === 0) {
    throw refuse("must not name a worker: it is groups that fail");
  }
  return { text, worker, workers: named, figure, windowMs, aggregate, comparison, limit };
}

function windowOf(text: string): number | undefined {
  const [, number, suffix = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (limitUnits[suffix]?.factor ?? NaN);
  return ms > 0 ? ms : undefined;
}

function known(paths: readonly string[]): string {
  const list = (words: readonly string[]) =>
    words.slice(0, 10).map((word) => `"${word}"`).join(", ") + (words.length > 10 ? " …" : "");
  const groups = groupsAround(paths);
  return `there are ${list(paths)}${groups.length === 0 ? "" : `, and the groups ${list(groups)}`}`;
}

/**
 * Compares an expectation with what came out. What there is none of cannot be too slow: of recoveries, give-ups and restart delays it holds
 * where there was none.
 *
 * @param run What tells more than the metrics do: samples, storms in other windows, groups. Without it an expectation about these does not
 * hold.
 */
export function checkExpectation(expectation: Expectation, metrics: Metrics, run?: Measurement): ExpectationResult {
  const { text, figure, aggregate = "mean" } = expectation;
  const value = isSample(figure)
    ? run === undefined ? null : aggregateOf(aggregate, samplesIn(figure, run, expectation.workers))
    : figureIn({ ...expectation, figure }, metrics, run);
  const held = value === null ? isVacuous(expectation, metrics, run) : keeps(expectation, value);
  return { expectation: text, held, value, shown: shownFigure(value, unitOf(figure)) };
}

/** Whether there is nothing to be judged: nobody went down or failed to come up, so that no recovery is too slow, and there is no share of it. */
function isVacuous({ figure, worker, workers }: Expectation, metrics: Metrics, run: Measurement | undefined): boolean {
  if (isSample(figure)) return run !== undefined;
  if (figure !== "mean-recovery" && figure !== "worst-recovery" && figure !== "policy-share") return false;
  return (ownMetrics(metrics, worker) ?? run?.pooled(workers))?.worstRecoveryMs === null;
}
