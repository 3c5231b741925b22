/**
 * A report as one HTML file, and the lanes as one SVG. The calls:
 *
 * ```ts ignore
 * // Only where --report or --svg is asked for: this module loads the chart library.
 * const { campaignPage } = await import("../page/campaign_page.ts");
 * const { pageOfRun } = await import("../page/page_of_run.ts"); // a run of a supervision or of an executor
 * const { pageOfCampaign } = await import("../page/page_of_campaign.ts");
 * const { lanesSvg } = await import("../page/lanes_svg.ts"); // loads no chart library
 *
 * campaignPage(pageOfRun(result, scenario, { reproduce }));
 * campaignPage(pageOfCampaign(campaign, { run: { result, scenario, what: "minimal failure" }, reproduce, verdict }));
 * lanesSvg(pageOfRun(result, scenario));
 * ```
 *
 * @module
 */
import library from "echarts/dist/echarts.min.js" with { type: "text" };
import { createHash } from "node:crypto";
import { faultPayload } from "./fault_payload.ts";
import { lanePayload } from "./lane_payload.ts";
import { embeddedJson, Markup, markup } from "./markup.ts";
import type { PageData } from "./page_data.ts";
import { pageScript } from "./page_script.ts";
import { answerSection, expectationsSection, failuresSection, runSection, seedsSection } from "./page_sections.ts";
import style from "./page_style.css" with { type: "text" };
import { phaseColours, phaseHeights, phases, phaseTexts } from "./phase_text.ts";

/** The theme must be right before anything is seen. */
const themeScript =
  `document.documentElement.dataset.theme=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"`;

/**
 * The page as one HTML file: it needs no network, no font, no server, and no script that is not in it can run in it.
 *
 * @param data What it is about; see {@linkcode pageOfRun} and {@linkcode pageOfCampaign}.
 */
export function campaignPage(data: PageData): string {
  const { run, seeds } = data;
  const scripts = [themeScript, library, pageScript];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map((script) => `'sha256-${sha256(script)}'`).join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${data.answer.word}: ${data.title}</title>
<style>${new Markup(style)}</style>
<script>${new Markup(themeScript)}</script>
</head>
<body>
<header class="top"><span>Mainstay report</span><button type="button" id="theme">Dark</button></header>
<main>
${answerSection(data)}
<noscript><p>The charts need JavaScript; the answer and the tables do not.</p></noscript>
${failuresSection(data)}
${expectationsSection(data)}
${run !== undefined && runSection(run)}
${seeds !== undefined && seedsSection(seeds)}
<p class="keys" id="keys">Click a chart or reach it with <kbd>Tab</kbd>; then the wheel, <kbd>+</kbd> and <kbd>−</kbd> zoom, dragging and <kbd>←</kbd> <kbd>→</kbd> move, <kbd>0</kbd> shows all, <kbd>/</kbd> goes to the legend. With <kbd>Ctrl</kbd> the wheel always zooms.</p>
</main>
<footer>Charts by Apache ECharts 6, Apache License 2.0.</footer>
<script type="application/json" id="data">${new Markup(embeddedJson(payloadOf(data)))}</script>
<script>${new Markup(library)}</script>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`.text;
}

/** What the script needs of it. */
function payloadOf({ run, seeds }: PageData): unknown {
  return {
    run: run &&
      { ...run, ...lanePayload(run.lanes), ...faultPayload(run.faults), figures: undefined, thinned: undefined },
    seeds: seeds && {
      fan: seeds.fan,
      horizonMs: seeds.horizonMs,
      distributions: seeds.distributions,
    },
    phases: Object.fromEntries(
      phases.map((
        phase,
      ) => [phase, { text: phaseTexts[phase], colours: phaseColours[phase], height: phaseHeights[phase] }]),
    ),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
