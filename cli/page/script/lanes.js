import { data } from "./data.js";
import { durationText, momentText, percentText, rankIn } from "./figure.js";
import { fitted } from "./label.js";
import { hatched } from "./theme.js";

const fewLanes = 24;
const firstPhases = ["up", "idle", "done"];
/** How wide a name may be that stands beside its lane. */
const nameWidth = 172;
/** What is drawn narrower than this has a flag instead of a bar. */
const leastBar = 3;

/** Who did what over time, below the faults by their names. */
export function lanesPicture(run) {
  const { faults, lanes, endMs, kind } = run;
  const faultRows = rowsOf(faults);
  let all = lanes.length <= fewLanes;
  const worst = new Set(
    [...lanes].sort((one, other) => (one.availability ?? 1) - (other.availability ?? 1)).slice(0, fewLanes),
  );
  const rows = () => [
    ...faultRows,
    ...(all ? lanes : lanes.filter((lane) => worst.has(lane))).map((lane) => ({ kind: "lane", name: lane.name, lane })),
  ];
  const pitch = (width) => isNarrow(width) ? 36 : rows().length > 60 ? 15 : 24;
  return {
    extent: [0, endMs],
    unit: "time",
    group: "time",
    height: (width) => rows().length * pitch(width) + 32,
    left: timeLeft(run),
    toggle: (on) => all = on,
    option: (look) => lanesOption(rows(), look, endMs, isNarrow(look.width), pitch(look.width)),
    legend: (look) => legendOf(lanes, faults, look, kind),
    tip: (x, y, look) => tipOf(rows()[Math.round(y)], x, look),
  };
}

/** Rows of what has the same name. */
function rowsOf(faults) {
  const byRow = Map.groupBy(faults, ({ row }) => row);
  return [...byRow].map(([name, spans]) => ({ kind: spans[0].isFault ? "fault" : "time", name, spans }));
}

function lanesOption(rows, look, endMs, narrow, pitch) {
  const { theme, hidden } = look;
  return {
    grid: {
      left: look.left,
      right: 20,
      top: 6,
      bottom: 26,
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
      // On a narrow page the name stands above the lane.
      axisLabel: {
        show: !narrow,
        interval: 0,
        margin: 10,
        fontSize: pitch < 20 ? 10 : 12,
        color: (_, index) => rows[index]?.kind === "lane" ? theme.ink : theme.soft,
        formatter: (name) => fitted(name, nameWidth, `${pitch < 20 ? 10 : 12}px ${theme.font}`),
      },
    },
    series: [
      {
        type: "custom",
        silent: true,
        clip: true,
        z: 1,
        encode: { x: [0, 1], y: 2 },
        data: [[0, endMs, 0]],
        renderItem: (params, api) => shades(rows, params, api, { theme, hidden, pitch }),
      },
      {
        type: "custom",
        silent: true,
        clip: false,
        z: 2,
        encode: { x: [0, 1], y: 2 },
        data: rows.map((_, index) => [0, endMs, index]),
        renderItem: (params, api) => row(rows[params.dataIndex], params, api, { theme, hidden, narrow, pitch }),
      },
    ],
  };
}

/** Where the time axis of all pictures of a run begins, so that their times stand below each other. */
export function timeLeft({ faults, lanes }) {
  const widest = [...faults, ...lanes].reduce((widest, { row, name }) => Math.max(widest, widthOf(row ?? name)), 0);
  return (width) => isNarrow(width) ? 46 : Math.min(190, Math.max(60, widest + 16));
}

function isNarrow(width) {
  return width < 560;
}

function widthOf(text) {
  let width = 0;
  for (const sign of text) width += sign.codePointAt(0) > 0x2e7f ? 13 : 7;
  return Math.min(width, nameWidth);
}

/** Shapes that belong together. Unless it is told the library leaves in the picture what was drawn before where nothing is drawn now. */
const group = { type: "group", $mergeChildren: false };

