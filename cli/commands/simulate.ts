// @ts-types="../std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import type { Logger } from "../../src/drivers/observer.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { checkedScenario } from "../scenario/checked_scenario.ts";
import type { Call, Command } from "../command.ts";
import { worstExitCode } from "../exit_code.ts";
import { Interruption } from "../interruption.ts";
import { Progress } from "../progress.ts";
import { plain } from "../report/paragraph.ts";
import type { Reporter, RunSeries } from "../report/reporter.ts";
import { reproduction } from "../report/reproduction.ts";
import { verdictCode, verdictOf } from "../report/verdict.ts";
import { type AnySource, isExecutorSource, scenarioSource } from "../scenario/scenario_source.ts";
import type { RunResult } from "../report/run_result.ts";
import { UsageError } from "../usage_error.ts";
import { type SimulateSettings, simulateSettings } from "../simulate_settings.ts";
import { type Terminal, terminalOf } from "../terminal.ts";
import { simulateOptions } from "./simulate_options.ts";

const defaultScenario = "first-look";

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
    "their records that fails. For the latter there is neither another --engine nor --dialect.",
    "With --runs or another option of a campaign it runs many seeds, counts what comes out, makes each failure as small as it can, " +
    "and ends with how to see it again. What is written to files needs --allow-write.",
    "Exit codes: 0 everything held; 1 an invariant broke; 3 an expectation was missed; 4 somebody was not up again in time after all " +
    "faults had healed; 5 the same seed gave two different runs; 6 a required point was never hit; 124 the event limit came first; " +
    "2 the command line, a scenario or a capsule is wrong; 70 a fault of this program, or a canary that does not fail; 74 the output " +
    "could not be written; 130 or 143 ended by Ctrl-C or SIGTERM, with the summary so far. Of several the worst counts: 70, 74, 2, 1, " +
    "5, 4, 124, 3, 6, 0.",
  ],
  options: simulateOptions,
  examples: [
    { line: "simulate", summary: "See what it is all about" },
    { line: "simulate flapping-worker --seed 7", summary: "Another draw of a built-in scenario" },
    { line: "simulate thundering-herd --runs 1000 --engine policy", summary: "A thousand seeds, with percentiles" },
    { line: "simulate nested-budgets --swarm --time-budget 60s", summary: "A minute of chaos: what breaks?" },
    { line: "simulate cascade --swarm --shard 2/4 --github", summary: "One of four machines of a CI" },
    { line: "simulate thundering-herd --dialect kubernetes", summary: "How would Kubernetes have handled this?" },
    { line: "simulate store-outage", summary: "Is any record lost when the database goes away?" },
    { line: "simulate flapping-worker --format jsonl --quiet --runs 100", summary: "For other programs" },
    { line: "simulate - < scenario.yaml", summary: "A scenario of your own, without any permission" },
  ],
  run: runSimulate,
};

async function runSimulate(call: Call): Promise<number> {
  if (call.operands[0] === "replay" && call.operands.length > 1) {
    const { replayInstead } = await import("./replay.ts");
    return await replayInstead(call);
  }
  const words = call.operands.length === 0 ? [defaultScenario] : call.operands;
  await checkIndex(words, call);
  const settings = simulateSettings(call);
  await checkOutputs(words, settings, call);
  const sources: AnySource[] = [];
  // One after the other: the standard input can be read once.
  for (const word of words) {
    const source = await scenarioSource(word, call.args);
    if (settings.engine !== "real" && isExecutorSource(source)) {
      throw new UsageError(
        `Cannot use --engine ${settings.engine} with "${word}": an executor has one engine, the code of production`,
      );
    }
    sources.push(await judgedSource(await checkedScenario(source, settings), settings));
  }
  await prepareOutputs(settings);
  const terminal = terminalOf(call.stdout, settings.terminal);
  setColorEnabled(terminal.color);
  if (settings.engine === "services") {
    const { loadInvariants } = await import("../report/run_result.ts");
    await loadInvariants("services");
  }
  const reporter = await reporterFor(settings, call, terminal, sources.length > 1);
  const logger = settings.log === undefined ? undefined : await loggerFor(settings.log, call);
  if (settings.campaign !== undefined) {
    const { runCampaigns } = await import("../campaign/campaigns.ts");
    return await runCampaigns(
      sources,
      { ...settings, campaign: settings.campaign },
      { reporter, logger, terminal },
      call,
    );
  }
  return await runEach(sources, settings, reporter, logger, call);
}

