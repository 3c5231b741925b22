// @ts-types="../std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import type { Logger } from "../../src/drivers/observer.ts";
import { dialectNames } from "../../src/core/dialect.ts";
import { nextSeed } from "../../src/simulation/seed.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { checkedScenario } from "../scenario/checked_scenario.ts";
import type { Call, Command } from "../command.ts";
import { worstExitCode } from "../exit_code.ts";
import { Interruption } from "../interruption.ts";
import { Progress } from "../progress.ts";
import { plain } from "../report/paragraph.ts";
import type { Reporter, RunSeries } from "../report/reporter.ts";
import { RunsSummary } from "../report/runs_summary.ts";
import { type AnySource, isExecutorSource, scenarioSource } from "../scenario/scenario_source.ts";
import type { RunResult } from "../report/run_result.ts";
import { UsageError } from "../usage_error.ts";
import { type SimulateSettings, simulateSettings } from "../simulate_settings.ts";
import { type Terminal, terminalOf } from "../terminal.ts";

const defaultScenario = "first-look";
/** How long runs may follow each other before signals and timers get their turn. */
const turnAfterMs = 10;

/** Runs scenarios and says whether what must hold did. */
export const command: Command = {
  name: "simulate",
  summary: "Run failure scenarios in virtual time and show what happened",
  operands: "[scenario …]",
  operandCount: { min: 0, max: Infinity },
  details: [
    `A scenario is a built-in one (see "list"), a file (JSON, JSONC, YAML or TOML; reading it needs --allow-read), or "-" for the ` +
    `standard input. Without any it is ${defaultScenario}.`,
    "A scenario of a supervision has workers that fail; one of an executor has handlers and jobs that are executed, and a store for " +
    "their records that fails. For the latter there is neither --engine policy nor --dialect.",
    "Exit codes: 0 everything held; 1 an invariant broke; 124 the event limit came first; 3 an expectation was missed; 2 the command " +
    "line or a scenario is wrong; 70 a fault of this program; 74 the output could not be written; 130 or 143 ended by Ctrl-C or SIGTERM, with the summary so far. " +
    "Of several runs the worst counts: 70, 1, 124, 3, 0.",
  ],
  options: [
    {
      name: "seed",
      short: "s",
      value: "SEED",
      summary: "What chance is drawn from: a whole number, 0x-hex or a git commit hash; default 1",
    },
    { name: "runs", short: "n", value: "N", summary: "Run with N seeds, from the first on, and sum up; default 1" },
    {
      name: "engine",
      short: "e",
      value: "ENGINE",
      summary: "real: the drivers of production on a virtual clock (default); policy: the decisions alone, faster",
    },
    {
      name: "dialect",
      value: "NAME",
      summary: `As another supervisor would do it, whatever policies the scenario has: ${dialectNames.join(", ")}`,
    },
    {
      name: "duration",
      short: "d",
      value: "TIME",
      summary: "How long it runs, such as 90s or 24h, instead of the scenario's horizonMs",
    },
    {
      name: "format",
      short: "f",
      value: "FORMAT",
      summary: "text (default), json, or jsonl: one event a line, then the result",
    },
    { name: "quiet", short: "q", summary: "One line for each verdict; no events in json and jsonl" },
    { name: "verbose", short: "v", summary: "All events and all workers; with --runs one line for each run" },
    { name: "log", value: "LEVEL", summary: "The supervisor's own log on stderr, from debug, info, warn or error on" },
    { name: "limit", value: "N", summary: "Stop a run after N events of its clock; default 10000000" },
    { name: "width", value: "N", summary: "Columns of the text; by default the terminal's, or 100" },
    { name: "color", summary: "Colours even where there is no terminal, unless NO_COLOR is set" },
    { name: "no-color", summary: "No colours; so does the environment variable NO_COLOR" },
    { name: "ascii", summary: "Plain ASCII marks" },
  ],
  examples: [
    { line: "simulate", summary: "See what it is all about" },
    { line: "simulate flapping-worker --seed 7", summary: "Another draw of a built-in scenario" },
    { line: "simulate thundering-herd --runs 1000 --engine policy", summary: "A thousand seeds, with percentiles" },
    { line: "simulate thundering-herd --dialect kubernetes", summary: "How would Kubernetes have handled this?" },
    { line: "simulate store-outage", summary: "Is any record lost when the database goes away?" },
    { line: "simulate flapping-worker --format jsonl --quiet --runs 100", summary: "For other programs" },
    { line: "simulate - < scenario.yaml", summary: "A scenario of your own, without any permission" },
  ],
  run: runSimulate,
};

