import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import type { AnyCapsule } from "../campaign/capsule_file.ts";
import { failureMessage, messageText } from "../report/failure_message.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { whyText } from "../report/why_text.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import type { PageFailure } from "./page_data.ts";
import { pageText } from "./page_text.ts";

const kinds = ["invariant", "determinism", "recovery", "expectation"];

/** A cause with how many runs failed of it. */
export type Cause = CampaignResult["causes"][string];

/** What made runs fail, the gravest first. */
export function causesOf({ causes }: CampaignResult): readonly Cause[] {
  return Object.values(causes).sort((one, other) =>
    kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || other.runs - one.runs
  );
}

/** How many runs failed; of one that the event limit cut off nobody knows. */
export function failedRuns({ runs, verdicts }: CampaignResult): number {
  return runs - (verdicts.held ?? 0) - (verdicts.limited ?? 0);
}

/** What was seen at the first seed of a cause, as far as it was kept; the smallest scenario may well come to something else. */
export function seenText({ kind, name, seed }: Cause, failures: readonly CampaignFailure[]): string {
  const seen = failures.filter((failure) => failure.seed === seed).flatMap(({ capsule }) => capsule.failures)
    .find((failure) => failure.name === name && failure.kind === kind);
  if (seen === undefined) return "";
  const text = messageText({ ...seen, worker: undefined });
  // The expectation itself has been named by then.
  const short = kind === "expectation" ? text.replace(`, expected ${name}`, "").replace(`${name}, but `, "") : text;
  return pageText(short).replace(/\.$/, "");
}

/** The line for a shell that runs one failure again. */
export type FailureLine = (failure: CampaignFailure) => string | undefined;

/** The failures of a campaign: those that were kept, with the smallest scenario of each, then the causes of which none was. */
export function failuresOf(campaign: CampaignResult, reproduceFailure?: FailureLine): readonly PageFailure[] {
  return [...campaign.failures.map((failure) => failureOf(failure, campaign, reproduceFailure)), ...notKept(campaign)];
}

function failureOf(
  of: CampaignFailure,
  { causes, runs, failures }: CampaignResult,
  reproduceFailure: FailureLine | undefined,
): PageFailure {
  const { seed, capsule, minimal } = of;
  const isFirst = (cause: Cause) => failures.find((each) => isOf(each, cause)) === of;
  const shown = minimal ?? capsule;
  const failure = keptFor(of);
  const shrunk = shown.shrunk === undefined ? "" : shrunkText(shown.shrunk.from, shown.shrunk.to);
  const cause = Object.values(causes).find((cause) => isOf(of, cause));
  const why = whyText(shown as AnyCapsule);
  return {
    name: pageText(failure?.name ?? "unknown"),
    kind: failure?.kind ?? "unknown",
    message: pageText(
      failureMessage(of, failure && { ...failure, worker: undefined }, {
        seed: `with seed ${seed}`,
        minimal: "in the smallest scenario",
      }),
    ),
    // An expectation is about the whole run.
    where: [
      ...(failure === undefined || failure.kind === "expectation" ? [] : [formatMoment(failure.atMs)]),
      ...(failure?.worker === undefined ? [] : [pageText(failure.worker)]),
      ...(cause !== undefined && isFirst(cause) ? [causeRuns(cause, runs)] : []),
    ].join(" · "),
    why: why === undefined ? undefined : pageText(why),
    seed,
    reproduce: reproduceFailure?.(of),
    scenario: {
      what: minimal === undefined
        ? "The scenario that failed"
        : `The smallest scenario that fails in the same way${shrunk}`,
      json: JSON.stringify(shown.scenario, undefined, 2),
    },
  };
}

/** What a run was kept for, as the smallest run has it. */
function keptFor({ capsule, minimal }: CampaignFailure): CampaignFailure["capsule"]["failures"][number] | undefined {
  const [cause] = capsule.failures;
  return minimal?.failures.find(({ kind, name }) => kind === cause?.kind && name === cause.name) ?? cause;
}

/** Whether a run was kept for a cause. */
function isOf({ capsule: { failures: [first] } }: CampaignFailure, { kind, name }: Cause): boolean {
  return first?.kind === kind && first.name === name;
}

/** The causes of which no run was kept. */
function notKept(campaign: CampaignResult): readonly PageFailure[] {
  return causesOf(campaign).filter((cause) => !campaign.failures.some((failure) => isOf(failure, cause)))
    .map((cause) => ({
      name: pageText(cause.name),
      kind: cause.kind,
      message: "No run of it was kept.",
      where: causeRuns(cause, campaign.runs),
      seed: cause.seed,
    }));
}

function causeRuns({ runs }: Cause, all: number): string {
  return `in ${formatCount(runs)} of ${formatAmount(all, "run")}`;
}

interface Size {
  readonly faults: number;
  readonly workers: number;
  readonly horizonMs: number;
}

function shrunkText(from: Size, to: Size): string {
  return ` (faults ${formatCount(from.faults)} → ${formatCount(to.faults)}, workers ${formatCount(from.workers)} → ` +
    `${formatCount(to.workers)}, ${formatDuration(from.horizonMs)} → ${formatDuration(to.horizonMs)})`;
}
