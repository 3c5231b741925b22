import type { Unit } from "../figure_limit.ts";
import type {
  CampaignExpectation,
  CampaignFailure,
  CampaignResult,
  FailedSeed,
  Histogram,
  SeedsExpectation,
} from "./campaign_result.ts";
import { LogHistogram } from "./histogram.ts";
import { HitCounts } from "./hit_counts.ts";
import { bySeed } from "../seed.ts";
import { keptFailures } from "./keep_failures.ts";
import { type HeldRuns, judgeEach, judgeTogether, sumOfRuns, withRuns } from "./seeds_expectation.ts";
import { curveBins, type RunOutcome, type RunVerdict } from "./subject.ts";

/** What a campaign is about, for whoever counts what comes out. It is plain data. */
export interface CampaignAbout extends Pick<CampaignResult, "scenario" | "digest" | "kind" | "engine" | "horizonMs"> {
  /** What is expected, in order. */
  readonly expect: readonly CampaignExpectation[];
  /** The figures of which a run gives one value, with what each is counted in; all that expectations name are among them. */
  readonly figures: Readonly<Record<string, Unit>>;
  /** Those of which a run gives many. */
  readonly samples: Readonly<Record<string, Unit>>;
  /** The names of all coverage points that a run of this kind can hit. */
  readonly points: readonly string[];
}

/** How a campaign was asked for. */
export interface CampaignOrder extends Pick<CampaignResult, "firstSeed" | "wanted"> {
  /**
   * How many failures are kept.
   * @default 10
   */
  readonly keptFailures?: number;
  /** What it is made with, by name; nothing unless given. */
  readonly versions?: CampaignResult["versions"];
}

/** What is kept of each run by itself. */
interface Row {
  readonly seed: string;
  readonly figures: readonly (number | null)[];
  readonly sampleRuns: readonly (readonly [count: number, sum: number])[];
}

/** All that a run can come to. */
export const verdicts = [
  "held",
  "broken",
  "not-recovered",
  "missed",
  "nondeterministic",
  "limited",
] as const satisfies readonly RunVerdict[];
const mostFailedSeeds = 1_000;
const endings = [
  "runs",
  "time-budget",
  "max-failures",
  "fail-fast",
  "signal",
] as const satisfies readonly CampaignResult["endedBy"][];

/**
 * Counts what the runs of a campaign come to, in any order: what comes out depends on the runs alone. Campaigns over parts of the seeds count
 * to the same as one over all of them.
 */
