import { formatDuration } from "../scenario/duration.ts";
import { type Content, Markup, markup } from "./markup.ts";
import { cutMiddle } from "./middle_cut.ts";
import type { FaultSpan, Lane, PageData } from "./page_data.ts";
import { phaseColours, phaseHeights, phases, phaseTexts } from "./phase_text.ts";
import type { Phase } from "../../src/simulation/timeline.ts";

const width = 1_000;
const left = 190;
const right = 980;
const pitch = 24;
const top = 84;
const mostCharacters = 24;
/** What is narrower has a flag instead of a bar. */
const leastBar = 3;

/**
 * The lanes of a run as one SVG: the answer on top, below it a row for each fault name and each worker, the time, and what the colours say. It
 * has no script, and follows the reader's choice of dark or light.
 *
 * @param data See {@linkcode pageOfRun} and {@linkcode pageOfCampaign}.
 * @throws {TypeError} If there is no run in it.
 */
export function lanesSvg({ title, answer, run }: PageData): string {
  if (run === undefined) throw new TypeError('Cannot draw lanes: "run" must be there, received none');
  const { faults, lanes, endMs } = run;
  const x = (atMs: number) => left + Math.min(1, Math.max(0, atMs / endMs)) * (right - left);
  const rows = [...Map.groupBy(faults, ({ row }) => row)];
  const isBar = ({ fromMs, toMs }: FaultSpan) => x(toMs) - x(fromMs) >= leastBar;
  const entries = legendEntries(lanes, faults, isBar, run.kind === "executor");
  const legendRows = Math.ceil(entries.length / 5);
  const bottom = top + (rows.length + lanes.length) * pitch;
  const height = bottom + 44 + legendRows * 22;
  const y = (row: number) => top + row * pitch + pitch / 2;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title words">
<title id="title">${answer.word}: ${title}</title>
<desc id="words">${answer.sentence}</desc>
<style>${new Markup(style())}</style>
<defs>${patterns()}</defs>
<rect class="ground" width="${width}" height="${height}"/>
<text class="head" x="20" y="32">${answer.word}: ${cut(title, 70)}</text>
<text class="soft" x="20" y="54">${cut(answer.sentence, 130)}</text>
${rows.map(([, spans]) => shades(spans, x, lanes, { bottom, y: (lane) => y(rows.length + lane) }))}
${
    ticks(endMs).map(({ atMs, text }) =>
      markup`<path class="grid" d="M${fixed(x(atMs))} ${top}V${bottom}"/><text class="soft tick" x="${
        fixed(x(atMs))
      }" y="${bottom + 18}">${text}</text>`
    )
  }
${rows.map(([name, spans], row) => [label(name, y(row)), faultRow(spans, x, y(row))])}
${lanes.map((lane, row) => [label(lane.name, y(rows.length + row)), laneRow(lane, x, y(rows.length + row))])}
${legend(entries, bottom + 46)}
</svg>
`.text;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function label(name: string, y: number): Markup {
  return markup`<text class="name" x="${left - 12}" y="${y + 4}">${
    cutMiddle(name, mostCharacters)
  }<title>${name}</title></text>`;
}

/** Over the lanes of those who are struck; over everything where that is everybody. */
function shades(
  spans: readonly FaultSpan[],
  x: (atMs: number) => number,
  lanes: readonly Lane[],
  { bottom, y }: { readonly bottom: number; readonly y: (lane: number) => number },
): Content {
  const shade = ({ fromMs, toMs }: FaultSpan, from: number, to: number) =>
    markup`<rect class="shade" x="${fixed(x(fromMs))}" y="${from}" width="${fixed(x(toMs) - x(fromMs))}" height="${
      to - from
    }"/>`;
  return spans.length <= 40 && spans.filter(({ isFault, fromMs, toMs }) => isFault && toMs > fromMs).map((span) => {
    if (span.struck === undefined) return shade(span, top, bottom);
    const struck = new Set(span.struck);
    return lanes.map(({ name }, lane) => struck.has(name) && shade(span, y(lane) - pitch / 2, y(lane) + pitch / 2));
  });
}

