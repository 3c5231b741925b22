// @ts-types="../std.d.ts"
import { bold, green, red, yellow } from "@std/fmt/colors";
import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { causeText } from "./cause_text.ts";
import { failureReport } from "./failure_report.ts";
import { figuresTable } from "./figures_table.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { flowed, plain, wrapped } from "./paragraph.ts";
import { isIncomplete, missingText } from "./missing_runs.ts";
import { section } from "./run_report.ts";
import { coverageLines, seedsExpectationLines } from "./seeds_lines.ts";

const mostSeeds = 20;
const mostCauses = 8;

/** What the lines of a campaign need to know besides what it came to. */
export interface CampaignTelling {
  /** The line for a shell that runs this seed again. */
  reproduce(failure: CampaignResult["failures"][number]): string;
  /** What it takes to keep failures; said where they were not kept. */
  readonly saving: string;
}

/** What many runs of one scenario came to, as lines; what failed, and how to see it again, comes last. */
export function campaignReport(account: CampaignAccount, terminal: Terminal, telling: CampaignTelling): string[] {
  const { result, uncovered } = account;
  if (result.runs === 0) {
    return ["No run was finished.", ...(missingText(account) === "" ? [] : ["", ...verdictLines(account, terminal)])];
  }
  return [
    ...figuresTable(result, terminal),
    ...section("Expectations over all seeds", seedsExpectationLines(result, terminal)),
    ...section("What happened in some run", coverageLines(result, uncovered, terminal)),
    ...section("What failed, and in how many runs", causeLines(result, terminal)),
    ...section("Seeds that failed", seedLines(account, terminal)),
    ...failureLines(account, terminal, telling),
    "",
    ...verdictLines(account, terminal),
    ...summaryLines(account, terminal),
  ];
}

/** The failures that were kept, the first one of each cause with how to see it again. */
export function failureLines(
  account: CampaignAccount,
  terminal: Terminal,
  { reproduce, saving }: CampaignTelling,
): string[] {
  const { result: { failures, causes }, files } = account;
  const told = alikeFailures(failures).flatMap(([failure, others]) => [
    "",
    ...failureReport(
      failure,
      {
        reproduce: reproduce(failure),
        files: files.get(failure),
        saving,
        others,
        runs: runsAlike(causes, failure),
      },
      terminal,
    ),
  ]);
  return [...told, ...unkeptLines(account, terminal)];
}

/** How many failed that are in no file, where some are. */
function unkeptLines({ result, files }: CampaignAccount, { width }: Terminal): string[] {
  const failed = result.runs - result.verdicts.held;
  const kept = new Set([...files.keys()].map(({ seed }) => seed)).size;
  if (kept === 0 || kept >= failed) return [];
  return [
    "",
    ...wrapped(
      `${formatCount(kept)} of the ${formatAmount(failed, "run")} that failed ${kept === 1 ? "is" : "are"} kept.`,
      width,
    ),
  ];
}

/** The first failure of each cause, with the seeds of the others. */
export function alikeFailures(
  failures: readonly CampaignFailure[],
): readonly (readonly [failure: CampaignFailure, others: readonly string[]])[] {
  const alike = Map.groupBy(failures, ({ capsule: { failures: [first] } }) => first && causeText(first));
  return [...alike.values()].map(([first, ...others]) => [first!, others.map(({ seed }) => seed)]);
}

/** How many runs failed as this one did first. */
export function runsAlike(
  causes: CampaignResult["causes"],
  { capsule: { failures: [first] } }: CampaignFailure,
): number {
  return first === undefined ? 1 : causes[`${first.kind}:${first.name}`]?.runs ?? 1;
}

function causeLines({ causes }: CampaignResult, { width, glyphs }: Terminal): string[] {
  const all = Object.values(causes).toSorted((one, other) => other.runs - one.runs);
  return [
    ...all.slice(0, mostCauses).flatMap((cause) =>
      wrapped(plain(causeText(cause)), width, `${formatCount(cause.runs).padStart(6)}  `)
    ),
    ...(all.length > mostCauses ? [`${glyphs.ellipsis} ${all.length - mostCauses} more`] : []),
  ];
}

