// @ts-types="../std.d.ts"
import { bold, setColorEnabled } from "@std/fmt/colors";
import { mergeCampaigns } from "../../src/simulation/campaign/merge_campaigns.ts";
import { campaignCode, corpusCode } from "../campaign/campaign_code.ts";
import { overridesOf, sameCommand, type ToldResult, toldResult } from "../campaign/campaign_command.ts";
import { readCampaigns } from "../campaign/campaign_file.ts";
import { canaryText, guardOutputs, summaryNeed, writeOutputs } from "../campaign/campaign_outputs.ts";
import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { coverageOf } from "../campaign/campaign_settings.ts";
import { missingShardsText, openShards } from "../campaign/campaign_shard.ts";
import { type CorpusEntry, mergedCorpus } from "../campaign/corpus_entry.ts";
import { dataText } from "../campaign/data_text.ts";
import { checkCoverage, uncoveredOf } from "../campaign/required_coverage.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, worstExitCode } from "../exit_code.ts";
import { builtInExecutorScenarios } from "../scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../scenario/built_in_scenarios.ts";
import { FailureFolder } from "../campaign/failure_files.ts";
import { checkPermissions, type Need, permissionFlags } from "../needed_permissions.ts";
import { terminalWishOf, wordOf } from "../option_value.ts";
import { checkOutputPlaces, prepareFolder, prepareOutputFiles } from "../output_places.ts";
import { programLine, shellWord } from "../program.ts";
import { campaignReport, type CampaignTelling } from "../report/campaign_report.ts";
import { corpusLines, corpusVerdict } from "../report/corpus_lines.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { isIncomplete, missingRuns } from "../report/missing_runs.ts";
import { flowed, plain } from "../report/paragraph.ts";
import { loadInvariants } from "../report/run_result.ts";
import { reproduction } from "../report/reproduction.ts";
import { type Terminal, terminalOf } from "../terminal.ts";
import { UsageError } from "../usage_error.ts";
import { WriteAttempts } from "../write_attempts.ts";
import { terminalOptions } from "../terminal_options.ts";

const formats = ["text", "json"] as const;

/** Puts the results of shards together. */
export const command: Command = {
  name: "merge",
  summary: "Put the results of a campaign's shards together, and judge them as a whole",
  operands: "FILE …",
  operandCount: { min: 1, max: Infinity },
  details: [
    "A file is what simulate --out has written. Results of one scenario and engine become one, in whatever order they are given, as if " +
    "one machine had run all seeds; others stand side by side. What a corpus came to is judged with them, what is the same in several " +
    "files once. Reading them needs --allow-read, writing --allow-write.",
    "Exit codes are those of simulate: 0 everything held; 1 an invariant broke; 3, 4, 5, 6, 124, 2, 70, 74 as there. 124 is also that of a " +
    "whole of which a part is missing.",
  ],
  options: [
    {
      name: "require-coverage",
      value: "POINTS",
      summary: "Fail unless these have happened in one run at least: names with commas between them, or all",
    },
    { name: "out", value: "FILE", summary: "Write the whole as JSON" },
    {
      name: "save",
      value: "DIR",
      summary:
        "Keep failures, ten at most, the first of each cause before others: a capsule for replay, the smallest " +
        "scenario that fails beside it",
    },
    { name: "junit", value: "FILE", summary: "Write what held and what did not as JUnit XML, the canary first" },
    {
      name: "github",
      summary: "Annotations of GitHub Actions, a summary in the file that GITHUB_STEP_SUMMARY names, the canary first",
    },
    { name: "report", value: "FILE", summary: "Write a page with pictures, of the worst failure" },
    { name: "format", short: "f", value: "FORMAT", summary: "text (default) or json" },
    { name: "quiet", short: "q", summary: "Nothing but the files, and the annotations" },
    ...terminalOptions,
  ],
  examples: [
    {
      line: "merge shard-1.json shard-2.json --junit chaos.xml",
      summary: "After the machines of a CI have run their parts",
    },
  ],
  run: runMerge,
};

