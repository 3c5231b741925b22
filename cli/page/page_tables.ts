import { formatCount } from "../report/figure.ts";
import { formatMoment } from "../scenario/duration.ts";
import { type Markup, markup } from "./markup.ts";
import type { FaultSpan, Lane, PageExpectation, PageTable, PageTone, SeedsPicture } from "./page_data.ts";
import { phaseTexts } from "./phase_text.ts";

const mostRows = 200;
const paths: Readonly<Record<PageTone, string>> = {
  held: "M2 8.5 6 12.5 14 3.5",
  failed: "M3 3 13 13M13 3 3 13",
  unknown: "M4.5 5.5a3.5 3.5 0 1 1 5 3.2Q8 9.5 8 11M8 13.4v.2",
};

/** The sign of a verdict, which says by its form what its colour says. */
export function toneSign(tone: PageTone): Markup {
  return markup`<svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"><path d="${
    paths[tone]
  }"/></svg>`;
}

/** A table of text: its first column names the rows. */
export function tableOf({ head, rows, more }: PageTable, caption: string): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${
    head.map((title) => markup`<th scope="col">${title}</th>`)
  }</tr></thead><tbody>${
    rows.map(([name, ...cells]) =>
      markup`<tr><th scope="row"><bdi>${name}</bdi></th>${
        cells.map((cell) => markup`<td><bdi>${cell}</bdi></td>`)
      }</tr>`
    )
  }</tbody></table></div>${more > 0 && markup`<p class="soft">… and ${formatCount(more)} more.</p>`}`;
}

/** The first rows of a table of which there may be very many. */
export function firstRows(head: readonly string[], rows: readonly (readonly string[])[]): PageTable {
  return { head, rows: rows.slice(0, mostRows), more: Math.max(0, rows.length - mostRows) };
}

/** What the lanes show: who did what from when to when, what struck, what happened. */
export function laneTable(lanes: readonly Lane[], faults: readonly FaultSpan[]): PageTable {
  const rows = [
    ...faults.map(({ name, fromMs, toMs, text }) => [name, formatMoment(fromMs), formatMoment(toMs), text]),
    ...lanes.flatMap(({ name, spans, marks }) => [
      ...spans.map(({ phase, fromMs, toMs, mixed }) => [
        name,
        formatMoment(fromMs),
        formatMoment(toMs),
        mixed === undefined ? phaseTexts[phase] : `${mixed.count} changes, up ${(mixed.up * 100).toFixed(1)}%`,
      ]),
      ...marks.map(({ kind, atMs, count, text }) => [
        name,
        formatMoment(atMs),
        formatMoment(atMs),
        `${kind === "crash" ? "failure" : "loss"}${count > 1 ? ` × ${count}` : ""} ${text}`,
      ]),
    ]),
  ];
  return firstRows(["who", "from", "to", "what"], rows);
}

/** The expectations with what came out. */
export function expectationsTable(expectations: readonly PageExpectation[]): Markup {
  const isOfSeveral = expectations.some(({ interval, detail }) => interval !== undefined || detail !== undefined);
  const word = (held: boolean | undefined) => held === undefined ? "unknown" : held ? "held" : "missed";
  const tone = (held: boolean | undefined): PageTone => held === undefined ? "unknown" : held ? "held" : "failed";
  return markup`<div class="card scroll" tabindex="0" role="region" aria-label="Expectations"><table><thead><tr><th scope="col">expectation</th><th scope="col" class="words">verdict</th><th scope="col">value</th>${
    isOfSeveral && markup`<th scope="col">95 % interval</th><th scope="col" class="words">over the runs</th>`
  }</tr></thead><tbody>${
    expectations.map(({ expectation, held, shown, interval, detail }) =>
      markup`<tr><th scope="row"><code>${expectation}</code></th><td class="words"><span class="mark ${tone(held)}">${
        toneSign(tone(held))
      }${word(held)}</span></td><td>${shown}</td>${
        isOfSeveral && markup`<td>${interval ?? "–"}</td><td class="words">${detail ?? ""}</td>`
      }</tr>`
    )
  }</tbody></table></div>`;
}

/** The coverage points with how often each was hit. */
export function coverageTable({ coverage, runs }: SeedsPicture): Markup {
  return tableOf(
    {
      head: ["point", "runs", "share of runs", "times", "first seed"],
      rows: coverage.map((point) => [
        point.name,
        formatCount(point.runs),
        runs === 0 ? "–" : `${(point.runs / runs * 100).toFixed(1)}%`,
        formatCount(point.hits),
        point.seed === "" ? "never" : point.seed,
      ]),
      more: 0,
    },
    "How often each coverage point was hit, the rarest first",
  );
}