function seedLines({ result }: CampaignAccount, { width, glyphs }: Terminal): string[] {
  const { failed, runs, verdicts: { held } } = result;
  if (failed.length === 0) return [];
  const shown = failed.slice(0, mostSeeds).map(({ seed, verdict }) => `${seed} (${verdict})`);
  const left = runs - held - shown.length;
  return flowed(left > 0 ? [...shown, `${glyphs.ellipsis} ${formatCount(left)} more`] : shown, width);
}

type Judged = Pick<CampaignAccount, "result" | "uncovered" | "due" | "missingShards">;

/** How many runs came to what, as a sentence. */
export function verdictText(account: Judged): string {
  const { result, uncovered } = account;
  const { verdicts, runs, determinism: { differing } } = result;
  const overall = missedOverall(result);
  const counted: readonly (readonly [count: number, what: string])[] = [
    [verdicts.broken, "broke an invariant"],
    [differing, differing === 1 ? "was not the same again" : "were not the same again"],
    [verdicts["not-recovered"], "did not recover"],
    [verdicts.limited, "reached the event limit"],
    [verdicts.missed, "missed an expectation"],
  ];
  const parts = [
    `${formatCount(verdicts.held)} of ${formatAmount(runs, "run")} held`,
    ...counted.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`),
    ...(missingText(account) === "" ? [] : [missingText(account)]),
    ...(overall === 0 ? [] : [`${formatAmount(overall, "expectation")} over all runs missed`]),
    ...(uncovered.length === 0 ? [] : [`${formatAmount(uncovered.length, "required point")} never hit`]),
  ];
  return `${parts.join(", ")}.`;
}

/** Expectations over all runs together, which no single run can miss. */
function missedOverall({ expectations }: CampaignResult): number {
  return expectations.filter(({ held, heldRuns }) => !held && heldRuns === null).length;
}

/** Whether something failed, or is not known. */
export function toneOf(account: Judged): "held" | "failed" | "unknown" {
  const { result: { verdicts, runs, expectations }, uncovered } = account;
  if (runs > verdicts.held || expectations.some(({ held }) => !held) || uncovered.length > 0) return "failed";
  return isIncomplete(account) ? "unknown" : "held";
}

function verdictLines(account: CampaignAccount, { width, glyphs }: Terminal): string[] {
  const tone = toneOf(account);
  const paint = { held: green, failed: red, unknown: yellow }[tone];
  return wrapped(verdictText(account), width, `${glyphs[tone]} `).map(paint).map(bold);
}

/** The campaign in one line, where there is room for no more: what failed first, too. */
export function quietText(account: Judged): string {
  const { result: { failures: [first] }, uncovered } = account;
  const [failure] = first?.capsule.failures ?? [];
  return [
    verdictText(account).replace(/\.$/, ""),
    ...(uncovered.length === 0 ? [] : [`never hit: ${uncovered.join(", ")}`]),
    ...(first === undefined || failure === undefined ? [] : [`seed ${first.seed}: ${causeText(failure)}`]),
  ].join("; ");
}

/** A campaign in one line: how many seeds came to what, with how many events, in what time. */
export function summaryLines({ result, elapsedMs }: CampaignAccount, { width, glyphs }: Terminal): string[] {
  const { verdicts, runs, events, determinism: { checked, differing } } = result;
  return flowed(
    [
      formatAmount(runs, "seed"),
      `${formatCount(verdicts.held)} held`,
      `${formatCount(verdicts.broken)} broken`,
      `${formatCount(verdicts["not-recovered"])} not recovered`,
      `${formatCount(verdicts.missed)} missed`,
      ...(verdicts.limited > 0 ? [`${formatCount(verdicts.limited)} cut off`] : []),
      `${formatCount(differing)} of ${formatCount(checked)} nondeterministic`,
      formatAmount(events, "event"),
      ...(elapsedMs === undefined ? [] : [formatDuration(elapsedMs)]),
    ],
    width,
    "",
    glyphs.separator,
  );
}

/** The same of one run, which has been told as a whole: whether it was the same again, and how long it took. */
export function singleLines({ result, elapsedMs }: CampaignAccount, { width, glyphs }: Terminal): string[] {
  const { runs, events, determinism: { checked, differing } } = result;
  return flowed(
    [
      formatAmount(runs, "seed"),
      ...(checked === 0 ? [] : [differing === 0 ? "the same when run twice" : "not the same when run twice"]),
      formatAmount(events, "event"),
      ...(elapsedMs === undefined ? [] : [formatDuration(elapsedMs)]),
    ],
    width,
    "",
    glyphs.separator,
  );
}