function faultRow(spans: readonly FaultSpan[], x: (atMs: number) => number, y: number): Content {
  return spans.map(({ isFault, fromMs, toMs, text }) => {
    const from = x(fromMs);
    const length = x(toMs) - from;
    const kind = isFault ? "fault" : "time";
    return length >= leastBar
      ? markup`<rect class="${kind}" x="${fixed(from)}" y="${y - 5}" width="${
        fixed(length)
      }" height="10"><title>${text}</title></rect>`
      : markup`<path class="${kind} sign" d="${flag(from, y)}"><title>${text}</title></path>`;
  });
}

/** A flag whose pole stands at its time: no other mark has this form. */
function flag(x: number, y: number): string {
  return `M${fixed(x - 0.9)} ${fixed(y + 7)}v-14h1.8l7.1 4-7.1 4v6z`;
}

function laneRow({ spans, marks }: Lane, x: (atMs: number) => number, y: number): Content {
  const paths = new Map<Phase, string>();
  const add = (phase: Phase, from: number, to: number, part: number, isAtFoot: boolean) => {
    const tall = 16 * part;
    const begin = isAtFoot ? y + 8 - tall : y - tall / 2;
    // What is too short to be seen is a little more than a point wide all the same.
    const end = phase === "up" ? to : Math.max(to, from + 1.2);
    if (end <= from) return;
    paths.set(
      phase,
      `${paths.get(phase) ?? ""}M${fixed(from)} ${fixed(begin)}H${fixed(end)}v${fixed(tall)}H${fixed(from)}z`,
    );
  };
  for (const { phase, fromMs, toMs, mixed } of spans) {
    add(phase, x(fromMs), x(toMs), mixed === undefined ? phaseHeights[phase] : 1, false);
    if (mixed !== undefined) add("up", x(fromMs), x(toMs), mixed.up, true);
  }
  const isMixed = spans.some(({ mixed }) => mixed !== undefined);
  const order = isMixed ? [...phases.slice(1), phases[0]!] : phases;
  let last = -9;
  return [
    order.filter((phase) => paths.has(phase)).map((phase) => markup`<path class="${phase}" d="${paths.get(phase)}"/>`),
    marks.map(({ kind, atMs, text, count }) => {
      const at = x(atMs);
      if (kind === "crash" && at - last < 2) return undefined;
      last = at;
      const shape = kind === "crash"
        ? `M${fixed(at - 3.5)} ${y - 11}h7l-3.5 7z`
        : `M${fixed(at)} ${y - 7}l6 7-6 7-6-7z`;
      return markup`<path class="${kind}" d="${shape}"><title>${text}${count > 1 && ` × ${count}`}</title></path>`;
    }),
  ];
}

function usedPhases(lanes: readonly Lane[]): readonly Phase[] {
  const used = new Set(
    lanes.flatMap(({ spans }) => spans.flatMap(({ phase, mixed }) => mixed ? [phase, "up"] : [phase])),
  );
  return phases.filter((phase) => used.has(phase));
}

/** What the legend explains: the class of each sign with its words. */
type LegendEntry = readonly [name: string, text: string];

function legendEntries(
  lanes: readonly Lane[],
  faults: readonly FaultSpan[],
  isBar: (span: FaultSpan) => boolean,
  isExecutor: boolean,
): readonly LegendEntry[] {
  const kinds = new Set(lanes.flatMap(({ marks }) => marks.map(({ kind }) => kind)));
  const texts: Partial<Record<Phase, string>> = isExecutor ? { up: "at work", done: "stopped" } : {};
  const struck = faults.filter(({ isFault }) => isFault);
  const others = faults.filter(({ isFault }) => !isFault);
  const timeText = [...new Set(others.map(({ name }) => name))].join(" or ");
  const entries: readonly (LegendEntry | false)[] = [
    ...usedPhases(lanes).map((phase): LegendEntry => [phase, texts[phase] ?? phaseTexts[phase]]),
    kinds.has("crash") && ["crash", isExecutor ? "failed call" : "crash"],
    kinds.has("lost") && ["lost", isExecutor ? "records lost" : "given up or lost"],
    struck.some(isBar) && ["fault", "fault"],
    !struck.every(isBar) && ["fault sign", "short fault"],
    others.length > 0 && [others.some(isBar) ? "time" : "time sign", timeText],
  ];
  return entries.filter((entry) => entry !== false);
}

