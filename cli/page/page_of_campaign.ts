import type { CampaignResult, SeedsExpectation } from "../../src/simulation/campaign/campaign_result.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { isExecutorRun, type RunResult } from "../report/run_result.ts";
import { formatDuration } from "../scenario/duration.ts";
import { causesOf, failedRuns, type FailureLine, failuresOf, seenText } from "./campaign_failures.ts";
import type { PageData, PageExpectation, PageFact, PageFailure } from "./page_data.ts";
import { pictureOf, shownValue } from "./page_of_run.ts";
import { descriptionText, pageText } from "./page_text.ts";
import { type PageVerdict, verdictWords, worstFirst } from "./page_verdict.ts";
import { policyNote } from "./policy_note.ts";
import { seedsPicture } from "./seeds_picture.ts";

/** The most expectations that the answer names. */
const mostNamed = 3;

/** How the page of a campaign is made. */
export interface CampaignPageOptions {
  /** The run that is drawn. */
  readonly run?: {
    /** What it gave. */
    readonly result: RunResult;
    /** Its scenario, with all faults spelled out. */
    readonly scenario: Scenario | ExecutorScenario;
    /** Which one it is, such as "minimal failure". */
    readonly what: string;
  };
  /** What the scenario teaches. */
  readonly description?: string;
  /** The line for a shell that runs the campaign again. */
  readonly reproduce?: string;
  /** The line for a shell that runs one failure again. */
  readonly reproduceFailure?: FailureLine;
  /** What the whole comes to; the worst of the runs and of the expectations unless given. */
  readonly verdict?: PageVerdict;
  /** The coverage points that were required and never hit. */
  readonly uncovered?: readonly string[];
  /** What should be there and is not, such as a shard, as a part of a sentence. What it would have come to is unknown. */
  readonly missing?: string;
}

/** What a page says of a campaign. */
export function pageOfCampaign(campaign: CampaignResult, options: CampaignPageOptions = {}): PageData {
  const { run, uncovered = [], missing } = options;
  const verdict = options.verdict ?? verdictOf(campaign, uncovered, missing);
  return {
    title: pageText(campaign.scenario),
    description: options.description === undefined ? undefined : descriptionText(options.description),
    answer: {
      ...verdictWords[verdict],
      sentence: sentenceOf(verdict, campaign, { uncovered, missing }),
      reproduce: options.reproduce,
      facts: factsOf(campaign),
    },
    failures: [
      ...failuresOf(campaign, options.reproduceFailure),
      ...missedOverall(campaign).map((of) => missedFailure(of, campaign)),
      ...uncovered.map((name): PageFailure => ({
        name: pageText(name),
        kind: "coverage",
        message: "It was required, and no run hit it.",
        where: `${formatAmount(campaign.runs, "run")}`,
      })),
    ],
    expectations: campaign.expectations.map(expectationOf),
    run: run && {
      ...pictureOf(run.result, run.scenario, `The ${pageText(run.what)} (seed ${run.result.seed})`),
      note: noteOf(run, campaign),
    },
    seeds: seedsPicture(campaign),
    failedRuns: failedRuns(campaign),
  };
}

function verdictOf(
  { verdicts, expectations, endedBy }: CampaignResult,
  uncovered: readonly string[],
  missing: string | undefined,
): PageVerdict {
  const missed = expectations.some(({ held }) => !held);
  const has: Partial<Record<PageVerdict, boolean>> = {
    missed,
    uncovered: uncovered.length > 0,
    interrupted: endedBy === "signal",
    incomplete: missing !== undefined,
  };
  return worstFirst.find((verdict) => has[verdict] || (verdicts as Partial<Record<string, number>>)[verdict]) ?? "held";
}

function sentenceOf(
  verdict: PageVerdict,
  campaign: CampaignResult,
  { uncovered = [], missing }: Pick<CampaignPageOptions, "uncovered" | "missing">,
): string {
  const { runs, verdicts, causes, failures, expectations } = campaign;
  const all = formatAmount(runs, "run");
  const failed = failedRuns(campaign);
  const [worst] = causesOf(campaign);
  if (failed > 0 && worst !== undefined) {
    const more = Object.keys(causes).length - 1;
    const others = more > 0 ? ` (${formatAmount(more, "other cause")} below)` : "";
    const seen = seenText(worst, failures);
    const sentence = `${formatCount(failed)} of ${all} failed: ${causeText(worst.kind, worst.name)} in ${
      formatCount(worst.runs)
    }, first with seed ${worst.seed}${seen === "" ? "" : `: ${seen}`}${others}.`;
    return [sentence, missedText(missedOverall(campaign), "all runs together")].filter((part) => part).join(" ");
  }
  const missed = expectations.filter(({ held }) => !held);
  if (missed.length > 0) return missedText(missed, all);
  if (uncovered.length > 0) return `No run hit ${uncovered.map((name) => pageText(name)).join(", ")}, in ${all}.`;
  if (verdict === "limited") {
    return `The event limit came first in ${
      formatCount(verdicts.limited)
    } of ${all}: what would have come of them is unknown.`;
  }
  if (verdict === "interrupted") return `Interrupted after ${all}, which held.`;
  if (missing !== undefined) {
    const what = runs === 1 ? "The run that is there" : `All ${all} that are there`;
    return `${runs === 0 ? "" : `${what} held, but `}${missing}: what would have come of that is unknown.`;
  }
  return `${runs === 1 ? "The one run" : `All ${all}`} held every invariant${
    expectations.length > 0 ? ` and ${formatAmount(expectations.length, "expectation")}` : ""
  }.`;
}

