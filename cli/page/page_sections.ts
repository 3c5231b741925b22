import { formatAmount, formatCount, formatShare } from "../report/figure.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import { chartFrame } from "./chart_frame.ts";
import { startsText, startsWords } from "./later_starts.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { cutMiddle } from "./middle_cut.ts";
import type {
  ExecutorPicture,
  PageData,
  PageFailure,
  PageTable,
  SeedsPicture,
  SupervisionPicture,
} from "./page_data.ts";
import { coverageTable, expectationsTable, firstRows, laneTable, tableOf, toneSign } from "./page_tables.ts";

const spreadCharts = 3;
const failuresAtOnce = 8;
const rowsAtOnce = 12;
/** How long a name may be in a list to choose from, which is narrow on a phone. */
const mostInChoice = 25;

/** What the page opens with. */
export function answerSection({ title, description, answer, seeds }: PageData): Markup {
  const { tone, word, sentence, reproduce, facts } = answer;
  return markup`<section class="card answer ${tone}" id="answer" aria-label="The answer">
<div class="verdict"><span class="badge">${toneSign(tone)}${word}</span><h1><bdi>${title}</bdi></h1></div>
<p class="sentence">${sentence}</p>
${reproduce !== undefined && command(reproduce)}
<dl class="facts">${facts.map(({ label, value }) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${
    seeds !== undefined && seeds.verdicts.length > 1 &&
    markup`<ul class="runs" style="margin:14px 0 0">${
      seeds.verdicts.map(({ word, tone, runs }) =>
        markup`<li><span class="mark ${tone}">${toneSign(tone)}${word} ${formatCount(runs)}</span></li>`
      )
    }</ul>`
  }
${description !== undefined && markup`<p class="description">${description}</p>`}
</section>`;
}

function command(line: string): Markup {
  return markup`<div class="reproduce"><code>${line}</code><button type="button" data-copy>Copy</button></div>`;
}

/** What went wrong, with the smallest scenario that shows it: one of each cause first, the others for who asks for them. */
export function failuresSection({ failures, failedRuns }: Pick<PageData, "failures" | "failedRuns">): Content {
  if (failures.length === 0) return undefined;
  const causes = Map.groupBy(failures, ({ kind, name }) => `${kind}:${name}`);
  const first = [...causes.values()].map(([failure]) => failure!).slice(0, failuresAtOnce);
  const others = failures.filter((failure) => !first.includes(failure));
  const list = (items: readonly PageFailure[]) => markup`<ol class="failures">${items.map(failureItem)}</ol>`;
  return markup`<h2 id="failures">What went wrong</h2><div class="card">${list(first)}${
    others.length > 0 &&
    markup`<details><summary>${
      failedRuns === undefined
        ? formatAmount(others.length, "more failure")
        : `${formatAmount(others.length, "more failure")} that ${others.length === 1 ? "was" : "were"} kept; ${
          formatAmount(failedRuns, "run")
        } failed in all`
    }</summary>${list(others)}</details>`
  }</div>`;
}

function failureItem({ name, kind, message, where, why, seed, reproduce, scenario }: PageFailure): Markup {
  return markup`<li><div><span class="mark failed">${
    toneSign("failed")
  }<bdi>${name}</bdi></span><span class="kind">${kind}</span></div>
<p>${message}</p>${why !== undefined && markup`<p>Why: ${why}</p>`}<p class="where">${
    [where, seed && `seed ${seed}`].filter((part) => part).join(" · ")
  }</p>${reproduce !== undefined && command(reproduce)}${
    scenario !== undefined && markup`<details><summary>${scenario.what}</summary><pre>${scenario.json}</pre></details>`
  }</li>`;
}

/** What was expected. */
export function expectationsSection({ expectations }: PageData): Content {
  return expectations.length > 0 && markup`<h2 id="expectations">Expectations</h2>${expectationsTable(expectations)}`;
}

/** The pictures of one run. */
export function runSection(run: SupervisionPicture | ExecutorPicture): Markup {
  const charts = run.kind === "supervision" ? supervisionCharts(run) : executorCharts(run);
  return markup`<h2 id="run"><bdi>${run.caption}</bdi></h2>${
    run.note !== undefined && markup`<p class="note">${run.note}</p>`
  }${charts}<div class="card">${
    run.kind === "executor" ? tableOf(run.figures, "Figures") : figuresOf(run.figures)
  }</div>${
    run.thinned.length > 0 &&
    markup`<ul class="thinned" aria-label="What was thinned out">${
      run.thinned.map((text) => markup`<li>${text}</li>`)
    }</ul>`
  }`;
}

/** The first rows of the workers, and the whole table for who asks for it. */
function figuresOf(figures: PageTable): Content {
  if (figures.rows.length <= rowsAtOnce) return tableOf(figures, "Figures");
  const all = formatCount(figures.rows.length);
  return [
    tableOf({ ...figures, rows: figures.rows.slice(0, rowsAtOnce), more: 0 }, "Figures, the least available first"),
    markup`<details><summary>All ${all} rows</summary>${tableOf(figures, "Figures")}</details>`,
  ];
}