export class CampaignTally<Case = unknown> {
  readonly #about: CampaignAbout;
  readonly #order: Required<CampaignOrder>;
  readonly #rows = new Map<string, Row>();
  readonly #verdicts: Record<RunVerdict, number> = {
    "held": 0,
    "broken": 0,
    "not-recovered": 0,
    "missed": 0,
    "nondeterministic": 0,
    "limited": 0,
  };
  readonly #causes = new HitCounts();
  readonly #failed: FailedSeed[] = [];
  readonly #determinism = { checked: 0, differing: 0 };
  readonly #coverage: HitCounts;
  readonly #faults = new HitCounts();
  readonly #held: HeldRuns[];
  readonly #samples: readonly LogHistogram[];
  readonly #upCurve: readonly LogHistogram[] = Array.from({ length: curveBins }, () => new LogHistogram());
  readonly #failures: CampaignFailure<Case>[] = [];
  #virtualMs = 0;
  #events = 0;

  /** Nothing is counted yet. */
  constructor(about: CampaignAbout, { firstSeed, wanted, keptFailures = 10, versions = {} }: CampaignOrder) {
    this.#about = about;
    this.#order = { firstSeed, wanted, keptFailures, versions };
    this.#held = about.expect.map(() => ({ heldRuns: 0, value: null, worstSeed: null }));
    this.#samples = Object.keys(about.samples).map(() => new LogHistogram());
    this.#coverage = new HitCounts(about.points);
  }

  /**
   * Counts a run.
   *
   * @throws {Error} For a seed that was counted already.
   */
  add(outcome: RunOutcome): void {
    const { seed, failures, coverage, faults } = outcome;
    const { expect } = this.#about;
    this.#addRow({
      seed,
      figures: Object.keys(this.#about.figures).map((name) => finite(outcome.figures[name])),
      sampleRuns: Object.keys(this.#about.samples).map((name) => {
        const values = outcome.samples[name] ?? [];
        return [values.length, values.reduce((sum, value) => sum + value, 0)];
      }),
    });
    const missed = new Set(failures.filter(({ kind }) => kind === "expectation").map(({ name }) => name));
    expect.forEach((about, index) => {
      const run = { seed, held: !missed.has(about.expectation), value: finite(outcome.figures[about.name]) };
      const one = { heldRuns: run.held ? 1 : 0, value: run.value, worstSeed: seed, runs: 1 };
      this.#held[index] = withRuns(about, { ...this.#held[index]!, runs: this.#rows.size - 1 }, one);
    });
    this.#verdicts[outcome.verdict]++;
    if (outcome.verdict !== "held") this.#failed.push({ seed, verdict: outcome.verdict });
    for (const cause of new Set(failures.map(({ kind, name }) => `${kind}:${name}`))) {
      this.#causes.add(cause, { runs: 1, hits: 1, seed });
    }
    for (const [point, hits] of Object.entries(coverage)) {
      if (hits > 0) this.#coverage.add(point, { runs: 1, hits, seed });
    }
    for (const [kind, hits] of Object.entries(faults)) if (hits > 0) this.#faults.add(kind, { runs: 1, hits, seed });
    Object.keys(this.#about.samples).forEach((name, index) => {
      for (const value of outcome.samples[name] ?? []) this.#samples[index]!.add(value);
    });
    this.#upCurve.forEach((part, index) => part.add(Math.round((outcome.upCurve[index] ?? 0) * 1_000)));
    // Whole milliseconds: their sum does not depend on the order.
    this.#virtualMs += Math.round(outcome.endedAtMs);
    this.#events += outcome.eventCount;
  }

  /** Counts a run that was made twice. */
  checked(differs: boolean): void {
    this.#determinism.checked++;
    if (differs) this.#determinism.differing++;
  }

  /** Keeps a failure, as long as it is one of those that are to be kept. */
  fail(failure: CampaignFailure<Case>): void {
    this.#failures.push(failure);
  }

  /**
   * Counts all runs of another campaign over the same scenario.
   *
   * @throws {Error} For a seed that was counted already.
   */
  absorb(other: CampaignResult<Case>): void {
    const before = this.#rows.size;
    const figures = Object.keys(this.#about.figures).map((name) => other.figures[name]!);
    const samples = Object.keys(this.#about.samples);
    other.seeds.forEach((seed, run) => {
      this.#addRow({
        seed,
        figures: figures.map((values) => values[run]!),
        sampleRuns: samples.map((name) => other.sampleRuns[name]![run]!),
      });
    });
    this.#about.expect.forEach((about, index) => {
      const { heldRuns, value, worstSeed } = other.expectations[index]!;
      if (heldRuns === null) return;
      const one = { heldRuns, value, worstSeed, runs: other.runs };
      this.#held[index] = withRuns(about, { ...this.#held[index]!, runs: before }, one);
    });
    for (const verdict of verdicts) this.#verdicts[verdict] += other.verdicts[verdict];
    this.#failed.push(...other.failed);
    for (const [cause, { runs, seed }] of Object.entries(other.causes)) {
      this.#causes.add(cause, { runs, hits: 0, seed });
    }
    for (const [point, own] of Object.entries(other.coverage)) this.#coverage.add(point, own);
    for (const [kind, { runs, count }] of Object.entries(other.faults)) {
      this.#faults.add(kind, { runs, hits: count, seed: null });
    }
    samples.forEach((name, index) => this.#samples[index]!.merge(other.samples[name]!));
    this.#upCurve.forEach((part, index) => part.merge(other.upCurve[index]!));
    this.#determinism.checked += other.determinism.checked;
    this.#determinism.differing += other.determinism.differing;
    this.#failures.push(...other.failures);
    this.#virtualMs += other.virtualMs;
    this.#events += other.events;
  }

  /** What has been counted so far. */
  result(endedBy: CampaignResult["endedBy"], failures: readonly CampaignFailure<Case>[] = []): CampaignResult<Case> {
    const { scenario, digest, kind, engine, horizonMs, expect } = this.#about;
    const { firstSeed, wanted, keptFailures: most, versions } = this.#order;
    const rows = [...this.#rows.values()].sort((a, b) => bySeed(a.seed, b.seed));
    const column = <Value>(names: object, of: (row: Row, index: number) => Value): Record<string, Value[]> =>
      Object.fromEntries(Object.keys(names).map((name, index) => [name, rows.map((row) => of(row, index))]));
    const figures = column(this.#about.figures, (row, index) => row.figures[index]!);
    const sampleRuns = column(this.#about.samples, (row, index) => row.sampleRuns[index]!);
    const samples = Object.fromEntries(
      Object.keys(this.#about.samples).map((name, index): [string, Histogram] => [
        name,
        { ...this.#samples[index]!.data(), sum: sumOfRuns(sampleRuns[name]!) },
      ]),
    );
    const judged = expect.map((about, index): SeedsExpectation => {
      if (about.aggregate === undefined) return judgeEach(about, this.#held[index]!, rows.length);
      const { name, isSample } = about;
      if (!isSample) return judgeTogether(about, { figures: figures[name]! });
      return judgeTogether(about, { samples: samples[name]!, sampleRuns: sampleRuns[name]! });
    });
    return {
      mainstay: "campaign",
      versions,
      scenario,
      digest,
      kind,
      ...(engine === undefined ? {} : { engine }),
      firstSeed,
      wanted,
      runs: rows.length,
      endedBy,
      horizonMs,
      virtualMs: this.#virtualMs,
      events: this.#events,
      verdicts: { ...this.#verdicts },
      causes: Object.fromEntries(
        this.#causes.entries().map(([cause, { runs, seed }]) => {
          // A kind has no colon in its name, what failed may have one.
          const [kind, name] = [cause.slice(0, cause.indexOf(":")), cause.slice(cause.indexOf(":") + 1)];
          return [cause, { name, kind, runs, seed: seed! }];
        }),
      ),
      failed: this.#failed.toSorted((a, b) => bySeed(a.seed, b.seed)).slice(0, mostFailedSeeds),
      determinism: { ...this.#determinism },
      coverage: Object.fromEntries(this.#coverage.entries()),
      faults: Object.fromEntries(
        this.#faults.entries().map(([fault, { runs, hits }]) => [fault, { runs, count: hits }]),
      ),
      expectations: judged,
      units: { ...this.#about.figures, ...this.#about.samples },
      figures,
      seeds: rows.map(({ seed }) => seed),
      samples,
      sampleRuns,
      upCurve: this.#upCurve.map((part) => part.data()),
      keptFailures: most,
      failures: keptFailures([...this.#failures, ...failures], most),
    };
  }

  #addRow(row: Row): void {
    if (this.#rows.has(row.seed)) throw new Error(`Cannot count the run: its seed ${row.seed} was counted already`);
    this.#rows.set(row.seed, row);
  }
}

/** What ended campaigns that are taken together: the most sudden of all. */
export function endedByOf(results: readonly Pick<CampaignResult, "endedBy">[]): CampaignResult["endedBy"] {
  return endings.findLast((ending) => results.some(({ endedBy }) => endedBy === ending)) ?? "runs";
}

/** JSON knows no number without end. */
function finite(value: number | null | undefined): number | null {
  return value !== undefined && value !== null && Number.isFinite(value) ? value : null;
}
