import type { RecoveryResult } from "../../src/simulation/faults/recovery.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExpectationResult, SimulationResult } from "../../src/simulation/simulation_result.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";
import { messageText, shownValue as valueText } from "../report/failure_message.ts";
import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { invariantsOf, isExecutorRun, type RunResult } from "../report/run_result.ts";
import { missedOf } from "../report/verdict.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import { executorPicture } from "./executor_picture.ts";
import type { PageData, PageExpectation, PageFact, PageFailure } from "./page_data.ts";
import { descriptionText, pageText } from "./page_text.ts";
import { type PageVerdict, verdictWords } from "./page_verdict.ts";
import { supervisionPicture } from "./supervision_picture.ts";

const mostFailures = 50;

/** Of an executor's run nobody is named who was not up. */
type Recovery = Omit<RecoveryResult, "stragglers"> & Partial<Pick<RecoveryResult, "stragglers">>;

/** How the page of a run is made. */
export interface RunPageOptions {
  /** The line for a shell that runs it again. */
  readonly reproduce?: string;
  /** What it came to, where that is known better than from the result, such as from a second run of the same seed. */
  readonly verdict?: PageVerdict;
}

/** What a page says of one run. */
export function pageOfRun(
  result: RunResult,
  scenario: Scenario | ExecutorScenario,
  { reproduce, verdict = verdictOf(result) }: RunPageOptions = {},
): PageData {
  return {
    title: pageText(result.scenario),
    description: scenario.description === undefined ? undefined : descriptionText(scenario.description),
    answer: { ...verdictWords[verdict], sentence: sentenceOf(verdict, result), reproduce, facts: factsOf(result) },
    // Expectations that were missed stand in their own table.
    failures: failuresOf(result),
    expectations: result.expectations.map((each) => expectationOf(each, result)),
    run: pictureOf(result, scenario, "The run"),
  };
}

/** What is drawn of a run. */
export function pictureOf(
  result: RunResult,
  scenario: Scenario | ExecutorScenario,
  caption: string,
): NonNullable<PageData["run"]> {
  return isExecutorRun(result)
    ? executorPicture(result, scenario as ExecutorScenario, caption)
    : supervisionPicture(result as SimulationResult, scenario as Scenario, caption);
}

function verdictOf(result: RunResult): PageVerdict {
  if (result.breaches.length > 0) return "broken";
  if (result.cutOffBy !== undefined) return result.cutOffBy === "limit" ? "limited" : "interrupted";
  if (recoveryOf(result)?.recovered === false) return "not-recovered";
  return missedOf(result).length === 0 ? "held" : "missed";
}

function sentenceOf(verdict: PageVerdict, result: RunResult): string {
  const { breaches, expectations, endedAtMs, horizonMs } = result;
  switch (verdict) {
    case "held": {
      const expected = expectations.length === 0
        ? "; nothing was expected"
        : ` and ${formatAmount(expectations.length, "expectation")} held`;
      return `All ${invariantsOf(result).length} invariants${expectations.length === 0 ? " held" : ""}${expected}.`;
    }
    case "broken": {
      const { invariant, atMs, worker } = breaches[0]!;
      const times = breaches.length === 1 ? "once" : `${formatCount(breaches.length)} times in all`;
      const who = worker === undefined ? "" : ` for ${pageText(worker)}`;
      return `The invariant ${invariant} broke at ${formatMoment(atMs)}${who}: ${breachText(breaches[0]!)} (${times}).`;
    }
    case "not-recovered":
      return recoveryText(result);
    case "missed": {
      const missed = missedOf(result);
      const more = missed.length > 1 ? `, and ${formatAmount(missed.length - 1, "other expectation")} missed` : "";
      return `Expected ${pageText(missed[0]!.expectation)}, but it is ${shownValue(missed[0]!)}${more}.`;
    }
    case "limited":
    case "interrupted": {
      const why = verdict === "limited" ? "The event limit came first" : "It was interrupted";
      return `${why}, after ${formatDuration(endedAtMs)} of ${
        formatDuration(horizonMs)
      }: what would have come of it is unknown.`;
    }
    case "nondeterministic":
      return "The same scenario and seed gave other events the second time.";
    case "incomplete":
      return "A part of it is missing: what that would have come to is unknown.";
    case "uncovered":
      return "A coverage point that was required was never hit.";
    default:
      return verdict satisfies never;
  }
}

