import { timeLeft } from "./lanes.js";
import { faultsAt, stepAt } from "./chart.js";
import { namedBands } from "./band_names.js";
import { axisText, countStep, countText, cutMiddle, durationText, momentText } from "./figure.js";
import { Slices } from "./slices.js";

/** How far apart the numbers of a vertical axis stand; whole numbers only. */
export function countAxis(theme, most, name, gap = 8) {
  const interval = countStep(Math.max(1, most), 4, 1);
  return {
    type: "value",
    min: 0,
    max: Math.max(1, Math.ceil(most / interval)) * interval,
    interval,
    name,
    nameLocation: "end",
    nameGap: gap,
    nameTextStyle: { color: theme.soft, align: "left" },
    axisLabel: { color: theme.soft, formatter: axisText },
    splitLine: { lineStyle: { color: theme.grid } },
  };
}

/** The greatest value of a vertical axis that leaves room above its line for the names of the faults. */
function roofOver(most, faults) {
  return faults.some(({ isFault, fromMs, toMs }) => isFault && toMs > fromMs) ? most * 1.25 : most;
}

/** The times of faults as shades, named where the name can be of no other one. `taken` are places of which names keep clear. */
export function faultAreas(faults, { theme, width, left = 40, from, to }, taken = []) {
  const spans = faults.filter(({ isFault, fromMs, toMs }) => isFault && toMs > fromMs && toMs > from && fromMs < to);
  if (spans.length > 80) return undefined;
  const plot = width - left - 20;
  const place = (ms) => (Math.min(Math.max(ms, from), to) - from) / (to - from) * plot;
  const bands = spans.map(({ row, isOutage, fromMs, toMs }) => ({
    text: cutMiddle(row, 24),
    isOutage,
    left: place(fromMs),
    right: place(toMs),
  }));
  const named = namedBands(bands, plot, taken.map(place));
  return {
    silent: true,
    itemStyle: { color: theme.fault, opacity: 0.1 },
    data: spans.map(({ fromMs, toMs }, index) => {
      const label = {
        show: named.has(bands[index]),
        position: "insideTopLeft",
        distance: 4,
        align: "left",
        color: theme.fault,
        fontSize: 11,
        formatter: () => bands[index].text,
      };
      // What is too short to be seen is two pixels wide all the same.
      if (bands[index].right - bands[index].left >= 2) return [{ xAxis: fromMs, label }, { xAxis: toMs }];
      const end = Math.max(fromMs, from) + 2 / plot * (to - from);
      return [{ xAxis: fromMs, label, itemStyle: { opacity: 0.4 } }, { xAxis: end }];
    }),
  };
}

function faultLines(faults, x, near) {
  return faultsAt(faults, x, near).slice(0, 5).map(({ name, text }) => `${name}: ${text}`);
}

/** A swatch of a line. */
export function lineSwatch(colour, dash = []) {
  return (ink, width, height) => {
    ink.strokeStyle = colour;
    ink.lineWidth = 2.4;
    ink.setLineDash(dash);
    ink.beginPath();
    ink.moveTo(1, height / 2);
    ink.lineTo(width - 1, height / 2);
    ink.stroke();
  };
}

/** How much of a budget was used, against its limit. */
export function budgetPicture(run) {
  const { budgets, faults, endMs } = run;
  let chosen = budgets[0];
  const own = () => faults.filter(({ struck }) => struck === undefined || struck.has(chosen.name));
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    left: timeLeft(run),
    redraws: true,
    height: () => 220,
    choose: (index) => chosen = budgets[Number(index)],
    option: (look) => {
      const { theme } = look;
      const { points, limit } = chosen;
      const most = points.reduce((most, [, used]) => Math.max(most, used), limit);
      return {
        grid: { top: 30 },
        yAxis: countAxis(theme, roofOver(most * 1.05, own()), "restarts counted"),
        series: [{
          type: "line",
          step: "end",
          showSymbol: false,
          silent: true,
          data: points,
          lineStyle: { color: theme.accent, width: 1.8 },
          itemStyle: { color: theme.accent },
          areaStyle: { color: theme.accent, opacity: 0.14 },
          markArea: faultAreas(own(), look),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: theme.failed, type: "dashed", width: 1.5 },
            label: { position: "insideEndTop", color: theme.failed, formatter: () => `limit ${countText(limit)}` },
            data: [{ yAxis: limit }],
          },
        }],
      };
    },
    tip: (x, _y, { near }) => [
      momentText(x),
      `${countText(stepAt(chosen.points, x) ?? 0)} of ${countText(chosen.limit)} restarts used`,
      ...faultLines(own(), x, near),
    ],
  };
}

