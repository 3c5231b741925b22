import type { DialectName } from "../../src/core/dialect.ts";
import type { HeldRecords } from "../../src/telemetry/simulated/simulate_executor.ts";
import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { toldResult } from "../campaign/campaign_command.ts";
import type { CorpusEntry } from "../campaign/corpus_entry.ts";
import { writtenValue } from "../campaign/data_text.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import { causeText } from "./cause_text.ts";
import { campaignTelling } from "./campaign_telling.ts";
import { smallestOf } from "./failure_report.ts";
import { percentilesOf } from "./figures_table.ts";
import { JsonValues } from "./json_values.ts";
import type { Output } from "../output.ts";
import { isSingle, type Reporter, type RunSeries } from "./reporter.ts";
import { reproduction } from "./reproduction.ts";
import { isExecutorRun, type RunResult } from "./run_result.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/**
 * One JSON value for all: the run, or what a campaign came to; of several scenarios a list of them. A run is without its events if only the
 * outcome is wanted.
 */
export class JsonReporter implements Reporter {
  readonly #values: JsonValues;
  readonly #settings: SimulateSettings;
  #corpus: readonly CorpusEntry[] = [];

  /** @param several Whether more than one scenario is run. */
  constructor(output: Output, settings: SimulateSettings, several: boolean) {
    this.#values = new JsonValues(output, several);
    this.#settings = settings;
  }

  corpus(entries: readonly CorpusEntry[]): void {
    this.#corpus = entries;
  }

  begin(): void {}

  run(result: RunResult, series: RunSeries): void {
    if (series.campaign === undefined) this.#values.add(outcome(result, series, this.#settings));
  }

  end(_series: RunSeries, account: CampaignAccount | undefined): void {
    if (account !== undefined) this.#values.add(toldResult(account, this.#corpus), writtenValue);
  }

  finish(): void {
    this.#values.end();
  }
}

/** One JSON value a line: what became of each file of a corpus; then each event, the result of the run, and after several runs of a scenario their summary. */
export class JsonLinesReporter implements Reporter {
  readonly #output: Output;
  readonly #settings: SimulateSettings;

  constructor(output: Output, settings: SimulateSettings) {
    this.#output = output;
    this.#settings = settings;
  }

  corpus(entries: readonly CorpusEntry[]): void {
    for (const entry of entries) this.#output.line(JSON.stringify({ type: "corpus", ...entry }));
  }

  begin(): void {}

  run(result: RunResult, series: RunSeries): void {
    const { dialect } = series.source;
    const of = { scenario: result.scenario, dialect, run: series.runs, seed: result.seed };
    const lines = this.#settings.quiet ? [] : [...result.events].map((event) => JSON.stringify({ ...of, ...event }));
    const { events: _, held: _held, ...rest } = outcome(result, series, this.#settings);
    lines.push(JSON.stringify({ ...of, type: "result", ...rest }));
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
  }

  end({ source, campaign }: RunSeries, account: CampaignAccount | undefined): void {
    if (account === undefined || (isSingle({ campaign }) && account.result.failures.length === 0)) return;
    const { dialect, scenario: { name } } = source;
    const line = { scenario: name, dialect, ...summaryOf(account, source, this.#settings) };
    this.#output.line(JSON.stringify(line, writtenValue));
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

/** What a campaign came to, with percentiles in place of the single values, and the lines that run failures again. */
function summaryOf({ result, uncovered }: CampaignAccount, source: AnySource, settings: SimulateSettings) {
  const { wanted, runs, endedBy, verdicts, causes, failed, units, figures, failures } = result;
  const telling = campaignTelling(source, settings);
  return {
    type: "summary",
    wanted,
    runs,
    endedBy,
    verdicts,
    causes: Object.fromEntries(Object.values(causes).map((cause) => [causeText(cause), cause.runs])),
    failed,
    units,
    figures: Object.fromEntries(Object.keys(figures).map((figure) => [figure, percentilesOf(result, figure)])),
    expectations: result.expectations,
    coverage: result.coverage,
    uncovered,
    determinism: result.determinism,
    failures: failures.map((failure) => ({
      seed: failure.seed,
      hash: failure.capsule.hash,
      failures: smallestOf(failure).failures,
      shrunk: failure.minimal?.shrunk,
      scenario: smallestOf(failure).scenario,
      reproduce: telling.reproduce(failure),
    })),
  };
}
