import { beginOf } from "../../src/simulation/faults/fault.ts";
import { faultText } from "../../src/simulation/faults/fault_text.ts";
import type { Operation, Outage, Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario, StoreFault } from "../../src/telemetry/simulated/executor_scenario.ts";
import { exactDuration, formatDuration, parseDuration } from "../scenario/duration.ts";
import { isExecutorScenario } from "../scenario/scenario_source.ts";
import type { Terminal } from "../terminal.ts";
import { formatCount } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";

/**
 * Everything that goes wrong in a scenario or is done by hand, each in a short phrase, in the order of time. Faults that would begin after all
 * has healed, or after the end, never happen; what lasts longer is over then.
 */
export function faultPhrases(scenario: Scenario | ExecutorScenario): string[] {
  const phrases = isExecutorScenario(scenario) ? executorPhrases(scenario) : supervisionPhrases(scenario);
  return phrases.sort(([one], [other]) => one - other).map(([, phrase]) => phrase);
}

const mostLines = 12;

/**
 * The same as lines for a report: the first ones, unless all are wanted. Nothing for a supervision without faults, whose lanes show all else.
 */
export function faultLines(
  scenario: Scenario | ExecutorScenario,
  { width, glyphs }: Pick<Terminal, "width" | "glyphs">,
  all: boolean,
): string[] {
  const phrases = isExecutorScenario(scenario) || scenario.faults !== undefined ? faultPhrases(scenario) : [];
  const shown = all || phrases.length <= mostLines ? phrases : phrases.slice(0, mostLines - 1);
  const left = phrases.length - shown.length;
  return [
    ...shown.flatMap((phrase) => wrapped(plain(phrase), width)),
    ...(left === 0 ? [] : [`${glyphs.ellipsis} ${formatCount(left)} more, --verbose shows all`]),
  ];
}

type Timed = [atMs: number, phrase: string];

function supervisionPhrases(scenario: Scenario): Timed[] {
  const { faults = [], outages = [], operations = [], stopAtMs } = scenario;
  return [
    ...acting(faults, scenario).map((fault): Timed => [beginOf(fault), faultText(fault)]),
    ...acting(outages, scenario).map((outage): Timed => [outage.fromMs, outageText(outage)]),
    ...operations.map((operation): Timed => [operation.atMs, operationText(operation)]),
    ...(stopAtMs === undefined ? [] : [[stopAtMs, at(stopAtMs, "the group is asked to stop")] satisfies Timed]),
  ];
}

function executorPhrases(scenario: ExecutorScenario): Timed[] {
  const { store: { faults = [] } = {}, stalls = [], wallClockJumps = [], bursts = [], hangs = [] } = scenario;
  const { stopAtMs, restartAtMs } = scenario;
  return [
    ...acting(faults, scenario).map((fault): Timed => [fault.fromMs, storeFaultText(fault)]),
    ...acting(stalls, scenario).map((
      { atMs, forMs },
    ): Timed => [atMs, at(atMs, `the event loop stalls for ${timeText(forMs)}`)]),
    ...acting(wallClockJumps, scenario).map(({ atMs, byMs }): Timed => [
      atMs,
      at(atMs, `the time of day jumps ${byMs < 0 ? "back" : "forward"} by ${timeText(Math.abs(byMs))}`),
    ]),
    ...acting(bursts, scenario).map((
      { atMs, load, count },
    ): Timed => [atMs, at(atMs, `${count} executions of ${load} at once`)]),
    ...acting(hangs, scenario).map(({ fromMs, toMs, load = "all loads" }): Timed => [
      fromMs,
      at(fromMs, `bodies of ${load} hang for ${timeText(toMs - fromMs)}`),
    ]),
    ...(stopAtMs === undefined ? [] : [[stopAtMs, at(stopAtMs, "the executor is stopped")] satisfies Timed]),
    ...(restartAtMs === undefined ? [] : [[restartAtMs, at(restartAtMs, "it is started again")] satisfies Timed]),
  ];
}

/** What of these comes to act, and for how long. */
export function acting<Of extends { readonly atMs: number } | { readonly fromMs: number; readonly toMs: number }>(
  faults: readonly Of[],
  { recovery, horizonMs }: Pick<Scenario, "recovery" | "horizonMs">,
): readonly Of[] {
  const untilMs = Math.min(recovery?.fromMs ?? Infinity, horizonMs);
  return faults.flatMap((fault) => {
    if (("fromMs" in fault ? fault.fromMs : fault.atMs) >= untilMs) return [];
    if ("toMs" in fault) return [{ ...fault, toMs: Math.min(fault.toMs, untilMs) }];
    return "forMs" in fault ? [{ ...fault, forMs: Math.min(fault.forMs as number, untilMs - fault.atMs) }] : [fault];
  });
}

/** What a store does under a fault. */
export const storeDeeds: Readonly<Record<StoreFault["how"], string>> = {
  "fails": "fails",
  "hangs": "hangs",
  "locks": "is locked",
  "slow": "is slow",
  "refuses-rows": "refuses rows",
  "stores-and-fails": "stores and fails",
};

function storeFaultText({ fromMs, toMs, how }: StoreFault): string {
  return at(fromMs, `the store ${storeDeeds[how]} for ${timeText(toMs - fromMs)}`);
}

function outageText({ name, fromMs, toMs, workers }: Outage): string {
  const who = workers === undefined ? "all" : workers.join(", ");
  return at(fromMs, `outage "${name}" of ${who} for ${timeText(toMs - fromMs)}`);
}

function operationText({ atMs, do: deed, worker }: Operation): string {
  return at(atMs, `by hand: ${deed} ${typeof worker === "string" ? worker : worker.name}`);
}

function at(ms: number, phrase: string): string {
  return `t=${ms === 0 ? "0" : timeText(ms)} ${phrase}`;
}

/** A time in as few units as lose nothing of it. */
function timeText(ms: number): string {
  const short = formatDuration(ms);
  return parseDuration(short) === ms ? short : exactDuration(ms);
}
