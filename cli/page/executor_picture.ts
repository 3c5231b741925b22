import type { ExecutorEvent } from "../../src/telemetry/simulated/executor_event.ts";
import { executorCastOf } from "../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorMetrics } from "../../src/telemetry/simulated/executor_metrics.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { ExecutorSimulationResult } from "../../src/telemetry/simulated/simulate_executor.ts";
import { formatCount, formatShare } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import { executorFaultSpans } from "./fault_spans.ts";
import type { ExecutorPicture, Lane, LaneMark, LaneSpan, PageTable } from "./page_data.ts";
import { thinnedMarks, thinnedPoints, ticksOf } from "./thinning.ts";

const heldSlices = 1_500;
const mostTicks = 4_000;
const markSlices = 1_000;
const statuses = ["success", "error", "timed-out", "cancelled"] as const;

/** What is drawn of a run of an executor. */
export function executorPicture(
  result: ExecutorSimulationResult,
  scenario: ExecutorScenario,
  caption: string,
): ExecutorPicture {
  const { events } = result;
  const endMs = result.endedAtMs > 0 ? result.endedAtMs : result.horizonMs;
  const changes = result.held.map(({ atMs, held }) => [atMs, held] as const);
  const last = changes.at(-1)?.[1] ?? 0;
  const points = [...thinnedPoints(changes, heldSlices), [endMs, last] as const];
  const timesOf = (is: (event: ExecutorEvent) => boolean) => events.filter(is).map(({ atMs }) => atMs);
  const executions = statuses.map((status) => ({
    status,
    ...ticksOf(timesOf((event) => event.type === "executed" && event.status === status), endMs, mostTicks),
  })).filter(({ ticks }) => ticks.length > 0);
  const widthMs = Math.max(0, ...executions.map((each) => each.widthMs));
  return {
    kind: "executor",
    caption,
    endMs,
    faults: executorFaultSpans(scenario, endMs),
    lanes: lanesOf(events, endMs),
    held: { name: "records held", points },
    capacity: executorCastOf(scenario).executor.capacity,
    executions: executions.map(({ status, ticks }) => ({ status, ticks })),
    ticksWidthMs: widthMs,
    figures: figuresTable(result.metrics),
    thinned: [
      ...(points.length < changes.length
        ? [
          `Records held: ${formatCount(changes.length)} changes are drawn as ${
            formatCount(points.length)
          }, which keep the highest and the lowest.`,
        ]
        : []),
      ...(widthMs === 0 ? [] : [`Executions: counted in steps of ${formatDuration(widthMs)}.`]),
    ],
  };
}

/** What the executor did, when calls of its store failed, when records were lost. */
function lanesOf(events: readonly ExecutorEvent[], endMs: number): readonly Lane[] {
  const marks: Record<"failed calls" | "records lost", LaneMark[]> = { "failed calls": [], "records lost": [] };
  const spans: LaneSpan[] = [];
  let phase: LaneSpan["phase"] = "idle";
  let fromMs = 0;
  const change = (atMs: number, to: LaneSpan["phase"]) => {
    if (atMs > fromMs) spans.push({ phase, fromMs, toMs: atMs });
    [phase, fromMs] = [to, atMs];
  };
  for (const event of events) {
    const { atMs } = event;
    if (event.type === "started") change(atMs, "up");
    if (event.type === "stopping") change(atMs, "stopping");
    if (event.type === "stopped") change(atMs, "done");
    if (event.type === "attempt-failed") {
      const text = event.why === "failed" ? "the call failed" : "no answer in time";
      marks["failed calls"].push({ kind: "crash", atMs, count: 1, text });
    }
    if (event.type === "dropped") {
      marks["records lost"].push({ kind: "lost", atMs, count: event.count, text: event.cause });
    }
  }
  change(endMs, phase);
  return [
    { name: "executor", spans, marks: [], availability: null },
    ...Object.entries(marks).filter(([, of]) => of.length > 0).map(([name, of]) => ({
      name,
      spans: [],
      marks: thinnedMarks(of, endMs, markSlices),
      availability: null,
    })),
  ];
}

function figuresTable(metrics: ExecutorMetrics): PageTable {
  const time = (ms: number | null) => ms === null ? "–" : formatDuration(ms);
  return {
    head: ["figure", "value"],
    rows: [
      ["executions", formatCount(metrics.executions)],
      ...Object.entries(metrics.statuses).map(([status, count]) => [status, formatCount(count)]),
      ["stored", formatCount(metrics.stored)],
      ["share stored", metrics.storedShare === null ? "–" : formatShare(metrics.storedShare)],
      ["lost", formatCount(metrics.lost)],
      ["most held at once", formatCount(metrics.mostHeld)],
      ["calls of the store", formatCount(metrics.attempts)],
      ["failed calls", formatCount(metrics.failedAttempts)],
      ["longest wait", time(metrics.longestWaitMs)],
      ["longest outage", time(metrics.longestOutageMs)],
      ["worst recovery", time(metrics.worstRecoveryMs)],
      ["stop took", time(metrics.stopMs)],
    ],
    more: 0,
  };
}
