// @ts-types="../std.d.ts"
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { castOf } from "../../src/simulation/cast.ts";
import { type CastGroup, groupPathOf } from "../../src/simulation/cast_group.ts";
import type { CastMember } from "../../src/simulation/cast_member.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { Breach, SimulationResult } from "../../src/simulation/simulation_result.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { eventLines, highlights } from "./highlights.ts";
import { shownValue } from "./failure_message.ts";
import { groupsTable } from "./groups_table.ts";
import { isTreeRun, lanes } from "./lanes.ts";
import { metricsTable } from "./metrics_table.ts";
import { descriptionText, flowed, plain, wrapped } from "./paragraph.ts";
import { type Overrides, reproduction } from "./reproduction.ts";
import { faultLines } from "./scenario_faults.ts";
import type { AnySource, ScenarioSource } from "../scenario/scenario_source.ts";
import { invariantsOf, isExecutorRun, type RunResult } from "./run_result.ts";
import type { Terminal } from "../terminal.ts";
import { missedOf, type Verdict, verdictOf } from "./verdict.ts";

const mostBreaches = 5;
const mostStragglers = 5;

/** Everything about one run that a person wants to see, as lines. */
export function runReport(
  result: SimulationResult,
  source: ScenarioSource,
  terminal: Terminal,
  { verbose, overrides }: { readonly verbose: boolean; readonly overrides: Overrides },
): string[] {
  const events = verbose
    ? result.events.flatMap((event) => eventLines(event, terminal))
    : highlights(result.events, terminal);
  return [
    ...title(result, source, terminal),
    "",
    ...lanes(result, source.scenario, terminal, verbose),
    ...section("What goes wrong", faultLines(source.scenario, terminal, verbose)),
    ...section(verbose ? "Events" : "Events that matter", events),
    ...section("Figures", metricsTable(result.metrics, terminal, verbose)),
    ...(isTreeRun(result, source.scenario)
      ? section("Groups", groupLines(result, source.scenario, terminal, verbose))
      : []),
    ...section("Invariants", invariantLines(result, terminal)),
    ...section("Recovery", recoveryLines(result, terminal)),
    ...section("Expectations", expectationLines(result, terminal)),
    "",
    ...verdictLines(result, source, terminal),
    "",
    ...traceLines(result, source, terminal, overrides),
  ];
}

/** The run's hash, and how to run it again. */
export function traceLines(
  result: RunResult,
  source: AnySource,
  { width, glyphs }: Terminal,
  overrides: Overrides,
): string[] {
  // Where somebody interrupted, nobody can do that again at the same moment.
  const again = result.cutOffBy === "signal" ? "all of it with" : "the same again with";
  const parts = [`trace ${result.hash}`, formatAmount(result.events.length, "event"), again];
  return [...flowed(parts, width, "", glyphs.separator).map(dim), reproduction(source, result, overrides)];
}

/** Scenario, seed, engine and span, with what the scenario teaches. */
export function title(
  result: RunResult,
  source: AnySource,
  { width, glyphs }: Terminal,
): string[] {
  const { seed, endedAtMs, horizonMs, cutOffBy } = result;
  const { scenario } = source;
  const span = endedAtMs >= horizonMs ? [`${formatDuration(horizonMs)} of virtual time`] : [
    `${formatDuration(endedAtMs)} of ${formatDuration(horizonMs)} virtual time`,
    cutOffBy !== undefined ? "cut off" : "all over by then",
  ];
  const [first, ...others] = flowed(
    [
      scenarioTitle(source),
      `seed ${seed}`,
      ...(isExecutorRun(result) ? ["executor"] : [`engine ${result.engine}`]),
      ...span,
    ],
    width,
    "",
    glyphs.separator,
  );
  return [
    bold(first!),
    ...others.map(bold),
    ...(scenario.description === undefined ? [] : wrapped(descriptionText(scenario.description), Math.min(width, 100))),
  ];
}

