import type { Logger } from "../../src/drivers/observer.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { Call } from "../command.ts";
import { exitCode, worstExitCode } from "../exit_code.ts";
import { Interruption } from "../interruption.ts";
import { prepareFolder } from "../output_places.ts";
import { Progress } from "../progress.ts";
import { campaignTelling } from "../report/campaign_telling.ts";
import { formatCount } from "../report/figure.ts";
import type { CampaignsTold } from "../report/campaigns_told.ts";
import { plain } from "../report/paragraph.ts";
import { isSingle, type Reporter } from "../report/reporter.ts";
import { scenarioTitle } from "../report/run_report.ts";
import { type AnySource, isExecutorScenario } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import type { Terminal } from "../terminal.ts";
import { WriteAttempts } from "../write_attempts.ts";
import { campaignCode, corpusCode } from "./campaign_code.ts";
import { canaryText, guardOutputs, summaryNeed, writeOutputs } from "./campaign_outputs.ts";
import { type CampaignAccount, campaignOf } from "./campaign_run.ts";
import type { CampaignSettings } from "./campaign_settings.ts";
import { corpusFiles, replayCorpus } from "./corpus.ts";
import type { CorpusEntry } from "./corpus_entry.ts";
import { FailureFolder } from "./failure_files.ts";
import { JobPool } from "./job_pool.ts";
import { checkCoverage, type KnownPoints } from "./required_coverage.ts";
import { asksForIndex } from "./shard_option.ts";
import { subjectOf } from "./subject_of.ts";

type Settings = SimulateSettings & { readonly campaign: CampaignSettings };

/** Who is told. */
interface Told {
  readonly reporter: Reporter;
  readonly logger: Logger | undefined;
  readonly terminal: Terminal;
}

/**
 * Runs a corpus, if there is one, and a campaign over each scenario; answers the exit code. What is to be written is written when all is over:
 * first the results, then what others read of them, then the failures, and last the pictures, which take the longest.
 *
 * @throws {UsageError} For coverage points that none of the scenarios knows.
 * @throws {WriteError} When all has been tried, if the system refused any of it.
 */
export async function runCampaigns(
  sources: readonly AnySource[],
  settings: Settings,
  { reporter, logger, terminal }: Told,
  call: Call,
): Promise<number> {
  const { stdout, stderr } = call;
  const { campaign, limit = 10_000_000 } = settings;
  await checkPoints(sources, settings);
  guardOutputs({ github: campaign.github, format: settings.format }, call);
  if (campaign.save !== undefined) prepareFolder(campaign.save);
  const folder = campaign.save === undefined ? undefined : new FailureFolder(campaign.save);
  const paths = campaign.corpus === undefined ? [] : corpusFiles(campaign.corpus, call.args);
  const progress = new Progress(stderr, !settings.quiet && logger === undefined);
  const interruption = new Interruption(() => {
    progress.dispose();
    stderr.line("Interrupted: measuring what has happened so far; once more ends at once.");
  });
  const attempts = new WriteAttempts();
  const gone = new AbortController();
  const signal = AbortSignal.any([interruption.signal, gone.signal]);
  const pool = campaign.jobs > 1 ? new JobPool(campaign.jobs) : undefined;
  try {
    const canaryFailed = await canary(campaign, settings, call);
    const corpus: CorpusEntry[] = [];
    for await (const entry of replayCorpus(paths, call.args, { limit, signal })) {
      corpus.push(entry);
      await tellEntry(entry, settings, terminal, call);
    }
    if (corpus.length > 0) await attempts.try(() => reporter.corpus(corpus));
    const told: (CampaignsTold["campaigns"][number] & { readonly source: AnySource })[] = [];
    const codes: number[] = [
      ...(canaryFailed === false ? [exitCode.internal] : []),
      corpusCode(corpus),
    ];
    const endsAtMs = performance.now() + (campaign.timeBudgetMs ?? Infinity);
    let fault: { readonly thrown: unknown } | undefined;
    try {
      for (const [index, source] of sources.entries()) {
        if (signal.aborted || stdout.closed) break;
        const left = endsAtMs - performance.now();
        const account = await tellCampaign(source, {
          // What one scenario leaves of its share is for those that follow it.
          timeBudgetMs: left === Infinity ? undefined : Math.max(1, left / (sources.length - index)),
          settings,
          pool,
          folder,
          attempts,
          reporter,
          logger,
          progress,
          signal,
          onRun: () => {
            if (stdout.closed) gone.abort();
          },
          call,
        });
        codes.push(campaignCode(account.result, account.uncovered));
        const { reproduce } = campaignTelling(source, settings);
        told.push({
          source,
          title: scenarioTitle(source),
          file: source.kind === "file" ? source.word : undefined,
          account,
          reproduce,
        });
      }
    } catch (thrown) {
      // What is known by then is kept.
      fault = { thrown };
    }
    progress.clear();
    await attempts.try(() => reporter.finish());
    if (corpus.length > 0) await attempts.try(() => tellCorpus(corpus, settings, terminal, call));
    const { out, junit, github } = campaign;
    await writeOutputs(
      { campaigns: told, corpus, canaryFailed },
      // A report of less than all would look as if that were all.
      {
        out,
        junit: fault === undefined ? junit : undefined,
        github: github && fault === undefined,
        format: settings.format,
      },
      call,
      attempts,
    );
    await attempts.try(() => folder?.write());
    if (interruption.code !== undefined && (settings.report ?? settings.svg) !== undefined) {
      stderr.line("No picture is written: it was interrupted.");
    }
    if (fault !== undefined) throw fault.thrown;
    for (const { account, source } of interruption.code === undefined ? told : []) {
      await attempts.try(() => writePage(account, source, settings, call));
    }
    if (interruption.code === undefined) attempts.end();
    else if (attempts.failed !== undefined) stderr.line(`error: ${attempts.failed.message}`);
    return interruption.code ?? worstExitCode(codes);
  } finally {
    pool?.dispose();
    progress.dispose();
    interruption.dispose();
  }
}

