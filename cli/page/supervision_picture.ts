import type { SupervisionEvent } from "../../src/core/event.ts";
import { castOf } from "../../src/simulation/cast.ts";
import type { WorkerMetrics } from "../../src/simulation/metrics.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { timeline } from "../../src/simulation/timeline.ts";
import { formatCount, formatHeadroom, formatShare } from "../report/figure.ts";
import { laneMoments } from "../report/lane_cells.ts";
import { formatDuration } from "../scenario/duration.ts";
import { budgetLines } from "./budget_line.ts";
import { faultSpans } from "./fault_spans.ts";
import { laterStarts } from "./later_starts.ts";
import type { Lane, LaneMark, Line, PageTable, SupervisionPicture } from "./page_data.ts";
import { pageText } from "./page_text.ts";
import { pictureEnd } from "./picture_end.ts";
import { thinnedList, thinnedMarks, thinnedSpans } from "./thinning.ts";

const mostLanes = 200;
const mostSpans = 40_000;
const mostMarks = 8_000;
const mostLines = 12;
const mostPoints = 1_000;
const mostRows = 200;

/** What is drawn of a run of a supervision. */
export function supervisionPicture(result: SimulationResult, scenario: Scenario, caption: string): SupervisionPicture {
  const { workers, events, metrics } = result;
  const endMs = pictureEnd(result);
  const lanes = lanesOf(result, endMs);
  const budgets = budgetLines(castOf(scenario).members, events, endMs);
  const { starts, widthMs } = laterStarts(workers, events, endMs);
  const nth = nthRestarts(workers, events);
  const { stormPeak, stormPeakAtMs } = metrics.group;
  return {
    kind: "supervision",
    caption,
    endMs,
    faults: faultSpans(scenario, endMs),
    lanes: lanes.lanes,
    budgets: budgets.lines,
    restarts: metrics.group.restarts,
    starts,
    startsWidthMs: widthMs,
    storm: stormPeakAtMs === null || stormPeak < 2 ? undefined : { atMs: stormPeakAtMs, starts: stormPeak },
    nth: nth.lines,
    figures: figuresTable(metrics.workers),
    thinned: [
      ...lanes.thinned,
      ...budgets.thinned,
      ...(widthMs === 0 ? [] : [`Restarts: counted in steps of ${formatDuration(widthMs)}.`]),
      ...nth.thinned,
    ],
  };
}

function lanesOf(
  { workers, events, metrics }: SimulationResult,
  endMs: number,
): { readonly lanes: readonly Lane[]; readonly thinned: readonly string[] } {
  const availability = new Map(metrics.workers.map((each) => [each.worker, each.availability]));
  const worst = [...workers].sort((one, other) => (availability.get(one) ?? 1) - (availability.get(other) ?? 1));
  const kept = new Set(worst.slice(0, mostLanes));
  const names = workers.filter((name) => kept.has(name));
  // What becomes of a worker can be told by the events of its group, so that none may be left out.
  const stretches = timeline(workers, events, endMs);
  const moments = laneMoments(events);
  const texts = markTexts(events);
  const slices = Math.min(2_000, Math.max(200, Math.floor(mostSpans / Math.max(1, names.length))));
  const markSlices = Math.min(1_000, Math.max(40, Math.floor(mostMarks / Math.max(1, names.length))));
  let whole = 0;
  let drawn = 0;
  const lanes = names.map((name): Lane => {
    const spans = stretches.get(name)!;
    const { crashes, losses } = moments.get(name) ?? { crashes: [], losses: [] };
    const marks = [
      ...crashes.map((atMs): LaneMark => ({
        kind: "crash",
        atMs,
        count: 1,
        text: texts.get(`crash ${atMs} ${name}`) ?? "",
      })),
      ...losses.map((atMs): LaneMark => ({
        kind: "lost",
        atMs,
        count: 1,
        text: texts.get(`lost ${atMs} ${name}`) ?? "",
      })),
    ].sort((one, other) => one.atMs - other.atMs);
    const lane = {
      name: pageText(name),
      spans: thinnedSpans(spans, endMs, slices),
      marks: thinnedMarks(marks, endMs, markSlices),
      availability: availability.get(name) ?? null,
    };
    whole += spans.length + marks.length;
    drawn += lane.spans.length + lane.marks.length;
    return lane;
  });
  return {
    lanes,
    thinned: [
      ...(names.length < workers.length
        ? [`Lanes: those of the ${mostLanes} workers of ${formatCount(workers.length)} that were up least.`]
        : []),
      ...(drawn < whole
        ? [
          `Lanes: ${formatCount(whole)} stretches and marks are drawn as ${
            formatCount(drawn)
          }; what was shorter than ` +
          `${formatDuration(endMs / slices)} is put together, and shows the share that was up.`,
        ]
        : []),
    ],
  };
}