/** What a scenario is called, and the supervisor that it was put under. */
export function scenarioTitle({ scenario: { name }, dialect }: Pick<AnySource, "scenario" | "dialect">): string {
  return dialect === undefined ? plain(name) : `${plain(name)}, as ${dialect} would`;
}

/** One line for a run, where nobody wants more. */
export function verdictLine(
  result: RunResult,
  source: Pick<AnySource, "scenario" | "dialect">,
  { glyphs }: Terminal,
): string {
  const verdict = verdictOf(result);
  const parts = [
    `${mark(verdict, glyphs)} ${verdict.padEnd(6)}`,
    scenarioTitle(source),
    `seed ${result.seed}`,
    result.hash,
  ];
  return paintOf(verdict)([...parts, ...reasons(result)].join("  "));
}

/** What was broken or missed, in a few words each. */
export function reasons(result: RunResult): string[] {
  const { breaches, cutOffBy } = result;
  return [
    ...[...new Set(breaches.map(({ invariant }) => invariant))].map((name) => `${name} broke`),
    ...(result.recovery?.recovered === false ? ["did not recover"] : []),
    ...(cutOffBy === undefined ? [] : [cutOffText[cutOffBy]]),
    ...missedOf(result).map(({ expectation, shown }) => `missed "${plain(expectation)}" with ${shown}`),
  ];
}

/** The colour of a verdict. */
export function paintOf(verdict: Verdict): (text: string) => string {
  return verdict === "held" ? green : isUnknown(verdict) ? yellow : red;
}

function mark(verdict: Verdict, { held, failed, unknown }: Terminal["glyphs"]): string {
  return verdict === "held" ? held : isUnknown(verdict) ? unknown : failed;
}

/** Whether the run was cut off, so that nobody knows what would have come out. */
function isUnknown(verdict: Verdict): boolean {
  return verdict === "limited" || verdict === "interrupted";
}

/** A heading with its lines; nothing where there are none. */
export function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", bold(heading), ...lines];
}

function groupLines({ events }: SimulationResult, scenario: Scenario, terminal: Terminal, all: boolean): string[] {
  const { groups, members } = castOf(scenario);
  const strategies = new Map<string, string>(groups.map(({ path, rules: { strategy } }) => [path, strategy]));
  for (const { group, dependsOn } of [...members, ...groups.map(asMember)]) {
    if (dependsOn.length > 0) strategies.set(group, "by dependency");
  }
  return groupsTable(events, (path) => strategies.get(path) ?? "", terminal, all);
}

function asMember({ path, dependsOn }: CastGroup): Pick<CastMember, "group" | "dependsOn"> {
  return { group: groupPathOf(path), dependsOn };
}

/** What must hold, that which did not first. */
export function invariantLines(result: RunResult, { width, glyphs }: Terminal): string[] {
  const { breaches } = result;
  const invariants = invariantsOf(result);
  const kept = invariants.filter(({ name }) => !breaches.some(({ invariant }) => invariant === name));
  const broken = Map.groupBy(breaches, ({ invariant }) => invariant);
  return [
    ...[...broken].flatMap(([name, of]) => [
      ...wrapped(
        `${name}: ${invariants.find((each) => each.name === name)?.description ?? ""}`,
        width,
        `${glyphs.failed} `,
      )
        .map(red),
      ...of.slice(0, mostBreaches).flatMap((breach) => breachLines(breach, width)),
      ...(of.length > mostBreaches ? [`    ${glyphs.ellipsis} ${formatCount(of.length - mostBreaches)} more`] : []),
    ]),
    ...flowed(kept.map(({ name }) => `${glyphs.held} ${name}`), width).map(green),
  ];
}

function breachLines({ atMs, worker, message }: Breach, width: number): string[] {
  const who = worker === undefined ? "" : `${plain(worker)}: `;
  return wrapped(`${formatMoment(atMs)} ${who}${plain(message)}`, width, "    ");
}

/** Whether everything came up again after all faults had healed. */
export function recoveryLines(result: RunResult, { width, glyphs }: Terminal): string[] {
  const { recovery } = result;
  if (recovery === undefined) return [];
  const { recovered } = recovery;
  return wrapped(plain(recoveryText(result)), width, `${recovered ? glyphs.held : glyphs.failed} `)
    .map(recovered ? green : red);
}