/** Makes sure, before the first run, that each point that is required is known to one of the scenarios. */
async function checkPoints(sources: readonly AnySource[], { engine, campaign }: Settings): Promise<void> {
  const { requireCoverage, swarm } = campaign;
  if (requireCoverage === "all" || requireCoverage.length === 0) return;
  const known = await Promise.all(
    sources.map(async ({ scenario }): Promise<KnownPoints> => (await subjectOf({ scenario, engine, swarm })).about),
  );
  checkCoverage(known, requireCoverage);
}

/** Runs the canary where other programs will believe the verdicts; `undefined` elsewhere. */
async function canary(
  { junit, github }: CampaignSettings,
  { format }: Settings,
  { stdout, stderr }: Call,
): Promise<boolean | undefined> {
  if (junit === undefined && !github) return undefined;
  const { canaryFails } = await import("./canary_run.ts");
  const failed = await canaryFails();
  (format === "text" ? stdout : stderr).line(canaryText(failed));
  return failed;
}

async function tellEntry(entry: CorpusEntry, { format }: Settings, terminal: Terminal, { stdout, stderr }: Call) {
  const { corpusLines } = await import("../report/corpus_lines.ts");
  const output = format === "text" ? stdout : stderr;
  for (const line of corpusLines(entry, terminal)) output.line(line);
}

async function tellCorpus(
  entries: readonly CorpusEntry[],
  { format }: Settings,
  terminal: Terminal,
  { stdout, stderr }: Call,
) {
  const { corpusVerdict } = await import("../report/corpus_lines.ts");
  const output = format === "text" ? stdout : stderr;
  for (const line of corpusVerdict(entries, terminal)) output.line(line);
}

interface Telling {
  readonly timeBudgetMs: number | undefined;
  readonly settings: Settings;
  readonly pool: JobPool | undefined;
  readonly folder: FailureFolder | undefined;
  readonly attempts: WriteAttempts;
  readonly reporter: Reporter;
  readonly logger: Logger | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly onRun: () => void;
  readonly call: Call;
}

/** One campaign, told run by run. */
async function tellCampaign(source: AnySource, telling: Telling): Promise<CampaignAccount> {
  const { timeBudgetMs, settings, pool, folder, attempts, reporter, logger, progress, signal, onRun } = telling;
  const { stdout, stderr } = telling.call;
  const { campaign } = settings;
  const series = { source, campaign };
  const what = plain(source.word);
  const single = isSingle(series);
  const showsRuns = settings.format === "jsonl" || (settings.format === "text" && (single || settings.verbose));
  reporter.begin({ ...series, runs: 0 });
  progress.text = `simulating ${what}`;
  const of = campaign.runs === undefined ? "" : ` of ${formatCount(campaign.runs)}`;
  const account = await campaignOf(source, settings, {
    pool,
    folder,
    timeBudgetMs,
    wantsEvents: settings.format === "jsonl" || single,
  }, {
    signal,
    run: ({ result }, index) => {
      if (showsRuns) {
        progress.clear();
        reporter.run(result, { ...series, runs: index + 1 });
      }
      progress.text = `simulating ${what}, run ${formatCount(index + 2)}${of}`;
      onRun();
    },
    shrink: (index, count) => {
      progress.text = `shrinking failure ${index + 1} of ${count} of ${what}`;
    },
    beforeRun: logger === undefined ? undefined : (scenario, seed) => logRun(scenario, seed, settings, logger, signal),
  });
  progress.clear();
  // Of a reader that went away nothing is made.
  if (account.result.endedBy === "signal" && !stdout.closed) {
    const all = campaign.runs === undefined ? "" : ` of ${campaign.runs}`;
    stderr.line(`Interrupted: ${account.result.runs}${all} runs of ${source.word} finished.`);
  }
  await attempts.try(() => reporter.end({ ...series, runs: account.result.runs }, account));
  return account;
}

/** A campaign hears nothing of a supervisor's log: the run is made once more for it. */
async function logRun(
  scenario: unknown,
  seed: string,
  { engine, limit }: Settings,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const of = scenario as Scenario | ExecutorScenario;
  if (!isExecutorScenario(of)) return void await simulate(of, { seed, engine, limit, signal, logger });
  const { simulateExecutor } = await import("../../src/telemetry/simulated/simulate_executor.ts");
  await simulateExecutor(of, { seed, limit, signal, logger });
}

async function writePage(
  account: CampaignAccount,
  source: AnySource,
  settings: Settings,
  { args, values }: Call,
): Promise<void> {
  if (settings.report === undefined && settings.svg === undefined) return;
  const [{ writeCampaignPage }, { needsOf }, { permissionFlags }, { programLine, shellWord }] = await Promise.all([
    import("./page_files.ts"),
    import("./campaign_needs.ts"),
    import("../needed_permissions.ts"),
    import("../program.ts"),
  ]);
  const needs = needsOf([source.word], settings, asksForIndex(values.shard));
  const reproduce = [
    programLine(permissionFlags(settings.campaign.github ? [...needs, summaryNeed] : needs)),
    ...args.map(shellWord),
  ].join(" ");
  const { reproduce: reproduceFailure } = campaignTelling(source, settings);
  await writeCampaignPage(account, source, settings, { reproduce, reproduceFailure });
}