async function runMerge(call: Call): Promise<number> {
  const { operands, values, flags, args, stdout, stderr } = call;
  const { out, save, junit, report } = values;
  const format = wordOf("format", values.format, formats) ?? "text";
  const required = coverageOf(values["require-coverage"]);
  const github = flags.has("github");
  const terminal = terminalOf(stdout, terminalWishOf(call));
  setColorEnabled(terminal.color);
  checkOutputPlaces({ out, save, junit, report }, operands);
  const needs = [
    ...operands.map((what): Need => ({ name: "read", what, purpose: `read "${what}"` })),
    ...(save === undefined ? [] : [{ name: "read", what: save, purpose: `read "${save}"` } as const]),
    ...[save, out, junit, report].filter((path) => path !== undefined)
      .map((what): Need => ({ name: "write", what, purpose: `write "${what}"` })),
  ];
  checkPermissions(needs, args);
  const results: ToldResult[] = [];
  for (const path of operands) results.push(...await readCampaigns(path, args));
  for (const { engine } of results) await loadInvariants(engine);
  const merged = [...Map.groupBy(results, ({ scenario, kind, engine }) => `${kind} ${engine} ${scenario}`).values()]
    .map((of) => whole(of));
  if (report !== undefined && merged.length > 1) {
    throw new UsageError(`Cannot use --report with ${merged.length} scenarios: it shows one`);
  }
  checkCoverage(merged.map(({ scenario, coverage }) => ({ scenario, points: Object.keys(coverage) })), required);
  prepareOutputFiles([out, junit, report]);
  if (save !== undefined) prepareFolder(save);
  guardOutputs({ github, format }, call);
  const folder = save === undefined ? undefined : new FailureFolder(save);
  const corpus = mergedCorpus(results.map(({ corpus = [] }) => corpus));
  const accounts = merged.map(({ command, shards = [], ...result }): CampaignAccount => ({
    result,
    files: folder?.place(result) ?? new Map(),
    uncovered: uncoveredOf(result, required),
    due: result.wanted,
    command,
    shards,
    missingShards: missingShardsText(shards),
    elapsedMs: undefined,
  }));
  const attempts = new WriteAttempts();
  const canaryFailed = junit !== undefined || github ? await canary() : undefined;
  await attempts.try(() => {
    if (canaryFailed !== undefined) (format === "text" ? stdout : stderr).line(canaryText(canaryFailed));
    if (!flags.has("quiet")) tell(accounts, corpus, format, terminal, call);
  });
  const campaigns = accounts.map((account) => ({
    title: plain(account.result.scenario),
    file: account.command?.kind === "file" ? account.command.scenario : undefined,
    account,
    reproduce: tellingOf(account).reproduce,
  }));
  await writeOutputs({ campaigns, corpus, canaryFailed }, { out, junit, github, format }, call, attempts);
  await attempts.try(() => folder?.write());
  if (report !== undefined) {
    await attempts.try(() => writePage(accounts[0]!, report, github ? [...needs, summaryNeed] : needs, call));
  }
  attempts.end();
  return worstExitCode([
    ...(canaryFailed === false ? [exitCode.internal] : []),
    corpusCode(corpus),
    ...accounts.map(({ result, uncovered }) => campaignCode(result, uncovered)),
    // What the runs that are missing would have come to is unknown.
    ...(accounts.some(isIncomplete) ? [exitCode.limited] : []),
  ]);
}

async function canary(): Promise<boolean> {
  const { canaryFails } = await import("../campaign/canary_run.ts");
  return await canaryFails();
}

function whole(results: readonly ToldResult[]): ToldResult {
  try {
    const command = sameCommand(results);
    const result = mergeCampaigns(results);
    // Where every run was made none can be missing, whatever the parts.
    const isWhole = result.wanted !== null && result.runs >= result.wanted;
    const shards = isWhole ? [] : openShards(results.flatMap(({ shards = [] }) => shards));
    return { ...result, ...(command === undefined ? {} : { command }), ...(shards.length === 0 ? {} : { shards }) };
  } catch (thrown) {
    if (thrown instanceof TypeError || thrown instanceof RangeError) {
      throw new UsageError(thrown.message, { cause: thrown });
    }
    throw thrown;
  }
}

function tell(
  accounts: readonly CampaignAccount[],
  corpus: readonly CorpusEntry[],
  format: typeof formats[number],
  terminal: Terminal,
  { stdout }: Call,
): void {
  if (format === "json") {
    const results = accounts.map((account) => toldResult(account, corpus));
    return stdout.line(dataText(results.length === 1 ? results[0] : results));
  }
  for (const entry of corpus) for (const line of corpusLines(entry, terminal)) stdout.line(line);
  for (const [index, account] of accounts.entries()) {
    const { scenario, runs, firstSeed, kind, engine } = account.result;
    const missing = isIncomplete(account) ? missingRuns(account) : 0;
    const parts = [
      plain(scenario),
      `${missing > 0 ? `${formatCount(runs)} of ` : ""}${
        formatAmount(runs + missing, "run")
      } from seed ${firstSeed} on`,
      kind === "executor" ? "executor" : `engine ${engine}`,
    ];
    if (index > 0) stdout.line(`\n${terminal.glyphs.rule.repeat(terminal.width)}\n`);
    for (const line of flowed(parts, terminal.width, "", terminal.glyphs.separator)) stdout.line(bold(line));
    stdout.line();
    for (const line of campaignReport(account, terminal, tellingOf(account))) stdout.line(line);
  }
  if (corpus.length > 0) { for (const line of corpusVerdict(corpus, terminal)) stdout.line(line); }
}

/** How a failure is seen again, as the shards were run; of results that do not say how, only a built-in scenario is known by its name. */
function tellingOf({ result, command }: CampaignAccount): CampaignTelling {
  const source = command !== undefined
    ? { word: command.scenario, ...command, scenario: { chaos: command.chaos ? {} : undefined } }
    : isBuiltIn(result.scenario)
    ? { word: result.scenario, kind: "built-in" } as const
    : { word: "SCENARIO", kind: "file" } as const;
  const overrides = command === undefined ? {} : overridesOf(command);
  return {
    reproduce: ({ seed, capsule: { engine, failures } }) => {
      const checkDeterminism = failures.some(({ kind }) => kind === "determinism");
      const { campaign } = overrides;
      return reproduction(source, { seed, engine }, {
        ...overrides,
        ...(campaign === undefined ? {} : { campaign: { ...campaign, checkDeterminism } }),
      });
    },
    saving: command !== undefined
      ? "--save DIR keeps it as a scenario file, and the run as a capsule for replay"
      : "with all faults that the seed drew: --save DIR keeps it as a scenario file, and the run as a capsule for replay",
  };
}

function isBuiltIn(name: string): boolean {
  return builtInScenarios.has(name) || builtInExecutorScenarios.has(name);
}

async function writePage(
  account: CampaignAccount,
  report: string,
  needs: readonly Need[],
  { args }: Call,
): Promise<void> {
  const { writeMergedPage } = await import("../campaign/page_files.ts");
  const reproduce = [programLine(permissionFlags(needs)), ...args.map(shellWord)].join(" ");
  await writeMergedPage(account, report, { reproduce, reproduceFailure: tellingOf(account).reproduce });
}