function markTexts(events: readonly SupervisionEvent[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const told = (error: { readonly name: string; readonly message: string } | undefined) =>
    error === undefined ? "" : pageText(error.message === "" ? error.name : `${error.name}: ${error.message}`);
  for (const event of events) {
    if (event.type === "crashed") texts.set(`crash ${event.atMs} ${event.worker}`, told(event.error));
    if (event.type === "abandoned") texts.set(`lost ${event.atMs} ${event.worker}`, "abandoned");
    if (event.type === "gave-up" || event.type === "escalated") {
      const what = event.type === "gave-up" ? "given up" : "failed its group";
      texts.set(`lost ${event.atMs} ${event.worker}`, `${what} (${event.rule}) ${told(event.error)}`.trim());
    }
  }
  return texts;
}

/** When the restarts were decided that the figures count. */
function nthRestarts(
  workers: readonly string[],
  events: readonly SupervisionEvent[],
): { readonly lines: readonly Line[]; readonly thinned: readonly string[] } {
  const decided = new Map<string, number[]>(workers.map((worker) => [worker, []]));
  for (const event of events) {
    if (event.type === "restart-scheduled") decided.get(event.worker)?.push(event.atMs);
  }
  const restarted = [...decided].filter(([, times]) => times.length > 0).sort(([, one], [, other]) =>
    other.length - one.length
  );
  const lines = restarted.slice(0, mostLines).map(([name, times]) => ({
    name: pageText(name),
    points: thinnedList(times.map((atMs, index) => [index + 1, atMs] as const), mostPoints),
  }));
  return {
    lines,
    thinned: [
      ...(restarted.length > mostLines
        ? [`n-th restart: the ${mostLines} of ${formatCount(restarted.length)} workers that were restarted most.`]
        : []),
      ...(lines.some(({ points }, index) => points.length < restarted[index]![1].length)
        ? [`n-th restart: ${formatCount(mostPoints)} points of each line.`]
        : []),
    ],
  };
}

function figuresTable(workers: readonly WorkerMetrics[]): PageTable {
  const worst = [...workers].sort((one, other) => (one.availability ?? 1) - (other.availability ?? 1)).slice(
    0,
    mostRows,
  );
  const orNone = (value: number | null, show: (value: number) => string) => value === null ? "–" : show(value);
  return {
    head: [
      "worker",
      "availability",
      "restarts",
      "crashes",
      "cooldowns",
      "give-ups",
      "mean recovery",
      "worst recovery",
      "headroom",
    ],
    rows: worst.map((each) => [
      pageText(each.worker),
      orNone(each.availability, formatShare),
      formatCount(each.restarts),
      formatCount(each.crashes),
      formatCount(each.cooldowns),
      formatCount(each.giveUps),
      orNone(each.meanRecoveryMs, formatDuration),
      orNone(each.worstRecoveryMs, formatDuration),
      formatHeadroom(each.budgetHeadroom).replace(/^-$/, "–"),
    ]),
    more: workers.length - worst.length,
  };
}
