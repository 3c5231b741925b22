import { faultText } from "../../src/simulation/faults/fault_text.ts";
import { beginOf, endOfFault } from "../../src/simulation/faults/fault.ts";
import { storeDeeds } from "../report/scenario_faults.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { castOf } from "../../src/simulation/cast.ts";
import { CastPaths } from "../../src/simulation/faults/cast_paths.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import type { FaultSpan } from "./page_data.ts";
import { pageText } from "./page_text.ts";

/** The faults of a scenario that begin before its end: outages by their names, all others by their kind. */
export function faultSpans(scenario: Scenario, endMs: number): readonly FaultSpan[] {
  const { outages = [], faults = [], recovery } = scenario;
  const healsAtMs = recovery?.fromMs ?? Infinity;
  const paths = new CastPaths(castOf(scenario));
  const struck = (workers: readonly string[] | undefined) =>
    workers && [...new Set(workers.flatMap((path) => paths.of(path)))].map((path) => pageText(path));
  return ordered(
    [
      ...outages.map(({ name, fromMs, toMs, workers }) => ({
        name: pageText(name),
        fromMs,
        toMs,
        isOutage: true,
        struck: struck(workers),
        text: `${pageText(workers === undefined ? "everybody" : workers.join(", "))} for ${
          formatDuration(Math.min(toMs, healsAtMs) - fromMs)
        }`,
      })),
      ...faults.map((fault) => ({
        name: fault.kind,
        fromMs: beginOf(fault),
        toMs: endOfFault(fault),
        isOutage: fault.kind === "outage",
        struck: struck("workers" in fault ? fault.workers : undefined),
        text: pageText(faultText("toMs" in fault ? { ...fault, toMs: Math.min(fault.toMs, healsAtMs) } : fault)),
      })),
    ],
    scenario,
    endMs,
  );
}

/** What goes wrong in a scenario of an executor before its end: faults of the store by their names, all else by its kind. */
export function executorFaultSpans(scenario: ExecutorScenario, endMs: number): readonly FaultSpan[] {
  const { store, stalls = [], wallClockJumps = [], bursts = [], hangs = [] } = scenario;
  const moment = (name: string, atMs: number, text: string): BareSpan => ({
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
        isOutage: true,
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

/** A time before its row is known. */
type BareSpan = Omit<FaultSpan, "isFault" | "row">;

/** What begins when everything has healed does nothing; what lasts longer is over then. The other times stand after the faults. */
function ordered(faults: readonly BareSpan[], scenario: Times, endMs: number): readonly FaultSpan[] {
  const healsAtMs = Math.min(scenario.recovery?.fromMs ?? Infinity, endMs);
  const begun = faults.filter(({ fromMs }) => fromMs < healsAtMs);
  const rows = rowTexts(begun);
  return [
    ...begun.map((span) => ({
      isFault: true,
      row: rows.get(span.name)!,
      ...span,
      toMs: Math.max(span.fromMs, Math.min(span.toMs, healsAtMs)),
    })).sort((one, other) => one.fromMs - other.fromMs),
    ...otherTimes(scenario).filter(({ fromMs }) => fromMs <= endMs).map((span) => ({
      isFault: false,
      row: span.name,
      ...span,
    })),
  ];
}

/** The text of each name's row, which says whom its faults strike where that is not everybody. */
function rowTexts(faults: readonly BareSpan[]): ReadonlyMap<string, string> {
  return new Map(
    [...Map.groupBy(faults, ({ name }) => name)].map(([name, spans]) => {
      const struck = new Set(spans.flatMap((span) => span.struck ?? []));
      if (spans.some((span) => span.struck === undefined) || struck.size === 0) return [name, name];
      return [name, `${name}: ${struck.size > 1 ? formatCount(struck.size) + " workers" : [...struck][0]}`];
    }),
  );
}

type Times = Pick<Scenario, "recovery" | "stopAtMs" | "operations">;

function otherTimes({ recovery, stopAtMs, operations = [] }: Times): readonly BareSpan[] {
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
