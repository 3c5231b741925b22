import { timeLeft } from "./lanes.js";
import { faultsAt, stepAt } from "./chart.js";
import { axisText, countStep, countText, durationText, momentText } from "./figure.js";
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

/** The times of faults as shades, named where the names have room. */
export function faultAreas(faults, { theme, width, from, to }) {
  const spans = faults.filter(({ isFault, fromMs, toMs }) => isFault && toMs > fromMs && toMs > from && fromMs < to);
  if (spans.length > 80) return undefined;
  const scale = (width - 60) / (to - from);
  let free = -Infinity;
  return {
    silent: true,
    itemStyle: { color: theme.fault, opacity: 0.1 },
    data: spans.map(({ name, fromMs, toMs }) => {
      const short = name.length > 24 ? `${name.slice(0, 23)}…` : name;
      const left = (Math.max(fromMs, from) - from) * scale;
      const room = left >= free && left + short.length * 7 < width - 60;
      if (room) free = left + short.length * 7 + 8;
      const label = {
        show: room,
        position: "insideTopLeft",
        distance: 4,
        align: "left",
        color: theme.fault,
        fontSize: 11,
        formatter: () => short,
      };
      return [{ xAxis: fromMs, label }, { xAxis: toMs }];
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
        yAxis: countAxis(theme, roofOver(most * 1.05, faults), "restarts counted"),
        series: [{
          type: "line",
          step: "end",
          showSymbol: false,
          silent: true,
          data: points,
          lineStyle: { color: theme.accent, width: 1.8 },
          itemStyle: { color: theme.accent },
          areaStyle: { color: theme.accent, opacity: 0.14 },
          markArea: faultAreas(faults, look),
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
      ...faultLines(faults, x, near),
    ],
  };
}

function sliceText(slice) {
  return slice === 1_000 ? "per second" : `per ${durationText(slice)}`;
}

/** Restarts of all workers together, in each slice of time. */
export function restartsPicture(run) {
  const { restarts, restartsWidthMs, storm, faults, endMs } = run;
  let last;
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    left: timeLeft(run),
    redraws: true,
    height: () => 230,
    option: (look) => {
      const { theme, from, to } = look;
      last = new Slices(restarts, look, endMs, Math.max(1_000, restartsWidthMs));
      const most = Math.max(1, ...last.counts);
      const isShown = storm !== undefined && storm.atMs >= from && storm.atMs <= to;
      const share = isShown ? (storm.atMs - from) / (to - from) : 0;
      return {
        grid: { top: 48 },
        // The storm's label stands between the name and the plot.
        yAxis: countAxis(theme, roofOver(most, faults), `restarts ${sliceText(last.slice)}`, 24),
        series: [{
          type: "line",
          step: "end",
          showSymbol: false,
          silent: true,
          data: last.points(),
          lineStyle: { color: theme.accent, width: 1 },
          areaStyle: { color: theme.accent, opacity: 0.55 },
          markArea: faultAreas(faults, look),
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
                formatter: () => `storm peak: ${countText(storm.restarts)} in 1 s at ${durationText(storm.atMs)}`,
              },
              data: [{ xAxis: storm.atMs }],
            }
            : undefined,
        }],
      };
    },
    tip: (x, _y, { near }) => {
      const { fromMs, toMs, count } = last.at(x);
      return [
        `${momentText(fromMs)} to ${momentText(toMs)}`,
        `${countText(count)} ${count === 1 ? "restart" : "restarts"}`,
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
