import { faultText } from "../../src/simulation/faults/fault_text.ts";
import { beginOf, endOfFault } from "../../src/simulation/faults/fault.ts";
import { storeDeeds } from "../report/scenario_faults.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { formatAmount } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { FaultSpan } from "./page_data.ts";
import { pageText } from "./page_text.ts";

/** The faults of a scenario that begin before its end: outages by their names, all others by their kind. */
export function faultSpans(scenario: Scenario, endMs: number): readonly FaultSpan[] {
  const { outages = [], faults = [] } = scenario;
  return ordered(
    [
      ...outages.map(({ name, fromMs, toMs, workers }) => ({
        name: pageText(name),
        fromMs,
        toMs,
        text: `${pageText(workers === undefined ? "everybody" : workers.join(", "))} for ${
          formatDuration(toMs - fromMs)
        }`,
      })),
      ...faults.map((fault) => ({
        name: fault.kind,
        fromMs: beginOf(fault),
        toMs: endOfFault(fault),
        text: pageText(faultText(fault)),
      })),
    ],
    scenario,
    endMs,
  );
}

/** What goes wrong in a scenario of an executor before its end: faults of the store by their names, all else by its kind. */
export function executorFaultSpans(scenario: ExecutorScenario, endMs: number): readonly FaultSpan[] {
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [] } = scenario;
  const moment = (name: string, atMs: number, text: string): Omit<FaultSpan, "isFault"> => ({
    name,
    fromMs: atMs,
    toMs: atMs,
    text,
  });
  return ordered(
    [
      ...(store?.faults ?? []).map(({ name, fromMs, toMs, how, share = 1 }) => ({
        name: pageText(name),
        fromMs,
        toMs,
        text: `the store ${storeDeeds[how]}${share < 1 ? `, ${percent(share)} of it` : ""}, for ${
          formatDuration(toMs - fromMs)
        }`,
      })),
      ...stalls.map(({ atMs, forMs }) => ({
        name: "stall",
        fromMs: atMs,
        toMs: atMs + forMs,
        text: `the event loop does nothing for ${formatDuration(forMs)}`,
      })),
      ...wallClockJumps.map(({ atMs, byMs }) =>
        moment("wall-clock-jump", atMs, `the time of day is set by ${formatDuration(byMs)}`)
      ),
      ...bursts.map(({ atMs, load, count }) =>
        moment("burst", atMs, pageText(`${formatAmount(count, "execution")} of ${load} at once`))
      ),
      ...hangs.map(({ fromMs, toMs, load, share = 1 }) => ({
        name: "hang",
        fromMs,
        toMs,
        text: pageText(`${share < 1 ? percent(share) : "all"} of ${load ?? "the bodies"} hang`),
      })),
    ],
    scenario,
    endMs,
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** What begins when everything has healed does nothing; what lasts longer is over then. The other times stand after the faults. */
function ordered(faults: readonly Omit<FaultSpan, "isFault">[], scenario: Times, endMs: number): readonly FaultSpan[] {
  const healsAtMs = Math.min(scenario.recovery?.fromMs ?? Infinity, endMs);
  return [
    ...faults.filter(({ fromMs }) => fromMs < healsAtMs)
      .map((span) => ({ isFault: true, ...span, toMs: Math.max(span.fromMs, Math.min(span.toMs, healsAtMs)) }))
      .sort((one, other) => one.fromMs - other.fromMs),
    ...otherTimes(scenario).filter(({ fromMs }) => fromMs <= endMs).map((span) => ({ isFault: false, ...span })),
  ];
}

type Times = Pick<Scenario, "recovery" | "stopAtMs" | "operations">;

function otherTimes({ recovery, stopAtMs, operations = [] }: Times): readonly Omit<FaultSpan, "isFault">[] {
  return [
    ...operations.map(({ atMs, do: what, worker }) => ({
      name: "by hand",
      fromMs: atMs,
      toMs: atMs,
      text: pageText(`${what} ${typeof worker === "string" ? worker : worker.name}`),
    })),
    ...(recovery === undefined ? [] : [{
      name: "recovery",
      fromMs: recovery.fromMs,
      toMs: recovery.fromMs + recovery.withinMs,
      text: `all faults are over; everybody must be up again within ${formatDuration(recovery.withinMs)}`,
    }]),
    ...(stopAtMs === undefined ? [] : [{ name: "stop", fromMs: stopAtMs, toMs: stopAtMs, text: "asked to stop" }]),
  ];
}