function sliceText(slice) {
  return slice === 1_000 ? "per second" : `per ${durationText(slice)}`;
}

const startNames = {
  restart: "restarts",
  cooldown: "starts after a cooldown",
  group: "starts with the group",
  manual: "starts by hand",
};
const startColours = { cooldown: 0, group: 6, manual: 2 };

function startColour(kind, { accent, lines }) {
  return kind === "restart" ? accent : lines[startColours[kind]];
}

function stormText({ starts, atMs }, width) {
  const peak = `storm peak: ${countText(starts)} starts in 1 s`;
  return width < 560 ? peak : `${peak} at ${durationText(atMs)}`;
}

/** Restarts of all workers together, and the other starts on top of them, in each slice of time. */
export function restartsPicture(run) {
  const { starts, startsWidthMs, storm, faults, endMs } = run;
  let layers = [];
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    left: timeLeft(run),
    redraws: true,
    height: () => 230,
    option: (look) => {
      const { theme, from, to, hidden } = look;
      const shown = starts.filter(({ kind }) => !hidden.has(kind));
      // Each layer counts those below it too.
      layers = shown.map(({ kind }, index) => {
        const ticks = shown.slice(0, index + 1).flatMap((each) => each.ticks).sort(([one], [other]) => one - other);
        return { kind, slices: new Slices(ticks, look, endMs, Math.max(1_000, startsWidthMs)) };
      });
      const top = layers.at(-1)?.slices;
      const most = Math.max(1, ...(top?.counts ?? []));
      const isShown = storm !== undefined && storm.atMs >= from && storm.atMs <= to;
      const share = isShown ? (storm.atMs - from) / (to - from) : 0;
      const noun = shown.every(({ kind }) => kind === "restart") ? "restarts" : "starts";
      const decorations = {
        markArea: faultAreas(faults, look, isShown ? [storm.atMs] : []),
        markLine: isShown
          ? {
            silent: true,
            symbol: ["none", "arrow"],
            symbolSize: 7,
            lineStyle: { color: theme.ink, type: "solid", width: 1.2 },
            label: {
              position: "end",
              align: share > 0.75 ? "right" : share < 0.25 ? "left" : "center",
              color: theme.ink,
              fontWeight: "bold",
              formatter: () => stormText(storm, look.width),
            },
            data: [{ xAxis: storm.atMs }],
          }
          : undefined,
      };
      return {
        grid: { top: 48 },
        // The storm's label stands between the name and the plot.
        yAxis: countAxis(
          theme,
          roofOver(most, faults),
          top === undefined ? noun : `${noun} ${sliceText(top.slice)}`,
          24,
        ),
        series: layers.toReversed().map(({ kind, slices }, index) => {
          const color = startColour(kind, theme);
          return {
            type: "line",
            step: "end",
            showSymbol: false,
            silent: true,
            data: slices.points(),
            lineStyle: { color, width: 1 },
            areaStyle: { color, opacity: 1 },
            ...(index === 0 ? decorations : {}),
          };
        }),
      };
    },
    // Where there are restarts alone, the axis says it.
    legend: ({ theme }) =>
      starts.every(({ kind }) => kind === "restart") ? [] : starts.map(({ kind, count }) => ({
        name: kind,
        text: `${startNames[kind]} (${countText(count)})`,
        paint: (ink, width, height) => {
          ink.fillStyle = startColour(kind, theme);
          ink.fillRect(0, 1, width, height - 2);
        },
      })),
    tip: (x, _y, { near }) => {
      if (layers.length === 0) return undefined;
      const { fromMs, toMs } = layers[0].slices.at(x);
      const counts = layers.map(({ slices }) => slices.at(x).count);
      return [
        `${momentText(fromMs)} to ${momentText(toMs)}`,
        ...layers.map(({ kind }, index) =>
          `${startNames[kind]}: ${countText(counts[index] - (counts[index - 1] ?? 0))}`
        ),
        ...faultLines(faults, x, near),
      ];
    },
  };
}