function legend(entries: readonly LegendEntry[], y: number): Content {
  return entries.map(([name, text], index) => {
    const x = 20 + index % 5 * 194;
    const row = y + Math.floor(index / 5) * 22;
    const swatch = name === "crash"
      ? markup`<path class="crash" d="M${x + 7} ${row - 4}h8l-4 8z"/>`
      : name === "lost"
      ? markup`<path class="lost" d="M${x + 11} ${row - 6}l6 6-6 6-6-6z"/>`
      : name.endsWith("sign")
      ? markup`<path class="${name}" d="${flag(x + 8, row)}"/>`
      : markup`<rect class="${name}" x="${x}" y="${fixed(row - heightOf(name) / 2)}" width="22" height="${
        fixed(heightOf(name))
      }"/>`;
    return markup`${swatch}<text class="soft" x="${x + 30}" y="${row + 4}">${text}</text>`;
  });
}

/** How high a phase, or a fault, is in the legend. */
function heightOf(name: string): number {
  return 12 * (phases.includes(name as Phase) ? phaseHeights[name as Phase] : 0.83);
}

/** Round times, about eight of them. */
function ticks(endMs: number): readonly { readonly atMs: number; readonly text: string }[] {
  const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];
  const days = [1, 2, 5, 10, 20, 50, 100, 365].map((count) => count * 86_400_000);
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, ...seconds.map((count) => count * 1_000), ...days];
  const step = steps.find((step) => endMs / step <= 8) ?? endMs / 8;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => ({
    atMs: index * step,
    text: index === 0 ? "0" : formatDuration(index * step),
  }));
}

const hatched: readonly (readonly [name: string, path: string])[] = [
  ["starting", "M-1 8 8-1M3 12 12 3"],
  ["cooling", "M-1-1 8 8M-5 3 4 12"],
  ["stopping", "M3 0V7"],
  ["dead", "M-1-1 8 8M-1 8 8-1"],
  ["blocked", "M2 3.5H5"],
  ["fault", "M-1 8 8-1M3 12 12 3"],
];

function patterns(): Content {
  return hatched.map(([name, path]) =>
    markup`<pattern id="p-${name}" width="7" height="7" patternUnits="userSpaceOnUse"><rect class="c-${name}" width="7" height="7"/><path class="hatch" d="${path}"/></pattern>`
  );
}

function style(): string {
  const isHatched = (name: string) => hatched.some(([each]) => each === name);
  const colours = (dark: 0 | 1) =>
    [
      ...phases.map((phase) => [phase, phaseColours[phase][dark]] as const),
      ["fault", dark ? "#ff9b73" : "#a32d00"] as const,
    ]
      .map(([name, colour]) => isHatched(name) ? `.c-${name}{fill:${colour}}` : `.${name}{fill:${colour}}`).join("");
  return `text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#17202a}.head{font-size:17px;font-weight:650}` +
    `.name{text-anchor:end}.tick{text-anchor:middle}.soft{fill:#4d5a67}.ground{fill:#fff}.grid{stroke:#e8ebef}.hatch{stroke:#fff;stroke-width:1.5;stroke-opacity:.65}` +
    `.crash{fill:#17202a;stroke:#fff;stroke-width:.8}.lost{fill:#a32d00;stroke:#fff;stroke-width:.8}.shade{fill:#a32d00;opacity:.08}.time{fill:#4d5a67;opacity:.45}` +
    `${
      hatched.map(([name]) => `.${name}{fill:url(#p-${name})}`).join("")
    }.fault.sign{fill:#a32d00}.time.sign{opacity:1}${colours(0)}` +
    `@media(prefers-color-scheme:dark){text{fill:#e8edf2}.soft{fill:#a9b5c1}.ground{fill:#1a2129}.grid{stroke:#27313b}.hatch{stroke:#1a2129}` +
    `.crash{fill:#e8edf2;stroke:#1a2129}.lost,.fault.sign{fill:#ff9b73}.lost{stroke:#1a2129}.shade{fill:#ff9b73}.time{fill:#a9b5c1}${
      colours(1)
    }}`;
}
