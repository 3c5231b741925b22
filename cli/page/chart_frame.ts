import { type Content, type Markup, markup } from "./markup.ts";
import type { PageTable } from "./page_data.ts";
import { tableOf } from "./page_tables.ts";

/** A chart as the page has it before the script draws it. */
export interface ChartFrame {
  /** Which picture of the script it is. */
  readonly chart: string;
  /** Its title. */
  readonly title: string;
  /** What it shows, in a sentence or two: for everybody, and instead of the picture for who cannot see it. */
  readonly words: string;
  /** What can be chosen: the words for it, the options, and which one is chosen at first. */
  readonly choice?: { readonly label: string; readonly options: readonly string[]; readonly chosen?: number };
  /** A button that is on or off. */
  readonly toggle?: string;
  /** The same as a table. */
  readonly table?: PageTable;
}

/** The frame of a chart: title, tools, legend, the place for the picture, the same as a table. */
export function chartFrame({ chart, title, words, choice, toggle, table }: ChartFrame): Markup {
  const act = (name: string, label: string, sign: Content) =>
    markup`<button type="button" data-act="${name}" aria-label="${label}: ${title}" title="${label}">${sign}</button>`;
  return markup`<figure class="card chart" data-chart="${chart}">
<div class="head"><figcaption class="words"><h3>${title}</h3><p>${words}</p></figcaption>
<div class="tools">${
    choice !== undefined &&
    markup`<label><span class="hidden">${choice.label}</span><select>${
      choice.options.map((option, index) =>
        markup`<option value="${index}"${index === (choice.chosen ?? 0) && markup` selected`}>${option}</option>`
      )
    }</select></label>`
  }${toggle !== undefined && markup`<button type="button" data-toggle aria-pressed="false">${toggle}</button>`}${
    act("in", "Zoom in", "+")
  }${act("out", "Zoom out", "−")}${act("left", "Earlier", "←")}${act("right", "Later", "→")}${
    act("reset", "Show all", "Reset")
  }</div></div>
<div class="legend" role="group" aria-label="Legend: ${title}"></div>
<div class="plot" tabindex="0" role="group" aria-roledescription="chart" aria-label="${title}. ${words}" aria-describedby="keys"></div>
<div class="foot"><p class="shown" aria-live="polite"></p>${
    table !== undefined && markup`<details><summary>As a table</summary>${tableOf(table, title)}</details>`
  }</div>
</figure>`;
}