/** How many records were held. */
export function heldPicture(run) {
  const { held, capacity, faults, endMs } = run;
  const most = held.points.reduce((most, [, count]) => Math.max(most, count), 0);
  const showsLimit = capacity !== undefined && most >= capacity * 0.4;
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    left: timeLeft(run),
    redraws: true,
    height: () => 230,
    option: (look) => ({
      grid: { top: 30 },
      yAxis: countAxis(look.theme, roofOver(showsLimit ? capacity * 1.05 : most, faults), "records held"),
      series: [{
        type: "line",
        step: "end",
        showSymbol: false,
        silent: true,
        data: held.points,
        lineStyle: { color: look.theme.accent, width: 1.6 },
        areaStyle: { color: look.theme.accent, opacity: 0.2 },
        markArea: faultAreas(faults, look),
        markLine: showsLimit
          ? {
            silent: true,
            symbol: "none",
            lineStyle: { color: look.theme.failed, type: "dashed", width: 1.5 },
            label: {
              position: "insideEndTop",
              color: look.theme.failed,
              formatter: () => `capacity ${countText(capacity)}`,
            },
            data: [{ yAxis: capacity }],
          }
          : undefined,
      }],
    }),
    tip: (x, _y, { near }) => [
      momentText(x),
      `${countText(stepAt(held.points, x) ?? 0)} records held`,
      ...(capacity === undefined ? [] : [`capacity ${countText(capacity)}`]),
      ...faultLines(faults, x, near),
    ],
  };
}

const statusColours = { "success": 2, "error": 5, "timed-out": 0, "cancelled": 7 };
const statusDashes = { "success": [], "error": [5, 3], "timed-out": [2, 2], "cancelled": [8, 3, 2, 3] };

/** Executions by how they ended, in each slice of time. */
export function executionsPicture(run) {
  const { executions, ticksWidthMs, faults, endMs } = run;
  let shown = [];
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    left: timeLeft(run),
    redraws: true,
    height: () => 230,
    option: (look) => {
      const { theme, hidden } = look;
      shown = executions.filter(({ status }) => !hidden.has(status)).map(({ status, ticks }) => ({
        status,
        slices: new Slices(ticks, look, endMs, Math.max(1_000, ticksWidthMs)),
      }));
      const most = Math.max(1, ...shown.flatMap(({ slices }) => slices.counts));
      const slice = shown[0]?.slices.slice ?? 1_000;
      return {
        grid: { top: 30 },
        yAxis: countAxis(theme, roofOver(most, faults), `executions ${sliceText(slice)}`),
        series: shown.map((each, index) => ({
          type: "line",
          step: "end",
          showSymbol: false,
          silent: true,
          data: each.slices.points(),
          lineStyle: { color: theme.lines[statusColours[each.status]], width: 1.8, type: statusDashes[each.status] },
          areaStyle: { color: theme.lines[statusColours[each.status]], opacity: 0.08 },
          markArea: index === 0 ? faultAreas(faults, look) : undefined,
        })),
      };
    },
    legend: ({ theme }) =>
      executions.map(({ status, ticks }) => ({
        name: status,
        text: `${status} (${countText(ticks.reduce((sum, [, count]) => sum + count, 0))})`,
        paint: lineSwatch(theme.lines[statusColours[status]], statusDashes[status]),
      })),
    tip: (x, _y, { near }) => {
      if (shown.length === 0) return undefined;
      const { fromMs, toMs } = shown[0].slices.at(x);
      return [
        `${momentText(fromMs)} to ${momentText(toMs)}`,
        ...shown.map(({ status, slices }) => `${status}: ${countText(slices.at(x).count)}`),
        ...faultLines(faults, x, near),
      ];
    },
  };
}