/** Which shard it is may have to be asked for, before the settings can be read. */
async function checkIndex(words: readonly string[], call: Call): Promise<void> {
  const { values, args } = call;
  if (values.shard?.startsWith("auto/") !== true) return;
  const [{ needsOf }, { checkPermissions }] = await Promise.all([
    import("../campaign/campaign_needs.ts"),
    import("../needed_permissions.ts"),
  ]);
  const settings = simulateSettings({ ...call, values: { ...values, shard: "1/1" } });
  checkPermissions(needsOf(words, settings, true), args);
}

/** What is written must be allowed, and one file holds one thing. */
async function checkOutputs(words: readonly string[], settings: SimulateSettings, { args }: Call): Promise<void> {
  const { campaign, report, svg } = settings;
  if (!writes(settings)) return;
  for (const [option, path] of Object.entries({ report, svg })) {
    if (path === undefined || words.length === 1) continue;
    throw new UsageError(`Cannot use --${option} with ${words.length} scenarios: it shows one`);
  }
  const [{ needsOf }, { checkPermissions }, { checkOutputPlaces }] = await Promise.all([
    import("../campaign/campaign_needs.ts"),
    import("../needed_permissions.ts"),
    import("../output_places.ts"),
  ]);
  const { out, junit, save } = campaign ?? {};
  checkOutputPlaces({ out, junit, save, report, svg }, words);
  checkPermissions(needsOf(words, settings), args);
}

function writes({ campaign, report, svg }: SimulateSettings): boolean {
  return campaign !== undefined || report !== undefined || svg !== undefined;
}

/** Whatever is written can be, as far as that can be known before the first run. */
async function prepareOutputs(settings: SimulateSettings): Promise<void> {
  if (!writes(settings)) return;
  const { prepareOutputFiles } = await import("../output_places.ts");
  const { campaign, report, svg } = settings;
  prepareOutputFiles([campaign?.out, campaign?.junit, report, svg]);
}

async function judgedSource(source: AnySource, { campaign }: SimulateSettings): Promise<AnySource> {
  if (campaign?.safetyOnly !== true) return source;
  const { safetyScenario } = await import("../campaign/subject_of.ts");
  return { ...source, scenario: safetyScenario(source.scenario, campaign.swarm) } as AnySource;
}

/** Runs each scenario once. */
async function runEach(
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
  const codes: number[] = [];
  try {
    for (const source of sources) {
      if (interruption.code !== undefined || stdout.closed) break;
      const series: RunSeries = { source, campaign: undefined, runs: 0 };
      reporter.begin(series);
      progress.text = `simulating ${plain(source.word)}`;
      const result = await runOf(source, settings, interruption.signal, logger);
      progress.clear();
      reporter.run(result, { ...series, runs: 1 });
      reporter.end(series, undefined);
      await writePage(result, source, settings);
      codes.push(verdictCode(verdictOf(result)));
      // Signals get their turn between two runs.
      await new Promise((resolve) => setTimeout(resolve));
    }
    reporter.finish();
    return interruption.code ?? worstExitCode(codes);
  } finally {
    progress.dispose();
    interruption.dispose();
  }
}

async function writePage(result: RunResult, source: AnySource, settings: SimulateSettings): Promise<void> {
  if (settings.report === undefined && settings.svg === undefined) return;
  const { writeRunPage } = await import("../campaign/page_files.ts");
  await writeRunPage(result, source, settings, { reproduce: reproduction(source, result, settings) });
}

async function runOf(
  source: AnySource,
  { seed, engine, limit }: SimulateSettings,
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
