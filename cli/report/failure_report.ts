// @ts-types="../std.d.ts"
import { bold, dim, red } from "@std/fmt/colors";
import type { CampaignFailure } from "../../src/simulation/campaign/campaign_result.ts";
import type { AnyCapsule } from "../campaign/capsule_file.ts";
import type { FailureFiles } from "../campaign/failure_files.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import type { Terminal } from "../terminal.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { flowed, plain, wrapped } from "./paragraph.ts";
import { causeText } from "./cause_text.ts";
import { failureMessage } from "./failure_message.ts";
import { faultPhrases } from "./scenario_faults.ts";
import { whyText } from "./why_text.ts";

const mostFaults = 6;
const mostOthers = 3;

/** What else is to be told of a failure. */
export interface FailureLines {
  /** The line for a shell that runs the seed again. */
  readonly reproduce: string;
  /** Where it was kept, if it was. */
  readonly files: FailureFiles | undefined;
  /** What it takes to keep it; said where it was not. */
  readonly saving: string;
  /** The seeds of other failures that were kept, of the same cause. */
  readonly others: readonly string[];
  /** How many runs failed in this way, these and it and those that were not kept. */
  readonly runs: number;
}

/** A kept failure: what, when and who; how little it takes; how to see it again. Command lines are never broken. */
export function failureReport(
  failure: CampaignFailure,
  { reproduce, files, saving, others, runs }: FailureLines,
  { width, glyphs }: Terminal,
): string[] {
  const { seed, capsule } = failure;
  const smallest = smallestOf(failure);
  const [first] = smallest.failures;
  const indented = (items: readonly string[]) => flowed(items, width, "  ", glyphs.separator);
  const phrases = faultPhrases(smallest.scenario);
  const shown = phrases.slice(0, mostFaults);
  const why = whyText(smallest);
  return [
    ...flowed(headParts(smallest), width, "FAIL  ").map((line) => bold(line.replace(/^FAIL/, (word) => red(word)))),
    ...wrapped(plain(failureMessage(failure, first)), width, "  "),
    ...indented(sizeParts(smallest)),
    ...shown.flatMap((phrase) => wrapped(plain(phrase), width, "    ")),
    ...(phrases.length > shown.length
      ? [`    ${glyphs.ellipsis} ${formatCount(phrases.length - shown.length)} more`]
      : []),
    ...(why === undefined ? [] : wrapped(plain(why), width, "  why: ")),
    ...(smallest.failures.length > 1 ? wrapped(plain(alsoText(smallest)), width, "  ") : []),
    ...indented([
      `seed ${seed}`,
      `trace ${capsule.hash}`,
      versionText(capsule),
    ]).map(dim),
    ...(runs > 1 ? wrapped(othersText(others, runs), width, "  ").map(dim) : []),
    `  reproduce: ${reproduce}`,
    ...(files === undefined ? wrapped(saving, width, `  ${scenarioLabel(smallest)}`) : [
      `  replay:    ${programLine(permissionFlag("read", files.capsule))} replay ${shellWord(files.capsule)}`,
      `  ${scenarioLabel(smallest)}${scenarioLine(smallest, files)}`,
    ]),
  ];
}

/** The smallest run that shows a failure: the one that shrinking has left, or the run as it was. */
export function smallestOf({ minimal, capsule }: CampaignFailure): AnyCapsule {
  return (minimal ?? capsule) as AnyCapsule;
}

/** What the line with a failure's scenario begins with: only what was made smaller is called minimal. */
export function scenarioLabel({ shrunk }: AnyCapsule): string {
  return shrunk === undefined ? "case:      " : "minimal:   ";
}

/** The line for a shell that runs the kept scenario of a failure. */
export function scenarioLine({ seed, engine }: AnyCapsule, { scenario }: FailureFiles): string {
  const with_ = engine === undefined ? "" : ` --engine ${engine}`;
  return `${programLine(permissionFlag("read", scenario))} simulate ${shellWord(scenario)} --seed ${seed}${with_}`;
}

/** What else failed in the same run. */
function alsoText({ failures: [, ...others] }: AnyCapsule): string {
  const shown = others.slice(0, mostOthers).map(causeText);
  return `and with it: ${shown.join(", ")}${
    others.length > shown.length ? ` and ${formatCount(others.length - shown.length)} more` : ""
  }`;
}

/** With which seeds it failed in the same way, and how many more there are. */
export function othersText(others: readonly string[], runs: number): string {
  const left = runs - 1 - others.length;
  if (others.length === 0) return `also with ${formatAmount(left, "other seed")}`;
  return `also with seed ${others.join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`;
}

function headParts(capsule: AnyCapsule): string[] {
  const [first] = capsule.failures;
  if (first === undefined) return ["?"];
  const event = eventNumber(capsule);
  // An expectation is of the run as a whole.
  const moment = first.kind === "expectation" ? [] : [
    `at ${formatMoment(first.atMs)}${event === undefined ? "" : ` (event ${formatCount(event)})`}`,
  ];
  return [plain(first.name), ...moment, `${first.kind}`];
}

/** The number of the last event that had happened when it failed, from 1; `undefined` where the events were not kept. */
function eventNumber({ failures: [first], trace: { events } }: AnyCapsule): number | undefined {
  if (first === undefined || events === undefined) return undefined;
  const after = events.findIndex(({ atMs }) => atMs > first.atMs);
  return (after < 0 ? events.length : after) || undefined;
}

function sizeParts({ shrunk, scenario, kind }: AnyCapsule): string[] {
  if (shrunk === undefined) return [`not shrunk: ${formatAmount(faultPhrases(scenario).length, "fault")}`];
  const { from, to, runs } = shrunk;
  return [
    `minimal scenario: ${formatCount(to.faults)} of ${formatAmount(from.faults, "fault")} kept`,
    `${formatCount(to.workers)} of ${formatAmount(from.workers, kind === "executor" ? "load" : "worker")}`,
    `${formatDuration(to.horizonMs)} of ${formatDuration(from.horizonMs)}`,
    `found in ${formatAmount(runs, "run")}`,
  ];
}

function versionText({ versions }: Pick<AnyCapsule, "versions">): string {
  const [name, version] = Object.entries(versions)[0] ?? ["", ""];
  return `${name} ${version}`.trim();
}
