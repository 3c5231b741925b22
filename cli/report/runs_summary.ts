import type { Engine } from "../../src/simulation/simulation_result.ts";
import { exitCode, worstExitCode } from "../exit_code.ts";
import { figuresOf, isExecutorRun, type RunResult } from "./run_result.ts";
import { missedOf, type Verdict, verdictCode, verdictOf } from "./verdict.ts";

/** Of one figure over all runs: the value that 5 %, 50 % and 95 % of the runs do not exceed. */
export interface Percentiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** What is kept of a run whose verdict was not "held". */
export interface FailedRun {
  readonly seed: string;
  /** Absent in the run of an executor. */
  readonly engine?: Engine;
  readonly verdict: Exclude<Verdict, "held">;
}

const failuresKept = 1_000;

/**
 * Many runs of one scenario, summed up as they come. It keeps figures and failures, not events, so that a hundred thousand runs
 * fit.
 */
export class RunsSummary {
  readonly #values = new Map<string, number[]>();
  readonly #verdicts: Record<Verdict, number> = { held: 0, broken: 0, limited: 0, interrupted: 0, missed: 0 };
  readonly #failed: FailedRun[] = [];
  readonly #causes = new Map<string, number>();

  /** Takes one run in. */
  add(result: RunResult): void {
    const verdict = verdictOf(result);
    this.#verdicts[verdict]++;
    if (verdict !== "held" && this.#failed.length < failuresKept) {
      const engine = isExecutorRun(result) ? {} : { engine: result.engine };
      this.#failed.push({ seed: result.seed, ...engine, verdict });
    }
    const causes = new Set([
      ...result.breaches.map(({ invariant }) => `invariant ${invariant}`),
      ...missedOf(result).map(({ expectation }) => `expectation "${expectation}"`),
    ]);
    for (const cause of causes) this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
    for (const [figure, value] of Object.entries(figuresOf(result))) {
      if (value === null) continue;
      let values = this.#values.get(figure);
      if (values === undefined) this.#values.set(figure, values = []);
      values.push(value);
    }
  }

  /** How many runs were taken in. */
  get runs(): number {
    return Object.values(this.#verdicts).reduce((sum, count) => sum + count, 0);
  }

  /** How many runs came to each verdict. */
  get verdicts(): Readonly<Record<Verdict, number>> {
    return this.#verdicts;
  }

  /** The runs that did not hold, in their order; the first thousand. */
  get failed(): readonly FailedRun[] {
    return this.#failed;
  }

  /** What broke or was missed, and in how many runs, most first. */
  get causes(): readonly (readonly [string, number])[] {
    return [...this.#causes].sort(([, one], [, other]) => other - one);
  }

  /** The worst exit code of the runs. */
  get exitCode(): number {
    const verdicts = Object.entries(this.#verdicts) as [Verdict, number][];
    return worstExitCode([
      exitCode.held,
      ...verdicts.filter(([, count]) => count > 0).map(([name]) => verdictCode(name)),
    ]);
  }

  /** The figures that there are percentiles of. */
  get figures(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Of one figure over all runs that have it; `undefined` where none has. */
  percentiles(figure: string): Percentiles | undefined {
    const values = Float64Array.from(this.#values.get(figure) ?? []).sort();
    if (values.length === 0) return undefined;
    const at = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)]!;
    return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
  }
}
