import type { CampaignResult, SeedsExpectation } from "../../src/simulation/campaign/campaign_result.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { isExecutorRun, type RunResult } from "../report/run_result.ts";
import { formatDuration } from "../scenario/duration.ts";
import { causesOf, failedRuns, type FailureLine, failuresOf, seenText } from "./campaign_failures.ts";
import type { PageData, PageExpectation, PageFact, PageFailure } from "./page_data.ts";
import { pictureOf, shownValue } from "./page_of_run.ts";
import { mostOfDescription, pageText } from "./page_text.ts";
import { type PageVerdict, verdictWords, worstFirst } from "./page_verdict.ts";
import { policyNote } from "./policy_note.ts";
import { seedsPicture } from "./seeds_picture.ts";

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
}

/** What a page says of a campaign. */
export function pageOfCampaign(campaign: CampaignResult, options: CampaignPageOptions = {}): PageData {
  const { run, uncovered = [] } = options;
  const verdict = options.verdict ?? verdictOf(campaign, uncovered);
  return {
    title: pageText(campaign.scenario),
    description: options.description === undefined ? undefined : pageText(options.description, mostOfDescription),
    answer: {
      ...verdictWords[verdict],
      sentence: sentenceOf(verdict, campaign, uncovered),
      reproduce: options.reproduce,
      facts: factsOf(campaign),
    },
    failures: [
      ...failuresOf(campaign, options.reproduceFailure),
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

function verdictOf({ verdicts, expectations, endedBy }: CampaignResult, uncovered: readonly string[]): PageVerdict {
  const missed = expectations.some(({ held }) => !held);
  const has: Partial<Record<PageVerdict, boolean>> = {
    missed,
    uncovered: uncovered.length > 0,
    interrupted: endedBy === "signal",
  };
  return worstFirst.find((verdict) => has[verdict] || (verdicts as Partial<Record<string, number>>)[verdict]) ?? "held";
}

function sentenceOf(verdict: PageVerdict, campaign: CampaignResult, uncovered: readonly string[]): string {
  const { runs, verdicts, causes, failures, expectations } = campaign;
  const all = formatAmount(runs, "run");
  const failed = failedRuns(campaign);
  const [worst] = causesOf(campaign);
  if (failed > 0 && worst !== undefined) {
    const more = Object.keys(causes).length - 1;
    const others = more > 0 ? ` (${formatAmount(more, "other cause")} below)` : "";
    const seen = seenText(worst, failures);
    return `${formatCount(failed)} of ${all} failed: ${causeText(worst.kind, worst.name)} in ${
      formatCount(worst.runs)
    }, first with seed ${worst.seed}${seen === "" ? "" : `: ${seen}`}${others}.`;
  }
  const missed = expectations.filter(({ held }) => !held);
  if (missed.length > 0) {
    return `Over ${all}, expected ${pageText(missed[0]!.expectation)}, but it is ${shownValue(missed[0]!)}.`;
  }
  if (uncovered.length > 0) return `No run hit ${uncovered.map((name) => pageText(name)).join(", ")}, in ${all}.`;
  if (verdict === "limited") {
    return `The event limit came first in ${
      formatCount(verdicts.limited)
    } of ${all}: what would have come of them is unknown.`;
  }
  if (verdict === "interrupted") return `Interrupted after ${all}, which held.`;
  return `${runs === 1 ? "The one run" : `All ${all}`} held every invariant${
    expectations.length > 0 ? ` and ${formatAmount(expectations.length, "expectation")}` : ""
  }.`;
}

function causeText(kind: string, name: string): string {
  if (kind === "invariant") return `the invariant ${pageText(name)} broke`;
  if (kind === "expectation") return `${pageText(name)} was missed`;
  return kind === "recovery" ? "no recovery" : "a second run was different";
}

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
    { label: "ended by", value: campaign.endedBy },
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
