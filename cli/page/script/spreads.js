import { stepAt } from "./chart.js";
import {
  countText,
  cutMiddle,
  durationText,
  momentText,
  percentText,
  rankIn,
  tickText,
  timeStep,
  valueText,
} from "./figure.js";
import { scaleOfSpread } from "./log_scale.js";
import { lineSwatch } from "./times.js";

const dashes = ["solid", [6, 3], [2, 2], [9, 3, 2, 3]];

/** When each worker's n-th restart was. */
export function nthPicture({ nth }) {
  const most = nth.reduce((most, { points }) => Math.max(most, points.at(-1)[0]), 2);
  const styleOf = (theme, index) => ({
    color: theme.lines[index % theme.lines.length],
    type: dashes[Math.floor(index / theme.lines.length) % dashes.length],
  });
  return {
    extent: [1, most],
    unit: "count",
    least: 2,
    axis: "n-th restart",
    height: () => 290,
    option: ({ theme, hidden }) => {
      const shown = nth.map((line, index) => ({ ...line, ...styleOf(theme, index) })).filter(({ name }) =>
        !hidden.has(name)
      );
      const latest = shown.reduce((latest, { points }) => Math.max(latest, points.at(-1)[1]), 1);
      const interval = timeStep(latest, 5);
      return {
        grid: { top: 30, bottom: 32 },
        yAxis: {
          type: "value",
          min: 0,
          max: Math.ceil(latest / interval) * interval,
          interval,
          name: "elapsed time",
          nameTextStyle: { color: theme.soft, align: "left" },
          nameGap: 8,
          axisLabel: { color: theme.soft, formatter: (ms) => tickText(ms, interval) },
          splitLine: { lineStyle: { color: theme.grid } },
        },
        series: shown.map(({ points, color, type }) => ({
          type: "line",
          silent: true,
          showSymbol: points.length <= 60,
          symbol: "circle",
          symbolSize: 5,
          data: points,
          lineStyle: { color, type, width: 1.8 },
          itemStyle: { color },
        })),
      };
    },
    legend: ({ theme }) =>
      nth.map(({ name, points }, index) => {
        const { color, type } = styleOf(theme, index);
        const last = points.at(-1)[0];
        return {
          name,
          text: `${cutMiddle(name, 30)} (${countText(last)})`,
          title: `${name} (${countText(last)})`,
          paint: lineSwatch(color, type === "solid" ? [] : type),
        };
      }),
    tip: (x, _y, { hidden }) => {
      const n = Math.round(x);
      const here = nth.filter(({ name }) => !hidden.has(name)).flatMap(({ name, points }) => {
        if (points.at(-1)[0] < n) return [];
        return [[name, points[rankIn(points, n, ([at]) => at) - 1]?.[1]]];
      }).filter(([, at]) => at !== undefined);
      const line = ([name, at]) => `${cutMiddle(name, 40)}: after ${durationText(at)}`;
      return here.length === 0 ? undefined : [`Restart ${countText(n)}`, ...here.map(line)];
    },
  };
}

/** The share up over time: the middle run, and where the middle half and nine of ten lie. */
export function fanPicture({ fan, horizonMs }) {
  const lowest = fan.reduce((lowest, { p5 }) => Math.min(lowest, p5), 1);
  const floor = lowest > 0.5 ? Math.max(0, Math.floor((lowest - 0.05) * 10) / 10) : 0;
  // A flat piece at each end, so that the first and the last part reach the ends of the axis.
  const places = [{ ...fan[0], atMs: 0 }, ...fan, { ...fan.at(-1), atMs: horizonMs }];
  const line = (of) => places.map((each) => [each.atMs, of(each) * 100]);
  return {
    extent: [0, horizonMs],
    unit: "time",
    group: "seeds",
    height: () => 260,
    option: ({ theme, hidden }) => {
      const band = (name, low, high, opacity) =>
        hidden.has(name) ? [] : [
          { type: "line", stack: name, silent: true, showSymbol: false, data: line(low), lineStyle: { opacity: 0 } },
          {
            type: "line",
            stack: name,
            stackStrategy: "all",
            silent: true,
            showSymbol: false,
            data: line((each) => high(each) - low(each)),
            lineStyle: { opacity: 0 },
            areaStyle: { color: theme.accent, opacity },
          },
        ];
      return {
        grid: { top: 30 },
        yAxis: {
          type: "value",
          min: floor * 100,
          max: 100,
          name: floor > 0 ? `up (from ${percentText(floor * 100)})` : "up",
          nameTextStyle: { color: theme.soft, align: "left" },
          nameGap: 8,
          axisLabel: { color: theme.soft, formatter: "{value}%" },
          splitLine: { lineStyle: { color: theme.grid } },
        },
        series: [
          ...band("p5", ({ p5 }) => p5, ({ p95 }) => p95, 0.2),
          ...band("p25", ({ p25 }) => p25, ({ p75 }) => p75, 0.3),
          ...(hidden.has("p50") ? [] : [{
            type: "line",
            silent: true,
            showSymbol: false,
            data: line(({ p50 }) => p50),
            lineStyle: { color: theme.ink, width: 2 },
          }]),
        ],
      };
    },
    legend: ({ theme }) => {
      const area = (opacity) => (ink, width, height) => {
        ink.globalAlpha = opacity;
        ink.fillStyle = theme.accent;
        ink.fillRect(0, 0, width, height);
      };
      return [
        { name: "p50", text: "median run", paint: lineSwatch(theme.ink) },
        { name: "p25", text: "middle half of the runs", paint: area(0.55) },
        { name: "p5", text: "5th to 95th percentile", paint: area(0.25) },
      ];
    },
    tip: (x) => {
      const part = fan[Math.min(fan.length - 1, Math.max(0, Math.floor(x / horizonMs * fan.length)))];
      const text = (share) => percentText(share * 100);
      return [
        momentText(x),
        `median ${text(part.p50)} up`,
        `middle half ${text(part.p25)} to ${text(part.p75)}`,
        `5th to 95th percentile ${text(part.p5)} to ${text(part.p95)}`,
      ];
    },
  };
}

