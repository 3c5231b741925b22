// @ts-types="../std.d.ts"
import { bold } from "@std/fmt/colors";
import { formatCount } from "./figure.ts";
import type { Output } from "../output.ts";
import { flowed, plain, wrapped } from "./paragraph.ts";
import type { Reporter, RunSeries } from "./reporter.ts";
import { paintOf, runReport, scenarioTitle, verdictLine } from "./run_report.ts";
import { executorReport } from "./executor_report.ts";
import { isExecutorRun, type RunResult } from "./run_result.ts";
import { runsReport } from "./runs_report.ts";
import { type AnySource, isExecutorSource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import type { Terminal } from "../terminal.ts";

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

  begin({ source, wanted }: RunSeries): void {
    const { quiet, seed, engine } = this.#settings;
    if (quiet) return;
    if (this.#begun++ > 0) this.#print(["", this.#terminal.glyphs.rule.repeat(this.#terminal.width), ""]);
    if (wanted === 1) return;
    const { scenario } = source;
    const { width, glyphs } = this.#terminal;
    const parts = [
      scenarioTitle(source),
      `${formatCount(wanted)} runs from seed ${seed} on`,
      isExecutorSource(source) ? "executor" : `engine ${engine}`,
    ];
    this.#print([
      ...flowed(parts, width, "", glyphs.separator).map(bold),
      ...(scenario.description === undefined ? [] : wrapped(plain(scenario.description), Math.min(width, 100))),
      "",
    ]);
  }

  run(result: RunResult, { source, wanted }: RunSeries): void {
    const { quiet, verbose } = this.#settings;
    if (wanted > 1) {
      if (verbose) this.#print([verdictLine(result, source, this.#terminal)]);
      return;
    }
    const line = verdictLine(result, source, this.#terminal);
    this.#verdicts.push(line);
    this.#print(quiet ? [line] : this.#report(result, source));
  }

  end({ source, wanted, summary }: RunSeries): void {
    const { quiet, verbose } = this.#settings;
    if (wanted === 1) return;
    const { glyphs } = this.#terminal;
    const all = summary.verdicts.held === wanted;
    const line = paintOf(all ? "held" : "missed")(
      `${all ? glyphs.held : glyphs.failed} ${scenarioTitle(source)}  ` +
        `${formatCount(summary.verdicts.held)} of ${formatCount(wanted)} runs held`,
    );
    this.#verdicts.push(line);
    if (quiet) return this.#print([line]);
    this.#print([
      ...(verbose && summary.runs > 0 ? [""] : []),
      ...runsReport(summary, source, this.#terminal, { wanted, overrides: this.#settings }),
    ]);
  }

  finish(): void {
    if (!this.#several || this.#settings.quiet) return;
    this.#print(["", this.#terminal.glyphs.rule.repeat(this.#terminal.width), "", ...this.#verdicts]);
  }

  #report(result: RunResult, source: AnySource): string[] {
    const how = { verbose: this.#settings.verbose, overrides: this.#settings };
    if (isExecutorRun(result)) return executorReport(result, source, this.#terminal, how);
    // A supervision's result is of a supervision's scenario.
    return isExecutorSource(source) ? [] : runReport(result, source, this.#terminal, how);
  }

  #print(lines: readonly string[]): void {
    this.#output.write(lines.map((line) => `${line}\n`).join(""));
  }
}
