import { stepAt } from "./chart.js";
import { countText, durationText, momentText, percentText, rankIn, tickText, timeStep, valueText } from "./figure.js";
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
        return { name, text: `${name} (${countText(last)})`, paint: lineSwatch(color, type === "solid" ? [] : type) };
      }),
    tip: (x, _y, { hidden }) => {
      const n = Math.round(x);
      const here = nth.filter(({ name }) => !hidden.has(name)).flatMap(({ name, points }) => {
        if (points.at(-1)[0] < n) return [];
        return [[name, points[rankIn(points, n, ([at]) => at) - 1]?.[1]]];
      }).filter(([, at]) => at !== undefined);
      const line = ([name, at]) => `${name.length > 40 ? `${name.slice(0, 39)}…` : name}: after ${durationText(at)}`;
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
  let chosen = distributions[first];
  const picture = {
    height: () => 220,
    redrawsWhole: true,
    choose: (index) => {
      chosen = distributions[Number(index)];
      picture.unit = chosen.unit;
      picture.extent = extentOf(chosen);
      onChoice(chosen);
    },
    option: ({ theme }) => ({
      grid: { top: 26 },
      yAxis: {
        type: "value",
        min: 0,
        max: 100,
        interval: 25,
        name: chosen.of === "run" ? "share of runs" : "share of times",
        nameTextStyle: { color: theme.soft, align: "left" },
        nameGap: 8,
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
          ...chosen.points.map(([value, share]) => [value, share * 100]),
          [picture.extent[1], 100],
        ],
        lineStyle: { color: theme.accent, width: 2 },
        areaStyle: { color: theme.accent, opacity: 0.12 },
      }],
    }),
    tip: (x) => {
      const share = stepAt(chosen.points, x) ?? 0;
      const noun = chosen.of === "run" ? "runs" : "times";
      return [`${percentText(share * 100)} of ${noun}`, `at most ${valueText(x, chosen.unit)}`];
    },
  };
  picture.unit = chosen.unit;
  picture.extent = extentOf(chosen);
  return picture;
}

/** From the least to the greatest value, with a little room; from 0 for what could be far less. */
function extentOf({ points, unit }) {
  const least = points[0][0];
  const most = points.at(-1)[0];
  if (unit === "percent") {
    const span = Math.max(1e-6, 100 - least);
    return [Math.max(0, least - span * 0.05), Math.max(most, 100)];
  }
  return [0, most === 0 ? 1 : most * 1.04];
}