/** The expectations about all runs together that were missed: none of them is the cause of a run's failure. */
function missedOverall({ expectations }: CampaignResult): readonly SeedsExpectation[] {
  return expectations.filter(({ held, heldRuns }) => !held && heldRuns === null);
}

/** How many expectations were missed and which, as a sentence; nothing of none. */
function missedText(missed: readonly SeedsExpectation[], over: string): string {
  if (missed.length === 0) return "";
  const named = missed.slice(0, mostNamed).map((of) => `${pageText(of.expectation)} (it is ${shownValue(of)})`);
  const more = missed.length - named.length;
  return `Over ${over}, ${formatAmount(missed.length, "expectation")} ${missed.length === 1 ? "was" : "were"} missed: ${
    named.join("; ")
  }${more > 0 ? `; and ${formatCount(more)} more` : ""}.`;
}

function missedFailure(of: SeedsExpectation, { runs }: CampaignResult): PageFailure {
  const interval = intervalText(of);
  return {
    name: pageText(of.expectation),
    kind: "expectation over all runs",
    message: `it came to ${shownValue(of)}${interval === undefined ? "" : ` (95 % interval: ${interval})`}`,
    where: `over ${formatAmount(runs, "run")}`,
  };
}

function causeText(kind: string, name: string): string {
  if (kind === "invariant") return `the invariant ${pageText(name)} broke`;
  if (kind === "expectation") return `${pageText(name)} was missed`;
  return kind === "recovery" ? "no recovery" : "a second run was different";
}

const endings: Readonly<Record<CampaignResult["endedBy"], string | undefined>> = {
  "runs": undefined,
  "time-budget": "the time budget",
  "fail-fast": "the first failure",
  "max-failures": "the last failure allowed",
  "signal": "an interruption",
};

function factsOf(campaign: CampaignResult): readonly PageFact[] {
  const { runs, wanted, firstSeed, virtualMs, events, determinism, coverage, engine } = campaign;
  const points = Object.values(coverage);
  return [
    {
      label: "runs",
      value: wanted === null || wanted === runs ? formatCount(runs) : `${formatCount(runs)} of ${formatCount(wanted)}`,
    },
    { label: "failed", value: formatCount(failedRuns(campaign)) },
    { label: "first seed", value: firstSeed },
    { label: "engine", value: engine ?? "executor" },
    // That all runs were made that were wanted needs no words.
    ...(endings[campaign.endedBy] === undefined ? [] : [{ label: "ended by", value: endings[campaign.endedBy]! }]),
    { label: "virtual time", value: formatDuration(virtualMs) },
    { label: "events", value: formatCount(events) },
    { label: "run twice", value: `${formatCount(determinism.checked)}, ${formatCount(determinism.differing)} differ` },
    { label: "coverage", value: `${points.filter(({ hits }) => hits > 0).length} of ${points.length} points` },
  ];
}

/** Where the policies of the run that is drawn are not those that people wrote. */
function noteOf(
  { result, scenario }: NonNullable<CampaignPageOptions["run"]>,
  { failures }: CampaignResult,
): string | undefined {
  const drawn = failures.find(({ minimal }) => minimal?.scenario === scenario);
  if (drawn === undefined || isExecutorRun(result)) return undefined;
  return policyNote(scenario as Scenario, drawn.capsule.scenario as Scenario);
}

function expectationOf(of: SeedsExpectation): PageExpectation {
  const { expectation, held, heldRuns, heldShare, worstSeed } = of;
  const share = heldShare === null
    ? ""
    : ` (${formatShare(heldShare.low)} to ${formatShare(heldShare.high)} of all seeds)`;
  return {
    expectation: pageText(expectation),
    held,
    shown: shownValue(of),
    interval: intervalText(of),
    detail: heldRuns === null
      ? undefined
      : `held in ${formatAmount(heldRuns, "run")}${share}${worstSeed === null ? "" : `, worst with seed ${worstSeed}`}`,
  };
}

function intervalText({ interval, shownInterval, about: { unit } }: SeedsExpectation): string | undefined {
  if (interval === null || unit !== "ms") return shownInterval ?? undefined;
  return `${formatDuration(interval.low)} to ${formatDuration(interval.high)}`;
}