/** How a figure is spread: which share of its values is at most so great. */
export function spreadPicture(distributions, first, onChoice) {
  let chosen;
  const place = (value) => picture.scale === undefined ? value : picture.scale.place(value);
  const picture = {
    height: () => 250,
    redrawsWhole: true,
    choose: (index) => {
      take(Number(index));
      onChoice(chosen);
    },
    option: (look) => {
      const { theme } = look;
      const rows = chosen.limits.length;
      return {
        grid: { top: 26 + 16 * rows, bottom: picture.axis === undefined ? 2 : 32 },
        yAxis: {
          type: "value",
          min: 0,
          max: 100,
          interval: 25,
          name: chosen.of === "run" ? "share of runs" : "share of times",
          nameTextStyle: { color: theme.soft, align: "left" },
          // The labels of the limits stand between the name and the plot.
          nameGap: 8 + 16 * rows,
          axisLabel: { color: theme.soft, formatter: "{value}%" },
          splitLine: { lineStyle: { color: theme.grid } },
        },
        series: [{
          type: "line",
          step: "end",
          silent: true,
          showSymbol: false,
          data: [
            [picture.extent[0], 0],
            ...chosen.points.map(([value, share]) => [place(value), share * 100]),
            [picture.extent[1], 100],
          ],
          lineStyle: { color: theme.accent, width: 2 },
          areaStyle: { color: theme.accent, opacity: 0.12 },
          markLine: limitLines(chosen.limits, place, look),
        }],
      };
    },
    tip: (x) => {
      const value = picture.scale === undefined ? x : picture.scale.time(x);
      const share = stepAt(chosen.points, value) ?? 0;
      const noun = chosen.of === "run" ? "runs" : "times";
      return [`${percentText(share * 100)} of ${noun}`, `at most ${valueText(value, chosen.unit)}`];
    },
  };
  const take = (index) => {
    chosen = distributions[index];
    picture.unit = chosen.unit;
    picture.scale = scaleOfSpread(chosen);
    picture.extent = picture.scale?.extent ?? extentOf(chosen);
    picture.axis = picture.scale && "logarithmic axis";
  };
  take(first);
  return picture;
}

/** What is expected, as lines with their words above them; what is beyond the axis has an arrow that says so. */
function limitLines(limits, place, { theme, width, from, to }) {
  return {
    silent: true,
    symbol: "none",
    data: limits.map(({ text, value, held }, row) => {
      const at = place(value);
      const share = (at - from) / (to - from);
      const color = held ? theme.held : theme.failed;
      const words = `${held ? "✓" : "✕"} ${cutMiddle(text, Math.max(12, Math.floor((width - 90) / 7)))}`;
      return {
        xAxis: Math.min(Math.max(at, from), to),
        lineStyle: { color, type: "dashed", width: 1.5, opacity: share < 0 || share > 1 ? 0 : 1 },
        label: {
          position: "end",
          distance: 4 + 16 * row,
          align: share > 0.66 ? "right" : share < 0.33 ? "left" : "center",
          color,
          fontSize: 11,
          formatter: () => share > 1 ? `${words} →` : share < 0 ? `← ${words}` : words,
        },
      };
    }),
  };
}

/** From the least to the greatest value and limit, with a little room; from 0 for what could be far less. Limits far away are left out. */
function extentOf({ points, unit, limits }) {
  const values = points.map(([value]) => value);
  const widest = 4 * Math.max(unit === "percent" ? 100 - values[0] : values.at(-1), 1);
  const near = limits.map(({ value }) => value).filter((value) =>
    unit === "percent" ? 100 - value <= widest : value <= widest
  );
  const least = Math.min(values[0], ...near);
  const most = Math.max(values.at(-1), ...near);
  if (unit === "percent") {
    const span = Math.max(1e-6, 100 - least);
    return [Math.max(0, least - span * 0.05), Math.max(most, 100)];
  }
  return [0, most === 0 ? 1 : most * 1.04];
}