async function runSimulate(call: Call): Promise<number> {
  const settings = simulateSettings(call);
  const words = call.operands.length === 0 ? [defaultScenario] : call.operands;
  const sources: AnySource[] = [];
  // One after the other: the standard input can be read once.
  for (const word of words) {
    const source = await scenarioSource(word, call.args);
    if (settings.engine === "policy" && isExecutorSource(source)) {
      throw new UsageError(
        `Cannot use --engine policy with "${word}": an executor has one engine, the code of production`,
      );
    }
    sources.push(await checkedScenario(source, settings));
  }
  const terminal = terminalOf(call.stdout, settings.terminal);
  setColorEnabled(terminal.color);
  const reporter = await reporterFor(settings, call, terminal, sources.length > 1);
  const logger = settings.log === undefined ? undefined : await loggerFor(settings.log, call);
  return await runAll(sources, settings, reporter, logger, call);
}

async function runAll(
  sources: readonly AnySource[],
  settings: SimulateSettings,
  reporter: Reporter,
  logger: Logger | undefined,
  { stdout, stderr }: Call,
): Promise<number> {
  const progress = new Progress(stderr, !settings.quiet && logger === undefined);
  const interruption = new Interruption(() => {
    progress.dispose();
    stderr.line("Interrupted: measuring what has happened so far; once more ends at once.");
  });
  const printsRuns = settings.format !== "text" || settings.runs === 1 || settings.verbose;
  const codes: number[] = [];
  let turnAtMs = performance.now();
  try {
    for (const source of sources) {
      if (interruption.code !== undefined || stdout.closed) break;
      const series: RunSeries = { source, wanted: settings.runs, summary: new RunsSummary() };
      reporter.begin(series);
      for (let index = 0; index < settings.runs && interruption.code === undefined && !stdout.closed; index++) {
        progress.text = progressText(series, index);
        const seed = nextSeed(settings.seed, index);
        const result = await runOf(source, seed, settings, interruption.signal, logger);
        // Of many runs only whole ones are summed up; a single one shows how far it came.
        if (result.cutOffBy === "signal" && settings.runs > 1) break;
        series.summary.add(result);
        if (printsRuns) progress.clear();
        reporter.run(result, series);
        if (performance.now() - turnAtMs > turnAfterMs) {
          await new Promise((resolve) => setTimeout(resolve));
          turnAtMs = performance.now();
        }
      }
      progress.clear();
      if (interruption.code !== undefined && settings.runs > 1) stderr.line(interruptedText(series));
      reporter.end(series);
      codes.push(series.summary.exitCode);
    }
    reporter.finish();
    return interruption.code ?? worstExitCode(codes);
  } finally {
    progress.dispose();
    interruption.dispose();
  }
}

async function runOf(
  source: AnySource,
  seed: string,
  { engine, limit }: SimulateSettings,
  signal: AbortSignal,
  logger: Logger | undefined,
): Promise<RunResult> {
  if (!isExecutorSource(source)) return await simulate(source.scenario, { seed, engine, limit, signal, logger });
  const { simulateExecutor } = await import("../../src/telemetry/simulated/simulate_executor.ts");
  return await simulateExecutor(source.scenario, { seed, limit, signal, logger });
}

async function reporterFor(
  settings: SimulateSettings,
  { stdout }: Call,
  terminal: Terminal,
  several: boolean,
): Promise<Reporter> {
  switch (settings.format) {
    case "text": {
      const { TextReporter } = await import("../report/text_reporter.ts");
      return new TextReporter(stdout, terminal, settings, several);
    }
    case "json": {
      const { JsonReporter } = await import("../report/json_reporter.ts");
      return new JsonReporter(stdout, settings, several);
    }
    case "jsonl": {
      const { JsonLinesReporter } = await import("../report/json_reporter.ts");
      return new JsonLinesReporter(stdout, settings);
    }
    default:
      return settings.format satisfies never;
  }
}

async function loggerFor(level: NonNullable<SimulateSettings["log"]>, { stderr, flags }: Call): Promise<Logger> {
  const { productionLog } = await import("../production_log.ts");
  const { color } = terminalOf(
    stderr,
    flags.has("color") || flags.has("no-color") ? { color: flags.has("color") } : {},
  );
  return await productionLog(level, stderr, color);
}

function progressText({ source, wanted }: RunSeries, index: number): string {
  const what = `simulating ${plain(source.word)}`;
  return wanted === 1 ? what : `${what}, run ${index + 1} of ${wanted}`;
}

function interruptedText({ source, wanted, summary }: RunSeries): string {
  return `Interrupted: ${summary.runs} of ${wanted} runs of ${source.word} finished.`;
}
