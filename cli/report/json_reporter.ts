import type { DialectName } from "../../src/core/dialect.ts";
import type { HeldRecords } from "../../src/telemetry/simulated/simulate_executor.ts";
import type { Output } from "../output.ts";
import type { Reporter, RunSeries } from "./reporter.ts";
import { reproduction } from "./reproduction.ts";
import { isExecutorRun, type RunResult } from "./run_result.ts";
import type { RunsSummary } from "./runs_summary.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** One JSON value for all: an object, or with several runs a list of them. Without events if only the outcome is wanted. */
export class JsonReporter implements Reporter {
  readonly #output: Output;
  readonly #settings: SimulateSettings;
  readonly #list: boolean;
  #count = 0;

  /** @param several Whether more than one scenario is run. */
  constructor(output: Output, settings: SimulateSettings, several: boolean) {
    this.#output = output;
    this.#settings = settings;
    this.#list = several || settings.runs > 1;
  }

  begin(): void {}

  run(result: RunResult, series: RunSeries): void {
    const text = JSON.stringify(outcome(result, series, this.#settings), undefined, this.#list ? undefined : 2);
    if (!this.#list) return this.#output.line(text);
    this.#output.write(`${this.#count++ === 0 ? "[" : ","}\n${text}`);
  }

  end(): void {}

  finish(): void {
    if (this.#list) this.#output.line(this.#count === 0 ? "[]" : "\n]");
  }
}

/** One JSON value a line: each event, then the result of the run, and after several runs of a scenario their summary. */
export class JsonLinesReporter implements Reporter {
  readonly #output: Output;
  readonly #settings: SimulateSettings;

  constructor(output: Output, settings: SimulateSettings) {
    this.#output = output;
    this.#settings = settings;
  }

  begin(): void {}

  run(result: RunResult, series: RunSeries): void {
    const { dialect } = series.source;
    const of = { scenario: result.scenario, dialect, run: series.summary.runs, seed: result.seed };
    const lines = this.#settings.quiet ? [] : [...result.events].map((event) => JSON.stringify({ ...of, ...event }));
    const { events: _, held: _held, ...rest } = outcome(result, series, this.#settings);
    lines.push(JSON.stringify({ ...of, type: "result", ...rest }));
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
  }

  end({ source, wanted, summary }: RunSeries): void {
    if (wanted > 1) {
      const { dialect, scenario: { name } } = source;
      this.#output.line(JSON.stringify({ scenario: name, dialect, ...summaryLine(summary, wanted) }));
    }
  }

  finish(): void {}
}

/** A result as other programs get it. */
type Outcome = Omit<RunResult, "events" | "held"> & {
  readonly verdict: Verdict;
  /** The supervisor that the scenario was put under; absent where it was run as it stands. */
  readonly dialect?: DialectName;
  /** The line for a shell that runs it again. */
  readonly reproduce: string;
  readonly events?: RunResult["events"];
  /** Of an executor: how many records were held over time. */
  readonly held?: readonly HeldRecords[];
};

function outcome(result: RunResult, { source }: RunSeries, settings: SimulateSettings): Outcome {
  const { events, ...all } = result;
  const { held, ...rest } = isExecutorRun(result) ? { ...all, held: result.held } : { ...all, held: undefined };
  return {
    verdict: verdictOf(result),
    dialect: source.dialect,
    ...rest,
    reproduce: reproduction(source, result, settings),
    ...(settings.quiet ? {} : { events, held }),
  };
}

function summaryLine(summary: RunsSummary, wanted: number): Record<string, unknown> {
  const { runs, verdicts, failed, causes } = summary;
  const figures = Object.fromEntries(summary.figures.map((figure) => [figure, summary.percentiles(figure)]));
  return { type: "summary", wanted, runs, verdicts, causes: Object.fromEntries(causes), failed, figures };
}
