import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { campaignHeader } from "./campaign_header.ts";
import { campaignReport, failureLines, quietText, singleLines, toneOf } from "./campaign_report.ts";
import { campaignTelling, draws } from "./campaign_telling.ts";
import type { Output } from "../output.ts";
import { plain, wrapped } from "./paragraph.ts";
import { isSingle, type Reporter, type RunSeries } from "./reporter.ts";
import { paintOf, scenarioTitle, verdictLine } from "./run_report.ts";
import { isExecutorRun, type RunResult } from "./run_result.ts";
import { neverReadyNote } from "../scenario/never_ready.ts";
import { type AnySource, isExecutorSource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import { wholeReport } from "./whole_report.ts";
import type { Terminal } from "../terminal.ts";

const chaosNote = "The chaos of this scenario is drawn in campaigns alone, one seed after the other: add --runs 100.";

/** Tells people. */
export class TextReporter implements Reporter {
  readonly #output: Output;
  readonly #terminal: Terminal;
  readonly #settings: SimulateSettings;
  readonly #several: boolean;
  readonly #verdicts: string[] = [];
  #begun = 0;

  /** @param several Whether more than one scenario is run. */
  constructor(output: Output, terminal: Terminal, settings: SimulateSettings, several: boolean) {
    this.#output = output;
    this.#terminal = terminal;
    this.#settings = settings;
    this.#several = several;
  }

  /** Told file by file, while it runs. */
  corpus(): void {}

  begin({ source, campaign }: RunSeries): void {
    const { quiet, seed, engine } = this.#settings;
    if (quiet) return;
    if (this.#begun++ > 0) this.#print(["", this.#terminal.glyphs.rule.repeat(this.#terminal.width), ""]);
    if (campaign === undefined || (isSingle({ campaign }) && !draws(source, campaign))) return;
    this.#print(campaignHeader(source, { seed, engine, campaign }, this.#terminal));
    // Of a single run it is told once that is over.
    if (isSingle({ campaign }) || isExecutorSource(source)) return;
    const note = neverReadyNote(source.scenario);
    if (note !== undefined) this.#print([...wrapped(plain(note), this.#terminal.width), ""]);
  }

  run(result: RunResult, { source, campaign }: RunSeries): void {
    const { quiet, verbose } = this.#settings;
    if (!isSingle({ campaign })) {
      if (verbose) this.#print([verdictLine(result, source, this.#terminal)]);
      return;
    }
    const line = verdictLine(result, source, this.#terminal);
    this.#verdicts.push(line);
    this.#print(quiet ? [line] : this.#report(result, source));
  }

  end({ source, campaign }: RunSeries, account: CampaignAccount | undefined): void {
    if (account === undefined) return;
    const { quiet, verbose } = this.#settings;
    const telling = campaignTelling(source, this.#settings);
    if (isSingle({ campaign })) {
      // The run has been told as a whole; what is left is what only a campaign knows.
      if (!quiet && account.result.failures.length > 0) {
        this.#print([...failureLines(account, this.#terminal, telling), "", ...singleLines(account, this.#terminal)]);
      }
      return;
    }
    const { glyphs } = this.#terminal;
    const tone = toneOf(account);
    const { runs } = account.result;
    const line = paintOf(tone === "held" ? "held" : tone === "unknown" ? "limited" : "missed")(
      `${glyphs[tone]} ${scenarioTitle(source)}  ${plain(quietText(account))}`,
    );
    this.#verdicts.push(line);
    if (quiet) return this.#print([line]);
    this.#print([
      ...(verbose && runs > 0 ? [""] : []),
      ...campaignReport(account, this.#terminal, telling),
    ]);
  }

  finish(): void {
    if (!this.#several || this.#settings.quiet) return;
    this.#print(["", this.#terminal.glyphs.rule.repeat(this.#terminal.width), "", ...this.#verdicts]);
  }

  #report(result: RunResult, source: AnySource): string[] {
    const lines = wholeReport(result, source, this.#terminal, {
      verbose: this.#settings.verbose,
      overrides: this.#settings,
    });
    // Before the line that runs it again, which stays the last.
    const place = lines.lastIndexOf("") + 1;
    const notes = this.#notes(result, source).flatMap((note) => [...wrapped(note, this.#terminal.width), ""]);
    return [...lines.slice(0, place), ...notes, ...lines.slice(place)];
  }

  #notes(result: RunResult, source: AnySource): string[] {
    const isDrawn = this.#settings.campaign !== undefined || source.scenario.chaos === undefined;
    const never = isExecutorRun(result) || isExecutorSource(source)
      ? undefined
      : neverReadyNote(source.scenario, result.events);
    return [...(isDrawn ? [] : [chaosNote]), ...(never === undefined ? [] : [plain(never)])];
  }

  #print(lines: readonly string[]): void {
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
  }
}