/** What became of its recovery, where its scenario has one. */
function recoveryOf(result: RunResult): Recovery | undefined {
  return (result as { readonly recovery?: Recovery }).recovery;
}

/** Who was not up in time, or what still waited. */
function recoveryText(result: RunResult): string {
  const recovery = recoveryOf(result);
  if (recovery === undefined) return "";
  const withinMs = recovery.dueAtMs - recovery.healedAtMs;
  const [first, ...others] = recovery.stragglers ?? [];
  const who = first === undefined
    ? "Not everything had recovered"
    : `${pageText(first.worker)} was ${first.phase}${
      others.length > 0 ? ` and ${others.length} more were not up` : ""
    }`;
  return `${who} ${formatDuration(withinMs)} after everything had healed at ${formatMoment(recovery.healedAtMs)}.`;
}

function factsOf(result: RunResult): readonly PageFact[] {
  const { seed, endedAtMs, horizonMs, events, hash } = result;
  const span = endedAtMs >= horizonMs
    ? formatDuration(horizonMs)
    : `${formatDuration(endedAtMs)} of ${formatDuration(horizonMs)}`;
  const share = (value: number | null) => value === null ? "–" : formatShare(value);
  return [
    { label: "seed", value: seed },
    { label: "engine", value: isExecutorRun(result) ? "executor" : result.engine },
    { label: "virtual time", value: span },
    { label: "events", value: formatCount(events.length) },
    ...(isExecutorRun(result) ? executorFacts(result) : [
      { label: "workers", value: formatCount(result.workers.length) },
      { label: "availability", value: share(result.metrics.group.availability) },
      { label: "restarts", value: formatCount(result.metrics.group.restarts) },
      { label: "give-ups", value: formatCount(result.metrics.group.giveUps) },
    ]),
    { label: "trace", value: hash },
  ];
}

function executorFacts({ metrics }: ExecutorSimulationResult): readonly PageFact[] {
  return [
    { label: "executions", value: formatCount(metrics.executions) },
    { label: "stored", value: metrics.storedShare === null ? "–" : formatShare(metrics.storedShare) },
    { label: "lost", value: formatCount(metrics.lost) },
    { label: "most held", value: formatCount(metrics.mostHeld) },
  ];
}

function failuresOf(result: RunResult): readonly PageFailure[] {
  const who = (worker: string | undefined) => worker === undefined ? "" : ` · ${pageText(worker)}`;
  const recovery = recoveryOf(result);
  return [
    ...result.breaches.slice(0, mostFailures).map((breach) => ({
      name: breach.invariant,
      kind: "invariant",
      message: breachText(breach),
      where: `${formatMoment(breach.atMs)}${who(breach.worker)}`,
    })),
    ...(recovery?.recovered === false
      ? [{ name: "recovery", kind: "recovery", message: recoveryText(result), where: formatMoment(recovery.dueAtMs) }]
      : []),
  ];
}

function expectationOf(of: ExpectationResult, { cutOffBy }: RunResult): PageExpectation {
  const held = cutOffBy === undefined ? of.held : undefined;
  return { expectation: pageText(of.expectation), held, shown: shownValue(of) };
}

/** What came out; a time in its largest units. */
export function shownValue({ expectation, shown }: Pick<ExpectationResult, "expectation" | "shown">): string {
  return valueText(shown, expectation);
}

/** What a breach says, with its times in their largest units. */
function breachText({ invariant, atMs, message }: RunResult["breaches"][number]): string {
  return pageText(messageText({ kind: "invariant", name: invariant, atMs, message }));
}