function recoveryText({ recovery, endedAtMs }: RunResult): string {
  if (recovery === undefined) return "";
  const { healedAtMs, dueAtMs, recovered } = recovery;
  const when = `healed at ${formatMoment(healedAtMs)}, due within ${formatDuration(dueAtMs - healedAtMs)}`;
  if (recovered && "stragglers" in recovery && endedAtMs < dueAtMs) {
    return `nobody had to be up: all was over at ${formatMoment(endedAtMs)} (${when})`;
  }
  if (recovered) return `recovered (${when})`;
  const late = "stragglers" in recovery
    ? recovery.stragglers.map(({ worker, phase }) => `${worker} was ${phase}`)
    : ["records were still waiting"];
  const shown = late.slice(0, mostStragglers);
  return `${shown.join(", ")}${late.length > shown.length ? ` and ${late.length - shown.length} more` : ""} (${when})`;
}

/** What was expected, with what came out. */
export function expectationLines({ expectations, cutOffBy }: RunResult, { width, glyphs }: Terminal): string[] {
  return expectations.flatMap((result) => {
    const { expectation, held } = result;
    const shown = shownValue(result.shown, expectation);
    if (cutOffBy !== undefined) {
      return wrapped(plain(`${expectation} (${shown} so far)`), width, `${glyphs.unknown} `).map(yellow);
    }
    const text = held ? `${expectation} (${shown})` : `${expectation}, but it is ${shown}`;
    return wrapped(plain(text), width, `${held ? glyphs.held : glyphs.failed} `).map(held ? green : red);
  });
}

/** The verdict as a sentence. */
export function verdictLines(result: RunResult, source: AnySource, { width, glyphs }: Terminal): string[] {
  const verdict = verdictOf(result);
  const lines = wrapped(verdictText(verdict, result), width, `${mark(verdict, glyphs)} `).map(paintOf(verdict)).map(
    bold,
  );
  return source.kind === "built-in" && source.word === "canary"
    ? [...lines, ...wrapped(canaryText(verdict), width)]
    : lines;
}

const cutOffText = { limit: "the event limit came first", signal: "it was interrupted" } as const;

function verdictText(
  verdict: Verdict,
  result: RunResult,
): string {
  const { breaches, expectations, endedAtMs, horizonMs, events, cutOffBy } = result;
  const missed = missedOf(result).length;
  const invariants = invariantsOf(result);
  switch (verdict) {
    case "held":
      return `Held: all ${invariants.length} invariants` +
        (expectations.length === 0
          ? ", nothing was expected."
          : ` and ${formatAmount(expectations.length, "expectation")}.`);
    case "broken": {
      const broken = new Set(breaches.map(({ invariant }) => invariant)).size;
      return `Broken: ${broken} of ${invariants.length} invariants, ${formatAmount(breaches.length, "time")}.` +
        (missed === 0 ? "" : ` Missed: ${missed} of ${formatAmount(expectations.length, "expectation")}.`);
    }
    case "not-recovered":
      return `Not recovered: ${recoveryText(result)}. All ${invariants.length} invariants held.`;
    case "limited":
    case "interrupted":
      return `Unknown: ${cutOffText[cutOffBy!]}, after ${formatDuration(endedAtMs)} of ${formatDuration(horizonMs)} ` +
        `with ${formatAmount(events.length, "event")} told.`;
    case "missed":
      return `Missed: ${missed} of ${
        formatAmount(expectations.length, "expectation")
      }. All ${invariants.length} invariants held.`;
    default:
      return verdict satisfies never;
  }
}

/** The canary is there to fail: as long as it does, a miss is still seen as one. */
function canaryText(verdict: Verdict): string {
  return verdict === "missed"
    ? "The canary did its job by failing: it expects what cannot be, and that was noticed. Exit code 3 is right here."
    : "The canary should have failed and did not: do not trust the other verdicts either.";
}