function supervisionCharts(run: SupervisionPicture): Content {
  const { lanes, faults, budgets, starts, nth, endMs } = run;
  const crashes = lanes.flatMap(({ marks }) => marks).reduce(
    (sum, { kind, count }) => kind === "crash" ? sum + count : sum,
    0,
  );
  const struck = faults.filter(({ isFault }) => isFault).length;
  if (lanes.length === 0) return markup`<p class="card soft">There is no worker, so that there is nothing to draw.</p>`;
  return [
    chartFrame({
      chart: "lanes",
      title: "What each worker did",
      words: `${formatAmount(lanes.length, "worker")} over ${formatDuration(endMs)}, with ${
        formatAmount(struck, "fault")
      } above them and ${formatAmount(crashes, "crash").replace("crashs", "crashes")}. ${
        lanes.length > 24 ? "At first the 24 that were up least. " : ""
      }What is shorter than a pixel is drawn as one.`,
      toggle: lanes.length > 24 ? `Show all ${formatCount(lanes.length)} lanes` : undefined,
      table: laneTable(lanes, faults),
    }),
    budgets.length > 0 && chartFrame({
      chart: "budget",
      title: "Restart budget used",
      words:
        "How many restarts count at each time, against how many are allowed. The worker with the least room comes first.",
      choice: {
        label: "Whose budget",
        options: budgets.map(({ name, limit, periodMs, points }) =>
          `${cutMiddle(name, mostInChoice)} (${formatCount(most(points))} of ${formatCount(limit)} in ${
            formatDuration(periodMs)
          })`
        ),
      },
      table: firstRows(
        ["worker", "at", "used", "limit"],
        budgets.flatMap(({ name, points, limit }) =>
          points.map(([atMs, used]) => [name, formatMoment(atMs), formatCount(used), formatCount(limit)])
        ),
      ),
    }),
    starts.length > 0 && chartFrame({
      chart: "restarts",
      title: "Restarts over time",
      words: `${startsWords(run)} The slices become finer when you zoom in.`,
      table: firstRows(
        ["at", "what"],
        starts.flatMap(({ kind, ticks }) => ticks.map(([atMs, count]) => ({ kind, atMs, count })))
          .sort((one, other) => one.atMs - other.atMs)
          .map(({ kind, atMs, count }) => [formatMoment(atMs), startsText(kind, count)]),
      ),
    }),
    nth.length > 0 && chartFrame({
      chart: "nth",
      title: "Elapsed time against the n-th restart",
      words:
        "When each restart was decided. A flat line is a worker that is restarted again and again at once; a steep one waits long in between.",
      table: firstRows(
        ["worker", "restart", "after"],
        nth.flatMap(({ name, points }) => points.map(([n, atMs]) => [name, formatCount(n), formatMoment(atMs)])),
      ),
    }),
  ];
}

function executorCharts(run: ExecutorPicture): Content {
  const { lanes, faults, held, capacity, executions } = run;
  return [
    chartFrame({
      chart: "lanes",
      title: "What happened",
      words: `${
        formatAmount(faults.filter(({ isFault }) => isFault).length, "fault")
      } over ${formatDuration(run.endMs)}, the executor, ` +
        "calls of the store that failed and records that were lost.",
      table: laneTable(lanes, faults),
    }),
    chartFrame({
      chart: "held",
      title: "Records held",
      words: `At most ${formatCount(most(held.points))} at once${
        capacity === undefined ? "" : `, of ${formatCount(capacity)} that may be`
      }. Faults are shaded.`,
      table: firstRows(["at", "held"], held.points.map(([atMs, count]) => [formatMoment(atMs), formatCount(count)])),
    }),
    executions.length > 0 && chartFrame({
      chart: "executions",
      title: "Executions by how they ended",
      words: "How many ended in each slice of time. The slices become finer when you zoom in.",
      table: firstRows(
        ["status", "executions"],
        executions.map(({ status, ticks }) => [status, formatCount(ticks.reduce((sum, [, count]) => sum + count, 0))]),
      ),
    }),
  ];
}

/** What came out over all seeds. */
export function seedsSection(seeds: SeedsPicture): Content {
  const { fan, distributions, coverage, faults, runs } = seeds;
  const share = (value: number) => formatShare(value);
  return [
    markup`<h2 id="seeds">Over ${formatAmount(runs, "seed")}</h2>`,
    fan.length > 0 && runs > 0 && chartFrame({
      chart: "fan",
      title: "How much was up",
      words: `At each time the share of workers that was up, over ${formatAmount(runs, "run")}; right to 1 %.`,
      table: firstRows(
        ["at", "5th percentile", "25th", "median", "75th", "95th"],
        fan.map(({ atMs, p5, p25, p50, p75, p95 }) => [formatMoment(atMs), ...[p5, p25, p50, p75, p95].map(share)]),
      ),
    }),
    distributions.length > 0 &&
    markup`<div class="grid" style="margin-top:14px">${
      distributions.slice(0, spreadCharts).map(({ name, summary, rows }, index) =>
        chartFrame({
          chart: "spread",
          title: `Spread: ${name}`,
          words: summary,
          choice: {
            label: "Which figure",
            options: distributions.map((each) => cutMiddle(each.name, mostInChoice)),
            chosen: index,
          },
          table: { head: ["share", "at most"], rows, more: 0 },
        })
      )
    }</div>`,
    coverage.length > 0 &&
    markup`<h2 id="coverage">What was exercised</h2><div class="card">${coverageTable(seeds)}</div>`,
    faults.length > 0 && markup`<div class="card">${
      tableOf({
        head: ["fault", "runs with it", "how many"],
        rows: faults.map(({ kind, runs, count }) => [kind, formatCount(runs), formatCount(count)]),
        more: 0,
      }, "Faults by kind")
    }</div>`,
  ];
}

function most(points: readonly (readonly [number, number])[]): number {
  return points.reduce((most, [, count]) => Math.max(most, count), 0);
}