/** From a time to a place. */
function scaleOf({ coordSys: { x, width } }, api) {
  const [zero] = api.coord([0, 0]);
  const [one] = api.coord([1e6, 0]);
  const slope = (one - zero) / 1e6;
  return { x: (ms) => zero + ms * slope, firstMs: (x - zero) / slope, left: x, right: x + width };
}

/** Light bands over the lanes that a fault strikes while it lasts, where these are few enough to mean something. */
function shades(rows, params, api, { theme, hidden, pitch }) {
  const scale = scaleOf(params, api);
  const { y, height } = params.coordSys;
  const spans = hidden.has("fault") ? [] : rows.flatMap(({ kind, spans }) => kind === "fault" ? spans : []);
  const lasting = spans.length > 80 ? [] : spans.filter(({ fromMs, toMs }) => toMs > fromMs);
  const bands = lasting.flatMap(({ fromMs, toMs, struck }) => {
    const left = Math.max(scale.left, scale.x(fromMs));
    const right = Math.min(scale.right, scale.x(toMs));
    const width = Math.max(0, right - left);
    if (struck === undefined) return [{ type: "rect", shape: { x: left, y, width, height } }];
    return runsOf(rows, struck).map(([first, last]) => {
      const top = api.coord([0, first])[1] - pitch / 2;
      return { type: "rect", shape: { x: left, y: top, width, height: (last - first + 1) * pitch } };
    });
  });
  return {
    ...group,
    children: bands.map((band) => ({ ...band, style: { fill: theme.fault, opacity: 0.07 } })),
  };
}

/** The numbers of the first and the last of rows that follow each other and are of workers that are struck. */
function runsOf(rows, struck) {
  const runs = [];
  for (const [index, { kind, name }] of rows.entries()) {
    if (kind !== "lane" || !struck.has(name)) continue;
    if (runs.at(-1)?.[1] === index - 1) runs.at(-1)[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

function row(of, params, api, look) {
  const scale = scaleOf(params, api);
  const [, middle] = api.coord([0, api.value(2)]);
  const centre = look.narrow ? middle + 8 : middle;
  const height = look.narrow ? 14 : Math.max(8, Math.min(16, look.pitch - 6));
  const children = of.kind === "lane"
    ? laneShapes(of.lane, scale, centre, height, look)
    : spanShapes(of, scale, centre, look);
  if (look.narrow) children.push(nameShape(of, scale, middle - 8, look.theme));
  return { ...group, children };
}

function nameShape({ name, kind }, scale, y, theme) {
  const width = scale.right - 2;
  const fill = kind === "lane" ? theme.ink : theme.soft;
  const font = `11px ${theme.font}`;
  return {
    type: "text",
    x: 2,
    y,
    style: { text: fitted(name, width, font), font, fill, verticalAlign: "middle" },
  };
}

function spanShapes({ spans, kind }, scale, centre, { theme, hidden }) {
  const colour = kind === "fault" ? theme.fault : theme.soft;
  let bars = "";
  let flags = "";
  let last = -9;
  for (const { fromMs, toMs } of spans) {
    const left = scale.x(fromMs);
    const right = scale.x(toMs);
    if (right < scale.left || left > scale.right) continue;
    if (right - left >= leastBar) {
      bars += rectPath(Math.max(left, scale.left), centre - 5, Math.min(right, scale.right), 10);
    } else if (left - last >= 3) {
      flags += `M${flagPoints(left, centre).map((point) => point.join(" ")).join("L")}Z`;
      last = left;
    }
  }
  const isFault = kind === "fault";
  return [
    hidden.has(kind) ? undefined : path(bars, isFault ? hatched("fault", colour, theme) : colour, isFault ? 1 : 0.45),
    hidden.has(isFault ? "flag" : kind) ? undefined : path(flags, colour, 1, theme.card),
  ].filter((shape) => shape !== undefined);
}

/** A flag whose pole stands at its time: no other mark has this form. */
function flagPoints(x, centre) {
  return [[-0.9, 7], [-0.9, -7], [0.9, -7], [8, -3], [0.9, 1], [0.9, 7]].map(([right, down]) => [
    x + right,
    centre + down,
  ]);
}

function laneShapes({ spans, marks }, scale, centre, height, look) {
  const { theme, hidden } = look;
  const paths = {};
  const ends = {};
  const add = (phase, fromX, toX, part, bottom) => {
    if (hidden.has(phase)) return;
    // What is too short to be seen is a pixel wide all the same.
    const least = firstPhases.includes(phase) ? 0 : 1.5;
    const left = Math.max(fromX, scale.left);
    const right = Math.min(Math.max(toX, fromX + least), scale.right);
    if (right <= left || right <= (ends[phase] ?? -1) + 0.2) return;
    ends[phase] = right;
    const tall = height * part;
    const top = bottom ? centre + height / 2 - tall : centre - tall / 2;
    paths[phase] = (paths[phase] ?? "") + rectPath(left, top, right, tall);
  };
  const first = Math.max(0, rankIn(spans, scale.firstMs, (span) => span.fromMs) - 1);
  for (let index = first; index < spans.length; index++) {
    const { phase, fromMs, toMs, mixed } = spans[index];
    const left = scale.x(fromMs);
    const right = scale.x(toMs);
    if (left > scale.right) break;
    if (mixed === undefined) {
      add(phase, left, right, data.phases[phase].height, false);
      continue;
    }
    add(phase, left, right, 1, false);
    add("up", left, right, mixed.up, true);
  }
  const order = [...firstPhases, ...Object.keys(paths).filter((phase) => !firstPhases.includes(phase))];
  // What was put together shows its share on top.
  if (spans.some(({ mixed }) => mixed)) order.push(...order.splice(0, 1));
  const shapes = order.map((phase) => path(paths[phase], hatched(phase, theme.phase(phase), theme)));
  return [...shapes, ...markShapes(marks, scale, centre, height, look)].filter((shape) => shape !== undefined);
}

function markShapes(marks, scale, centre, height, { theme, hidden }) {
  const top = centre - height / 2;
  const drawn = { crash: "", lost: "" };
  const last = { crash: -9, lost: -9 };
  for (const { kind, atMs } of marks) {
    const x = scale.x(atMs);
    if (hidden.has(kind) || x < scale.left - 4 || x > scale.right + 4 || x - last[kind] < 2.5) continue;
    last[kind] = x;
    drawn[kind] += kind === "crash"
      ? `M${x - 3.5} ${top - 3}L${x + 3.5} ${top - 3}L${x} ${top + 4}Z`
      : `M${x} ${centre - 7}L${x + 6} ${centre}L${x} ${centre + 7}L${x - 6} ${centre}Z`;
  }
  return [
    path(drawn.crash, theme.ink, 1, theme.card),
    path(drawn.lost, theme.failed, 1, theme.card),
  ];
}

function rectPath(left, top, right, height) {
  return `M${left.toFixed(1)} ${top.toFixed(1)}H${right.toFixed(1)}V${(top + height).toFixed(1)}H${left.toFixed(1)}Z`;
}

function path(pathData, fill, opacity = 1, stroke) {
  if (!pathData) return undefined;
  const line = stroke === undefined ? {} : { stroke, lineWidth: 0.8 };
  return { type: "path", shape: { pathData }, style: { fill, opacity, ...line } };
}

function legendOf(lanes, faults, { theme, width, left, from, to }, kind) {
  const used = new Set(
    lanes.flatMap(({ spans }) => spans.flatMap(({ phase, mixed }) => mixed ? [phase, "up"] : [phase])),
  );
  const marks = new Set(lanes.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  const texts = kind === "executor" ? { up: "at work", done: "stopped" } : {};
  const entries = Object.keys(data.phases).filter((phase) => used.has(phase)).map((phase) => ({
    name: phase,
    text: texts[phase] ?? data.phases[phase].text,
    paint: (ink, width, height) => {
      const tall = Math.max(2, height * data.phases[phase].height);
      fill(ink, hatched(phase, theme.phase(phase), theme), 0, (height - tall) / 2, width, tall);
    },
  }));
  const sign = (name, text, colour, points) => ({
    name,
    text,
    paint: (ink) => {
      ink.fillStyle = colour;
      ink.beginPath();
      for (const [x, y] of points) ink.lineTo(x, y);
      ink.fill();
    },
  });
  if (marks.has("crash")) {
    const text = kind === "executor" ? "failed call" : "crash";
    entries.push(sign("crash", text, theme.ink, [[7, 2], [15, 2], [11, 10]]));
  }
  if (marks.has("lost")) {
    const text = kind === "executor" ? "records lost" : "given up, abandoned or failed its group";
    entries.push(sign("lost", text, theme.failed, [[11, 0], [17, 6], [11, 12], [5, 6]]));
  }
  const isBar = ({ fromMs, toMs }) => (toMs - fromMs) * (width - left - 20) / (to - from) >= leastBar;
  const struck = faults.filter(({ isFault }) => isFault);
  if (struck.some(isBar)) {
    const paint = (ink, width) => fill(ink, hatched("fault", theme.fault, theme), 0, 2, width, 8);
    entries.push({ name: "fault", text: "fault", paint });
  }
  if (!struck.every(isBar)) entries.push(sign("flag", "short fault", theme.fault, flagPoints(8, 6)));
  const others = faults.filter(({ isFault }) => !isFault);
  if (others.length > 0) {
    const text = [...new Set(others.map(({ name }) => name))].join(" or ");
    const bar = (ink, width) => {
      ink.globalAlpha = 0.45;
      fill(ink, theme.soft, 0, 2, width, 8);
    };
    entries.push(
      others.some(isBar) ? { name: "time", text, paint: bar } : sign("time", text, theme.soft, flagPoints(8, 6)),
    );
  }
  return entries;
}

function fill(ink, style, x, y, width, height) {
  ink.fillStyle = typeof style === "string" ? style : ink.createPattern(style.image, "repeat");
  if (typeof style !== "string") ink.fillStyle.setTransform(new DOMMatrix().scale(style.scaleX));
  ink.fillRect(x, y, width, height);
}

function tipOf(row, x, { near }) {
  if (row === undefined) return undefined;
  if (row.kind !== "lane") {
    const here = row.spans.filter(({ fromMs, toMs }) => fromMs - near <= x && x <= toMs + near);
    return here.length === 0 ? [row.name, momentText(x)] : [
      row.name,
      ...here.slice(0, 8).map(({ fromMs, text }) => `${momentText(fromMs)}  ${text}`),
      ...(here.length > 8 ? [`and ${here.length - 8} more here`] : []),
    ];
  }
  const { name, spans, marks, availability } = row.lane;
  const span = spans[rankIn(spans, x, ({ fromMs }) => fromMs) - 1];
  const what = span === undefined || x >= span.toMs ? [] : [
    span.mixed === undefined
      ? `${data.phases[span.phase].text} for ${durationText(span.toMs - span.fromMs)}, from ${momentText(span.fromMs)}`
      : `${span.mixed.count} changes in ${durationText(span.toMs - span.fromMs)}, up ${
        percentText(span.mixed.up * 100)
      }`,
  ];
  const begin = rankIn(marks, x - near, ({ atMs }) => atMs);
  const here = marks.slice(begin, begin + 5).filter(({ atMs }) => atMs <= x + near);
  return [
    name,
    momentText(x),
    ...what,
    ...here.map(({ kind, atMs, count, text }) =>
      `${kind === "crash" ? "▼" : "◆"} ${momentText(atMs)}${count > 1 ? ` × ${count}` : ""} ${text}`
    ),
    ...(availability === null ? [] : [`availability of the whole run ${percentText(availability * 100)}`]),
  ];
}
